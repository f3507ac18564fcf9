"""Two near duplicates side by side, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.layout.runs import Layers, Run, cut_runs, masked_spans
from archive.text.near import ComparedWords, compare, count_differences, lay_side_by_side
from search.hits import Mark

#: Differing places that are linked above the texts.
LINKED_PLACES = 60


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One row of both texts; its differing places have the numbers ``number`` to ``last``, 0 where there are none."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]
    number: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``places``: the first LINKED_PLACES rows that differ; ``more_places`` counts the others."""

    rows: Sequence[ComparisonRow]
    places: Sequence[ComparisonRow]
    more_places: int
    differences: int


def compare_texts(left: str, right: str) -> Comparison:
    """Return the rows of both texts with their differences."""
    passages = compare(left, right)
    rows = [
        ComparisonRow(_runs(row.left), _runs(row.right), *(row.numbers[:1] + row.numbers[-1:] or (0, 0)))
        for row in lay_side_by_side(passages)
    ]
    places = [row for row in rows if row.number]
    shown = places[:LINKED_PLACES]
    return Comparison(rows, shown, len(places) - len(shown), count_differences(passages))


def _runs(pieces: Sequence[ComparedWords]) -> tuple[Run, ...]:
    """Return one side of a row, with differences marked and masks hatched."""
    text, marks = "", []
    for piece in pieces:
        if piece.number:
            marks.append(Mark(len(text), len(text) + len(piece.text), 0))
        text += piece.text
    return cut_runs(Layers(text, marks, masked=masked_spans(text)), 0, len(text))
