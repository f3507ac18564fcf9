"""Two to four subsets in columns under one query: counts with their intervals, and years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.research.columns.column import Column
from archive.research.subset import Subset
from search.cells import Cell
from search.documents import UNKNOWN, Query
from search.engine import get_engine
from search.statistics import newcombe, wilson

#: Below it a column is said to be small: its words are clues, no grounds.
FEW_REPORTS = 30
#: Below it a share says nothing: counts stand alone.
FEWEST_FOR_SHARE = 10


@dataclass(frozen=True, slots=True)
class YearOfColumn:
    """``year``: a number, or UNKNOWN. ``with_term``: 0 where no term is asked."""

    year: str
    reports: int
    with_term: int


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """The numbers of one column. ``reports`` are all of it under the filters, ``with_term`` those that the query finds."""

    column: Column
    query: Query
    reports: int
    with_term: int
    hits: int
    characters: int
    years: tuple[YearOfColumn, ...]

    @property
    def is_few(self) -> bool:
        return self.reports < FEW_REPORTS

    @property
    def has_share(self) -> bool:
        return self.reports >= FEWEST_FOR_SHARE

    @property
    def share(self) -> float:
        return self.with_term / self.reports if self.reports else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's interval of the share, from 0 to 1."""
        return wilson(self.with_term, self.reports)

    @property
    def undated(self) -> YearOfColumn | None:
        return next((each for each in self.years if each.year == UNKNOWN), None)

    def year(self, year: int) -> YearOfColumn | None:
        """Return the numbers of a year; None for a year without reports."""
        return next((each for each in self.years if each.year == f"{year:04d}"), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """The share of the first of two columns less that of the second, with Newcombe's interval; from -1 to 1."""

    value: float
    low: float
    high: float

    @property
    def is_open(self) -> bool:
        """Return whether the interval holds 0, so that neither column is seen to be higher."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Comparison:
    """``first_year`` to ``last_year``: all years of any column, None without dates. ``difference``: of two columns with shares."""

    text: str
    columns: tuple[ComparedColumn, ...]
    difference: Difference | None
    first_year: int | None
    last_year: int | None

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1) if self.first_year and self.last_year else range(0)

    @property
    def most_in_year(self) -> int:
        """Return the reports of the fullest year of any column, for one scale."""
        return max(
            (each.reports for column in self.columns for each in column.years if each.year != UNKNOWN), default=0
        )


def compare(subset: Subset, text: str, columns: Sequence[Column]) -> Comparison:
    """Return the numbers of each column under ``text``, which may be "". One question of the engine a column.

    Raises QueryError, IndexMissing.
    """
    terms = [text] if text else []
    compared = []
    for column in columns:
        query = replace(column.query(subset.query), text="")
        cells = get_engine().cells(query, terms, [("year",)])
        years = tuple(YearOfColumn(cell.key[0], cell.reports, _with_term(cell)) for cell in cells.tables[0])
        whole = cells.all
        hits = whole.hits[0] if whole.hits else 0
        compared.append(ComparedColumn(column, query, whole.reports, _with_term(whole), hits, whole.characters, years))
    known = sorted({int(each.year) for column in compared for each in column.years if each.year != UNKNOWN})
    first, last = (known[0], known[-1]) if known else (None, None)
    return Comparison(text, tuple(compared), _difference(compared) if text else None, first, last)


def _with_term(cell: Cell) -> int:
    return cell.with_term[0] if cell.with_term else 0


def _difference(columns: Sequence[ComparedColumn]) -> Difference | None:
    if len(columns) != 2 or not all(column.has_share for column in columns):
        return None
    one, other = columns
    low, high = newcombe(one.with_term, one.reports, other.with_term, other.reports)
    return Difference(one.share - other.share, low, high)


def overlap(subset: Subset, one: ComparedColumn, other: ComparedColumn) -> int:
    """Return how many reports stand in both columns; 0 for columns that cannot share one. May ask the engine."""
    if one.column.axis == other.column.axis:
        narrow, wide = sorted((one, other), key=lambda each: len(each.column.key), reverse=True)
        match one.column.axis:
            case "region":
                return narrow.reports if narrow.column.key.startswith(wide.column.key) else 0
            case "year":
                years = {each.year for each in one.years} & {each.year for each in other.years}
                return sum(each.reports for each in one.years if each.year in years)
            case _:
                return 0
    both = replace(one.column.query(other.column.query(subset.query)), size=1, sort="added", facets=())
    results = get_engine().search(both)
    return results.folded_total if both.fold else results.total
