"""How many sentences does a text or the markup of a page hold? An article has some; a list of links and a stub have none."""

from __future__ import annotations

import html
import re

from archive.text.formats.decoding import decode_bytes
from archive.text.formats.extracted import FormatError

#: Letters of a sentence: shorter ones are "欢迎光临！" and the like.
_LETTERS = 8
_END = re.compile(r"[。！？!?؟۔།]|\.(?=\s|$)")
_LETTER = re.compile(r"\w")
_NO_WORDS = re.compile(r"<(script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")


def count_sentences(text: str) -> int:
    """Return how many pieces of the lines end with the mark of a sentence and hold eight letters or more."""
    return sum(len(_LETTER.findall(piece)) >= _LETTERS for line in text.split("\n") for piece in _END.split(line)[:-1])


def count_sentences_of_page(page: bytes) -> int:
    """Return the sentences of the bytes of a page, by its markup alone: a rough count in linear time, 0 if unreadable."""
    try:
        markup = decode_bytes(page)[0]
    except FormatError:
        return 0
    return count_sentences(html.unescape(_TAG.sub("\n", _without_scripts(markup))))


def _without_scripts(markup: str) -> str:
    lower = markup.lower()
    kept, at = [], 0
    while found := _NO_WORDS.search(markup, at):
        kept.append(markup[at : found.start()])
        end = lower.find(f"</{found[1].lower()}", found.end())
        if end < 0:
            return "".join(kept)
        at = end
    return "".join([*kept, markup[at:]])
