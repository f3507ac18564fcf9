"""The values that counting by year, place, source or kind crosses the border with; all are frozen.

Nothing is sampled: each number is counted over all documents of the question, or an error says why there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.documents import QueryError
from search.sentences import say

#: What documents can be grouped by. ``province``: the first two digits of the region. UNKNOWN is a value of each.
AXES = ("year", "province", "source", "kind")
#: Expressions that are counted in one question.
MOST_TERMS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """The documents with one value of each axis of a grouping.

    ``key``: the values, in the grouping's order. ``reports``: its documents. ``characters``: of their titles and texts.
    Of a query with a section ``characters`` are those of its sections alone.
    ``with_term``: for each term the documents that it finds. ``hits``: for each term its marks in them, as their pages show.

    Of a query that folds, near duplicates count once in each cell: ``reports`` and ``with_term`` count groups, ``characters``
    those of the smallest id of each group in the cell, ``hits`` those of the smallest id that the term finds there.
    """

    key: tuple[str, ...]
    reports: int
    characters: int
    with_term: tuple[int, ...] = ()
    hits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """``all``: the whole question as one cell. ``tables``: for each grouping its cells with a report, by their keys.

    Unfolded, the ``reports`` of a table's cells add up to those of ``all``. Folded, a group that has documents in several
    cells counts in each of them.
    """

    all: Cell
    tables: tuple[tuple[Cell, ...], ...] = ()


def check_cells(terms: Sequence[str], by: Sequence[tuple[str, ...]]) -> None:
    """Refuse more terms than MOST_TERMS (QueryError) and groupings that there are not (ValueError)."""
    if len(terms) > MOST_TERMS:
        raise QueryError(say("一次最多数{0}个词，现在是{1}个，请减少后再试。", MOST_TERMS, len(terms)))
    for axes in by:
        if not 1 <= len(axes) <= 2 or not {*axes} <= {*AXES} or len({*axes}) < len(axes):
            raise ValueError(f"not a grouping: {axes!r}")
