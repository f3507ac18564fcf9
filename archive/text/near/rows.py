"""Passages laid out in two columns: paragraph beside paragraph, so that what is the same stands on one line."""

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
    """A paragraph of the left text, and what stands for it on the right; () where a side has nothing."""

    left: tuple[ComparedWords, ...]
    right: tuple[ComparedWords, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The differing places of this row."""
        return tuple(sorted({part.number for part in (*self.left, *self.right) if part.number}))


def lay_side_by_side(passages: Sequence[Passage]) -> list[ComparedRow]:
    """Rows in order. A row ends where the left text ends a line that both share, and where either ends a line that
    only it has. Blank lines make no row; a line break inside a row stays (joined paragraphs of the other copy)."""
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
    """Without the blanks at both ends."""
    kept = list(words)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = ComparedWords(kept[0].text.lstrip(), kept[0].number)
        kept[-1] = ComparedWords(kept[-1].text.rstrip(), kept[-1].number)
    return tuple(kept)


def _words(text: str, number: int) -> Iterator[ComparedWords]:
    """A mark does not reach over the blanks behind it."""
    words = text.rstrip() if number else text
    if words:
        yield ComparedWords(words, number)
    if blanks := text[len(words) :]:
        yield ComparedWords(blanks)


def _ends_line(passage: Passage) -> bool:
    """Whether nothing is left open: each side that has words ends its line, or has none."""
    sides = [side for side in (passage.left, passage.right) if side]
    return all("\n" in side[len(side.rstrip()) :] for side in sides)


def _lines(passage: Passage) -> Iterator[tuple[str, str, bool]]:
    """(left, right, whether a line ends) of a passage that both share, cut behind the left side's lines."""
    at = 0
    folded = fold(passage.right)
    for line in passage.left.splitlines(keepends=True):
        end = _past(folded, at, sum(char != " " for char in fold(line)))
        yield line, passage.right[at:end], line.endswith("\n")
        at = end
    if at < len(passage.right):
        yield "", passage.right[at:], False


def _past(folded: str, start: int, count: int) -> int:
    """The offset behind ``count`` characters and the blanks after them, from ``start``."""
    at = start
    while at < len(folded) and (count or folded[at] == " "):
        count -= folded[at] != " "
        at += 1
    return at
