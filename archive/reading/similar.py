"""Similar reports (相近的报告): published reports on the same topic, of the same region, or both, each with the reason.

A report's topics are measures of the editors' list that it names in its title or at least twice. A topic weighs its
number of mentions times its rarity in the archive (tf-idf); a title counts as TITLE_COUNTS mentions. The heaviest TOPICS
count, without those that half of all reports contain or that weigh less than a third of the first.

A report's area is the region above its own; a prefecture or a province is its own area. Three engine queries, asked
together, find candidates: a topic in the area, a topic anywhere, and the same kind in the area. The list has SHOWN at most:

1. 同地同题  a shared topic in the area; at most LOCAL of them while others wait
2. 同题      a shared topic
3. 同地同类  the same kind in the area, where the kind says anything

In each group the greater weight of shared topics comes first, then the nearer region, then the engine's order. Near
duplicates are never in the list: the engine folds those of other reports, and the page lists those of the report itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from math import log

from django.db.models.functions import Substr

from archive.holdings.measures import naming
from archive.models import Measure, Region, Report
from search.documents import Query, SearchError
from search.engine import get_engine
from search.fold import fold

SHOWN, LOCAL = 5, 3
TOPICS = 3
TITLE_COUNTS = 5
#: Hits of each engine query.
_HITS = 10
#: Kinds that two reports may have in common without being alike.
_NO_KIND = ("", Report.Kind.OTHER)
#: Characters of another report in which shared topics are looked for.
_READ = 20_000


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar report with the reason.

    ``shared_region`` is the smallest region that both lie in, up to the area; ``measures`` are topics that both name;
    ``is_same_kind``: both have the same kind, and it is not 其他.
    """

    report: Report
    shared_region: Region | None
    measures: tuple[str, ...]
    is_same_kind: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int
    shared_region: Region | None
    measures: tuple[str, ...]
    is_same_kind: bool


def similar_reports(report: Report, *, without: Collection[int] = ()) -> tuple[Similar, ...]:
    """Return up to SHOWN published reports, none of the numbers in ``without``; () without an index.

    Three database queries at the most; the engine is asked twice. Select ``region__parent__parent`` with the report.
    """
    try:
        topics = topics_of(report)
        numbers = [number for number in _candidates(report, topics) if number != report.pk and number not in without]
    except SearchError:
        return ()
    chosen = _chosen(list(_compared(report, numbers, topics)), topics)
    if not chosen:
        return ()
    reports = Report.objects.for_list().defer("text").in_bulk([each.number for each in chosen])
    return tuple(
        Similar(reports[each.number], each.shared_region, each.measures, each.is_same_kind)
        for each in chosen
        if each.number in reports
    )


def topics_of(report: Report) -> dict[str, float]:
    """Return {measure: weight} of a report's topics, the heaviest first. Raises IndexMissing.

    One query of the database and one of the engine.
    """
    title, text = fold(report.title), fold(report.text)
    mentions: dict[str, int] = {}
    for name in Measure.objects.in_order().values_list("name", flat=True):
        folded = fold(name)
        if (times := text.count(folded) + TITLE_COUNTS * (folded in title)) > 1:
            mentions[name] = times
    if not mentions:
        return {}
    reports, *containing = get_engine().count_many([Query(), *map(naming, mentions)])
    weights = {
        name: times * log((reports or 0) / count)
        for (name, times), count in zip(mentions.items(), containing, strict=True)
        if count and count * 2 <= (reports or 0)
    }
    ranked = sorted(weights.items(), key=lambda each: -each[1])[:TOPICS]
    return {name: weight for name, weight in ranked if weight * 3 >= ranked[0][1]}


def _area_of(report: Report) -> Region | None:
    region = report.region
    if region is not None and region.level == Region.Level.COUNTY and region.parent is not None:
        return region.parent
    return region


def _candidates(report: Report, topics: Mapping[str, float]) -> list[int]:
    """Return the numbers of reports that may be similar, each once, in the order of the queries, asked together."""
    area = _area_of(report)
    text = " OR ".join(f'"{name}"' for name in topics)
    asked: list[Query] = []
    if topics and area:
        asked.append(Query(text=text, region=(area.prefix,)))
    if topics:
        asked.append(Query(text=text))
    if area and report.kind not in _NO_KIND:
        asked.append(Query(region=(area.prefix,), kind=(report.kind,), sort="newest"))
    if not asked:
        return []
    *local, last = get_engine().search_many([replace(query, size=_HITS, fold=True, facets=()) for query in asked])
    found = dict.fromkeys(hit.id for results in local for hit in results.hits)
    if len(found) < _HITS or not asked[-1].kind:  # the same kind fills up
        found |= dict.fromkeys(hit.id for hit in last.hits)
    return list(found)


def _compared(report: Report, numbers: list[int], topics: Mapping[str, float]) -> Iterator[_Candidate]:
    """Yield what each published report of these numbers shares with ``report``. One query of few columns, for speed."""
    words = {name: fold(name) for name in topics}
    regions = _regions_of(report)
    columns = Report.objects.published().filter(pk__in=numbers).order_by()
    rows = columns.values_list("pk", "region_id", "kind", "title", Substr("text", 1, _READ))
    for number, code, kind, title, opening in sorted(rows, key=lambda row: numbers.index(row[0])):
        folded = fold(f"{title}\n{opening}")
        shared = next((region for region in regions if (code or "").startswith(region.prefix)), None)
        measures = tuple(name for name, word in words.items() if word in folded)
        yield _Candidate(number, shared, measures, kind == report.kind and kind not in _NO_KIND)


def _regions_of(report: Report) -> list[Region]:
    """Return the report's region and its area, the smaller first; each once."""
    area = _area_of(report)
    if report.region is None or area is None:
        return []
    return [report.region, *([area] if area != report.region else [])]


def _chosen(candidates: list[_Candidate], topics: Mapping[str, float]) -> list[_Candidate]:
    """Return the candidates of the list, in its order."""

    def order(each: _Candidate) -> tuple[float, int]:
        prefix = each.shared_region.prefix if each.shared_region else ""
        return -sum(topics[name] for name in each.measures), -len(prefix)

    ranked = sorted(candidates, key=order)  # stable: equal ones keep the order of the engine
    both = [each for each in ranked if each.shared_region and each.measures]
    topic = [each for each in ranked if each.measures and not each.shared_region]
    kind = [each for each in ranked if each.shared_region and each.is_same_kind and not each.measures]
    return (both[:LOCAL] + topic + both[LOCAL:] + kind)[:SHOWN]
