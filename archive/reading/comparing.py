"""Two near duplicates side by side, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.layout.runs import Layers, Run, cut_runs, masked_spans
from archive.text.near import ComparedWords, compare_beginnings, count_differences, lay_side_by_side
from search.hits import Mark

#: Differing places that are linked above the texts.
LINKED_PLACES = 60
#: Characters of each text that are compared, and rows that are listed: masks throughout take 0.5 s.
MOST_COMPARED, MOST_ROWS = 100_000, 2_000


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

    ``is_cut``: the texts go on behind what is compared and listed.
    """

    rows: Sequence[ComparisonRow]
    places: Sequence[ComparisonRow]
    more_places: int
    differences: int
    is_cut: bool = False


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


def _runs(pieces: Sequence[ComparedWords]) -> tuple[Run, ...]:
    """Return one side of a row, with differences marked and masks hatched."""
    text, marks = "", []
    for piece in pieces:
        if piece.number:
            marks.append(Mark(len(text), len(text) + len(piece.text), 0))
        text += piece.text
    return cut_runs(Layers(text, marks, masked=masked_spans(text)), 0, len(text))
