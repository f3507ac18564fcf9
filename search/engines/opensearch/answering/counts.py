"""How many documents does each query find, and how long are they? Kept by commit in each process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from search.cache import ByteBoundedCache
from search.engines.opensearch.answering.dsl import Json, flat
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.mapping import TEXT_FIELDS
from search.engines.opensearch.writing.state import State

_BYTES_OF_A_COUNT = 200
#: Of all counts in a process. The key of a count holds the commit and the whole query.
COUNTS_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Lengths:
    """The number of documents, and the mean number of words of each text field."""

    documents: int
    means: dict[str, float]


class Counts:
    """The counts of one commit, asked for together and kept in ``cache``."""

    def __init__(self, cluster: Cluster, state: State, cache: ByteBoundedCache) -> None:
        self._cluster = cluster
        self._state = state
        self._cache = cache

    def of(self, queries: Sequence[Json]) -> list[int]:
        """Return the number of documents of each query; those not known yet are one request."""
        keys = [(self._state.name, json.dumps(query, ensure_ascii=False, sort_keys=True)) for query in queries]
        found = {key: self._cache.get(key) for key in keys}
        unknown = {key: query for key, query in zip(keys, queries, strict=True) if found[key] is None}
        answers = self._cluster.search_many(
            self._state.index,
            [{"size": 0, "track_total_hits": True, "query": flat(query)} for query in unknown.values()],
        )
        for key, answer in zip(unknown, answers, strict=True):
            found[key] = answer["hits"]["total"]["value"]
            self._cache.put(key, found[key], _BYTES_OF_A_COUNT + 2 * len(key[1]))
        return [found[key] for key in keys]

    def lengths(self) -> Lengths:
        """Return the numbers of the whole index."""
        return self._cache.get_or_make((self._state.name, "lengths"), self._ask_lengths, lambda _: _BYTES_OF_A_COUNT)

    def _ask_lengths(self) -> Lengths:
        means = {name: {"avg": {"field": f"{name}_length"}} for name in TEXT_FIELDS}
        answer = self._cluster.search(self._state.index, {"size": 0, "track_total_hits": True, "aggs": means})
        found = {name: answer["aggregations"][name]["value"] or 1.0 for name in TEXT_FIELDS}
        return Lengths(answer["hits"]["total"]["value"], found)
