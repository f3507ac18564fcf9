"""Numbers of the holdings (馆藏): reports by region and in all. Each is one query, however many reports there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from archive.models import Region, Report


@dataclass(frozen=True, slots=True)
class Holdings:
    """The numbers of the archive. ``reports`` are published; ``first`` and ``last`` are years, None without a date.

    ``provinces``, ``cities`` and ``counties`` are those that have reports.
    """

    reports: int
    originals: int
    provinces: int
    cities: int
    counties: int
    first: int | None
    last: int | None
    undated: int
    partly_dated: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class RegionTotal:
    """A region, and the number of published reports of it and of all regions below it.

    ``share`` is in percent of the greatest number in its list.
    """

    region: Region
    count: int
    share: int = 0


def count_by_region(within: Region | None = None) -> dict[str, int]:
    """Return the number of held reports by six-digit code; a city's number leaves its counties out. One query."""
    reports = Report.objects.held().exclude(region=None) if within is None else Report.objects.held().within(within)
    return dict(reports.order_by().values_list("region_id").annotate(count=Count("id")))


def roll_up(counts: Mapping[str, int]) -> Counter[str]:
    """Return the counts by region prefix (``62``, ``6211``, ``621102``), each region with all regions below it."""
    totals: Counter[str] = Counter(counts)
    for code, count in counts.items():
        totals[code[:4]] += count
        totals[code[:2]] += count
    return totals


def count_holdings(counts: Mapping[str, int]) -> Holdings:
    """Return the numbers of what is held: published, samples only while nothing else is; ``counts`` are those of ``count_by_region()``. Two queries."""
    summary = Report.objects.held().aggregate(
        reports=Count("id"),
        originals=Count("original", distinct=True),
        first=Min("date"),
        last=Max("date"),
        undated=Count("id", filter=Q(date=None)),
        partly_dated=Count("id", filter=Q(date_precision__in=(Report.Precision.YEAR, Report.Precision.MONTH))),
        unplaced=Count("id", filter=Q(region=None)),
    )
    cities = set(Region.objects.filter(level=Region.Level.CITY).values_list("code", flat=True))
    return Holdings(
        reports=summary["reports"],
        originals=summary["originals"],
        provinces=len({code[:2] for code in counts}),
        cities=len(cities & {f"{code[:4]}00" for code in counts}),
        counties=sum(not code.endswith("00") for code in counts),  # GB/T 2260: 00 stands for a whole city or province
        first=summary["first"] and summary["first"].year,
        last=summary["last"] and summary["last"].year,
        undated=summary["undated"],
        partly_dated=summary["partly_dated"],
        unplaced=summary["unplaced"],
    )


def region_totals(regions: Iterable[Region], totals: Mapping[str, int]) -> list[RegionTotal]:
    """Return each region with its total of ``roll_up``, in the order given."""
    numbers = [(region, totals.get(region.prefix, 0)) for region in regions]
    most = max((count for _, count in numbers), default=0) or 1
    return [RegionTotal(region, count, -(-count * 100 // most)) for region, count in numbers]
