"""The values that neighbours of a query and the keywords of subsets cross the border with; all are frozen.

Words are those of the cut (search/word_stream.py), folded; strings have no cut. Nothing is sampled: each number is counted over
all documents of the question, or an error says why there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from search.documents import Query, QueryError
from search.sentences import say
from search.statistics import log_dice, log_likelihood, log_ratio

#: What stands beside the hits: words as they are cut, or strings of two to four characters.
NeighbourUnit = Literal["word", "string"]
UNITS: tuple[NeighbourUnit, ...] = get_args(NeighbourUnit)
#: By which number the rows stand. ``score``: logDice of neighbours, log ratio of keywords.
RowOrder = Literal["score", "ll", "hits"]
ROW_ORDERS: tuple[RowOrder, ...] = get_args(RowOrder)

#: Words, or characters of strings, on each side of a hit at most.
LARGEST_WINDOW = 10
#: What has fewer hits, or hits in fewer reports, is no row; and what chance passes once in a hundred times.
FEWEST_HITS, FEWEST_REPORTS = 5, 3
SURE = 6.63
#: Rows that are named.
MOST_ROWS = 100
#: Hits whose neighbours are counted at most: a query with more is refused, never cut.
MOST_HITS = 500_000
#: Of strings the most frequent ones are compared with the whole subset; their characters.
MOST_STRINGS = 60
STRING_LENGTHS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What stands beside hits. ``hits``: places where it does, each once; ``before`` of them stand before a hit.

    ``reports`` and ``provinces``: with such a place, reports of no province not counted. ``total``: how often it occurs in the
    subset. ``ll``: whether it is more frequent beside hits than elsewhere in the subset, by chance; ``log_dice``: how exclusively.
    """

    text: str
    hits: int
    before: int
    reports: int
    provinces: int
    total: int
    ll: float
    log_dice: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``nodes``: hits of the query in ``reports`` documents. ``beside``: words (or characters) within the windows.

    ``total``: words (or characters) of the subset, that is of all documents that pass the filters. ``kinds``: rows that
    are frequent and sure enough, ``rows`` the first MOST_ROWS of them.
    """

    nodes: int = 0
    reports: int = 0
    beside: int = 0
    total: int = 0
    kinds: int = 0
    rows: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedWords:
    """The documents of one side of a comparison, and their words."""

    reports: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A word that is more frequent on one side. ``here`` and ``there``: occurrences, in so many reports.

    ``log_ratio``: how many times its frequency doubles from there to here, below 0 where it is rarer here.
    """

    text: str
    here: int
    there: int
    reports_here: int
    reports_there: int
    ll: float
    log_ratio: float


@dataclass(frozen=True, slots=True)
class Keywords:
    """Two subsets by their words: ``more`` are more frequent here, ``less`` there, each the first MOST_ROWS of as many kinds."""

    here: CountedWords = CountedWords()
    there: CountedWords = CountedWords()
    more: tuple[KeyWord, ...] = ()
    less: tuple[KeyWord, ...] = ()
    more_kinds: int = 0
    less_kinds: int = 0


def make_neighbour(
    text: str, hits: int, before: int, reports: int, provinces: int, total: int, of: Neighbours
) -> Neighbour:
    """Return a row with its scores. ``of``: the numbers of the whole question."""
    ll = log_likelihood(hits, of.beside, max(0, total - hits), max(0, of.total - of.beside))
    return Neighbour(text, hits, before, reports, provinces, total, ll, log_dice(hits, of.nodes, total))


def make_key_word(
    text: str, here: int, there: int, reports_here: int, reports_there: int, sides: tuple[CountedWords, CountedWords]
) -> KeyWord:
    """Return a row with its scores. ``sides``: what is counted here and there."""
    of_here, of_there = sides
    return KeyWord(
        text,
        here,
        there,
        reports_here,
        reports_there,
        log_likelihood(here, of_here.words, there, of_there.words),
        log_ratio(here, of_here.words, there, of_there.words),
    )


def check_neighbours(window: int, by: str, order: str) -> None:
    """Refuse a window, a unit or an order that there is not. Raises QueryError."""
    if not 1 <= window <= LARGEST_WINDOW:
        raise QueryError(say("左右各看 1 至 {0} 个。", LARGEST_WINDOW))
    if by not in UNITS:
        raise QueryError(say("邻近的只有 word（词）和 string（字串）。"))
    check_order(order)


def check_keywords(query: Query, references: Sequence[Query], order: str) -> None:
    """Refuse an order that there is not (QueryError), no reference, and questions in different sections (ValueError)."""
    check_order(order)
    if not references or {each.section for each in references} != {query.section}:
        raise ValueError("keywords need a reference in the same sections")


def check_order(order: str) -> None:
    """Refuse an order of rows that there is not. Raises QueryError."""
    if order not in ROW_ORDERS:
        raise QueryError(say("排序只有 score（默认）、ll 和 hits。"))


def check_hits(hits: int) -> None:
    """Refuse more than MOST_HITS. Raises QueryError."""
    if hits > MOST_HITS:
        raise QueryError(say("词太常见，未数完，不给数；请加一个条件，或换成更长的说法再试。"))
