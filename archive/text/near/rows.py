"""Passages laid out in two columns: paragraph beside paragraph, so that what is the same stands on one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.text.near.passages import Passage
from search.fold import fold


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one side. ``number`` counts the differing places from 1; 0 for words that both sides share."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the left text, and what stands for it on the right; () where a side has nothing."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The differing places of this row."""
        return tuple(sorted({piece.number for piece in (*self.left, *self.right) if piece.number}))


def lay_side_by_side(passages: Sequence[Passage]) -> list[Row]:
    """Rows in order. A row ends where the left text ends a line that both share, and where either ends a line that
    only it has. Blank lines make no row; a line break inside a row stays (joined paragraphs of the other copy)."""
    rows: list[Row] = []
    left: list[Piece] = []
    right: list[Piece] = []
    number = 0
    for passage in passages:
        number += passage.kind == "differs"
        steps = _lines(passage) if passage.kind == "same" else [(passage.left, passage.right, _ends_line(passage))]
        for one, other, ends in steps:
            left += _pieces(one, number if passage.kind == "differs" else 0)
            right += _pieces(other, number if passage.kind == "differs" else 0)
            if ends:
                rows += _row(left, right)
                left, right = [], []
    return rows + _row(left, right)


def _row(left: Sequence[Piece], right: Sequence[Piece]) -> list[Row]:
    row = Row(_trimmed(left), _trimmed(right))
    return [row] if row.left or row.right else []


def _trimmed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without the blanks at both ends."""
    kept = list(pieces)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = Piece(kept[0].text.lstrip(), kept[0].number)
        kept[-1] = Piece(kept[-1].text.rstrip(), kept[-1].number)
    return tuple(kept)


def _pieces(text: str, number: int) -> Iterator[Piece]:
    """A mark does not reach over the blanks behind it."""
    words = text.rstrip() if number else text
    if words:
        yield Piece(words, number)
    if blanks := text[len(words) :]:
        yield Piece(blanks)


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
