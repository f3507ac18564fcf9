"""Code pages of Windows: 936 is GB 18030 with two characters of one byte more, 1252 is of western languages."""

from __future__ import annotations

import codecs
import re

from search.sentences import say

# Blanks of code page 936 (0xA0) in pairs decode to this rare character.
_RAW_BLANKS = re.compile("牋{2,}|(?<![^>\n\u3000\u00a0 ])牋+|牋+(?=\u00a0)")

_HIGH = bytes(range(0x80, 0x100))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SIGNS = frozenset("“”‘’„‚‹›«»–—…•·°§©®™€£¿¡º½¼\u00a0\u00ad")


def decoded(data: bytes, name: str, *, errors: str) -> str:
    """Decode; GB 18030 as the code page 936 of Windows, which has two characters of one byte more."""
    if name != "gb18030":
        return data.decode(name, errors)
    return _RAW_BLANKS.sub(lambda run: "\u00a0" * 2 * len(run[0]), data.decode(name, f"936-{errors}"))


def western(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Read a text of a western language, told by few bytes beyond ASCII that are all letters and signs of such texts.

    Two bytes of a few Chinese words are valid in GB 18030, and then the text is none.
    """
    high = len(data) - len(data.translate(None, _HIGH))
    if 10 * high > len(data) or b"\x00" in data:
        return None
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        pass
    else:
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(text) or not all(sign.isalpha() or sign in _SIGNS for sign in set(text) if sign > "\x7f"):
        return None
    return text, "cp1252", (say("文件没有写明编码，按西欧文字（windows-1252）读。请核对带重音的字母。"),)


def _single_byte(error: UnicodeError, errors: str) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    known = {0x80: "€", 0xA0: "\u00a0"}.get(error.object[error.start])
    if known:
        return known, error.start + 1
    return codecs.lookup_error(errors)(error)


codecs.register_error("936-strict", lambda error: _single_byte(error, "strict"))
codecs.register_error("936-replace", lambda error: _single_byte(error, "replace"))
