"""Which commit is the newest? It is opened once in a process, and the folder is listed again only when it changes.

Pages ask for the newest commit a dozen times each. A check of the folder's modification time takes 2 µs, a listing 40.
The time changes when a file in the folder is created, renamed or removed, and every commit does all three.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from search.cache import ByteBoundedCache
from search.documents import FileCheck, IndexDamaged, SearchError
from search.engines.whoosh.disk.commits import (
    CommitId,
    FileState,
    damaged_files,
    file_state,
    latest_commit_id,
    toc_name,
)
from search.engines.whoosh.disk.schema import make_schema
from search.engines.whoosh.disk.storage import DurableStorage, damage_sentence, live_folder, read_segments
from search.engines.whoosh.reading.segments import OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot

#: The bound of the postings cache: postings and hits of all segments together.
POSTINGS_CACHE_BYTES = 160 * 1024 * 1024
_TRIES = 20
#: Seconds until a commit that could not be opened is tried again; and one with damage that a query met.
FAILED_SECONDS, DAMAGED_SECONDS = 1.0, 60.0
#: Seconds between two looks at size and time of the files of a snapshot: 60 files take 0.1 ms.
LOOK_SECONDS = 0.5

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
        except OSError:
            return self._read(folder)
        stored = self._stored
        if stored and stored.folder == folder and stored.changed == changed and 0 <= now - stored.at < _MAX_AGE:
            return stored.value
        value = self._read(folder)
        self._stored = _Stored(folder, changed, now, value) if changed + _TICK < now else None
        return value


class _Failure(NamedTuple):
    folder: Path
    commit: CommitId | None
    until: float
    sentence: str


class SnapshotCache:
    """The snapshot of the newest commit, and the postings of its segments; safe between threads.

    Snapshot. Bound: one, with the columns and words of its segments. Key: live folder and commit.
    A FolderWatch sees a new commit or a rebuild by the folders' times, and within half a second in any case.
    Segments that two commits share stay open.

    Postings. Bound: POSTINGS_CACHE_BYTES. Key: segment name, field, token or term, match mode, section. Segments never
    change and no name recurs, so no entry gets out of date. Entries of a segment that went are dropped with it, since
    they hold its files open.

    A commit that could not be read is not tried again for FAILED_SECONDS.
    """

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._live_folder, self._latest_commit = FolderWatch(live_folder), FolderWatch(latest_commit_id)
        self._postings = ByteBoundedCache(POSTINGS_CACHE_BYTES)
        self._newest: Snapshot | None = None
        self._failure: _Failure | None = None
        self._look_at = 0.0
        self._opening = threading.Lock()

    def newest(self) -> Snapshot:
        """Return the newest commit; try again if a writer removes files while they are opened.

        Raises IndexMissing; IndexDamaged if a file is gone, not readable or not what it should be.
        """
        folder = self._live_folder(self._index_dir)
        for attempt in range(_TRIES):
            commit = None
            try:
                commit = self._latest_commit(folder)
                snapshot = self._open(folder, commit)
                if time.monotonic() >= self._look_at:
                    self._look(snapshot)
                return snapshot
            except SearchError:
                raise
            except Exception as error:  # damaged bytes raise anything
                time.sleep(0.01 * attempt)
                before, folder = folder, live_folder(self._index_dir)
                # A writer names the new commit before it removes files of the old one.
                if (folder, _commit_id_or_none(folder)) == (before, commit):
                    raise self._fail(folder, commit, FAILED_SECONDS, error) from error
        raise IndexDamaged(damage_sentence(folder.name))

    def _look(self, snapshot: Snapshot) -> None:
        """Raise IndexDamaged if files of the snapshot were changed where they lie, and are damaged."""
        self._look_at = time.monotonic() + LOOK_SECONDS
        states = {path: state for segment in snapshot.segments() for path, state in segment.file_states.items()}
        if all(_is_in_state(path, state) for path, state in states.items()):
            return
        if latest_commit_id(snapshot.folder) == snapshot.commit_id and (sentence := self.find_damage(snapshot)):
            raise IndexDamaged(sentence)

    def newest_in(self, folder: Path) -> Snapshot:
        """Return the newest commit for a writer, which must not miss one: the folder is listed, not watched.

        IndexDamaged if it cannot be read, also if a writer removed files meanwhile.
        """
        commit = None
        try:
            commit = latest_commit_id(folder)
            return self._open(folder, commit)
        except SearchError:
            raise
        except Exception as error:  # damaged bytes raise anything
            raise IndexDamaged(damage_sentence(_name_of_damage(folder, error))) from error

    def find_damage(self, snapshot: Snapshot) -> str:
        """Return the sentence of the damage if a file of the snapshot is damaged, else "". Every byte is read.

        A damaged snapshot is not used again.
        """
        check = check_files(snapshot.folder)
        if not check.damaged and not check.unchecked:
            return ""
        name = (check.damaged or check.unchecked)[0]
        with self._opening:
            if self._newest is snapshot:
                self._newest = None
        return str(self._fail(snapshot.folder, snapshot.commit_id, DAMAGED_SECONDS, ValueError(name)))

    def _fail(self, folder: Path, commit: CommitId | None, seconds: float, error: Exception) -> IndexDamaged:
        sentence = damage_sentence(_name_of_damage(folder, error))
        self._failure = _Failure(folder, commit, time.monotonic() + seconds, sentence)
        return IndexDamaged(sentence)

    def _open(self, folder: Path, commit: CommitId) -> Snapshot:
        """Return that commit of ``folder``, or a newer one that another thread has opened."""
        with self._opening:
            before = self._newest
            if before is not None and before.folder == folder and before.commit_id != commit:
                commit = latest_commit_id(folder)  # another thread may have opened it, or the folder was put back
            if before is not None and before.folder == folder and before.commit_id == commit:
                return before
            failure = self._failure
            if failure and failure[:2] == (folder, commit) and time.monotonic() < failure.until:
                raise IndexDamaged(failure.sentence)
            opened = {segment.name: segment for segment in before.segments()} if before else {}
            storage = DurableStorage(folder)
            checksums = storage.checksums(commit.number)
            written_at = (folder / toc_name(commit.number)).stat().st_mtime_ns
            parts = [
                (
                    opened.get(stored.segment_id())
                    or OpenSegment(storage, stored, self._postings, checksums, written_at),
                    frozenset(stored.deleted_docs()),
                )
                for stored in read_segments(folder, commit.number, make_schema())
            ]
            self._newest = Snapshot(folder, commit, parts)
            self._failure = None
            names = {segment.name for segment, _ in parts}
            if opened.keys() - names:
                self._postings.drop(lambda key: key[0] not in names)
            return self._newest


def _is_in_state(path: Path, state: FileState) -> bool:
    try:
        return file_state(path) == state
    except OSError:
        return False


def _commit_id_or_none(folder: Path) -> CommitId | None:
    try:
        return latest_commit_id(folder)
    except OSError:
        return None


def _name_of_damage(folder: Path, error: Exception) -> str:
    """Return the file that the error names, or else the folder."""
    if isinstance(error, OSError) and error.filename:
        return Path(str(error.filename)).name
    first = str(error).split(" ", 1)[0]
    return first if re.fullmatch(r"_?MAIN_\w+\.\w{3}", first) else folder.name


def open_newest(folder: Path) -> Snapshot:
    """Return the newest commit in ``folder``, opened anew; IndexDamaged if a writer removed files meanwhile."""
    return SnapshotCache(folder.parent).newest_in(folder)


def check_files(folder: Path) -> FileCheck:
    """Read every byte of the newest commit and compare it with its checksums. Seconds for a large index."""
    for _ in range(_TRIES):
        commit = _commit_id_or_none(folder)
        if commit is None:
            break
        try:
            segments = read_segments(folder, commit.number, make_schema())
            checksums = DurableStorage(folder).checksums(commit.number)
            names = [name for segment in segments for name in segment.file_names()]
        except Exception:  # damaged bytes raise anything
            damaged = [toc_name(commit.number)]
            names, checksums = [], {}
        else:
            damaged = damaged_files(folder, names, checksums)
        if _commit_id_or_none(folder) == commit:
            unchecked = [name for name in names if name not in checksums and name not in damaged]
            return FileCheck(tuple(damaged), tuple(unchecked))
    return FileCheck((folder.name,))
