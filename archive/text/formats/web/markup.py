"""The test for web pages. It is apart from the reader, which loads heavy libraries."""

from __future__ import annotations

import re

_MANY_TAGS = re.compile(r"</(?:p|div|td|span|a|li|br)>", re.IGNORECASE)
_OPENING = re.compile(
    r"<(?:!doctype html|html|head|body|frameset|div|p|table|meta|article|section|h1)\b", re.IGNORECASE
)


def looks_like_page(text: str) -> bool:
    """Return whether decoded text is HTML: it opens with a tag, or holds the closing tags of several paragraphs."""
    start = text[:3000].lstrip("\ufeff \t\r\n")
    if start.startswith("<") and _OPENING.search(start):
        return True
    return len(_MANY_TAGS.findall(text[:20_000])) >= 3
