"""GB 18030 as Windows writes it: code page 936 has two characters of one byte more."""

from __future__ import annotations

import codecs
import re

# Blanks of code page 936 (0xA0) in pairs decode to this rare character.
_RAW_BLANKS = re.compile("牋{2,}|(?<![^>\n\u3000\u00a0 ])牋+|牋+(?=\u00a0)")


def decoded(data: bytes, name: str, *, errors: str) -> str:
    """Decode; GB 18030 as the code page 936 of Windows, which has two characters of one byte more."""
    if name != "gb18030":
        return data.decode(name, errors)
    return _RAW_BLANKS.sub(lambda run: "\u00a0" * 2 * len(run[0]), data.decode(name, f"936-{errors}"))


def _single_byte(error: UnicodeError, errors: str) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    known = {0x80: "€", 0xA0: "\u00a0"}.get(error.object[error.start])
    if known:
        return known, error.start + 1
    return codecs.lookup_error(errors)(error)


codecs.register_error("936-strict", lambda error: _single_byte(error, "strict"))
codecs.register_error("936-replace", lambda error: _single_byte(error, "replace"))
