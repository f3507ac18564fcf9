"""Years as bars (年份)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.web.addresses import Address
from search.documents import UNKNOWN, Query

BROADEST_BAR = 36  # an archive of two years would else have bars as broad as a hand


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year of a histogram, in units of the drawing: ``x``, ``y`` from the top, ``width``, ``height``."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    address: str = ""
    active: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars for every year from the first to the last, also those without reports."""

    bars: tuple[YearBar, ...]
    width: int
    height: int
    unknown: int = 0

    @property
    def first(self) -> int | None:
        return self.bars[0].year if self.bars else None

    @property
    def last(self) -> int | None:
        return self.bars[-1].year if self.bars else None


def year_histogram(
    counts: Mapping[str, int],
    *,
    query: Query | None = None,
    address: Address | None = None,
    width: int = 224,
    height: int = 56,
) -> Histogram:
    """``counts`` by year as text; with a ``query`` and the addresses like it every bar is a link to its year alone, and
    the year that alone is chosen leads back to all."""
    known = {int(year): count for year, count in counts.items() if year.isdigit()}
    if not known:
        return Histogram((), width, height, counts.get(UNKNOWN, 0))
    first, last = min(known), max(known)
    width = min(width, (last - first + 1) * BROADEST_BAR)
    step = width / (last - first + 1)
    most = max(known.values())
    bars = []
    for year in range(first, last + 1):
        count = known.get(year, 0)
        tall = round(max(2.0, count / most * (height - 1)), 1) if count else 0.0
        chosen = bool(query and (query.date_from or query.date_to) and _inside(year, query))
        here = _address(query, address, str(year)) if query and address else ""
        x = round((year - first) * step, 2)
        bars.append(YearBar(year, count, x, round(height - tall, 1), round(step - 1, 2), tall, here, chosen))
    return Histogram(tuple(bars), width, height, counts.get(UNKNOWN, 0))


def _address(query: Query, address: Address, year: str) -> str:
    chosen = "" if query.date_from == query.date_to == year else year
    return address(date_from=chosen, date_to=chosen)


def _inside(year: int, query: Query) -> bool:
    return (query.date_from[:4] or "0000") <= f"{year:04d}" <= (query.date_to[:4] or "9999")
