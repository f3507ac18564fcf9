"""How often do the reports of a subset speak of some terms, by year or by province? Rows of exact numbers, each with its list.

Every number is of documents that one address lists: the subset, within the year or province, and that the term finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_noop

from archive.languages import say
from archive.models import Region
from archive.research.form import SubsetForm
from archive.research.subset import Subset
from archive.web.addresses import Address, addresses_like
from archive.web.fields import ValuesField, choice_field, number_field
from search.cells import MOST_TERMS, Cell, Cells
from search.documents import UNKNOWN
from search.engine import get_engine
from search.invisible import without_invisible
from search.query import And, parse_query, query_text
from search.statistics import wilson

#: Fewer reports than this are too few to draw a share of: 5 of 10 are 24 to 76 in a hundred.
FEW = 10
BY = (("year", gettext_noop("按年")), ("province", gettext_noop("按省")))
OF = (("reports", gettext_noop("占报告篇数")), ("chars", gettext_noop("每万字次数")))


class TrendsForm(SubsetForm):
    """Parameters of the page: ``t`` up to five times, beside those of the subset."""

    t = ValuesField(label="t")
    by = choice_field("分（by）", BY)
    of = choice_field("算法（of）", OF)
    tile = number_field("逐省图的词（tile）", MOST_TERMS)

    def clean_t(self) -> tuple[str, ...]:
        """Return the terms, each once, without invisible characters."""
        typed = (without_invisible(each).strip() for each in self.cleaned_data["t"])
        terms = tuple(dict.fromkeys(filter(None, typed)))
        if len(terms) > MOST_TERMS:
            raise forms.ValidationError(say("一次最多数{0}个词，现在是{1}个，请减少后再试。", MOST_TERMS, len(terms)))
        return terms


@dataclass(frozen=True, slots=True)
class TrendsQuestion:
    """``by``: year or province. ``of``: reports or chars. ``tile``: the place of the term in the maps of provinces."""

    subset: Subset
    terms: tuple[str, ...]
    by: str = "year"
    of: str = "reports"
    tile: int = 0

    def own(self, **changes: Any) -> Mapping[str, Any]:
        """Return the page's own parameters, changed; without those at their default."""
        values = {"t": list(self.terms), "by": self.by, "of": self.of, "tile": self.tile, **changes}
        return {
            "t": values["t"],
            "by": "" if values["by"] == "year" else values["by"],
            "of": "" if values["of"] == "reports" else values["of"],
            "tile": str(values["tile"] + 1) if values["tile"] else "",
        }

    def address(self, **changes: Any) -> str:
        """Return the page's address with parameters of its own changed."""
        return self.subset.address("trends", self.own(**changes))


def question_of(form: TrendsForm, subset: Subset) -> TrendsQuestion:
    """Return the question of a valid form."""
    given = form.cleaned_data
    terms = given["t"]
    tile = min(given["tile"] or 1, len(terms) or 1) - 1
    return TrendsQuestion(subset, terms, given["by"] or "year", given["of"] or "reports", tile)


@dataclass(frozen=True, slots=True)
class Holding:
    """What a term's documents are of those of a row. ``address``: the list of the ``holding`` documents, "" for none."""

    term: str
    holding: int
    reports: int
    hits: int
    characters: int
    address: str = ""

    @property
    def share(self) -> float:
        return self.holding / self.reports if self.reports else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.holding, self.reports)

    @property
    def per_ten_thousand(self) -> float:
        """Hits in ten thousand characters of all documents of the row."""
        return self.hits * 10_000 / self.characters if self.characters else 0.0


@dataclass(frozen=True, slots=True)
class TrendsRow:
    """A year or a province. ``key``: 2019, 62 or UNKNOWN; ``reports`` 0 stands for no reports. ``address``: of their list."""

    key: str
    reports: int
    characters: int
    holdings: tuple[Holding, ...]
    address: str = ""
    region: Region | None = None

    @property
    def is_few(self) -> bool:
        return 0 < self.reports < FEW

    @property
    def is_unknown(self) -> bool:
        return self.key == UNKNOWN


@dataclass(frozen=True, slots=True)
class ProvinceYears:
    """A province with its years of one term, for its small chart."""

    row: TrendsRow
    years: tuple[TrendsRow, ...]


@dataclass(frozen=True)
class Trends:
    """``whole``: the subset as one row. ``rows``: by year from the first to the last, or by province; the unknown ones last."""

    question: TrendsQuestion
    whole: TrendsRow
    rows: tuple[TrendsRow, ...]
    provinces: tuple[TrendsRow, ...]
    by_province: Mapping[str, Mapping[str, TrendsRow]]
    cells: Cells

    @cached_property
    def known(self) -> tuple[TrendsRow, ...]:
        """The rows that a chart draws: all but the unknown."""
        return tuple(row for row in self.rows if not row.is_unknown)

    @property
    def unplaced(self) -> TrendsRow | None:
        """The reports without a region, where there are some."""
        return next((row for row in self.provinces if row.is_unknown), None)

    @property
    def are_all_few(self) -> bool:
        """Tell whether no row has reports enough to draw a share of."""
        return all(row.reports < FEW for row in self.known)


#: The groupings of each view: its rows first, then those of the maps of provinces, then those that remarks read.
GROUPINGS = {
    "year": (("year",), ("province",), ("year", "province"), ("source", "year"), ("kind", "year")),
    "province": (("province",), ("province",), ("year", "province"), ("source", "province"), ("kind", "province")),
}


def count_trends(question: TrendsQuestion) -> Trends:
    """Return all numbers of a question, by one question to the engine and one query. Raises QueryError, IndexMissing."""
    cells = get_engine().cells(question.subset.query, question.terms, GROUPINGS[question.by])
    lists = _Lists(question)
    provinces = {region.prefix: region for region in Region.objects.provinces()}
    by_code = {cell.key[0]: cell for cell in cells.tables[1]}
    of_provinces = tuple(
        lists.row(by_code.get(code), code, (("province", code),), provinces.get(code))
        for code in (*provinces, *(code for code in by_code if code not in provinces))
    )
    if question.by == "year":
        by_year = {cell.key[0]: cell for cell in cells.tables[0]}
        years = [*_all_years(by_year), *([UNKNOWN] if UNKNOWN in by_year else [])]
        rows = tuple(lists.row(by_year.get(year), year, (("year", year),)) for year in years)
    else:
        rows = of_provinces
    crossed: dict[str, dict[str, TrendsRow]] = {}
    for cell in cells.tables[2]:
        year, code = cell.key
        crossed.setdefault(code, {})[year] = lists.bare_row(cell, year)
    return Trends(question, lists.row(cells.all, "", ()), rows, of_provinces, crossed, cells)


def _all_years(known: Mapping[str, Cell]) -> list[str]:
    """Return every year from the first to the last with a report, so that a year without reports is a row too."""
    years = sorted(int(year) for year in known if year != UNKNOWN)
    return [f"{year:04}" for year in range(years[0], years[-1] + 1)] if years else []


class _Lists:
    """The addresses behind the numbers of a question."""

    def __init__(self, question: TrendsQuestion) -> None:
        self._question = question
        self._query = question.subset.query
        self._address: Address = addresses_like(self._query)
        self._texts = [_both(self._query.text, term) for term in question.terms]

    def row(
        self, cell: Cell | None, key: str, place: Sequence[tuple[str, str]], region: Region | None = None
    ) -> TrendsRow:
        """Return a row whose numbers lead to their lists. ``place``: the values of the cell by axis; no cell: no reports."""
        if cell is None:
            holdings = tuple(Holding(term, 0, 0, 0, 0) for term in self._question.terms)
            return TrendsRow(key, 0, 0, holdings, region=region)
        changes: dict[str, Any] = {}
        for axis, value in place:
            changes |= narrowed(self._question.subset, axis, value)
        bare = self.bare_row(cell, key)
        holdings = tuple(
            Holding(each.term, each.holding, each.reports, each.hits, each.characters, self._list(each, text, changes))
            for each, text in zip(bare.holdings, self._texts, strict=True)
        )
        address = self._address(**(changes or {"text": self._query.text}))
        return TrendsRow(key, cell.reports, cell.characters, holdings, address, region)

    def bare_row(self, cell: Cell, key: str) -> TrendsRow:
        """Return a row without addresses."""
        holdings = tuple(
            Holding(term, holding, cell.reports, hits, cell.characters)
            for term, holding, hits in zip(self._question.terms, cell.with_term, cell.hits, strict=True)
        )
        return TrendsRow(key, cell.reports, cell.characters, holdings)

    def _list(self, holding: Holding, text: str, changes: Mapping[str, Any]) -> str:
        return self._address(text=text, **changes) if holding.holding else ""


def narrowed(subset: Subset, axis: str, value: str) -> dict[str, Any]:
    """Return the fields of the query that lists the subset's documents with one value of an axis."""
    query = subset.query
    if axis == "year" and value == UNKNOWN:
        return {"years": (UNKNOWN,), "date_from": "", "date_to": "", "undated": False}
    if axis == "year":
        return {"years": (value,), "undated": False}
    if axis == "province":
        # Of several regions that were asked for, those in the province are left.
        inside = tuple(prefix for prefix in query.region if value != UNKNOWN and prefix[:2] == value)
        return {"region": inside or (value,)}
    return {axis: (value,)}


def _both(asked: str, term: str) -> str:
    """Return a query that finds what both find. Raises QueryError where it is longer than a query may be."""
    if not asked.strip():
        return term
    text = query_text(And((parse_query(asked).root, parse_query(term).root)))
    parse_query(text)
    return text
