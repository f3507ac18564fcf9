"""Index folders that survive a crash: a commit is on the disk when it returns, and CURRENT names the live folder.

index_dir/CURRENT                     name of the live folder, replaced by an atomic rename
index_dir/write.lock                  locked by the writer of the live index; the system frees it if the writer dies
index_dir/rebuild.lock                locked by the rebuild, likewise
index_dir/<schema version>-<number>/  one Whoosh index; a higher number than the live one's is a stopped rebuild,
                                      which the next rebuild continues
"""

from __future__ import annotations

import fcntl
import mmap
import os
import pickle
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from search.documents import IndexBusy, IndexMissing
from search.engines.whoosh.disk.schema import schema_version

INDEX_NAME = "MAIN"
_CURRENT = "CURRENT"
_FOLDER = re.compile(r"([0-9a-f]{12})-(\d{1,9})")
_TOC = re.compile(rf"_{INDEX_NAME}_(\d{{1,9}})\.toc")
_RETRY_SECONDS = 0.02  # between two tries of a lock
_locked_files: set[int] = set()
_REMEDY = "请运行 manage.py index rebuild 重建索引。"
#: Whoosh pickles a segment with its module, so an index names the module of its day; modules that moved since.
_MOVED_MODULES = {"search.engines.whoosh.codec": "search.engines.whoosh.disk.codec"}


class _SegmentUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return super().find_class(_MOVED_MODULES.get(module, module), name)


class MappedFile(StructFile):
    """A file mapped into memory. ``view`` is the whole file; threads may call ``get`` at once, since it seeks nothing."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            empty = os.fstat(file.fileno()).st_size == 0
            mapped = mmap.mmap(-1, 1) if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        super().__init__(mapped, name=path.name)
        self.is_real = False
        self.view = memoryview(mapped)[: 0 if empty else None]

    def get(self, position: int, length: int) -> bytes:
        """Return so many bytes from a position."""
        return bytes(self.view[position : position + length])

    def read_pickle(self) -> Any:
        """Return the pickled object at the file's position; classes of moved modules are looked up in the present ones."""
        return _SegmentUnpickler(self.file).load()

    def close(self) -> None:
        """Mark the file closed. Arrays may still point into it: it is unmapped with the last of them."""
        self.is_closed = True


class DurableStorage(FileStorage):
    """A folder whose commits survive a crash: a commit syncs its files, then the table of contents, then the folder.

    Whoosh itself syncs nothing. Its pickles are read from here, so the folder is private to its owner.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._written: set[str] = set()

    def create(self) -> DurableStorage:
        """Create the folder if it is not there."""
        make_private(Path(self.folder))
        return self

    def create_file(self, name: str, *args: Any, **options: Any) -> Any:
        """Create a file that the next commit syncs."""
        self._written.add(name)
        return super().create_file(name, *args, **options)

    def open_file(self, name: str, **options: Any) -> MappedFile:
        """Open a file for reading."""
        return MappedFile(Path(self.folder) / name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Commit: Whoosh renames no other file than the table of contents."""
        folder = Path(self.folder)
        for name in self._written:
            if (folder / name).is_file():
                sync(folder / name)
        self._written.clear()
        sync(folder)
        super().rename_file(oldname, newname, safe)
        sync(folder)

    def sweep(self) -> None:
        """Remove the files of a killed writer; only under the writer's lock.

        Whoosh itself removes segments that no table of contents names, at each commit.
        """
        for path in Path(self.folder).iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"_{INDEX_NAME}_") and not _TOC.fullmatch(path.name):
                path.unlink(missing_ok=True)


def make_private(folder: Path) -> None:
    """Create the folder if it is not there, readable by its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def sync(path: Path) -> None:
    """Write a file's or folder's content to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def write_lock(index_dir: Path, patience: float = 0.0) -> Iterator[None]:
    """Lock the live index for one writer. The system frees the lock on kill -9.

    Raises IndexBusy if the lock is not free within ``patience`` seconds.
    """
    with _locked(index_dir, "write.lock", patience, "索引正由另一个进程写入,改动已排队,稍后自动写入。"):
        yield


@contextmanager
def rebuild_lock(index_dir: Path) -> Iterator[None]:
    """Lock the index folder for one rebuild, or raise IndexBusy at once. The system frees the lock on kill -9."""
    with _locked(index_dir, "rebuild.lock", 0.0, "另一个进程正在重建索引,请等它完成。"):
        yield


@contextmanager
def _locked(index_dir: Path, name: str, patience: float, busy: str) -> Iterator[None]:
    make_private(index_dir)
    handle = os.open(index_dir / name, os.O_RDWR | os.O_CREAT, 0o600)
    _locked_files.add(handle)
    until = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise IndexBusy(busy) from None
                time.sleep(_RETRY_SECONDS)
        yield
    finally:
        _locked_files.discard(handle)
        os.close(handle)


def forget_locks() -> None:
    """Close a forked child's copies of the parent's locks, which would outlive a killed parent."""
    while _locked_files:
        os.close(_locked_files.pop())


def live_folder(index_dir: Path) -> Path:
    """Return the folder that CURRENT names. IndexMissing if there is none or it has another schema."""
    try:
        name = (index_dir / _CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(f"还没有索引。{_REMEDY}") from None
    match = _FOLDER.fullmatch(name)
    if not match:
        raise IndexMissing(f"索引指针已损坏。{_REMEDY}")
    if match.group(1) != schema_version():
        raise IndexMissing(f"索引由另一版本的词典或归一表建成。{_REMEDY}")
    return index_dir / name


def next_folder(index_dir: Path) -> Path:
    """Return the folder for a rebuild: that of a stopped rebuild, or else a new one."""
    numbers = {
        path.name: int(match.group(2)) for path in index_dir.iterdir() if (match := _FOLDER.fullmatch(path.name))
    }
    try:
        live = (index_dir / _CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        live = ""
    stopped = [
        name
        for name, number in numbers.items()
        if name.startswith(f"{schema_version()}-") and number > numbers.get(live, 0) and _has_commit(index_dir / name)
    ]
    if stopped:
        return index_dir / max(stopped, key=numbers.__getitem__)
    return index_dir / f"{schema_version()}-{max(numbers.values(), default=0) + 1}"


def _has_commit(folder: Path) -> bool:
    """Tell whether a rebuild can continue from a commit, at least an empty one."""
    try:
        return latest_commit(folder) >= 0
    except FileNotFoundError:
        return False


def make_live(folder: Path) -> None:
    """Point CURRENT to ``folder`` and remove the other folders; their open files stay readable (POSIX)."""
    index_dir = folder.parent
    beside = index_dir / f"{_CURRENT}.new"
    beside.write_text(folder.name, "ascii")
    sync(beside)
    os.replace(beside, index_dir / _CURRENT)
    sync(index_dir)
    for path in index_dir.iterdir():
        if _FOLDER.fullmatch(path.name) and path != folder:
            shutil.rmtree(path, ignore_errors=True)


def latest_commit(folder: Path) -> int:
    """Return the number of the newest commit, from the folder's list. FileNotFoundError if it is gone or empty.

    Readers check the folder's time instead (reading/snapshot_cache.py); a writer must not, since two commits may
    bear one time.
    """
    commits = [int(match.group(1)) for name in os.listdir(folder) if (match := _TOC.fullmatch(name))]
    if not commits:
        raise FileNotFoundError(folder)
    return max(commits)


def read_segments(folder: Path, commit: int, schema: object) -> list:
    """Return the segments of a commit, with their deletions."""
    return TOC.read(DurableStorage(folder), INDEX_NAME, gen=commit, schema=schema).segments
