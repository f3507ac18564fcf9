"""Changes to the live index, one writer at a time, durable and visible when they return."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from search.documents import Document, EngineUnavailable, IndexBusy, IndexMissing
from search.engines.opensearch.client import Cluster, TooLarge
from search.engines.opensearch.writing.rows import Row, actions_in, bulk_parts, id_of, make_row
from search.engines.opensearch.writing.state import Change, Rebuild, State, changing, read_state, write_state
from search.engines.opensearch.writing.vocabulary import add_up_notes, count_words
from search.sentences import say

#: Documents whose digests are asked for in one request.
_AT_ONCE = 5000
#: Results of an action that say it is done: written; already newer; nothing to delete.
_DONE = (200, 201, 404, 409)
#: Results of an action that a shard could not take now.
_LATER = (429, 502, 503, 504)
#: Seconds that an index lives on after a swap, for questions that began before.
LIVES_ON_SECONDS = 60


class DocumentRefused(Exception):
    """The cluster cannot take a document, whatever the moment; the others of the request are written."""


def apply_changes(cluster: Cluster, upserts: Iterable[Document], deletes: Iterable[int]) -> None:
    """Replace and remove documents in one commit; nothing is written if nothing would change.

    Of several upserts with one id the last counts. Raises IndexBusy, IndexMissing, EngineUnavailable, DocumentRefused, and
    ValueError if an id stands in both arguments.
    """
    changed = {document.id: document for document in upserts}
    removed = set(deletes)
    if both := changed.keys() & removed:
        raise ValueError(f"documents to replace and to remove at once: {sorted(both)}")
    state = read_state(cluster)
    if state.is_busy:
        raise IndexBusy(say("索引正由另一个进程写入,改动已排队,稍后自动写入。"))
    if state.owner:  # it ended in the middle of a change, which is visible in part
        refresh(cluster, state.index)
    present = digests_of(cluster, state.index, [*changed, *removed])
    new = [document for id_, document in changed.items() if present.get(id_) != document.digest()]
    outdated = sorted(removed & present.keys())
    if state.owner or time.time() < state.unsure:
        # A writer that did not end may still send older documents: all get a version that refuses those.
        new, outdated = list(changed.values()), sorted(removed)
    if not new and not outdated and not state.owner:
        return
    rows = [make_row(document) for document in new]
    counted = [row for row in rows if present.get(row.id) != row.fields["digest"]]
    note = {"ids": [*(row.id for row in rows), *outdated], "words": count_words(counted)}
    with changing(cluster, state, note) as change:
        refused = write_rows(cluster, state.index, rows, outdated, change.state.fence, change)
        refresh(cluster, state.index)
        add_up_notes(cluster, change.state)
    _remove_replaced(cluster, change.state)
    if refused:
        raise next(iter(refused.values()))


def write_rows(
    cluster: Cluster,
    index: str,
    rows: Iterable[Row],
    deletes: Iterable[int],
    version: int,
    *alive: Change | Rebuild,
) -> dict[int, DocumentRefused]:
    """Write rows and deletes, durable on all copies in sync; return what the cluster cannot take, by id.

    Raises IndexBusy, EngineUnavailable, IndexMissing.
    """
    refused: dict[int, DocumentRefused] = {}
    for lines in bulk_parts(rows, deletes, version):
        for result in _sent(cluster, index, lines, refused):
            status = result["status"]
            if status == 404 and "error" in result:
                raise IndexMissing(say("集群里没有索引。请运行 manage.py index rebuild。"))
            if status in _LATER:
                raise EngineUnavailable(
                    "a part of the cluster took no documents; the changes wait and are written again"
                )
            if status not in _DONE:
                refused[int(result["_id"])] = DocumentRefused(f"{result['_id']}: {result.get('error')}"[:500])
        for each in alive:
            each.touch()
    return refused


def _sent(cluster: Cluster, index: str, lines: list[str], refused: dict[int, DocumentRefused]) -> list[dict[str, Any]]:
    """Send lines of a bulk request and return the results; where they are too large for one request, each action alone."""
    try:
        return cluster.bulk(index, lines)
    except TooLarge as error:
        actions = actions_in(lines)
        if len(actions) == 1:
            number = id_of(actions[0])
            refused[number] = DocumentRefused(f"{number}: {error}")
            return []
    return [result for action in actions for result in _sent(cluster, index, action, refused)]


def _remove_replaced(cluster: Cluster, state: State) -> None:
    """Delete the index before the last swap, once no question can still be about it."""
    if state.before and time.time() - state.swapped > LIVES_ON_SECONDS:
        cluster.ask("DELETE", f"/{state.before}", missing_is={}, seconds=30)
        with suppress(IndexBusy):  # the next change does it
            write_state(cluster, state, replace(state, before=""))


def refresh(cluster: Cluster, index: str) -> None:
    """Make what was written visible. Raises EngineUnavailable unless every shard that is there did so."""
    shards = cluster.ask("POST", f"/{index}/_refresh", seconds=60)["_shards"]
    if shards["failed"] or not shards["successful"]:
        raise EngineUnavailable("a part of the cluster did not take the changes; they wait and are written again")


def digests_of(cluster: Cluster, index: str, numbers: Sequence[int]) -> dict[int, str]:
    """Return the digests of those of the documents that are in the index, as of its last refresh."""
    found: dict[int, str] = {}
    for first in range(0, len(numbers), _AT_ONCE):
        some = list(numbers[first : first + _AT_ONCE])
        body = {"size": len(some), "query": {"bool": {"filter": {"terms": {"id": some}}}}, **_DIGESTS}
        found |= _digests(cluster.search(index, body))
    return found


def digests_between(cluster: Cluster, index: str, first: int, last: int | None) -> dict[int, str]:
    """Return the digests of the documents from id ``first`` to ``last``, None for no end."""
    found: dict[int, str] = {}
    inside = {"gte": first} | ({} if last is None else {"lte": last})
    after: dict[str, Any] = {}
    while True:
        body = {"size": _AT_ONCE, "query": {"bool": {"filter": {"range": {"id": inside}}}}, "sort": ["id"], **_DIGESTS}
        answer = cluster.search(index, body | after)
        found |= _digests(answer)
        hits = answer["hits"]["hits"]
        if len(hits) < _AT_ONCE:
            return found
        after = {"search_after": hits[-1]["sort"]}


_DIGESTS = {"_source": False, "docvalue_fields": ["id", "digest"], "track_total_hits": False}


def _digests(answer: Mapping[str, Any]) -> dict[int, str]:
    return {hit["fields"]["id"][0]: hit["fields"]["digest"][0] for hit in answer["hits"]["hits"]}
