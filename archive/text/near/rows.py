"""Passages in two columns, paragraph beside paragraph, so that shared words stand on one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.text.near.passages import Passage
from search.fold import fold


@dataclass(frozen=True, slots=True)
class ComparedWords:
    """Words of one side. ``number`` counts the differing places from 1; 0 for words that both sides share."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A paragraph of the left text, and its counterpart on the right; () where a side has nothing."""

    left: tuple[ComparedWords, ...]
    right: tuple[ComparedWords, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the differing places of this row."""
        return tuple(sorted({part.number for part in (*self.left, *self.right) if part.number}))


def lay_side_by_side(passages: Sequence[Passage]) -> list[ComparedRow]:
    """Return the rows in order.

    A row ends where the left text ends a line that both share, and where either ends a line that only it has. Blank
    lines make no row; a line break inside a row stays (joined paragraphs of the other copy).
    """
    rows: list[ComparedRow] = []
    left: list[ComparedWords] = []
    right: list[ComparedWords] = []
    number = 0
    for passage in passages:
        number += passage.kind == "differs"
        steps = _lines(passage) if passage.kind == "same" else [(passage.left, passage.right, _ends_line(passage))]
        for one, other, ends in steps:
            left += _words(one, number if passage.kind == "differs" else 0)
            right += _words(other, number if passage.kind == "differs" else 0)
            if ends:
                rows += _row(left, right)
                left, right = [], []
    return rows + _row(left, right)


def _row(left: Sequence[ComparedWords], right: Sequence[ComparedWords]) -> list[ComparedRow]:
    row = ComparedRow(_trimmed(left), _trimmed(right))
    return [row] if row.left or row.right else []


def _trimmed(words: Sequence[ComparedWords]) -> tuple[ComparedWords, ...]:
    """Return the words without the blanks at both ends."""
    trimmed = list(words)
    while trimmed and not trimmed[0].text.strip():
        trimmed.pop(0)
    while trimmed and not trimmed[-1].text.strip():
        trimmed.pop()
    if trimmed:
        trimmed[0] = ComparedWords(trimmed[0].text.lstrip(), trimmed[0].number)
        trimmed[-1] = ComparedWords(trimmed[-1].text.rstrip(), trimmed[-1].number)
    return tuple(trimmed)


def _words(text: str, number: int) -> Iterator[ComparedWords]:
    """Yield the words and the blanks behind them apart, because a mark does not reach over blanks."""
    words = text.rstrip() if number else text
    if words:
        yield ComparedWords(words, number)
    if blanks := text[len(words) :]:
        yield ComparedWords(blanks)


def _ends_line(passage: Passage) -> bool:
    """Return whether each side that has words ends its line."""
    sides = [side for side in (passage.left, passage.right) if side]
    return all("\n" in side[len(side.rstrip()) :] for side in sides)


def _lines(passage: Passage) -> Iterator[tuple[str, str, bool]]:
    """Yield (left, right, whether a line ends) of a shared passage, cut behind the left side's lines."""
    at = 0
    folded = fold(passage.right)
    for line in passage.left.splitlines(keepends=True):
        end = _past(folded, at, sum(char != " " for char in fold(line)))
        yield line, passage.right[at:end], line.endswith("\n")
        at = end
    if at < len(passage.right):
        yield "", passage.right[at:], False


def _past(folded: str, start: int, count: int) -> int:
    """Return the offset behind ``count`` characters and the blanks after them, from ``start``."""
    at = start
    while at < len(folded) and (count or folded[at] == " "):
        count -= folded[at] != " "
        at += 1
    return at
