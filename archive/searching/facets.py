"""Facets of a list (分面): each value with its count, and the address that chooses it or takes it back; years as bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from urllib.parse import quote

from archive.languages import UNKNOWN_LABEL, say
from archive.searching.form import FILTERS, value_label
from archive.searching.region_tree import Branch, FacetLink, Regions, region_tree, split_shown, tree_codes
from archive.web.addresses import Address, addresses_like
from search.documents import UNKNOWN, Query, Results

#: From a year to the address of its bar, and whether the year is chosen.
YearLink = Callable[[int], tuple[str, bool]]

VALUES_SHOWN, VALUES_FOLDED = 10, 40
BROADEST_BAR = 36  # without it, the bars of two years would be as broad as a hand


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one filter; those in force are always among the ``links``.

    ``more`` are folded away; ``unnamed`` counts those that are too many to list.
    """

    name: str
    label: str
    links: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year of a histogram, in units of its drawing; ``y`` counts from the top."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    address: str
    active: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """A bar for every year from the first to the last, also for those without reports; ``unknown`` counts no year."""

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


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of a results page. ``regions``: provinces and 未注明; ``more_regions``: provinces folded away."""

    regions: tuple[Branch, ...]
    more_regions: tuple[Branch, ...]
    years: Histogram
    undated: FacetLink | None
    choices: tuple[Facet, ...]


def facet_codes(query: Query, results: Results) -> set[str]:
    """Return the codes of the regions that the facets of a page name."""
    return tree_codes(query, counts_of(results).get("region", {}))


def page_facets(query: Query, results: Results, regions: Regions) -> Facets:
    """Return the facets of the results page; choosing a value leads to page 1. ``regions``: those of ``facet_codes``."""
    counts = counts_of(results)
    address = addresses_like(query, page=1)
    of_years = counts.get("year", {})
    shown, more = region_tree(query, address, counts.get("region", {}), regions)
    return Facets(
        regions=shown,
        more_regions=more,
        years=year_histogram(of_years, partial(_year_link, query, address)),
        undated=_undated(query, address, of_years.get(UNKNOWN, 0)),
        choices=tuple(facet for name in FILTERS if (facet := _facet(query, address, name, counts.get(name, {}))).links),
    )


def counts_of(results: Results) -> dict[str, Mapping[str, int]]:
    """Return the counts by field; of a filter in force without itself, so that its other values can be chosen too."""
    return {**results.facets, **results.beyond}


def _facet(query: Query, address: Address, name: str, counts: Mapping[str, int]) -> Facet:
    label, labels = FILTERS[name]
    in_force = (*getattr(query, name), *(value for filtered, value in query.excluded if filtered == name))
    # A value in force must stay removable, even if a stricter query leaves none of it.
    counted: dict[str, int] = {**dict.fromkeys(in_force, 0), **counts}
    ordered = sorted((row for row in counted.items() if row[0] != UNKNOWN), key=itemgetter(1), reverse=True)
    values, folded = split_shown(ordered, VALUES_SHOWN, lambda row: row[0] in in_force)
    named = folded[:VALUES_FOLDED]
    shown, more = (
        tuple(_choice(query, address, name, value, value_label(labels, value), count) for value, count in rows)
        for rows in (values, named)
    )
    if UNKNOWN in counted:
        shown = (*shown, _choice(query, address, name, UNKNOWN, say(UNKNOWN_LABEL), counted[UNKNOWN]))
    return Facet(name, say(label), shown, more, len(folded) - len(named))


def _choice(query: Query, address: Address, name: str, value: str, label: str, count: int) -> FacetLink:
    chosen, pair, unknown = getattr(query, name), (name, value), value == UNKNOWN
    key = f"{name}-{quote(value)}"
    if value in chosen:
        without = address(**{name: tuple(each for each in chosen if each != value)})
        return FacetLink(label, count, without, active=True, unknown=unknown, excluded=pair in query.excluded, key=key)
    if pair in query.excluded:
        rest = tuple(each for each in query.excluded if each != pair)
        return FacetLink(label, count, address(excluded=rest), unknown=unknown, excluded=True, key=key)
    with_it, leave_out = address(**{name: (*chosen, value)}), address(excluded=(*query.excluded, pair))
    return FacetLink(label, count, with_it, unknown=unknown, without=leave_out, key=key)


def _undated(query: Query, address: Address, count: int) -> FacetLink | None:
    """Return the choice of reports without a date; None without a range of dates, which alone leaves them out."""
    if not (query.date_from or query.date_to):
        return None
    return FacetLink(
        say("含日期未注明"), count, address(undated=not query.undated), query.undated, unknown=True, key="undated"
    )


def _year_link(query: Query, address: Address, year: int) -> tuple[str, bool]:
    """Return the address of a year alone, or of all years where it alone is chosen; and whether it is chosen."""
    chosen = "" if query.date_from == query.date_to == str(year) else str(year)
    is_inside = (query.date_from[:4] or "0000") <= f"{year:04d}" <= (query.date_to[:4] or "9999")
    return address(date_from=chosen, date_to=chosen), is_inside and bool(query.date_from or query.date_to)


def year_histogram(counts: Mapping[str, int], link: YearLink, *, width: int = 224, height: int = 56) -> Histogram:
    """Return the bars of ``counts``, which are by year as text; ``width`` and ``height`` are those of the drawing."""
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
        x, y = round((year - first) * step, 2), round(height - tall, 1)
        bars.append(YearBar(year, count, x, y, round(step - 1, 2), tall, *link(year)))
    return Histogram(tuple(bars), width, height, counts.get(UNKNOWN, 0))
