"""The reports of a region as its page lists them: the values that its filters offer, and one page of the list.

The engine lists, in the order of a search by date, so that no page reads all reports of a region. Without an index the
database does, in a time that grows with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Count
from django.db.models.functions import ExtractYear

from archive.models import Report, ReportQuerySet
from archive.publishing.outbox import waiting_removals
from archive.publishing.samples import samples_beside
from search.documents import UNKNOWN, Query, Results, SearchError
from search.engine import get_engine

_YEAR = re.compile(r"[0-9]{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the reports of a region have: how many of each year, UNKNOWN for no date, and the names of their sources."""

    years: Mapping[str, int]
    sources: tuple[str, ...]

    @property
    def known_years(self) -> list[str]:
        """Return the years, the latest first."""
        return sorted((year for year in self.years if year != UNKNOWN), key=int, reverse=True)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page of a list of ``total`` reports."""

    total: int
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class RegionList:
    """What the engine says of a region: all its reports, and those under the filters, which may be refused afterwards."""

    offered: Offered
    whole: ReportPage
    narrowed: ReportPage


def offered_in(region: str, reports: ReportQuerySet) -> Offered:
    """Return what the ``reports`` of a region offer. ``region``: a prefix, or UNKNOWN for those without a region."""
    try:
        return _offered(get_engine().search(_all_of(region)))
    except SearchError:
        return offered_by_database(reports)


def list_by_engine(
    region: str, reports: ReportQuerySet, parameters: Mapping[str, str], page: int, size: int
) -> RegionList:
    """Return the list of a region under the filters in ``parameters``, as they were typed. The engine is asked once.

    ``page`` counts in the narrowed list; the whole list shows its first page then. Where the index is behind, and a page
    has a report that is no longer one of ``reports``, all such reports count nowhere. Raises SearchError.
    """
    whole = replace(_all_of(region), size=size)
    narrowed = _narrowed(whole, parameters)
    whole, narrowed = (
        (whole, replace(narrowed, page=page, facets=())) if narrowed else (replace(whole, page=page), None)
    )
    asked = [each for each in (whole, narrowed) if each]
    answers = get_engine().search_many(asked)
    pages = [_page_of(each, reports) for each in answers]
    if any(len(shown.reports) < len(each.hits) for shown, each in zip(pages, answers, strict=True)):
        hidden = tuple(sorted({*whole.hidden, *waiting_removals(reports)}))
        answers = get_engine().search_many([replace(each, hidden=hidden) for each in asked])
        pages = [_page_of(each, reports) for each in answers]
    return RegionList(_offered(answers[0]), pages[0], pages[-1])


def offered_by_database(reports: ReportQuerySet) -> Offered:
    """Return what the reports offer, in two queries."""
    dated = reports.order_by().annotate(year=ExtractYear("date")).values_list("year").annotate(count=Count("id"))
    years = {UNKNOWN if year is None else str(year): count for year, count in dated}
    named = reports.order_by().exclude(source=None).values_list("source__name", flat=True).distinct()
    return Offered(years, tuple(sorted(named)))


def page_by_database(reports: ReportQuerySet, page: int, size: int) -> ReportPage:
    """Return a page of the reports. Three queries: sorting whole rows would read the text of every report."""
    ids = list(reports.newest_first().values_list("id", flat=True)[(page - 1) * size : page * size])
    return ReportPage(reports.count(), _shown(ids, reports))


def _all_of(region: str) -> Query:
    """Return the query for what a region holds."""
    return Query(region=(region,), sort="newest", size=1, facets=("year", "source"), hidden=samples_beside())


def _narrowed(whole: Query, parameters: Mapping[str, str]) -> Query | None:
    """Return the query under the filters, None without any or for a year that is none: the form refuses that."""
    year, source, kind = (parameters.get(name, "") for name in ("year", "source", "kind"))
    if not (year or source or kind) or (year and not _YEAR.fullmatch(year)):
        return None
    chosen = replace(whole, date_from=year, date_to=year)
    return replace(chosen, source=(source,) if source else (), kind=(kind,) if kind else ())


def _offered(results: Results) -> Offered:
    names = sorted(name for name in results.facets["source"] if name != UNKNOWN)
    return Offered(results.facets["year"], tuple(names))


def _page_of(results: Results, reports: ReportQuerySet) -> ReportPage:
    return ReportPage(results.total, _shown([hit.id for hit in results.hits], reports))


def _shown(numbers: list[int], reports: ReportQuerySet) -> tuple[Report, ...]:
    found = reports.for_list().defer("text").in_bulk(numbers)
    return tuple(found[number] for number in numbers if number in found)
