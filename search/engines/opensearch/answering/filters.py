"""The filters of a query, facet by facet, and the counts of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.documents import FACETS, PRECISION, UNKNOWN, Query
from search.engines.opensearch.answering.dsl import Json, every, some, without
from search.engines.opensearch.writing.rows import as_typed, storable
from search.engines.rules.filters import (
    CHOICES,
    LAST_DAY,
    check_excluded,
    check_qualities,
    days_of,
    prefix_of,
    takes_undated,
    years_of,
)

#: Values of a facet that come in one answer. More are an error, never a part.
_MOST_VALUES = 65_000
_COUNTED = (*FACETS, PRECISION)


def filters_of(query: Query) -> dict[str, list[Json]]:
    """Return the filters by the facet that they belong to. Raises QueryError for a value that there is not."""
    check_excluded(query)
    found: dict[str, list[Json]] = {name: [] for name in FACETS}
    if query.region:
        found["region"].append(some(region_filter(region) for region in query.region))
    for name in CHOICES:
        if values := getattr(query, name):
            found[name].append(_having(name, values))
    for name, value in query.excluded:
        found[name].append(without(_having(name, (value,))))
    found["year"] += date_filters(query)
    return found


def hidden_filter(query: Query) -> list[Json]:
    """Return the filters of the ids that the query hides, and of the only ones that it counts."""
    only = [] if query.among is None else [{"terms": {"id": list(query.among)}}]
    return only + ([without({"terms": {"id": list(query.hidden)}})] if query.hidden else [])


def region_filter(region: str) -> Json:
    """Return the documents of a region and of those below it. Raises QueryError."""
    return {"term": {"region": ""}} if region == UNKNOWN else {"prefix": {"region": prefix_of(region)}}


def date_filters(query: Query) -> list[Json]:
    """Return the documents whose date may lie in the range; undated ones if the query takes them. Raises QueryError."""
    first, last = days_of(query)
    years = years_of(query)
    if not (query.date_from or query.date_to or query.years):
        return []
    wanted: list[Json] = [{"range": {"last": {"gte": first}}}, {"range": {"first": {"lte": min(last, LAST_DAY)}}}]
    if query.years:
        wanted.append({"terms": {"year": [f"{year:04}" for year in years]}})
    inside = every(wanted)
    return [some([inside, without({"exists": {"field": "date"}})]) if takes_undated(query) else inside]


def _having(name: str, values: Sequence[str]) -> Json:
    if name == "quality":
        check_qualities(values)
        return {"terms": {name: list(values)}}
    return {"terms": {name: ["" if value == UNKNOWN else storable(value) for value in values]}}


def facet_requests(query: Query, filters: Mapping[str, Sequence[Json]]) -> Json:
    """Return the aggregations of the wanted facets: of what passes all filters, and beyond each filter in force."""
    wanted = [name for name in query.facets if name in _COUNTED]
    everything = [each for several in filters.values() for each in several]
    requests: Json = {"passing": {"filter": every(everything), "aggs": {name: _values(name) for name in wanted}}}
    for name in wanted:
        if filters.get(name):
            others = [each for other, several in filters.items() if other != name for each in several]
            requests[f"beyond_{name}"] = {"filter": every(others), "aggs": {name: _values(name)}}
    return requests


def facets_in(aggregations: Mapping[str, Any]) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Return the facets of an answer, and those beyond the filters in force: {facet: {value: documents}}."""
    facets, beyond = {}, {}
    for name, found in aggregations.items():
        if name == "passing":
            facets = {facet: _counts(found[facet]) for facet in _COUNTED if facet in found}
        elif name.startswith("beyond_"):
            facet = name.removeprefix("beyond_")
            beyond[facet] = _counts(found[facet])
    return facets, beyond


def _values(name: str) -> Json:
    return {"terms": {"field": name, "size": _MOST_VALUES}}


def _counts(found: Mapping[str, Any]) -> dict[str, int]:
    """Return the counts by value, most frequent first, equal ones by value, UNKNOWN as if it were empty."""
    if found["sum_other_doc_count"] or found["doc_count_error_upper_bound"]:
        raise AssertionError("a facet has more values than one answer holds")
    counts = {as_typed(bucket["key"]) or UNKNOWN: bucket["doc_count"] for bucket in found["buckets"]}
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], "" if pair[0] == UNKNOWN else pair[0])))
