"""The values of a concordance: every hit of a query as one line, with what stands before and behind it.

A line is a mark of a report's page: ``search/hits.py`` finds the same places, and as many. Whoever asks has the texts,
so that a line is two offsets and no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from search.documents import LARGEST_PAGE, QueryError
from search.hits import Shown
from search.sentences import say

#: By what stands behind the hit, by what stands before it from the hit outwards, by date, or by the code of the region.
LineOrder = Literal["right", "left", "newest", "oldest", "region"]
LINE_ORDERS: tuple[LineOrder, ...] = ("right", "left", "newest", "oldest", "region")
#: The orders that compare characters: those behind a hit, or those before it, from the hit outwards.
Side = Literal["right", "left"]
SIDES: tuple[Side, Side] = ("right", "left")

#: Lines of one concordance at most: a query with more is refused, never cut.
MOST_LINES = 500_000
#: Characters that an order compares, and characters of a string of ``Beside``, at most.
LARGEST_WIDTH, LARGEST_BESIDE = 40, 4
#: The strings of ``Beside`` that are named.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A hit: ``text[start:end]`` of the title or body of document ``id``, offsets in code points.

    ``mark``: its number among the marks of this field of this document, from 1, as a report's page counts them.
    """

    id: int
    field: Shown
    start: int
    end: int
    mark: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the hits.

    ``strings``: (string, lines), the most frequent first, NAMED at most; strings that the match mode holds to be equal
    count as one, in their most frequent spelling. A string is shorter where the text ends. ``kinds`` counts all different ones.
    """

    strings: tuple[tuple[str, int], ...] = ()
    kinds: int = 0


@dataclass(frozen=True, slots=True)
class Concordance:
    """One page of the lines of a query, and the numbers of all of them.

    ``total`` counts the lines, ``reports`` the documents with a line. A page past the end has no lines and keeps its number.
    """

    total: int = 0
    reports: int = 0
    lines: tuple[Line, ...] = ()
    follows: Beside = Beside()
    precedes: Beside = Beside()
    page: int = 1
    size: int = 50


def check_lines(order: str, page: int, size: int, width: int, beside: int) -> None:
    """Refuse an order, a page, a size or a number of characters that there is not. Raises QueryError."""
    if order not in LINE_ORDERS:
        raise QueryError("排序只有right(右起)、left(左起)、newest(最新)、oldest(最早)和region(地区)。")
    if page < 1:
        raise QueryError("页码从1开始。")
    if not 1 <= size <= LARGEST_PAGE:
        raise QueryError(f"每页条数在1和{LARGEST_PAGE}之间。")
    if not 1 <= width <= LARGEST_WIDTH:
        raise QueryError(f"前后文字数在1和{LARGEST_WIDTH}之间。")
    if not 1 <= beside <= LARGEST_BESIDE:
        raise QueryError(f"相邻字数在1和{LARGEST_BESIDE}之间。")


def check_total(lines: int) -> None:
    """Refuse more than MOST_LINES. Raises QueryError."""
    if lines > MOST_LINES:
        raise QueryError(say("词太常见，未数完，不给数；请加一个条件，或换成更长的说法再试。"))


def page_of_lines(lines: Sequence[Line], page: int, size: int) -> tuple[Line, ...]:
    """Return one page of lines that are in order."""
    return tuple(lines[(page - 1) * size : page * size])
