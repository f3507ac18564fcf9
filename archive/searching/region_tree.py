"""The facet of regions: a tree, open at the chosen regions, each with its count and the address that chooses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from archive.languages import UNKNOWN_LABEL, say
from archive.models import code_below_province, codes_down_to, full_code
from archive.places.shown import ListedRegion, region_name, regions_by_code
from archive.web.addresses import Address
from search.documents import UNKNOWN, Query

T = TypeVar("T")
CountedRegion = tuple[ListedRegion, int]
Regions = Mapping[str, ListedRegion]

PROVINCES_SHOWN, CHILDREN_SHOWN = 8, 6


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value. ``address`` chooses it, or takes it back if it is ``active`` or ``excluded``.

    ``without`` is the address that leaves its reports out, "" for none; ``count`` None: not counted. ``key`` names the value in the page, before and
    after it is chosen, so that the focus finds it again.
    """

    label: str
    count: int | None
    address: str
    active: bool = False
    unknown: bool = False
    excluded: bool = False
    without: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A region in the tree, with the regions just below it where the tree is open; ``more`` are folded away."""

    link: FacetLink
    below: tuple[Branch, ...] = ()
    more: tuple[Branch, ...] = ()


def tree_codes(query: Query, counts: Mapping[str, int]) -> set[str]:
    """Return the codes of the regions that the tree names.

    They are the chosen regions, all provinces with hits, and what lies just below each open province and open city.
    """
    of_province = _by_province(counts)
    return _named_codes(counts, of_province, _open_at(query, of_province))


def region_tree(
    query: Query, address: Address, counts: Mapping[str, int], regions: Regions
) -> tuple[tuple[Branch, ...], tuple[Branch, ...]]:
    """Return the branches that are shown, 未注明 last, and those folded away. ``regions``: those of ``tree_codes``."""
    of_province = _by_province(counts)
    inside = _open_at(query, of_province)
    below = _below(counts, of_province, inside, regions)
    provinces = [_branch(query, address, region, count, below, inside) for region, count in below.get(None, ())]
    shown, more = split_shown(provinces, PROVINCES_SHOWN, lambda branch: branch.link.active or bool(branch.below))
    if unknown := counts.get(UNKNOWN):
        shown = (*shown, Branch(_region_link(query, address, UNKNOWN, say(UNKNOWN_LABEL), unknown)))
    return shown, more


def count_within(counts: Mapping[str, int], prefix: str) -> int:
    """Return the hits of a region with all below it, or of none (``UNKNOWN``). ``counts``: by six-digit code."""
    return sum(
        count for code, count in counts.items() if code == prefix or (prefix != UNKNOWN and code.startswith(prefix))
    )


def region_counts(counts: Mapping[str, int], chosen: Sequence[str] = ()) -> list[CountedRegion]:
    """Return the provinces with their totals, or what lies just below the chosen region; itself where nothing does.

    Of several chosen regions each is returned itself. ``counts``: hits by six-digit code. ``chosen``: prefixes, ``none``
    among them. The most come first. One query at most.
    """
    prefixes = tuple(prefix for prefix in chosen if prefix != UNKNOWN)
    of_province = _by_province(counts)
    regions = regions_by_code(_named_codes(counts, of_province, prefixes))
    below = _below(counts, of_province, prefixes, regions)
    if not prefixes:
        return below.get(None, [])
    themselves = [row for rows in below.values() for row in rows if row[0].prefix in prefixes]
    if len(prefixes) > 1:
        return sorted(themselves, key=lambda row: (-row[1], row[0].prefix))
    return below.get(full_code(prefixes[0]), themselves)


def _by_province(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts by the first two digits of their codes."""
    of_province: defaultdict[str, int] = defaultdict(int)
    for code, count in counts.items():
        of_province[code[:2]] += count
    of_province.pop(UNKNOWN[:2], None)
    return of_province


def _open_at(query: Query, of_province: Mapping[str, int]) -> tuple[str, ...]:
    """Return the prefixes at which the tree is open: the chosen regions, else the province with most hits."""
    if chosen := tuple(prefix for prefix in query.region if prefix != UNKNOWN):
        return chosen
    return tuple(sorted(of_province, key=lambda prefix: (-of_province[prefix], prefix))[:1])


def _named_codes(counts: Mapping[str, int], of_province: Mapping[str, int], inside: Sequence[str]) -> set[str]:
    """Return the codes that ``_below`` needs for a tree that is open at the prefixes ``inside``."""
    open_provinces = {prefix[:2] for prefix in inside}
    open_cities = {prefix[:4] for prefix in inside if len(prefix) >= 4}
    near = [code for code in counts if code[:2] in open_provinces]
    below_cities = (code for code in near if code[:4] in open_cities)
    provinces = (f"{prefix}0000" for prefix in of_province)
    return {*map(code_below_province, near), *below_cities, *provinces, *map(full_code, inside)} - {"", UNKNOWN}


def _below(
    counts: Mapping[str, int], of_province: Mapping[str, int], inside: Sequence[str], regions: Regions
) -> dict[str | None, list[CountedRegion]]:
    """Return {code, None for the country: the regions just below it with their totals, the most first}.

    They are all provinces, and the regions of the provinces that the prefixes ``inside`` lie in.
    """
    sums: dict[str, int] = {}
    open_provinces = {prefix[:2] for prefix in inside}
    for code in (code for code in counts if code[:2] in open_provinces):
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
    inside: Sequence[str],
) -> Branch:
    """Return the branch of a region, open where one of the prefixes ``inside`` is its own or lies in it."""
    link = _region_link(query, address, region.prefix, region_name(region), count, region)
    if not any(prefix.startswith(region.prefix) for prefix in inside):
        return Branch(link)
    children = [_branch(query, address, *child, below, inside) for child in below.get(region.code, ())]
    shown, more = split_shown(children, CHILDREN_SHOWN, lambda branch: branch.link.active or bool(branch.below))
    return Branch(link, shown, more)


def _region_link(
    query: Query, address: Address, prefix: str, name: str, count: int, region: ListedRegion | None = None
) -> FacetLink:
    """Return the link of a region.

    Choosing it adds it to the chosen ones, in place of those that hold it or lie in it. Taking it back leads to the
    others, without others to the region above it.
    """
    active = prefix in query.region
    others = tuple(each for each in query.region if not (each.startswith(prefix) or prefix.startswith(each)))
    if not active:
        chosen = (*others, prefix)
    else:
        above = (region.parent.prefix,) if region and region.parent else ()
        chosen = tuple(each for each in query.region if each != prefix) or above
    return FacetLink(name, count, address(region=chosen), active, prefix == UNKNOWN, key=f"region-{prefix}")


def split_shown(rows: list[T], most: int, stays: Callable[[T], bool]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Return the first ``most`` rows and those that must be seen; and the rest. A single row left over is shown."""
    if len(rows) <= most + 1:
        return tuple(rows), ()
    shown = [row for place, row in enumerate(rows) if place < most or stays(row)]
    return tuple(shown), tuple(row for place, row in enumerate(rows) if place >= most and not stays(row))
