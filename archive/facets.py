"""Facets of a list of hits (分面): each value with its count and the address that chooses it or takes it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from archive.forms import search_address
from archive.models import Region, Report, code_prefix
from search.documents import UNKNOWN, Query, Results

SOURCES_SHOWN = 10
BROADEST_BAR = 36  # an archive of two years would else have bars as broad as a hand
UNKNOWN_LABEL = "未注明"


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One region with its count: ``code`` is the prefix that a query takes, or ``none``; ``depth`` 0 for provinces."""

    code: str
    name: str
    count: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One choice. Following ``address`` chooses it, or takes it back if it is ``active``."""

    label: str
    count: int
    address: str
    active: bool = False
    unknown: bool = False
    depth: int = 0


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


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that is in force, and the address without it."""

    label: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Facets:
    regions: tuple[FacetLink, ...]
    years: Histogram
    undated: FacetLink | None
    kinds: tuple[FacetLink, ...]
    sources: tuple[FacetLink, ...]
    chips: tuple[Chip, ...]


def region_facet(counts: Mapping[str, int], chosen: str = "") -> list[FacetRow]:
    """Counts by full code, added up through the region table: provinces, the most first, 未注明 last.

    With ``chosen`` (a code or prefix) the path down to it and its children. One query.
    """
    units = Region.objects.select_related("parent__parent").in_bulk([code for code in counts if code != UNKNOWN])
    totals: Counter[Region] = Counter()
    for code, unit in units.items():
        for above in unit.path:
            totals[above] += counts[code]
    prefix = code_prefix(chosen) if chosen not in ("", UNKNOWN) else ""
    on_path = sorted((unit for unit in totals if prefix.startswith(unit.prefix)), key=lambda unit: unit.code)
    parent = on_path[-1].code if on_path else None
    below = sorted((unit for unit in totals if unit.parent_id == parent), key=lambda unit: (-totals[unit], unit.code))
    if prefix and not on_path:
        below = []
    rows = [FacetRow(unit.prefix, unit.name, totals[unit], depth) for depth, unit in enumerate(on_path)]
    rows += [FacetRow(unit.prefix, unit.name, totals[unit], len(on_path)) for unit in below]
    if counts.get(UNKNOWN):
        rows.append(FacetRow(UNKNOWN, UNKNOWN_LABEL, counts[UNKNOWN]))
    return rows


def page_facets(query: Query, results: Results) -> Facets:
    """The facets of the results page; choosing anything goes back to page 1. One query."""
    counts = results.facets
    first = replace(query, page=1)
    regions = region_facet(counts.get("region", {}), query.region)
    kinds = Counter(counts.get("kind", {}))
    sources = Counter(counts.get("source", {}))
    named = [(name, count) for name, count in sources.most_common() if name != UNKNOWN][:SOURCES_SHOWN]
    if sources[UNKNOWN]:
        named.append((UNKNOWN, sources[UNKNOWN]))
    return Facets(
        regions=tuple(_region_link(first, row, regions) for row in regions),
        years=year_histogram(counts.get("year", {}), query=first),
        undated=_undated(first, counts.get("year", {}).get(UNKNOWN, 0)),
        kinds=tuple(
            _link(first, "kind", kind, str(dict(Report.Kind.choices).get(kind, kind)), count)
            for kind, count in kinds.most_common()
        ),
        sources=tuple(
            _link(first, "source", name, UNKNOWN_LABEL if name == UNKNOWN else name, count) for name, count in named
        ),
        chips=tuple(_chips(first, regions)),
    )


def year_histogram(
    counts: Mapping[str, int], *, query: Query | None = None, width: int = 224, height: int = 56
) -> Histogram:
    """``counts`` by year as text; with a ``query`` every bar is a link to its year alone."""
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
        address = search_address(replace(query, date_from=str(year), date_to=str(year))) if query else ""
        x = round((year - first) * step, 2)
        bars.append(YearBar(year, count, x, round(height - tall, 1), round(step - 1, 2), tall, address, chosen))
    return Histogram(tuple(bars), width, height, counts.get(UNKNOWN, 0))


def _inside(year: int, query: Query) -> bool:
    return (query.date_from[:4] or "0000") <= f"{year:04d}" <= (query.date_to[:4] or "9999")


def _link(query: Query, name: Literal["kind", "source"], value: str, label: str, count: int) -> FacetLink:
    chosen = getattr(query, name)
    active = value in chosen
    chosen = tuple(each for each in chosen if each != value) if active else (*chosen, value)
    changed = replace(query, kind=chosen) if name == "kind" else replace(query, source=chosen)
    return FacetLink(label, count, search_address(changed), active, unknown=value == UNKNOWN)


def _region_link(query: Query, row: FacetRow, rows: list[FacetRow]) -> FacetLink:
    """The path stands first in ``rows``, so taking back a unit leads to the row before it."""
    active = query.region == row.code
    above = rows[row.depth - 1].code if row.depth else ""
    address = search_address(replace(query, region=above if active else row.code))
    return FacetLink(row.name, row.count, address, active, row.code == UNKNOWN, row.depth)


def _undated(query: Query, count: int) -> FacetLink | None:
    """Only a range of dates leaves the undated ones out, so only then is there a choice."""
    if not (query.date_from or query.date_to):
        return None
    address = search_address(replace(query, undated=not query.undated))
    return FacetLink("含日期未注明", count, address, query.undated, unknown=True)


def _chips(query: Query, regions: list[FacetRow]) -> Iterator[Chip]:
    if query.region:
        name = next((row.name for row in regions if row.code == query.region), "")
        if not name:
            name = UNKNOWN_LABEL if query.region == UNKNOWN else str(Region.objects.get_by_code(query.region))
        yield Chip("地区", name, search_address(replace(query, region="")))
    if query.date_from or query.date_to:
        start, end = query.date_from, query.date_to
        words = start if start == end else f"{start or '最早'}–{end or '最近'}"
        without = replace(query, date_from="", date_to="", undated=False)
        yield Chip("日期", words + ("，含未注明" if query.undated else ""), search_address(without))
    for kind in query.kind:
        rest = tuple(each for each in query.kind if each != kind)
        yield Chip("类别", str(dict(Report.Kind.choices)[kind]), search_address(replace(query, kind=rest)))
    for source in query.source:
        rest = tuple(each for each in query.source if each != source)
        name = UNKNOWN_LABEL if source == UNKNOWN else source
        yield Chip("来源", name, search_address(replace(query, source=rest)))
