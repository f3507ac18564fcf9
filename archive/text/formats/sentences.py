"""How many sentences does a text or the markup of a page hold? An article has some; a list of links and a stub have none."""

from __future__ import annotations

import html
import re

from archive.text.formats.decoding import decode_bytes
from archive.text.formats.extracted import FormatError

#: Sentences of a page that is taken for an article.
FEWEST_SENTENCES = 2
#: Share of its letters in sentences where the article is not found for sure.
LEAST_IN_SENTENCES = 0.3
#: Letters of a sentence: shorter ones are "欢迎光临！" and the like.
_LETTERS = 8
#: What ends a paragraph where lines of a page are joined.
ENDS_PARAGRAPH = re.compile(r"[。！？!?：:；;][”’」』\"')）】]?$")
_END = re.compile(r"[。！？!?؟۔།]|\.(?=\s|$)")
_LETTER = re.compile(r"\w")
_NO_WORDS = re.compile(r"<(script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")


def count_sentences(text: str) -> int:
    """Return how many pieces of the lines end with the mark of a sentence and hold eight letters or more."""
    return len(_sizes(text))


def holds_article(text: str, *, is_sure: bool) -> bool:
    """Return whether the text of a page is an article: sentences, and not a list of links with a few of them around.

    ``is_sure`` says that the article was found for sure, and so holds no list.
    """
    sizes = _sizes(text)
    return len(sizes) >= FEWEST_SENTENCES and (is_sure or sum(sizes) >= LEAST_IN_SENTENCES * len(_LETTER.findall(text)))


def _sizes(text: str) -> list[int]:
    pieces = (len(_LETTER.findall(piece)) for line in text.split("\n") for piece in _END.split(line)[:-1])
    return [size for size in pieces if size >= _LETTERS]


def count_sentences_of_page(page: bytes) -> int:
    """Return the sentences of the bytes of a page, by its markup alone: a rough count in linear time, 0 if unreadable."""
    try:
        markup = decode_bytes(page)[0]
    except FormatError:
        return 0
    return count_sentences(html.unescape(_TAG.sub("\n", _without_scripts(markup))))


def without_tags(markup: str) -> str:
    """Return the words of markup as they stand in it, line by line, without tags, scripts and styles."""
    return html.unescape(_TAG.sub("", _without_scripts(markup)))


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
