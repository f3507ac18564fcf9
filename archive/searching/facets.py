"""Facets of a list of hits (分面): each value with its count and the address that chooses it or takes it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext_noop

from archive.languages import UNKNOWN_LABEL, own, say
from archive.models import Report, codes_down_to, full_code
from archive.places.shown import ListedRegion, region_name, regions_by_code
from archive.searching.form import QUALITIES
from archive.searching.histogram import Histogram, year_histogram
from archive.web.addresses import Address, addresses_like
from search.documents import UNKNOWN, Query, Results

T = TypeVar("T")
Counted = tuple[ListedRegion, int]
Regions = Mapping[str, ListedRegion]

VALUES_SHOWN, VALUES_FOLDED = 10, 40
PROVINCES_SHOWN, CHILDREN_SHOWN = 8, 6
#: Filters of several values: what the page calls them, and what it calls their values.
FILTERS: dict[str, tuple[str, Mapping[str, str]]] = {
    "kind": (gettext_noop("类别"), {str(value): str(label) for value, label in Report.Kind.choices}),
    "source": (gettext_noop("来源"), {}),
    "script": (gettext_noop("字形"), {str(value): str(label) for value, label in Report.Script.choices}),
    "quality": (gettext_noop("文本"), dict(QUALITIES)),
}


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One choice. Following ``address`` chooses it, or takes it back if it is ``active`` or ``excluded``; following
    ``without`` leaves its reports out."""

    label: str
    count: int
    address: str
    active: bool = False
    unknown: bool = False
    excluded: bool = False
    without: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one filter, those that are chosen always among the ``links``; ``more`` are folded away, and
    ``unnamed`` are too many to list."""

    name: str
    label: str
    links: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...] = ()
    unnamed: int = 0

    @property
    def count_more(self) -> int:
        return sum(link.count for link in self.more)


@dataclass(frozen=True, slots=True)
class Branch:
    """A region in the tree, with what lies below it where the way is open."""

    link: FacetLink
    below: tuple[Branch, ...] = ()
    more: tuple[Branch, ...] = ()

    @property
    def count_more(self) -> int:
        return sum(branch.link.count for branch in self.more)


@dataclass(frozen=True, slots=True)
class Facets:
    """``regions``: provinces and 未注明; ``more_regions``: provinces folded away."""

    regions: tuple[Branch, ...]
    more_regions: tuple[Branch, ...]
    years: Histogram
    undated: FacetLink | None
    choices: tuple[Facet, ...]

    @property
    def count_more_regions(self) -> int:
        return sum(branch.link.count for branch in self.more_regions)


def region_counts(counts: Mapping[str, int], chosen: str = "") -> list[Counted]:
    """Return the provinces with their totals, or what lies just below the chosen region; itself where nothing does.

    ``counts``: hits by six-digit code. ``chosen``: a prefix, "" or ``none``. The most come first. One query at most.
    """
    prefix = "" if chosen == UNKNOWN else chosen
    of_province = _by_province(counts)
    totals = _totals(counts, of_province, prefix, regions_by_code(_named_codes(counts, of_province, prefix)))
    if not prefix:
        return _below(totals).get(None, [])
    itself = [row for row in totals if row[0].prefix == prefix]
    return _below(totals).get(full_code(prefix), itself)


def facet_codes(query: Query, results: Results) -> set[str]:
    """Return the codes of the regions that the facets of a page name.

    They are the chosen region, all provinces with hits, what lies just below the province that stands open, and what
    lies just below the city that stands open.
    """
    counts = _counts_of(results).get("region", {})
    of_province = _by_province(counts)
    return _named_codes(counts, of_province, _open_at(query, of_province))


def _named_codes(counts: Mapping[str, int], of_province: Mapping[str, int], inside: str) -> set[str]:
    near = [codes_down_to(code) for code in counts if code[:2] == inside[:2]]
    below_province = (line[1] for line in near if len(line) > 1)
    below_city = (line[2] for line in near if len(line) > 2 and len(inside) > 2 and line[2].startswith(inside[:4]))
    return {*below_province, *below_city, *(f"{prefix}0000" for prefix in of_province), full_code(inside)} - {""}


def _counts_of(results: Results) -> dict[str, Mapping[str, int]]:
    """Return the counts by field; of a filter in force without itself, so that its other values can be chosen too."""
    return {**results.facets, **results.beyond}


def _open_at(query: Query, of_province: Mapping[str, int]) -> str:
    """Return the prefix at which the tree stands open: the chosen region, or else the leading province, as a way in."""
    return query.region if query.region not in ("", UNKNOWN) else _leading(of_province)


def _totals(counts: Mapping[str, int], of_province: Mapping[str, int], inside: str, regions: Regions) -> list[Counted]:
    """Return the total of every province, and of each region in the province that ``inside`` (a code or prefix) lies in."""
    sums: dict[str, int] = {}
    above: dict[str, ListedRegion] = {}
    for code in (code for code in counts if code[:2] == inside[:2]):
        for region in (regions[each] for each in codes_down_to(code) if each in regions):
            above[region.code] = region
            sums[region.code] = sums.get(region.code, 0) + counts[code]
    for prefix, count in of_province.items():
        if province := regions.get(f"{prefix}0000"):
            above[province.code], sums[province.code] = province, count
    return [(above[code], count) for code, count in sums.items()]


def _by_province(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by the first two digits of their codes."""
    of_province: defaultdict[str, int] = defaultdict(int)
    for code, count in counts.items():
        of_province[code[:2]] += count
    of_province.pop(UNKNOWN[:2], None)
    return of_province


def _leading(of_province: Mapping[str, int]) -> str:
    """Return the prefix of the province with most hits, "" if there is none."""
    return min(of_province, key=lambda prefix: (-of_province[prefix], prefix), default="")


def _below(totals: list[Counted]) -> dict[str | None, list[Counted]]:
    """{code of a unit, None for the country: the units just below it, the most first}."""
    below: dict[str | None, list[Counted]] = {}
    for row in sorted(totals, key=lambda row: (-row[1], row[0].code)):
        below.setdefault(row[0].parent.code if row[0].parent else None, []).append(row)
    return below


def page_facets(query: Query, results: Results, regions: Regions) -> Facets:
    """Return the facets of the results page; choosing a value leads to page 1. ``regions``: those of ``facet_codes``."""
    counts = _counts_of(results)
    address = addresses_like(query, page=1)
    of_regions, of_years = counts.get("region", {}), counts.get("year", {})
    of_province = _by_province(of_regions)
    inside = _open_at(query, of_province)
    totals = _totals(of_regions, of_province, inside, regions)
    below = _below(totals)
    provinces = [_branch(query, address, unit, count, below, inside) for unit, count in below.get(None, ())]
    shown, more = _split(provinces, PROVINCES_SHOWN, lambda branch: branch.link.active or bool(branch.below))
    if unknown := of_regions.get(UNKNOWN):
        shown = (*shown, Branch(_region_link(query, address, UNKNOWN, say(UNKNOWN_LABEL), unknown)))
    return Facets(
        regions=shown,
        more_regions=more,
        years=year_histogram(of_years, query=query, address=address),
        undated=_undated(query, address, of_years.get(UNKNOWN, 0)),
        choices=tuple(facet for name in FILTERS if (facet := _facet(query, address, name, counts.get(name, {}))).links),
    )


def _facet(query: Query, address: Address, name: str, counts: Mapping[str, int]) -> Facet:
    label, labels = FILTERS[name]
    in_force = (*getattr(query, name), *(value for filtered, value in query.excluded if filtered == name))
    # What is in force must stay removable, even if a stricter question left none of it.
    counted: dict[str, int] = {**dict.fromkeys(in_force, 0), **counts}
    ordered = sorted(((value, count) for value, count in counted.items() if value != UNKNOWN), key=_most_first)
    values, folded = _split(ordered, VALUES_SHOWN, lambda row: row[0] in in_force)
    shown = tuple(_choice(query, address, name, value, value_label(labels, value), count) for value, count in values)
    named = folded[:VALUES_FOLDED]
    more = tuple(_choice(query, address, name, value, value_label(labels, value), count) for value, count in named)
    if UNKNOWN in counted:
        shown = (*shown, _choice(query, address, name, UNKNOWN, say(UNKNOWN_LABEL), counted[UNKNOWN]))
    return Facet(name, say(label), shown, more, len(folded) - len(named))


def _most_first(row: tuple[str, int]) -> int:
    return -row[1]


def _split(rows: list[T], most: int, stays: Callable[[T], bool]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """The first ``most`` and those that must be seen; the rest. One left over alone is shown."""
    if len(rows) <= most + 1:
        return tuple(rows), ()
    shown = [row for place, row in enumerate(rows) if place < most or stays(row)]
    return tuple(shown), tuple(row for place, row in enumerate(rows) if place >= most and not stays(row))


def _choice(query: Query, address: Address, name: str, value: str, label: str, count: int) -> FacetLink:
    chosen, pair = getattr(query, name), (name, value)
    if value in chosen:
        without = address(**{name: tuple(each for each in chosen if each != value)})
        return FacetLink(label, count, without, active=True, unknown=value == UNKNOWN, excluded=pair in query.excluded)
    if pair in query.excluded:
        kept = tuple(each for each in query.excluded if each != pair)
        return FacetLink(label, count, address(excluded=kept), unknown=value == UNKNOWN, excluded=True)
    with_it, leave_out = address(**{name: (*chosen, value)}), address(excluded=(*query.excluded, pair))
    return FacetLink(label, count, with_it, unknown=value == UNKNOWN, without=leave_out)


def _branch(
    query: Query,
    address: Address,
    unit: ListedRegion,
    count: int,
    below: Mapping[str | None, list[Counted]],
    inside: str,
) -> Branch:
    """The unit, and its children where ``inside`` is it or lies in it."""
    prefix = unit.prefix
    link = _region_link(query, address, prefix, region_name(unit), count, unit)
    if not inside.startswith(prefix):
        return Branch(link)
    children = [_branch(query, address, *child, below, inside) for child in below.get(unit.code, ())]
    shown, more = _split(children, CHILDREN_SHOWN, lambda branch: branch.link.active or bool(branch.below))
    return Branch(link, shown, more)


def _region_link(
    query: Query, address: Address, code: str, name: str, count: int, unit: ListedRegion | None = None
) -> FacetLink:
    """Taking back a unit leads to the one above it."""
    active = query.region == code
    above = unit.parent.prefix if active and unit and unit.parent else ""
    return FacetLink(name, count, address(region=above if active else code), active, code == UNKNOWN)


def _undated(query: Query, address: Address, count: int) -> FacetLink | None:
    """Only a range of dates leaves the undated ones out, so only then is there a choice."""
    if not (query.date_from or query.date_to):
        return None
    turned = address(undated=not query.undated)
    return FacetLink(say("含日期未注明"), count, turned, query.undated, unknown=True)


def value_label(labels: Mapping[str, str], value: str) -> str:
    """Return a value of a filter in words; ``labels``: those of FILTERS."""
    if value == UNKNOWN:
        return say(UNKNOWN_LABEL)
    return say(labels[value]) if value in labels else own(value)
