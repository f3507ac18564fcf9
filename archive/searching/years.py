"""The facet of years: a bar for each, and each with its count to be chosen beside others, touching or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.searching.form import MAX_VALUES
from archive.searching.region_tree import FacetLink
from archive.web.addresses import Address
from search.documents import UNKNOWN, Query

#: From a year to the address of its bar, and whether the year is chosen.
YearLink = Callable[[int], tuple[str, bool]]

BROADEST_BAR = 36  # without it, the bars of two years would be as broad as a hand
#: Years named below the bars; the others are folded away.
YEARS_SHOWN = 8
#: Units of the drawing that a figure of a count takes, and the years between two names of the axis, one of which may do.
_FIGURE, _HEADROOM = 11, 16
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_NAME = 58


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year of a histogram, in units of its drawing; ``y`` counts from the top, ``middle`` is in percent of the width."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    address: str
    active: bool


@dataclass(frozen=True, slots=True)
class NamedYear:
    """A year that the axis names, at a place in percent of the width; ``side``: begins or ends there, "" for its middle."""

    year: int
    place: float
    side: str = ""


@dataclass(frozen=True, slots=True)
class Histogram:
    """A bar for every year from the first to the last, also for those without reports; ``unknown`` counts no year.

    ``counted``: each bar has room for its count above it. ``named``: the years that the axis names.
    """

    bars: tuple[YearBar, ...]
    width: int
    height: int
    unknown: int = 0
    counted: bool = False
    named: tuple[NamedYear, ...] = ()

    @property
    def first(self) -> int | None:
        return self.bars[0].year if self.bars else None

    @property
    def last(self) -> int | None:
        return self.bars[-1].year if self.bars else None


def year_histogram(counts: Mapping[str, int], link: YearLink, *, width: int = 224, height: int = 56) -> Histogram:
    """Return the bars of ``counts``, which are by year as text; ``width`` and ``height`` are those of the drawing."""
    known = {int(year): count for year, count in counts.items() if year.isdigit()}
    if not known:
        return Histogram((), width, height, counts.get(UNKNOWN, 0))
    first, last = min(known), max(known)
    width = min(width, (last - first + 1) * BROADEST_BAR)
    step = width / (last - first + 1)
    most = max(known.values())
    counted = step >= _FIGURE * len(f"{most:,}")
    room = height - (_HEADROOM if counted else 1)
    bars = []
    for year in range(first, last + 1):
        count = known.get(year, 0)
        tall = round(max(2.0, count / most * room), 1) if count else 0.0
        x, y = round((year - first) * step, 2), round(height - tall, 1)
        middle = round(100 * (year - first + 0.5) * step / width, 2)
        bars.append(YearBar(year, count, x, y, round(step - 1, 2), tall, middle, *link(year)))
    return Histogram(tuple(bars), width, height, counts.get(UNKNOWN, 0), counted, _named(first, last, step, width))


def _named(first: int, last: int, step: float, width: float) -> tuple[NamedYear, ...]:
    """Return the years that have room for their names: round ones, and both ends instead of those beside them."""

    def named(year: int) -> NamedYear:
        if step < _NAME / 2 and first != last and year in (first, last):
            return NamedYear(year, 0 if year == first else 100, "begins" if year == first else "ends")
        return NamedYear(year, round(100 * (year - first + 0.5) * step / width, 2))

    between = next((years for years in _STEPS if years * step >= _NAME), _STEPS[-1])
    reach = _NAME / step
    inner = {year for year in range(first, last) if year % between == 0 and first + reach <= year <= last - reach}
    ends = {first, last} if (last - first + 1) * step >= _NAME * 1.1 else {first}
    return tuple(map(named, sorted(ends | inner)))


def year_link(query: Query, address: Address, year: int) -> tuple[str, bool]:
    """Return the address of a year alone, or of all years where it alone is chosen; and whether it is chosen."""
    chosen = "" if {query.date_from, query.date_to, *query.years} - {""} == {str(year)} else str(year)
    return address(date_from=chosen, date_to=chosen, years=()), _is_chosen(query, year)


def year_choices(
    query: Query, address: Address, counts: Mapping[str, int]
) -> tuple[tuple[FacetLink, ...], tuple[FacetLink, ...]]:
    """Return the years that have hits, oldest first: those that are shown, and those folded away.

    Choosing one leaves the others in force. Shown are the years around those in force, else the latest.
    """
    known = sorted({int(year) for year, count in counts.items() if year.isdigit() and count} | _single_years(query))
    if len(known) < 2:
        return (), ()
    chosen = [place for place, year in enumerate(known) if _is_chosen(query, year)]
    whole = not chosen or len(chosen) == len(known)
    middle = len(known) if whole else (chosen[0] + chosen[-1]) // 2
    first = max(0, min(middle - YEARS_SHOWN // 2, len(known) - YEARS_SHOWN))
    near = range(first, first + YEARS_SHOWN)
    shown: list[FacetLink] = []
    more: list[FacetLink] = []
    for place, year in enumerate(known):
        is_chosen = _is_chosen(query, year)
        link = FacetLink(
            str(year),
            counts.get(f"{year:04d}", 0),
            _toggled(query, address, year, known),
            is_chosen,
            key=f"among-{year}",
        )
        (shown if place in near or (is_chosen and not whole and query.years) else more).append(link)
    return tuple(shown), tuple(more)


def _is_chosen(query: Query, year: int) -> bool:
    """Return whether some day of a year is among the chosen dates; never without dates."""
    is_inside = (query.date_from[:4] or "0000") <= f"{year:04d}" <= (query.date_to[:4] or "9999")
    return is_inside and (f"{year:04d}" in query.years if query.years else bool(query.date_from or query.date_to))


def _single_years(query: Query) -> set[int]:
    return {int(year) for year in query.years if year != UNKNOWN}


def _toggled(query: Query, address: Address, year: int, known: list[int]) -> str:
    """Return the list with one year more or less: as a range where the years touch, else year by year.

    A range in months or days cannot lose a year, nor a list grow beyond MAX_VALUES: there the year stands alone.
    """
    alone = address(date_from=str(year), date_to=str(year), years=())
    if any(len(date) > len("2021") for date in (query.date_from, query.date_to)):
        return alone
    if _single_years(query):
        chosen = {each for each in _single_years(query) if _is_chosen(query, each)}
    elif query.date_from or query.date_to:
        first, last = int(query.date_from or known[0]), int(query.date_to or known[-1])
        chosen = set(range(first, last + 1)) if last - first <= MAX_VALUES else {y for y in known if first <= y <= last}
    else:
        chosen = set()
    years = sorted(chosen ^ {year})
    if not years:
        return address(date_from="", date_to="", years=(), undated=False)
    if years[-1] - years[0] == len(years) - 1:
        return address(date_from=f"{years[0]:04d}", date_to=f"{years[-1]:04d}", years=())
    if len(years) > MAX_VALUES:
        return alone
    return address(date_from="", date_to="", years=tuple(f"{each:04d}" for each in years))
