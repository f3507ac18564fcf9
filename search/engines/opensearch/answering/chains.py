"""Chains of NEAR that the cluster cannot follow: decided on the texts of the documents that hold all their parts."""

from __future__ import annotations

from collections.abc import Mapping

from search.cache import ByteBoundedCache
from search.documents import MatchMode, QueryError, Texts
from search.engines.opensearch.answering.dsl import Json, flat
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.mapping import TEXT_FIELDS
from search.engines.opensearch.writing.state import State
from search.neighbours import holds_chain
from search.query import Near
from search.sentences import say
from search.term_hits import fold_for_mode

#: Documents whose texts are read for one chain.
MOST_CANDIDATES = 2000
_AT_ONCE = 200


def find_chain(
    cluster: Cluster, state: State, texts: Texts, cache: ByteBoundedCache, node: Near, mode: MatchMode, candidates: Json
) -> tuple[int, ...]:
    """Return the ids of the documents that hold the whole chain in one field. Raises QueryError for too many candidates."""

    def find() -> tuple[int, ...]:
        body = {
            "size": MOST_CANDIDATES,
            "track_total_hits": True,
            "_source": False,
            "docvalue_fields": ["id"],
            "query": flat(candidates),
            "sort": ["_doc"],
        }
        hits = cluster.search(state.index, body)["hits"]
        if hits["total"]["value"] > MOST_CANDIDATES:
            raise QueryError(say("这些相邻条件要逐篇核对的报告太多，已经停下。请加上更少见的词，或少用通配符，再试。"))
        numbers = [hit["fields"]["id"][0] for hit in hits["hits"]]
        found: list[int] = []
        for first in range(0, len(numbers), _AT_ONCE):
            read = texts(numbers[first : first + _AT_ONCE])
            found += [number for number, fields in read.items() if _holds(fields, node, mode)]
        return tuple(sorted(found))

    return cache.get_or_make((state.name, "chain", node, mode), find, lambda found: 500 + 8 * len(found))


def _holds(fields: tuple[str, str], node: Near, mode: MatchMode) -> bool:
    by_name: Mapping[str, str] = dict(zip(TEXT_FIELDS, fields, strict=True))
    return any(holds_chain(text, fold_for_mode(text, mode), node, mode, name) for name, text in by_name.items())
