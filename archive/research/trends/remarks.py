"""What of a trend may come from the holdings: years that one source fills, and years of many reports whose mix of kinds is another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.languages import say
from archive.models import Report
from archive.places.shown import region_words
from archive.research.trends.counting import FEW, GROUPINGS, Trends, TrendsRow, narrowed
from archive.searching.form import MAX_VALUES
from search.cells import Cell
from search.documents import UNKNOWN

#: A source that makes so much of a year or a province is named; so is a change of a kind's share by more than that.
HALF = 0.5
SHIFT = 0.2
#: Reports that both years must have before a shift is said: of half of 15 and half of 15 one pair in five
#: differs by so much by chance, of 30 one in eleven.
ENOUGH = 30
#: Remarks that a page shows.
MOST_SHOWN = 6
_KINDS = {str(value): str(label) for value, label in Report.Kind.choices}


@dataclass(frozen=True, slots=True)
class HoldingsRemark:
    """``key``: the year or province. ``words``: a half sentence. ``address``: the list of the reports that it is about."""

    key: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class HoldingsRemarks:
    """``shown`` and the number of ``others``. ``lasting``: (number, address) of the sources that every year has, if some stay."""

    shown: tuple[HoldingsRemark, ...] = ()
    others: int = 0
    lasting: tuple[int, str] | None = None

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(remark.key for remark in self.shown)


def remarks_on(trends: Trends) -> HoldingsRemarks:
    """Return the remarks on the rows that have reports enough; none without such a row."""
    tables = dict(zip(GROUPINGS[trends.question.by], trends.cells.tables, strict=True))
    by = trends.question.by
    sources, kinds = _by_place(tables["source", by]), _by_place(tables["kind", by])
    found: list[HoldingsRemark] = []
    before: TrendsRow | None = None
    for row in trends.known:
        if row.reports < FEW:
            continue
        found += _of_sources(trends, row, sources.get(row.key, {}))
        if by == "year" and before is not None and min(row.reports, before.reports) >= ENOUGH:
            found += _of_kinds(trends, row, before, kinds)
        before = row
    lasting = _lasting(trends, sources) if found and by == "year" else None
    return HoldingsRemarks(tuple(found[:MOST_SHOWN]), max(0, len(found) - MOST_SHOWN), lasting)


def _by_place(table: tuple[Cell, ...]) -> Mapping[str, Mapping[str, int]]:
    """Return {year or province: {value: reports}}."""
    found: dict[str, dict[str, int]] = {}
    for cell in table:
        value, place = cell.key
        found.setdefault(place, {})[value] = cell.reports
    return found


def _of_sources(trends: Trends, row: TrendsRow, counts: Mapping[str, int]) -> Iterator[HoldingsRemark]:
    named = {source: count for source, count in counts.items() if source != UNKNOWN}
    if not named:
        return
    source = max(named, key=lambda each: (named[each], each))
    if named[source] >= HALF * row.reports:
        words = say(
            "{0}：{1} 占 {2:,} 篇的 {3}%", _place(row), source, row.reports, round(100 * named[source] / row.reports)
        )
        yield HoldingsRemark(row.key, words, _list(trends, row, "source", source))


def _of_kinds(
    trends: Trends, row: TrendsRow, before: TrendsRow, kinds: Mapping[str, Mapping[str, int]]
) -> Iterator[HoldingsRemark]:
    here, there = kinds.get(row.key, {}), kinds.get(before.key, {})
    for kind in sorted({*here, *there} - {UNKNOWN}):
        now, then = here.get(kind, 0) / row.reports, there.get(kind, 0) / before.reports
        if abs(now - then) > SHIFT:
            words = say(
                "{0}：{1}由 {2} 年的 {3}% 变为 {4}%",
                _place(row), say(_KINDS.get(kind, kind)), before.key, round(100 * then), round(100 * now),
            )  # fmt: skip
            yield HoldingsRemark(row.key, words, _list(trends, row, "kind", kind) if now else row.address)


def _list(trends: Trends, row: TrendsRow, axis: str, value: str) -> str:
    subset = trends.question.subset
    return subset.list_address(**narrowed(subset, trends.question.by, row.key), **narrowed(subset, axis, value))


def _place(row: TrendsRow) -> str:
    return str(region_words(row.region)) if row.region else row.key


def _lasting(trends: Trends, sources: Mapping[str, Mapping[str, int]]) -> tuple[int, str] | None:
    """Return the number of sources that every year with reports enough has, and the page of them alone."""
    years = [set(sources.get(row.key, {})) - {UNKNOWN} for row in trends.known if row.reports >= FEW]
    if len(years) < 2:
        return None
    lasting = set.intersection(*years)
    question = trends.question
    if not lasting or len(lasting) > MAX_VALUES or question.subset.query.source:
        return None
    return len(lasting), question.subset.address("trends", question.own(), source=tuple(sorted(lasting)))
