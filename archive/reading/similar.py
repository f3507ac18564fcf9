"""Reports worth reading beside one: of the same topic, of the same place, or both (相近的报告), each with the reason.

The rule. A report's topics are the measures of the editors' list that it names in its title or at least twice, by how
often it says them times how rare they are in the archive (tf-idf, a title counting as TITLE_COUNTS mentions): the first
TOPICS, without those that half of all reports hold or that weigh less than a third of the first. Its place is the unit
that its own lies in, or its own where that is a prefecture or a province. Three questions are put to the engine: who
holds a topic here, who holds one anywhere, and who writes the same kind of report here. What is listed, SHOWN at most:

1. 同地同题  a topic shared, and the place; not more than LOCAL of them while others wait
2. 同题      a topic shared
3. 同地同类  the place and the kind shared, where the kind says anything

In each, who shares more weight of topics stands first, then who is nearer, then who answers the question best. Near
duplicates are never among them: of other texts the engine folds them, those of the report itself are listed as such.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from math import log

from django.db.models.functions import Substr

from archive.holdings.measures import count_name
from archive.models import Measure, Region, Report
from search.documents import Query, SearchError
from search.engine import get_engine
from search.fold import fold

SHOWN, LOCAL = 5, 3
TOPICS = 3
TITLE_COUNTS = 5
#: Hits asked of each question: enough to choose from.
_ASKED = 10
#: So much of another report is read to say which topics it shares; one that names them only later is left out.
_READ = 20_000


@dataclass(frozen=True, slots=True)
class Similar:
    """A report, and why it is named: the smallest unit that both lie in, the measures that both hold, whether their kind
    is the same and says anything."""

    report: Report
    place: Region | None
    measures: tuple[str, ...]
    is_same_kind: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int
    place: Region | None
    measures: tuple[str, ...]
    is_same_kind: bool


def similar_reports(report: Report, *, without: Collection[int] = ()) -> tuple[Similar, ...]:
    """Up to SHOWN published reports, none of those numbered in ``without``; () while there is no index.

    Three queries of the database at the most, and three of the engine. ``region__parent__parent`` should be selected.
    """
    try:
        topics = topics_of(report)
        numbers = [number for number in _asked(report, topics) if number != report.pk and number not in without]
    except SearchError:
        return ()
    chosen = _chosen(list(_compared(report, numbers, topics)), topics)
    if not chosen:
        return ()
    reports = Report.objects.for_list().defer("text").in_bulk([each.number for each in chosen])
    return tuple(
        Similar(reports[each.number], each.place, each.measures, each.is_same_kind)
        for each in chosen
        if each.number in reports
    )


def topics_of(report: Report) -> dict[str, float]:
    """{measure: weight} of what the report is about, the weightiest first. One query of the database; the counts are
    asked of the engine once for each state of the index. Raises IndexMissing."""
    title, text = fold(report.title), fold(report.text)
    reports = get_engine().count(Query())
    weights: dict[str, float] = {}
    for name in Measure.objects.in_order().values_list("name", flat=True):
        folded = fold(name)
        mentions = text.count(folded) + TITLE_COUNTS * (folded in title)
        holding = count_name(name) if mentions > 1 else 0
        if holding and holding * 2 <= reports:
            weights[name] = mentions * log(reports / holding)
    ranked = sorted(weights.items(), key=lambda each: -each[1])[:TOPICS]
    return {name: weight for name, weight in ranked if weight * 3 >= ranked[0][1]}


def _place_of(report: Report) -> Region | None:
    unit = report.region
    if unit is not None and unit.level == Region.Level.COUNTY and unit.parent is not None:
        return unit.parent
    return unit


def _asked(report: Report, topics: Mapping[str, float]) -> list[int]:
    """Numbers of reports that may be alike, each once, in the order of the questions."""
    place = _place_of(report)
    text = " OR ".join(f'"{name}"' for name in topics)
    found: dict[int, None] = {}
    if topics and place:
        found |= _answers(Query(text=text, region=place.prefix, size=_ASKED, fold=True))
    if topics:
        found |= _answers(Query(text=text, size=_ASKED, fold=True))
    if place and report.kind != Report.Kind.OTHER and len(found) < _ASKED:
        found |= _answers(Query(region=place.prefix, kind=(report.kind,), sort="newest", size=_ASKED, fold=True))
    return list(found)


def _answers(question: Query) -> dict[int, None]:
    return {hit.id: None for hit in get_engine().search(replace(question, facets=())).hits}


def _compared(report: Report, numbers: list[int], topics: Mapping[str, float]) -> Iterator[_Candidate]:
    """What each published one of these shares with the report. One query, of few columns: whole reports take longer."""
    words = {name: fold(name) for name in topics}
    units = _units_of(report)
    columns = Report.objects.published().filter(pk__in=numbers).order_by()
    rows = columns.values_list("pk", "region_id", "kind", "title", Substr("text", 1, _READ))
    for number, code, kind, title, opening in sorted(rows, key=lambda row: numbers.index(row[0])):
        said = fold(f"{title}\n{opening}")
        place = next((unit for unit in units if (code or "").startswith(unit.prefix)), None)
        measures = tuple(name for name, word in words.items() if word in said)
        yield _Candidate(number, place, measures, kind == report.kind != Report.Kind.OTHER)


def _units_of(report: Report) -> list[Region]:
    """The report's unit and those above it up to the place that is asked about, the smallest first."""
    place = _place_of(report)
    if report.region is None or place is None:
        return []
    return [report.region, *([place] if place != report.region else [])]


def _chosen(alike: list[_Candidate], topics: Mapping[str, float]) -> list[_Candidate]:
    def order(each: _Candidate) -> tuple[float, int]:
        return -sum(topics[name] for name in each.measures), -len(each.place.prefix if each.place else "")

    ranked = sorted(alike, key=order)  # stable: equal ones stay as the engine ranked them
    both = [each for each in ranked if each.place and each.measures]
    topic = [each for each in ranked if each.measures and not each.place]
    kind = [each for each in ranked if each.place and each.is_same_kind and not each.measures]
    return (both[:LOCAL] + topic + both[LOCAL:] + kind)[:SHOWN]
