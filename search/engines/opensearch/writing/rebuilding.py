"""A new index beside the live one, and the swap.

The live index answers and takes changes meanwhile; every change leaves a note of its ids. Before the swap the rebuild reads
those reports again. The swap replaces the state as it was read before the notes were: a change that began since makes it
fail, and it reads the notes once more. So no change is lost between two indexes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice

from search.documents import Document, IndexBusy, IndexMissing, SearchError
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.changes import digests_of, refresh, write_rows
from search.engines.opensearch.writing.mapping import index_body, schema_version
from search.engines.opensearch.writing.rows import Row, make_row
from search.engines.opensearch.writing.state import (
    Change,
    Rebuild,
    State,
    changes_since,
    make_meta,
    meta_index,
    read_any_state,
    rebuilding,
    swapped_to,
    write_state,
)
from search.engines.opensearch.writing.vocabulary import WordCount, read_words, write_words
from search.sentences import say

logger = logging.getLogger(__name__)

Progress = Callable[[int], None]
Current = Callable[[set[int]], Iterable[Document]]
Refuse = Callable[[int, Exception], None]

_AT_ONCE = 500
_ROUNDS = 5  # of catching up before the last one, with the writers shut out
_PATIENCE = 120.0  # seconds that a swap waits for a writer: more than any change takes
_COPY_SECONDS = 600
#: Documents after which the count of words is kept, for a rebuild that goes on with this one.
_COUNTED_EVERY = 10_000


def rebuild_index(
    cluster: Cluster,
    documents: Iterable[Document],
    progress: Progress,
    current: Current | None = None,
    refuse: Refuse | None = None,
) -> int:
    """Write a new index and make it the live one; return the number of its documents.

    ``current``, ``refuse``: as in SearchEngine.rebuild. A stopped rebuild leaves its index, and the next one goes on with
    it: documents that are there and unchanged are not written again. Raises IndexBusy, EngineUnavailable. An error of
    ``documents`` leaves the live index as it was.
    """
    make_meta(cluster)
    start = read_any_state(cluster)
    if current is None and start is not None and start.is_busy:
        raise IndexBusy(say("索引正由另一个进程写入,改动已排队,稍后自动写入。"))
    with rebuilding(cluster, _whole_fence(start)) as rebuild:
        shut_out = Change(cluster, start) if current is None and start is not None else None
        try:
            filling = _Filling(cluster, rebuild, shut_out, refuse)
            filling.write_all(documents, start.fence if start else 0, progress)
            _copy(cluster, filling.index, rebuild)
            live = _swap(cluster, filling, rebuild, shut_out, current)
        except BaseException:
            if shut_out:
                with suppress(SearchError):
                    shut_out.leave()
            raise
        rebuild.write(index="")
    _settle_names(cluster, live)
    return int(cluster.ask("GET", f"/{live.index}/_count")["count"])


class _Filling:
    """The index that a rebuild fills: that of a stopped one, or a new one."""

    def __init__(self, cluster: Cluster, rebuild: Rebuild, shut_out: Change | None, refuse: Refuse | None) -> None:
        self._cluster = cluster
        self._alive = (rebuild, *((shut_out,) if shut_out else ()))
        self._refuse = refuse
        self._left_out: set[int] = set()
        self.index: str = rebuild.values["index"]
        self._goes_on = bool(self.index) and _exists(cluster, self.index)
        if not self._goes_on:
            self.index = f"{cluster.settings.index}-{schema_version()}-{time.time_ns()}"
            rebuild.write(index=self.index)
            cluster.ask("PUT", f"/{self.index}", index_body(cluster.settings.shards), seconds=60)

    def write_all(self, documents: Iterable[Document], version: int, progress: Progress) -> None:
        """Write the documents, and count their words; ``progress`` is told how many are done."""
        kept, _ = read_words(self._cluster, self.index) if self._goes_on else ({}, -1)
        count, done = WordCount(kept), 0
        reading = iter(documents)
        while some := list(islice(reading, _AT_ONCE)):
            if len({document.id for document in some}) < len(some):
                raise ValueError("two documents with one id")
            present = digests_of(self._cluster, self.index, [each.id for each in some]) if self._goes_on else {}
            rows = self.rows(each for each in some if present.get(each.id) != each.digest())
            for row in rows:
                count.add(row)
            self.write(rows, (), version)
            done += len(some)
            if done // _COUNTED_EVERY > (done - len(some)) // _COUNTED_EVERY:
                refresh(self._cluster, self.index)  # so that a rebuild that goes on sees what is there
                write_words(self._cluster, self.index, count.words(), version)
            progress(done - len(self._left_out))
        write_words(self._cluster, self.index, count.words(), version)
        refresh(self._cluster, self.index)

    def rows(self, documents: Iterable[Document]) -> list[Row]:
        """Return the rows of the documents, without those that cannot be made into one."""
        rows = []
        for document in documents:
            try:
                rows.append(make_row(document))
            except Exception as error:
                self._leave_out(document.id, error)
        return rows

    def write(self, rows: Iterable[Row], deletes: Iterable[int], version: int) -> None:
        """Write rows and deletes. An error of ``refuse`` or of the cluster stops the rebuild."""
        for id_, error in write_rows(self._cluster, self.index, rows, deletes, version, *self._alive).items():
            self._leave_out(id_, error)

    def _leave_out(self, id_: int, error: Exception) -> None:
        if self._refuse is None:
            raise error
        self._refuse(id_, error)
        self._left_out.add(id_)


def _whole_fence(state: State | None) -> int:
    """Return the fence of the last change whose documents the database has already: a change at work may be read half."""
    return -1 if state is None else state.fence - bool(state.owner)


def _exists(cluster: Cluster, index: str) -> bool:
    try:
        cluster.ask("GET", f"/{index}/_mapping")
    except IndexMissing:
        return False
    return True


def _copy(cluster: Cluster, index: str, rebuild: Rebuild) -> None:
    """Make the replicas, and wait for them as far as the cluster has nodes for them."""
    replicas = cluster.settings.replicas
    cluster.ask("PUT", f"/{index}/_settings", {"index": {"number_of_replicas": replicas}}, seconds=60)
    end = time.time() + _COPY_SECONDS
    while time.time() < end:
        health = cluster.ask("GET", f"/_cluster/health/{index}")
        if health["status"] == "green" or health["number_of_data_nodes"] <= replicas:
            return
        rebuild.touch()
        time.sleep(0.5)
    logger.warning("the copies of %s are not complete; the cluster goes on making them", index)


def _swap(
    cluster: Cluster, filling: _Filling, rebuild: Rebuild, shut_out: Change | None, current: Current | None
) -> State:
    """Make the new index the live one, with all that changed since the rebuild began; return the new state."""
    if shut_out:
        rebuild.write()
        return shut_out.close(index=filling.index, before=shut_out.state.index, swapped=time.time())
    known: int = rebuild.values["fence"]
    for _ in range(_ROUNDS):
        state = _free_state(cluster, rebuild)
        if state is None:
            return write_state(cluster, None, State(filling.index, 1, max(known, 0) + 1))
        known = _catch_up(cluster, filling, state.fence, known, current)
        rebuild.write()  # behind the reading of the notes: one that took this rebuild's place may remove them
        with suppress(IndexBusy):
            return write_state(cluster, state, swapped_to(state, filling.index))
    last = _shut_out(cluster, rebuild)
    _catch_up(cluster, filling, last.state.fence - 1, known, current)
    rebuild.write()
    return last.close(index=filling.index, before=last.state.index, swapped=time.time())


def _shut_out(cluster: Cluster, rebuild: Rebuild) -> Change:
    """Take the place of the writer between two changes. Raises IndexBusy."""
    end = time.time() + _PATIENCE
    while time.time() < end:
        state = _free_state(cluster, rebuild)
        if state is None:
            raise IndexMissing(say("集群里没有索引。请运行 manage.py index rebuild。"))
        with suppress(IndexBusy):
            return Change(cluster, state)
    raise _writes_too_long()


def _free_state(cluster: Cluster, rebuild: Rebuild) -> State | None:
    """Return the state once no writer that is alive is at work; None if there is none. Raises IndexBusy."""
    end = time.time() + _PATIENCE
    while time.time() < end:
        state = read_any_state(cluster)
        if state is None or not state.is_busy:
            return state
        rebuild.touch()
        time.sleep(0.1)
    raise _writes_too_long()


def _writes_too_long() -> IndexBusy:
    return IndexBusy(say("另一个进程写索引已有两分钟。请再运行一次 manage.py index rebuild。"))


def _catch_up(cluster: Cluster, filling: _Filling, fence: int, known: int, current: Current | None) -> int:
    """Read again what changed behind the fence ``known``, and return ``fence``, up to which the new index has all then."""
    changed = {id_ for note in changes_since(cluster, known) for id_ in note["ids"]}
    if changed and current:
        documents = {document.id: document for document in current(changed)}
        filling.write(filling.rows(documents.values()), sorted(changed - documents.keys()), fence + 1)
        refresh(cluster, filling.index)
    return fence


def _settle_names(cluster: Cluster, live: State) -> None:
    """Let the alias name the live index, and remove the indexes that are neither it nor the one before."""
    alias = cluster.settings.index
    rows = cluster.ask("GET", f"/_cat/indices/{alias}-*", params={"format": "json", "h": "index"})
    present = {row["index"] for row in rows} - {meta_index(cluster)}
    actions = [{"remove": {"index": name, "alias": alias, "must_exist": False}} for name in sorted(present)]
    cluster.ask("POST", "/_aliases", {"actions": [*actions, {"add": {"index": live.index, "alias": alias}}]})
    for name in sorted(present - {live.index, live.before}):
        cluster.ask("DELETE", f"/{name}", missing_is={}, seconds=30)
