"""Measures that a region's reports name more often than the whole archive does (这里谈得多的做法).

The log-likelihood ratio chooses them, which holds for small counts too (Dunning, "Accurate Methods for the Statistics of
Surprise and Coincidence", Computational Linguistics 19, 1993). The page shows how many times as often they are named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.holdings.measures import naming
from archive.models import Measure, Region
from archive.web.addresses import search_address
from search.documents import Query, SearchError
from search.engine import get_engine
from search.statistics import log_likelihood

#: Measures shown.
SHOWN = 6
#: Fewer reports than this are chance, whatever the numbers say.
FEWEST = 3
#: The value that chance alone passes once in a hundred times (chi-squared, one degree of freedom).
_SURE = 6.63


@dataclass(frozen=True, slots=True)
class LocalMeasure:
    """A measure in a region. ``count``: reports there that contain it; ``times``: their share, divided by that of all."""

    name: str
    count: int
    times: float
    address: str


@dataclass(frozen=True, slots=True)
class LocalMeasures:
    """``characteristic`` measures stand out, the most first; where none does, ``common`` are the most frequent."""

    characteristic: tuple[LocalMeasure, ...] = ()
    common: tuple[LocalMeasure, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.characteristic or self.common)


def measures_of(region: Region) -> LocalMeasures:
    """Return the measures to name on the region's page; none without an index.

    One query of the database and one of the engine.
    """
    names = tuple(Measure.objects.in_order().values_list("name", flat=True))
    try:
        return _measures_of(region, names)
    except SearchError:
        return LocalMeasures()


def _measures_of(region: Region, names: tuple[str, ...]) -> LocalMeasures:
    everywhere = [Query(), *map(naming, names)]
    asked = [*everywhere, *(replace(query, region=(region.prefix,)) for query in everywhere)]
    counts = [count or 0 for count in get_engine().count_many(asked)]
    (reports, *in_all), (reports_here, *in_region) = counts[: len(everywhere)], counts[len(everywhere) :]
    if not reports_here:
        return LocalMeasures()
    ranked: list[tuple[float, LocalMeasure]] = []
    for name, total, here, query in zip(names, in_all, in_region, asked[len(everywhere) + 1 :], strict=True):
        if here:
            times = here / reports_here / (total / reports)
            surprise = log_likelihood(here, reports_here, total - here, reports - reports_here)
            ranked.append((surprise, LocalMeasure(name, here, times, search_address(query))))
    sure = [(surprise, measure) for surprise, measure in ranked if surprise >= _SURE and measure.times > 1]
    chosen = [measure for _, measure in sorted(sure, key=lambda pair: -pair[0]) if measure.count >= FEWEST][:SHOWN]
    if chosen:
        return LocalMeasures(characteristic=tuple(sorted(chosen, key=lambda measure: -measure.times)))
    common = sorted((measure for _, measure in ranked), key=lambda measure: -measure.count)
    return LocalMeasures(common=tuple(common[:SHOWN]))
