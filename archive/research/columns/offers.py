"""What could stand in a further column: places beside those that are there, years, sources; each with its reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive.holdings.counts import roll_up
from archive.languages import own, say
from archive.models import full_code
from archive.places.shown import region_words, regions_by_code
from archive.research.columns.column import Column, values_of
from archive.research.subset import Subset
from search.documents import UNKNOWN
from search.engine import get_engine

#: Values offered of each kind.
OFFERED = 8


@dataclass(frozen=True, slots=True)
class ColumnOffer:
    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class ColumnOffers:
    """The values of one kind, most reports first; years by their order."""

    label: str
    offers: tuple[ColumnOffer, ...]


def column_offers(
    subset: Subset, text: str, columns: Sequence[Column], page: str, asked: Mapping[str, Any]
) -> tuple[ColumnOffers, ...]:
    """Return the offers; each leads to the page with one column more. One question of the engine, one of the database.

    Counts are of the reports that ``text`` finds, near duplicates each. Places are provinces, or those beside the last place.
    """
    query = replace(subset.query, text=text, fold=False, size=1, sort="added", facets=("region", "year", "source"))
    results = get_engine().search(query)
    counts = {**results.facets, **results.beyond}
    there = values_of(columns)

    def offer(value: str, label: str, count: int) -> ColumnOffer:
        return ColumnOffer(label, count, subset.address(page, {**asked, "c": [*there, value]}))

    regions = _regions_beside(counts["region"], columns, there)
    names = regions_by_code(map(full_code, regions))
    years = sorted(year for year in counts["year"] if year != UNKNOWN and year not in there)
    sources = {f"source:{name}": count for name, count in counts["source"].items() if name != UNKNOWN}
    found = (
        ColumnOffers(
            say("地区"),
            tuple(
                offer(prefix, region_words(names[full_code(prefix)]), count)
                for prefix, count in _most(regions)
                if full_code(prefix) in names
            ),
        ),
        ColumnOffers(say("年份"), tuple(offer(year, year, counts["year"][year]) for year in years[-OFFERED:])),
        ColumnOffers(
            say("来源"),
            tuple(offer(key, own(key.partition(":")[2]), count) for key, count in _most(sources) if key not in there),
        ),
    )
    return tuple(each for each in found if each.offers)


def _regions_beside(counts: Mapping[str, int], columns: Sequence[Column], there: Sequence[str]) -> dict[str, int]:
    """Return {prefix: reports} of the places of the level of the last one, in the same unit."""
    placed = [column.key for column in columns if column.axis == "region" and column.key != UNKNOWN]
    last = placed[-1] if placed else ""
    level, above = (len(last), last[:-2]) if last else (2, "")
    totals = roll_up({code: count for code, count in counts.items() if code != UNKNOWN})
    return {
        prefix: count
        for prefix, count in totals.items()
        if len(prefix) == level and prefix.startswith(above) and not prefix.endswith("00") and prefix not in there
    }


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:OFFERED]
