"""Which index is the live one, at which commit, and who is changing it? One document for all machines.

A change goes: a note of its ids, ``open`` (the fence rises by one), the writes, a refresh, ``close`` (the commit rises by
one). Each step replaces the state only as it was read (``if_seq_no``), so of two writers one is refused, and a writer
that slept through its lease cannot close. The writes carry the fence as their version: what such a writer sends late is
older than what the next one wrote, and the cluster refuses it.
"""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from opensearchpy.exceptions import TransportError

from search.documents import IndexBusy, IndexMissing, IndexOutdated, SearchError
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.mapping import meta_body, schema_version
from search.sentences import say

#: Seconds after which a writer that says nothing counts as gone. The clocks of the machines must agree better than that.
LEASE_SECONDS = 60.0
#: Seconds for which a writer that did not end may still send what it had read, and for which the cluster remembers what
#: was deleted (gc_deletes).
UNSURE_SECONDS = 3600.0
_STATE = "state"
_REBUILD = "rebuild"
_STAMP = "stamp"
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class State:
    """The live index and its newest commit.

    ``index``: its name. ``commit``: rises with each change. ``fence``: rises with each writer that begins. ``owner``: the
    writer at work as machine:process, "" for none. ``touched``: when it last said so, in seconds since 1970. ``read``: the
    version of the state in the cluster. ``before`` is the index that this one took the place of at ``swapped``. Until
    ``unsure`` a writer that did not end may still send what it had read.
    """

    index: str
    commit: int
    fence: int
    owner: str = ""
    touched: float = 0.0
    before: str = ""
    swapped: float = 0.0
    unsure: float = 0.0
    read: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        """The name of the commit."""
        return f"{self.index}/{self.commit}"

    @property
    def is_busy(self) -> bool:
        """Whether a writer that is alive is at work."""
        return bool(self.owner) and not _is_gone(self.owner, self.touched)


def meta_index(cluster: Cluster) -> str:
    """Return the name of the index of states."""
    return f"{cluster.settings.index}-meta"


def read_state(cluster: Cluster) -> State:
    """Return the state, read in real time. Raises IndexMissing; IndexOutdated for an index of another schema."""
    found = _get(cluster, _STATE)
    if found is None:
        raise IndexMissing(say("集群里没有索引。请运行 manage.py index rebuild。"))
    values, read = found
    state = State(**values, read=read)
    if f"-{schema_version()}-" not in state.index:
        raise IndexOutdated(say("集群里的索引 {0} 由另一版本建成。请运行 manage.py index rebuild。", state.index))
    return state


def read_any_state(cluster: Cluster) -> State | None:
    """Return the state, of whatever schema its index is; None if there is none."""
    found = _get(cluster, _STATE)
    return State(**found[0], read=found[1]) if found else None


def make_meta(cluster: Cluster) -> None:
    """Make the index of states, if there is none."""
    try:
        cluster.ask("PUT", f"/{meta_index(cluster)}", meta_body(), seconds=30)
    except SearchError as error:
        if "resource_already_exists_exception" not in str(getattr(error.__cause__, "info", "")):
            raise


def swapped_to(state: State, index: str) -> State:
    """Return the state with another live index, and a new commit."""
    return replace(
        state,
        index=index,
        commit=state.commit + 1,
        fence=state.fence + 1,
        owner="",
        touched=0.0,
        before=state.index,
        swapped=time.time(),
    )


def write_state(cluster: Cluster, old: State | None, new: State) -> State:
    """Replace ``old``, as it was read, by ``new``, and return it as written. Raises IndexBusy if it has changed since."""
    values = {name: value for name, value in asdict(new).items() if name != "read"}
    return replace(new, read=_put(cluster, _STATE, values, old.read if old else None))


@contextmanager
def changing(cluster: Cluster, state: State, note: Mapping[str, Any]) -> Iterator[Change]:
    """Open a change on ``state``, noted with its ids, and close it at the end of the block. Raises IndexBusy.

    After an error it is left open: the next writer closes it, and the commit rises then.
    """
    number = state.fence + 1
    path = f"/{meta_index(cluster)}/_doc/change-{number:019d}-{uuid.uuid4().hex[:8]}"
    cluster.ask("PUT", path, {"what": "change", "fence": number, "index": state.index, **note})
    change = Change(cluster, state)
    try:
        yield change
    except BaseException:
        with suppress(SearchError):
            change.leave()
        raise
    change.close()


class Change:
    """A change at work, from its begin: the state as this writer holds it."""

    def __init__(self, cluster: Cluster, state: State) -> None:
        """Begin on ``state`` as it was read. Raises IndexBusy if it has changed since."""
        self._cluster = cluster
        self.state = state
        # A writer before that did not end.
        unsure = {"unsure": time.time() + UNSURE_SECONDS} if state.owner else {}
        self._write(fence=state.fence + 1, owner=_self(), touched=time.time(), **unsure)

    def touch(self) -> None:
        """Say that the writer is alive. Raises IndexBusy if another one took its place."""
        if time.time() - self.state.touched > LEASE_SECONDS / 6:
            self._write(touched=time.time())

    def close(self, **changed: Any) -> State:
        """End the change with a new commit, and other values such as a new index. Raises IndexBusy as ``touch`` does."""
        return self._write(commit=self.state.commit + 1, owner="", touched=0.0, **changed)

    def leave(self) -> None:
        """Let go without an end; the next writer need not wait."""
        self._write(touched=0.0)

    def _write(self, **changed: Any) -> State:
        self.state = write_state(self._cluster, self.state, replace(self.state, **changed))
        return self.state


def changes_since(cluster: Cluster, fence: int) -> list[dict[str, Any]]:
    """Return the notes of all changes that began behind ``fence``, in their order."""
    meta = meta_index(cluster)
    cluster.ask("POST", f"/{meta}/_refresh")
    found: list[dict[str, Any]] = []
    after: list[Any] | None = None
    while True:
        body: dict[str, Any] = {
            "size": _AT_ONCE,
            "query": {"bool": {"filter": [{"term": {"what": "change"}}, {"range": {"fence": {"gt": fence}}}]}},
            "sort": ["fence", "_doc"],
        }
        hits = cluster.search(meta, {**body, **({"search_after": after} if after else {})})["hits"]["hits"]
        found += [{**hit["_source"], "_id": hit["_id"]} for hit in hits]
        if len(hits) < _AT_ONCE:
            return found
        after = hits[-1]["sort"]


def forget_changes(cluster: Cluster, notes: Iterable[Mapping[str, Any]]) -> None:
    """Remove notes that no rebuild and no vocabulary needs any more."""
    lines = [f'{{"delete": {{"_id": "{note["_id"]}"}}}}' for note in notes]
    if lines:
        cluster.bulk(meta_index(cluster), lines)


@contextmanager
def rebuilding(cluster: Cluster, fence: int) -> Iterator[Rebuild]:
    """Be the only one that rebuilds. Raises IndexBusy. The values of a stopped rebuild of this schema come back.

    ``fence``: of the last change that a new rebuild sees whole.
    """
    found = _get(cluster, _REBUILD)
    old, read = found or ({}, None)
    if old.get("owner") and not _is_gone(old["owner"], old["touched"]):
        raise IndexBusy(say("另一个进程正在重建索引,请等它完成。"))
    goes_on = old.get("schema") == schema_version() and old.get("index")
    # One that is only silent may still write into its index.
    is_silent = bool(old.get("owner")) and not _is_dead(old["owner"])
    values = {"index": "", "fence": fence, **(old if goes_on and not is_silent else {})}
    values |= {"owner": _self(), "touched": time.time(), "schema": schema_version()}
    rebuild = Rebuild(cluster, values, _put(cluster, _REBUILD, values, read))
    try:
        yield rebuild
    finally:
        with suppress(SearchError):
            rebuild.write(owner="")


def fence_of_rebuild(cluster: Cluster) -> int | None:
    """Return the fence at the start of a rebuild that is at work or was stopped: it needs the notes behind it."""
    found = _get(cluster, _REBUILD)
    return found[0]["fence"] if found and found[0].get("index") else None


class Rebuild:
    """A rebuild at work. ``values``: the index that it fills, the fence at its start, its owner."""

    def __init__(self, cluster: Cluster, values: dict[str, Any], read: tuple[int, int]) -> None:
        self._cluster = cluster
        self.values = values
        self._read = read

    def touch(self) -> None:
        """Say that the process is alive. Raises IndexBusy if another one took its place."""
        if time.time() - self.values["touched"] > LEASE_SECONDS / 6:
            self.write()

    def write(self, **values: Any) -> None:
        """Write changed values. Raises IndexBusy."""
        self.values = {**self.values, **values, "touched": time.time()}
        self._read = _put(self._cluster, _REBUILD, self.values, self._read)


def _get(cluster: Cluster, name: str) -> tuple[dict[str, Any], tuple[int, int]] | None:
    try:
        found = cluster.ask("GET", f"/{meta_index(cluster)}/_doc/{name}", missing_is={})
    except IndexMissing:
        return None
    if not found.get("found"):
        return None
    values = {key: value for key, value in found["_source"].items() if key != _STAMP}
    return values, (found["_seq_no"], found["_primary_term"])


def _put(cluster: Cluster, name: str, values: Mapping[str, Any], read: tuple[int, int] | None) -> tuple[int, int]:
    """Write a document if it still is as it was ``read``, None for not there yet. Raises IndexBusy.

    A node that is lost after it wrote, and before it answered, makes the next one refuse the same write: the stamp tells.
    """
    params = {"if_seq_no": read[0], "if_primary_term": read[1]} if read else {"op_type": "create"}
    path = f"/{meta_index(cluster)}/_doc/{name}"
    stamp = uuid.uuid4().hex
    try:
        written = cluster.ask("PUT", path, {**values, _STAMP: stamp}, params=params)
    except TransportError as error:
        written = cluster.ask("GET", path, missing_is={})
        if written.get("_source", {}).get(_STAMP) != stamp:
            raise IndexBusy(say("索引正由另一个进程写入,改动已排队,稍后自动写入。")) from error
    return written["_seq_no"], written["_primary_term"]


def _self() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _is_gone(owner: str, touched: float) -> bool:
    """Tell whether a writer has ended: by its process on this machine, by its lease on another one."""
    return time.time() - touched > LEASE_SECONDS or _is_dead(owner)


def _is_dead(owner: str) -> bool:
    """Tell whether the process of a writer is known to be dead: one of this machine."""
    host, _, process = owner.rpartition(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return False
