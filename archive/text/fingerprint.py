"""The fingerprint of a text: equal for two copies that differ in script, blanks and punctuation only."""

from __future__ import annotations

import hashlib
import re

from search.fold import fold

_NO_WORD = re.compile(r"[\W_]+")


def text_fingerprint(text: str) -> str:
    """Return the SHA-256 (64 hex digits) of the folded text with everything but letters, digits and Han removed.

    Two copies of a report, one in traditional script and one with other quotes and line breaks, have the same
    fingerprint. All texts without a word share one.
    """
    return hashlib.sha256(_NO_WORD.sub("", fold(text)).encode("utf-8")).hexdigest()
