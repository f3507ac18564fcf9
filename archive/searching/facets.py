"""Facets of a list (分面): each value with its count, and the address that chooses it or takes it back; years as bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TypeVar
from urllib.parse import quote

from archive.languages import UNKNOWN_LABEL, say
from archive.models import code_below_province, codes_down_to, full_code
from archive.places.shown import ListedRegion, region_name, regions_by_code
from archive.searching.form import FILTERS, value_label
from archive.web.addresses import Address, addresses_like
from search.documents import UNKNOWN, Query, Results

T = TypeVar("T")
CountedRegion = tuple[ListedRegion, int]
Regions = Mapping[str, ListedRegion]
#: From a year to the address of its bar, and whether the year is chosen.
YearLink = Callable[[int], tuple[str, bool]]

VALUES_SHOWN, VALUES_FOLDED = 10, 40
PROVINCES_SHOWN, CHILDREN_SHOWN = 8, 6
BROADEST_BAR = 36  # without it, the bars of two years would be as broad as a hand


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value. ``address`` chooses it, or takes it back if it is ``active`` or ``excluded``.

    ``without`` is the address that leaves its reports out, "" for none. ``key`` names the value in the page, before and
    after it is chosen, so that the focus finds it again.
    """

    label: str
    count: int
    address: str
    active: bool = False
    unknown: bool = False
    excluded: bool = False
    without: str = ""
    key: str = ""


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
class Branch:
    """A region in the tree, with the regions just below it where the tree is open; ``more`` are folded away."""

    link: FacetLink
    below: tuple[Branch, ...] = ()
    more: tuple[Branch, ...] = ()


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
    """Return the codes of the regions that the facets of a page name.

    They are the chosen region, all provinces with hits, and what lies just below the open province and the open city.
    """
    counts = _counts_of(results).get("region", {})
    of_province = _by_province(counts)
    return _named_codes(counts, of_province, _open_at(query, of_province))


def page_facets(query: Query, results: Results, regions: Regions) -> Facets:
    """Return the facets of the results page; choosing a value leads to page 1. ``regions``: those of ``facet_codes``."""
    counts = _counts_of(results)
    address = addresses_like(query, page=1)
    of_regions, of_years = counts.get("region", {}), counts.get("year", {})
    of_province = _by_province(of_regions)
    inside = _open_at(query, of_province)
    below = _below(of_regions, of_province, inside, regions)
    provinces = [_branch(query, address, region, count, below, inside) for region, count in below.get(None, ())]
    shown, more = _split(provinces, PROVINCES_SHOWN, lambda branch: branch.link.active or bool(branch.below))
    if unknown := of_regions.get(UNKNOWN):
        shown = (*shown, Branch(_region_link(query, address, UNKNOWN, say(UNKNOWN_LABEL), unknown)))
    return Facets(
        regions=shown,
        more_regions=more,
        years=year_histogram(of_years, partial(_year_link, query, address)),
        undated=_undated(query, address, of_years.get(UNKNOWN, 0)),
        choices=tuple(facet for name in FILTERS if (facet := _facet(query, address, name, counts.get(name, {}))).links),
    )


def region_counts(counts: Mapping[str, int], chosen: str = "") -> list[CountedRegion]:
    """Return the provinces with their totals, or what lies just below the chosen region; itself where nothing does.

    ``counts``: hits by six-digit code. ``chosen``: a prefix, "" or ``none``. The most come first. One query at most.
    """
    prefix = "" if chosen == UNKNOWN else chosen
    of_province = _by_province(counts)
    regions = regions_by_code(_named_codes(counts, of_province, prefix))
    below = _below(counts, of_province, prefix, regions)
    if not prefix:
        return below.get(None, [])
    itself = [row for rows in below.values() for row in rows if row[0].prefix == prefix]
    return below.get(full_code(prefix), itself)


def _counts_of(results: Results) -> dict[str, Mapping[str, int]]:
    """Return the counts by field; of a filter in force without itself, so that its other values can be chosen too."""
    return {**results.facets, **results.beyond}


def _by_province(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts by the first two digits of their codes."""
    of_province: defaultdict[str, int] = defaultdict(int)
    for code, count in counts.items():
        of_province[code[:2]] += count
    of_province.pop(UNKNOWN[:2], None)
    return of_province


def _open_at(query: Query, of_province: Mapping[str, int]) -> str:
    """Return the prefix at which the tree is open: the chosen region, else the province with most hits, else ""."""
    if query.region not in ("", UNKNOWN):
        return query.region
    return min(of_province, key=lambda prefix: (-of_province[prefix], prefix), default="")


def _named_codes(counts: Mapping[str, int], of_province: Mapping[str, int], inside: str) -> set[str]:
    """Return the codes that ``_below`` needs for a tree that is open at the prefix ``inside``."""
    province, city = inside[:2], inside[:4]
    near = [code for code in counts if code.startswith(province)]
    below_city = (code for code in near if len(city) == 4 and code.startswith(city))
    provinces = (f"{prefix}0000" for prefix in of_province)
    return {*map(code_below_province, near), *below_city, *provinces, full_code(inside)} - {"", UNKNOWN}


def _below(
    counts: Mapping[str, int], of_province: Mapping[str, int], inside: str, regions: Regions
) -> dict[str | None, list[CountedRegion]]:
    """Return {code, None for the country: the regions just below it with their totals, the most first}.

    They are all provinces, and the regions of the province that the prefix ``inside`` lies in.
    """
    sums: dict[str, int] = {}
    for code in (code for code in counts if code[:2] == inside[:2]):
        for each in codes_down_to(code):
            if each in regions:
                sums[each] = sums.get(each, 0) + counts[code]
    sums |= {code: count for prefix, count in of_province.items() if (code := f"{prefix}0000") in regions}
    below: dict[str | None, list[CountedRegion]] = {}
    for code, count in sorted(sums.items(), key=lambda row: (-row[1], row[0])):
        parent = regions[code].parent
        below.setdefault(parent.code if parent else None, []).append((regions[code], count))
    return below


def _branch(
    query: Query,
    address: Address,
    region: ListedRegion,
    count: int,
    below: Mapping[str | None, list[CountedRegion]],
    inside: str,
) -> Branch:
    """Return the branch of a region, open where the prefix ``inside`` is its own or lies in it."""
    link = _region_link(query, address, region.prefix, region_name(region), count, region)
    if not inside.startswith(region.prefix):
        return Branch(link)
    children = [_branch(query, address, *child, below, inside) for child in below.get(region.code, ())]
    shown, more = _split(children, CHILDREN_SHOWN, lambda branch: branch.link.active or bool(branch.below))
    return Branch(link, shown, more)


def _region_link(
    query: Query, address: Address, prefix: str, name: str, count: int, region: ListedRegion | None = None
) -> FacetLink:
    """Return the link of a region; taking it back leads to the region above it."""
    active = query.region == prefix
    above = region.parent.prefix if active and region and region.parent else ""
    return FacetLink(
        name, count, address(region=above if active else prefix), active, prefix == UNKNOWN, key=f"region-{prefix}"
    )


def _facet(query: Query, address: Address, name: str, counts: Mapping[str, int]) -> Facet:
    label, labels = FILTERS[name]
    in_force = (*getattr(query, name), *(value for filtered, value in query.excluded if filtered == name))
    # A value in force must stay removable, even if a stricter query leaves none of it.
    counted: dict[str, int] = {**dict.fromkeys(in_force, 0), **counts}
    ordered = sorted((row for row in counted.items() if row[0] != UNKNOWN), key=itemgetter(1), reverse=True)
    values, folded = _split(ordered, VALUES_SHOWN, lambda row: row[0] in in_force)
    named = folded[:VALUES_FOLDED]
    shown, more = (
        tuple(_choice(query, address, name, value, value_label(labels, value), count) for value, count in rows)
        for rows in (values, named)
    )
    if UNKNOWN in counted:
        shown = (*shown, _choice(query, address, name, UNKNOWN, say(UNKNOWN_LABEL), counted[UNKNOWN]))
    return Facet(name, say(label), shown, more, len(folded) - len(named))


def _split(rows: list[T], most: int, stays: Callable[[T], bool]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Return the first ``most`` rows and those that must be seen; and the rest. A single row left over is shown."""
    if len(rows) <= most + 1:
        return tuple(rows), ()
    shown = [row for place, row in enumerate(rows) if place < most or stays(row)]
    return tuple(shown), tuple(row for place, row in enumerate(rows) if place >= most and not stays(row))


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
