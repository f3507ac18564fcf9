"""The numbers of all held reports, by region, year and precision of the date.

The engine counts all that is published: facets of the query for everything, which an engine keeps for each commit.
Samples beside other reports are hidden, as in the lists of regions. Where the engine does not answer the database
counts, in a time that grows with the reports, so that the pages stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear

from archive.models import Report
from archive.publishing.samples import samples_beside
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
    """Return the numbers of the newest commit of the index, or, without an index, those of the database."""
    query = Query(sort="added", size=1, facets=("region", "year", PRECISION), hidden=samples_beside())
    try:
        results = get_engine().search(query)
    except SearchError:
        return _of_database()
    facets = results.facets
    return HeldNumbers(results.total, facets["region"], facets["year"], facets[PRECISION])


def _of_database() -> HeldNumbers:
    by_region, by_year, by_precision = Counter[str](), Counter[str](), Counter[str]()
    rows = Report.objects.held().order_by().annotate(year=ExtractYear("date"))
    for code, year, precision, count in rows.values_list("region_id", "year", "date_precision").annotate(
        count=Count("id")
    ):
        by_region[code or UNKNOWN] += count
        by_year[str(year or UNKNOWN)] += count
        by_precision[precision or UNKNOWN] += count
    return HeldNumbers(by_region.total(), by_region, by_year, by_precision)
