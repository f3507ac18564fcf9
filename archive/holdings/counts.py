"""Numbers of the holdings (馆藏) as pages show them: reports by region and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.holdings.numbers import HeldNumbers, held_numbers
from archive.models import Region
from search.documents import UNKNOWN


@dataclass(frozen=True, slots=True)
class Holdings:
    """The numbers of the archive. ``reports`` are published; ``first`` and ``last`` are years, None without a date.

    ``provinces``, ``cities`` and ``counties`` are those that have reports.
    """

    reports: int
    provinces: int
    cities: int
    counties: int
    first: int | None
    last: int | None
    undated: int
    partly_dated: int
    unplaced: int

    @property
    def originals(self) -> int:
        """Return the number of originals: each report has one of its own."""
        return self.reports


@dataclass(frozen=True, slots=True)
class RegionTotal:
    """A region, and the number of published reports of it and of all regions below it.

    ``share`` is in percent of the greatest number in its list.
    """

    region: Region
    count: int
    share: int = 0


def count_by_region(within: Region | None = None) -> dict[str, int]:
    """Return the number of held reports by six-digit code; a city's number leaves its counties out."""
    prefix = within.prefix if within else ""
    return {code: count for code, count in held_numbers().placed.items() if code.startswith(prefix)}


def roll_up(counts: Mapping[str, int]) -> Counter[str]:
    """Return the counts by region prefix (``62``, ``6211``, ``621102``), each region with all regions below it."""
    totals: Counter[str] = Counter(counts)
    for code, count in counts.items():
        totals[code[:4]] += count
        totals[code[:2]] += count
    return totals


def count_holdings(numbers: HeldNumbers) -> Holdings:
    """Return the numbers of what is held: published, samples only while nothing else is. One query, of the regions."""
    counts = numbers.placed
    years = sorted(int(year) for year in numbers.by_year if year != UNKNOWN)
    cities = set(Region.objects.filter(level=Region.Level.CITY).values_list("code", flat=True))
    return Holdings(
        reports=numbers.reports,
        provinces=len({code[:2] for code in counts}),
        cities=len(cities & {f"{code[:4]}00" for code in counts}),
        counties=sum(not code.endswith("00") for code in counts),  # GB/T 2260: 00 stands for a whole city or province
        first=years[0] if years else None,
        last=years[-1] if years else None,
        undated=numbers.by_year.get(UNKNOWN, 0),
        partly_dated=numbers.by_precision.get("year", 0) + numbers.by_precision.get("month", 0),
        unplaced=numbers.by_region.get(UNKNOWN, 0),
    )


def region_totals(regions: Iterable[Region], totals: Mapping[str, int]) -> list[RegionTotal]:
    """Return each region with its total of ``roll_up``, in the order given."""
    numbers = [(region, totals.get(region.prefix, 0)) for region in regions]
    most = max((count for _, count in numbers), default=0) or 1
    return [RegionTotal(region, count, -(-count * 100 // most)) for region, count in numbers]
