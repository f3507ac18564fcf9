"""The numbers of all held reports, by region, year and precision of the date.

The engine counts all that is published: facets of the query for everything, which an engine keeps for each commit.
Samples beside other reports are taken off: the database knows these few. Where the engine does not answer the database
counts, in a time that grows with the reports, so that the pages stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear

from archive.models import Report
from search.documents import PRECISION, UNKNOWN, Query, SearchError
from search.engine import get_engine


@dataclass(frozen=True, slots=True)
class HeldNumbers:
    """``reports`` in all, and by six-digit code, by year and by precision of the date; UNKNOWN stands for none."""

    reports: int
    by_region: Mapping[str, int]
    by_year: Mapping[str, int]
    by_precision: Mapping[str, int]

    @property
    def placed(self) -> dict[str, int]:
        """Return the numbers by region without those of no region."""
        return {code: count for code, count in self.by_region.items() if code != UNKNOWN}


def held_numbers() -> HeldNumbers:
    """Return the numbers of the newest commit of the index, or, without an index, those of the database. One query."""
    try:
        results = get_engine().search(Query(sort="added", size=1, facets=("region", "year", PRECISION)))
    except SearchError:
        rows = Report.objects.held().order_by().annotate(year=ExtractYear("date"))
        return _of_rows(rows.values_list("region_id", "year", "date_precision").annotate(count=Count("id")))
    facets = results.facets
    found = HeldNumbers(results.total, facets["region"], facets["year"], facets[PRECISION])
    samples = _of_rows(
        (code, date.year if date else None, precision, 1)
        for code, date, precision in Report.objects.published()
        .filter(is_sample=True)
        .order_by()
        .values_list("region_id", "date", "date_precision")
    )
    return _without(found, samples) if 0 < samples.reports < found.reports else found


def _without(numbers: HeldNumbers, less: HeldNumbers) -> HeldNumbers:
    """Return ``numbers`` without those of ``less``, some of which the index may not have yet."""
    return HeldNumbers(
        numbers.reports - less.reports,
        Counter(numbers.by_region) - Counter(less.by_region),
        Counter(numbers.by_year) - Counter(less.by_year),
        Counter(numbers.by_precision) - Counter(less.by_precision),
    )


def _of_rows(rows: Iterable[tuple[str | None, int | None, str, int]]) -> HeldNumbers:
    """Return the numbers of rows of code, year, precision and how many reports."""
    by_region, by_year, by_precision = Counter[str](), Counter[str](), Counter[str]()
    for code, year, precision, count in rows:
        by_region[code or UNKNOWN] += count
        by_year[str(year or UNKNOWN)] += count
        by_precision[precision or UNKNOWN] += count
    return HeldNumbers(by_region.total(), by_region, by_year, by_precision)
