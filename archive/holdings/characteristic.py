"""Measures that a region's reports speak of more often than the whole archive does (这里谈得多的做法).

Chosen by the log-likelihood ratio of Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence"
(Computational Linguistics 19, 1993), which holds for small counts too; shown by how many times as often.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from archive.models import Measure, Region
from archive.web.addresses import search_address
from search.documents import Query, SearchError
from search.engine import get_engine

#: Measures shown.
SHOWN = 6
#: Fewer reports than this are chance, whatever the numbers say.
FEWEST = 3
#: The value that chance alone passes once in a hundred times (chi-squared, one degree of freedom).
_SURE = 6.63


@dataclass(frozen=True, slots=True)
class LocalMeasure:
    """``count``: reports of the region that hold it; ``times``: as often as in the whole archive, report for report."""

    name: str
    count: int
    times: float
    address: str


@dataclass(frozen=True, slots=True)
class LocalMeasures:
    """``characteristic``: those that stand out, the most first; ``common``: those written of most, where none does."""

    characteristic: tuple[LocalMeasure, ...] = ()
    common: tuple[LocalMeasure, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.characteristic or self.common)


def measures_of(region: Region) -> LocalMeasures:
    """Return the measures to name on the region's page; none while the engine cannot be asked. One query."""
    names = tuple(Measure.objects.in_order().values_list("name", flat=True))
    try:
        return _measures_of(region, names)
    except SearchError:
        return LocalMeasures()


def log_likelihood(here: int, reports_here: int, elsewhere: int, reports_elsewhere: int) -> float:
    """Dunning's ratio for ``here`` of ``reports_here`` against ``elsewhere`` of ``reports_elsewhere``; 0 for equal shares."""
    share = (here + elsewhere) / (reports_here + reports_elsewhere)
    cells = (
        (here, reports_here * share),
        (elsewhere, reports_elsewhere * share),
        (reports_here - here, reports_here * (1 - share)),
        (reports_elsewhere - elsewhere, reports_elsewhere * (1 - share)),
    )
    return 2 * sum(seen * log(seen / expected) for seen, expected in cells if seen)


def _measures_of(region: Region, names: tuple[str, ...]) -> LocalMeasures:
    reports, reports_here = get_engine().count(Query()), get_engine().count(Query(region=region.prefix))
    if not reports_here:
        return LocalMeasures()
    ranked: list[tuple[float, LocalMeasure]] = []
    for name in names:
        query = Query(text=f'"{name}"', region=region.prefix)
        if (everywhere := get_engine().count(Query(text=query.text))) and (here := get_engine().count(query)):
            times = here / reports_here / (everywhere / reports)
            surprise = log_likelihood(here, reports_here, everywhere - here, reports - reports_here)
            ranked.append((surprise, LocalMeasure(name, here, times, search_address(query))))
    sure = [(surprise, measure) for surprise, measure in ranked if surprise >= _SURE and measure.times > 1]
    chosen = [measure for _, measure in sorted(sure, key=lambda pair: -pair[0]) if measure.count >= FEWEST][:SHOWN]
    if chosen:
        return LocalMeasures(characteristic=tuple(sorted(chosen, key=lambda measure: -measure.times)))
    common = sorted((measure for _, measure in ranked), key=lambda measure: -measure.count)
    return LocalMeasures(common=tuple(common[:SHOWN]))
