"""Filters, order and counts on the columns of a snapshot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from search.documents import UNKNOWN, Query, QueryError
from search.engines.whoosh.segments import Snapshot

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_REGION = re.compile(r"\d{1,6}")


def filter_documents(snapshot: Snapshot, query: Query, found: Iterable[int]) -> list[int]:
    """Those of ``found`` that pass the query's region, dates, source and kind.

    QueryError if one of them cannot be read.
    """
    tests = [*_region_test(snapshot, query.region), *_date_test(snapshot, query)]
    for name in ("source", "kind"):
        if wanted := getattr(query, name):
            tests.append(_equals(snapshot.columns[name], "" if wanted == UNKNOWN else wanted))
    return [number for number in found if all(test(number) for test in tests)]


Test = Callable[[int], bool]


def _equals(column: list[str], wanted: str) -> Test:
    return lambda number: column[number] == wanted


def _region_test(snapshot: Snapshot, region: str) -> list[Test]:
    column = snapshot.columns["region"]
    if not region:
        return []
    if region == UNKNOWN:
        return [_equals(column, "")]
    if not _REGION.fullmatch(region):
        raise QueryError("地区应是行政区划代码,例如62、620000或621102。")
    prefix = region_prefix(region)
    return [lambda number: column[number].startswith(prefix)]


def region_prefix(region: str) -> str:
    """What all codes inside a region begin with (GB/T 2260): 620000 -> 62, 621100 -> 6211, 429004 whole."""
    if len(region) == 6:
        while region.endswith("00") and len(region) > 2:
            region = region[:-2]
    return region


def _date_test(snapshot: Snapshot, query: Query) -> list[Test]:
    if not query.date_from and not query.date_to:
        return []
    for date in (query.date_from, query.date_to):
        if date and not _DATE.fullmatch(date):
            raise QueryError("日期应写作2021、2021-08或2021-08-16。")
    column = snapshot.columns["date"]
    first = first_day(query.date_from) if query.date_from else ""
    last = last_day(query.date_to) if query.date_to else "9999-99-99"

    def may_lie_inside(number: int) -> bool:
        date = column[number]
        if not date:
            return query.undated
        return last_day(date) >= first and first_day(date) <= last

    return [may_lie_inside]


def first_day(date: str) -> str:
    """First day of a date of any precision, to compare as text: 2021-08 -> 2021-08-01."""
    return date + "-01-01"[len(date) - 4 :]


def last_day(date: str) -> str:
    """Last day of a date of any precision, to compare as text; every month is given 31 days."""
    return date + "-12-31"[len(date) - 4 :]


def in_order(snapshot: Snapshot, query: Query, found: list[int], scores: dict[int, float]) -> list[int]:
    """``found`` in the query's order. Equal scores: newest first; equal dates: higher id first.

    Unknown dates come last either way.
    """
    dates, ids = snapshot.columns["date"], snapshot.ids
    ordered = sorted(found, key=lambda number: ids[number], reverse=True)
    match query.sort:
        case "newest" | "relevance":
            ordered.sort(key=lambda number: dates[number], reverse=True)
        case "oldest":
            ordered.sort(key=lambda number: dates[number] or "9999-99-99")
        case _:
            raise QueryError("排序只有relevance(相关度)、newest(最新)和oldest(最早)。")
    if query.sort == "relevance" and scores:
        ordered.sort(key=lambda number: scores[number], reverse=True)
    return ordered


def count_facets(snapshot: Snapshot, found: Iterable[int]) -> dict[str, dict[str, int]]:
    """{facet: {value: documents}} over all of ``found``, most frequent first; UNKNOWN for no value."""
    found = list(found)
    columns = {name: snapshot.columns[name] for name in ("region", "source", "kind", "script")}
    counts = {name: Counter(column[number] or UNKNOWN for number in found) for name, column in columns.items()}
    dates = snapshot.columns["date"]
    counts["year"] = Counter(dates[number][:4] or UNKNOWN for number in found)
    return {
        name: dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))) for name, counter in counts.items()
    }
