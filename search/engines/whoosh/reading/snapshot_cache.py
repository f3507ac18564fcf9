"""Which commit is the newest? It is opened once in a process, and the folder is listed again only when it changes.

Pages ask for the newest commit a dozen times each. A check of the folder's modification time takes 2 µs, a listing 40.
The time changes when a file in the folder is created, renamed or removed, and every commit does all three.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from search.cache import ByteBoundedCache
from search.documents import IndexMissing
from search.engines.whoosh.disk.schema import make_schema
from search.engines.whoosh.disk.storage import DurableStorage, latest_commit, live_folder, read_segments
from search.engines.whoosh.reading.segments import OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot

#: The bound of the postings cache: postings and hits of all segments together.
POSTINGS_CACHE_BYTES = 160 * 1024 * 1024
_TRIES = 20

#: Nanoseconds. The clock of file times stands still for up to 10 ms (a tick of the kernel). A value read so soon after
#: a change is not stored, because a second change could bear the same time.
_TICK = 50_000_000
#: Every value is read again after half a second, for file systems with the clock of another machine or a coarse one.
_MAX_AGE = 500_000_000

T = TypeVar("T")


class _Stored(NamedTuple, Generic[T]):
    folder: Path
    changed: int
    at: int
    value: T


class FolderWatch(Generic[T]):
    """``read(folder)``, stored until a file in the folder is created, renamed or removed. Holds one value."""

    def __init__(self, read: Callable[[Path], T]) -> None:
        self._read = read
        self._stored: _Stored[T] | None = None

    def __call__(self, folder: Path) -> T:
        """Return the value for ``folder``. Raises what ``read`` raises, also where the folder is gone."""
        now = time.time_ns()
        try:
            changed = os.stat(folder).st_mtime_ns
        except FileNotFoundError:
            return self._read(folder)
        stored = self._stored
        if stored and stored.folder == folder and stored.changed == changed and 0 <= now - stored.at < _MAX_AGE:
            return stored.value
        value = self._read(folder)
        self._stored = _Stored(folder, changed, now, value) if changed + _TICK < now else None
        return value


class SnapshotCache:
    """The snapshot of the newest commit, and the postings of its segments; safe between threads.

    Snapshot. Bound: one, with the columns and words of its segments. Key: live folder and number of the commit.
    A FolderWatch sees a new commit or a rebuild by the folders' times, and within half a second in any case.
    Segments that two commits share stay open.

    Postings. Bound: POSTINGS_CACHE_BYTES. Key: segment name, field, token or term, match mode. Segments never
    change and no name recurs, so no entry gets out of date.
    """

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._live_folder, self._latest_commit = FolderWatch(live_folder), FolderWatch(latest_commit)
        self._postings = ByteBoundedCache(POSTINGS_CACHE_BYTES)
        self._opening = threading.Lock()
        self._newest: Snapshot | None = None

    def newest(self) -> Snapshot:
        """Return the newest commit; try again if a writer removes files while they are opened. Raises IndexMissing."""
        for attempt in range(_TRIES):
            folder = self._live_folder(self._index_dir)
            try:
                return self._open(folder, self._latest_commit(folder))
            except OSError:
                time.sleep(0.01 * attempt)
        raise IndexMissing(f"索引目录{folder.name}打不开。请运行 manage.py index rebuild 重建索引。")

    def newest_in(self, folder: Path) -> Snapshot:
        """Return the newest commit for a writer, which must not miss one: the folder is listed, not watched.

        OSError if a writer removed files meanwhile.
        """
        return self._open(folder, latest_commit(folder))

    def _open(self, folder: Path, commit: int) -> Snapshot:
        """Return that commit of ``folder``, or a newer one that another thread has opened."""
        with self._opening:
            before = self._newest
            if before is not None and before.folder == folder:
                if before.commit >= commit:
                    return before
                opened = {segment.name: segment for segment in before.segments()}
            else:
                opened = {}
            storage = DurableStorage(folder)
            parts = [
                (
                    opened.get(stored.segment_id()) or OpenSegment(storage, stored, self._postings),
                    frozenset(stored.deleted_docs()),
                )
                for stored in read_segments(folder, commit, make_schema())
            ]
            self._newest = Snapshot(folder, commit, parts)
            return self._newest


def open_newest(folder: Path) -> Snapshot:
    """Return the newest commit in ``folder``, opened anew; OSError if a writer removed files meanwhile."""
    return SnapshotCache(folder.parent).newest_in(folder)
