"""Two to four subsets in columns under one query: counts with their intervals, years, strings of their own, some lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.models import Report
from archive.research.columns.column import Column
from archive.research.columns.strings import MOST_CHARACTERS, KeyString, characteristic_strings
from archive.research.subset import Subset
from search.cells import Cell
from search.documents import LARGEST_PAGE, UNKNOWN, Query
from search.engine import get_engine
from search.statistics import newcombe, wilson

#: Below it a column is said to be small: its strings are clues, no grounds.
FEW_REPORTS = 30
#: Below it a share says nothing: counts stand alone.
FEWEST_FOR_SHARE = 10
#: Reports whose texts are read for the strings, of all columns; MOST_CHARACTERS ends it earlier, mostly.
MOST_TEXTS = 2000
_AT_ONCE = 100


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


@dataclass(frozen=True, slots=True)
class OwnStrings:
    """The strings of each column; ``is_too_much``: the texts are too long to be counted whole, so nothing was counted."""

    strings: tuple[tuple[KeyString, ...], ...] = ()
    is_too_much: bool = False


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


def own_strings(comparison: Comparison, *, of_all: bool) -> OwnStrings:
    """Return the characteristic strings of each column against the others together, of the reports with the term or ``of_all``.

    All texts are read, or none is counted. Raises QueryError, IndexMissing.
    """
    columns = comparison.columns
    if len(columns) < 2:
        return OwnStrings(((),) * len(columns))
    by_all = of_all or not comparison.text
    counted = sum(column.reports if by_all else column.with_term for column in columns)
    if counted > MOST_TEXTS or (by_all and sum(column.characters for column in columns) > MOST_CHARACTERS):
        return OwnStrings(is_too_much=True)
    left, sets = MOST_CHARACTERS, []
    for column in columns:
        query = column.query if by_all else replace(column.query, text=comparison.text)
        texts = _texts(_witnesses(query), left)
        if texts is None:
            return OwnStrings(is_too_much=True)
        left -= sum(map(len, texts))
        sets.append(texts)
    return OwnStrings(characteristic_strings(sets))


def _witnesses(query: Query) -> list[int]:
    """Return the documents of a query; of near duplicates that count once, the smallest number."""
    found: list[int] = []
    page, entries = 1, 1
    while len(found) < entries:
        results = get_engine().search(replace(query, sort="added", size=LARGEST_PAGE, page=page, facets=()))
        if not results.hits:
            break
        found += [min(hit.id, *hit.folded) if hit.folded else hit.id for hit in results.hits]
        page, entries = page + 1, results.folded_total if query.fold else results.total
    return sorted(found)


def _texts(numbers: Sequence[int], most: int) -> list[str] | None:
    """Return the published texts; None where they have more than ``most`` characters."""
    texts: list[str] = []
    size = 0
    for start in range(0, len(numbers), _AT_ONCE):
        rows = Report.objects.published().filter(pk__in=numbers[start : start + _AT_ONCE]).order_by("pk")
        for text in rows.values_list("text", flat=True):
            size += len(text)
            if size > most:
                return None
            texts.append(text)
    return texts
