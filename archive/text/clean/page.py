"""The page that every rule sees: the lines of a text, their folded form, and where the report itself lies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from search.fold import fold

_SENTENCE_MARK = re.compile(r"[。！？；…!?;]")
_NO_WORD = re.compile(r"[\W_]+")
_LEAST_SENTENCE = 12
_LONGEST_EDGE = 200  # lines; no page puts more around a report
_LEAST_TITLE = 8  # letters of a title before the name of its site
_LEAST_BODY = 30  # characters; headings and boilerplate are shorter, paragraphs longer


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch that a rule removes, in offsets of the text that the rule saw."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line that is not blank. ``words`` is without blanks at its ends, ``key`` the same, folded.

    ``start`` and ``end`` are the whole line with its line break; ``at`` is where ``words`` begin.
    """

    start: int
    end: int
    at: int
    words: str
    key: str

    def cut(self, rule: str) -> Cut:
        return Cut(self.start, self.end, rule)

    @property
    def letters(self) -> str:
        """Return the key without punctuation and blanks, for comparing titles."""
        return _NO_WORD.sub("", self.key)

    @property
    def is_paragraph(self) -> bool:
        """Return whether the line reads as a paragraph of prose."""
        return len(self.words) >= _LEAST_BODY and bool(_SENTENCE_MARK.search(self.words))

    @property
    def holds_sentence(self) -> bool:
        """Return whether the line is long enough for a sentence and has the end of one."""
        return len(self.words) >= _LEAST_SENTENCE and "。" in self.words


@dataclass(frozen=True)
class Page:
    """A text as the rules see it; ``title`` is the folded title hint without punctuation, "" if unknown."""

    text: str
    title: str = ""

    @cached_property
    def lines(self) -> tuple[PageLine, ...]:
        return tuple(_lines(self.text))

    @cached_property
    def _paragraphs(self) -> tuple[int, ...]:
        """Return the places of the paragraphs; in a text broken into short lines, of those that end a sentence."""
        found = tuple(at for at, line in enumerate(self.lines) if line.is_paragraph)
        return found or tuple(at for at, line in enumerate(self.lines) if line.holds_sentence)

    @cached_property
    def head(self) -> tuple[PageLine, ...]:
        """Return the lines before the first paragraph; all lines of a text without paragraphs are body."""
        return self.lines[: min(self._paragraphs[0], _LONGEST_EDGE)] if self._paragraphs else ()

    @cached_property
    def tail(self) -> tuple[PageLine, ...]:
        """Return the lines behind the last paragraph."""
        return self.lines[self._paragraphs[-1] + 1 :][-_LONGEST_EDGE:] if self._paragraphs else ()

    @cached_property
    def edge(self) -> tuple[PageLine, ...]:
        """Return head and tail, where boilerplate stands."""
        return self.head + self.tail

    @cached_property
    def body_pairs(self) -> frozenset[str]:
        """Return the adjacent pairs of folded letters in the paragraphs."""
        return frozenset(pair for at in self._paragraphs for pair in _pairs(self.lines[at].letters))

    def overlap(self, line: PageLine) -> float:
        """Return the share of the line's pairs of letters that the paragraphs hold too: 0 to 1."""
        pairs = _pairs(line.letters)
        return sum(pair in self.body_pairs for pair in pairs) / len(pairs) if pairs else 0.0

    def is_title(self, line: PageLine) -> bool:
        """Return whether the line is the title hint, or the hint up to the name of a site."""
        letters = line.letters
        return bool(self.title) and (
            letters == self.title or (len(letters) >= _LEAST_TITLE and self.title.startswith(letters))
        )


def page_of(text: str, title_hint: str) -> Page:
    return Page(text, letters_of(title_hint))


def page_without(page: Page, text: str) -> Page:
    """Return the page of ``text``, which is that of ``page`` with some words removed."""
    return Page(text, page.title)


def letters_of(words: str) -> str:
    """Return the folded words without punctuation and blanks."""
    return _NO_WORD.sub("", fold(words))


def _pairs(letters: str) -> list[str]:
    return [letters[at : at + 2] for at in range(len(letters) - 1)]


def _lines(text: str) -> Iterator[PageLine]:
    folded = fold(text)
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            at = start + line.index(words[0])
            yield PageLine(start, start + len(line), at, words, folded[at : at + len(words)])
        start += len(line)
