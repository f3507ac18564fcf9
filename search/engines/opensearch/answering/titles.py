"""Titles that begin with a string, or hold it: for completion while typing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.documents import Texts
from search.engines.opensearch.answering.dsl import NOTHING, Json, every, flat, without
from search.engines.opensearch.answering.strings import begins_with, phrase
from search.engines.opensearch.client import Cluster
from search.fold import fold

#: Documents of one kind that are looked at for different titles, as in the embedded engine; and those read at once.
_LOOKED_AT = 500
_AT_ONCE = 20


def find_titles(cluster: Cluster, index: str, texts: Texts, text: str, most: int) -> list[tuple[int, str]]:
    """Return (id, title) as SearchEngine.titles does, in one request of the cluster. The titles are the archive's."""
    folded = fold(text)
    begins = begins_with("title", folded)
    # Of a single character only the beginning: nearly every title holds some common one.
    inside = every((phrase("title", folded), without(begins))) if len(folded) > 1 else NOTHING
    found: dict[str, int] = {}
    for answer in cluster.search_many(index, [_newest(begins), _newest(inside)]):
        numbers = [hit["fields"]["id"][0] for hit in answer["hits"]["hits"]]
        for id_, title in _titles(numbers, texts):
            if len(found) == most:
                break
            found.setdefault(title, id_)
    return [(id_, title) for title, id_ in found.items()]


def _newest(query: Json) -> Json:
    fields: Json = {"_source": False, "docvalue_fields": ["id"], "track_total_hits": False}
    return {"size": _LOOKED_AT, "query": flat(query), "sort": [{"id": "desc"}], **fields}


def _titles(numbers: Sequence[int], texts: Texts) -> Iterator[tuple[int, str]]:
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        read = texts(some)
        yield from ((id_, read[id_][0]) for id_ in some if id_ in read)
