"""Small parts of the cluster's query language, in filter context: nothing here scores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

NOTHING: Json = {"match_none": {}}
ALL: Json = {"match_all": {}}


def every(queries: Iterable[Json]) -> Json:
    """Return what all of the queries find; everything for none."""
    several = list(queries)
    if len(several) == 1:
        return several[0]
    return {"bool": {"filter": several}} if several else ALL


def some(queries: Iterable[Json]) -> Json:
    """Return what any of the queries finds; nothing for none."""
    several = list(queries)
    if len(several) == 1:
        return several[0]
    return {"bool": {"should": several, "minimum_should_match": 1}} if several else NOTHING


def without(*queries: Json) -> Json:
    """Return what none of the queries finds."""
    return {"bool": {"must_not": list(queries)}}


def flat(query: Json) -> Json:
    """Return the query with the score 1 for whatever it finds."""
    return {"constant_score": {"filter": query, "boost": 1.0}}
