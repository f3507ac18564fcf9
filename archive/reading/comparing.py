"""Two reports side by side: near duplicates by what differs, others by what both say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from archive.layout.runs import Layers, Run, cut_runs, masked_spans
from archive.text.near import ComparedWords, compare_beginnings, count_differences, lay_side_by_side
from search.fold import fold
from search.hits import Mark

#: Differing places that are linked above the texts.
LINKED_PLACES = 60
#: Characters of each text that are compared, and rows that are listed: masks throughout take 0.5 s.
MOST_COMPARED, MOST_ROWS = 100_000, 2_000
#: Fewer characters stand in two reports of one genre by chance: 基层党组织建设 has seven.
SHARED_LENGTH = 10


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One row of both texts; its differing places have the numbers ``number`` to ``last``, 0 where there are none."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]
    number: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``places``: the first LINKED_PLACES rows that differ; ``more_places`` counts the others.

    ``differences`` counts the places that differ, ``shared`` the words that both have; one of them is marked. ``is_cut``:
    the texts go on behind what is compared and listed.
    """

    rows: Sequence[ComparisonRow]
    places: Sequence[ComparisonRow]
    more_places: int
    differences: int
    is_cut: bool = False
    shared: int = 0


def compare_texts(left: str, right: str) -> Comparison:
    """Return the rows of both texts with their differences, of long texts those of their beginnings."""
    passages, is_cut = compare_beginnings(left, right, MOST_COMPARED)
    laid = lay_side_by_side(passages)
    rows = [
        ComparisonRow(_runs(row.left), _runs(row.right), *(row.numbers[:1] + row.numbers[-1:] or (0, 0)))
        for row in laid[:MOST_ROWS]
    ]
    places = [row for row in rows if row.number]
    shown = places[:LINKED_PLACES]
    return Comparison(
        rows, shown, len(places) - len(shown), count_differences(passages), is_cut or len(laid) > MOST_ROWS
    )


def lay_apart(left: str, right: str) -> Comparison:
    """Return the lines of two texts that are not alike, each in its own order, with the words that both have.

    Such words are runs of at least SHARED_LENGTH characters that stand anywhere in the other text, blanks left out, folded.
    """
    beginnings = left[:MOST_COMPARED], right[:MOST_COMPARED]
    shingles = [_shingles(text) for text in beginnings]
    columns = [_shared_lines(text, other) for text, other in zip(beginnings, reversed(shingles), strict=True)]
    nothing: tuple[tuple[Run, ...], int] = ((), 0)
    rows = [ComparisonRow(here[0], there[0]) for here, there in zip_longest(*columns, fillvalue=nothing)]
    is_cut = max(len(left), len(right)) > MOST_COMPARED or len(rows) > MOST_ROWS
    return Comparison(rows[:MOST_ROWS], (), 0, 0, is_cut, sum(count for _, count in columns[0]))


def _shingles(text: str) -> frozenset[str]:
    folded = "".join(fold(text).split())
    return frozenset(folded[at : at + SHARED_LENGTH] for at in range(len(folded) - SHARED_LENGTH + 1))


def _shared_lines(text: str, other: frozenset[str]) -> list[tuple[tuple[Run, ...], int]]:
    """Return each line with the words marked that the other text has too, and how many such places it has."""
    lines = []
    for line in filter(str.strip, text.splitlines()):
        places = [at for at, character in enumerate(line) if not character.isspace()]
        folded = fold("".join(line[at] for at in places))
        marks: list[Mark] = []
        for at in range(len(folded) - SHARED_LENGTH + 1):
            if folded[at : at + SHARED_LENGTH] in other:
                start, end = places[at], places[at + SHARED_LENGTH - 1] + 1
                if marks and start <= marks[-1].end:
                    start = marks.pop().start
                marks.append(Mark(start, end, 0))
        lines.append((cut_runs(Layers(line, marks, masked=masked_spans(line)), 0, len(line)), len(marks)))
    return lines


def _runs(pieces: Sequence[ComparedWords]) -> tuple[Run, ...]:
    """Return one side of a row, with differences marked and masks hatched."""
    text, marks = "", []
    for piece in pieces:
        if piece.number:
            marks.append(Mark(len(text), len(text) + len(piece.text), 0))
        text += piece.text
    return cut_runs(Layers(text, marks, masked=masked_spans(text)), 0, len(text))
