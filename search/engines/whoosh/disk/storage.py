"""Index folders that survive a crash: what is committed is on the disk, and CURRENT names the live one.

index_dir/CURRENT                     name of the live folder, replaced by an atomic rename
index_dir/write.lock                  held by the live index's one writer; the system frees it if the writer dies
index_dir/rebuild.lock                held by the one rebuild, likewise
index_dir/<schema version>-<number>/  one Whoosh index; one with a higher number than the live one's is a
                                      rebuild that was stopped and that the next one goes on with
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
_BETWEEN_TRIES = 0.02  # seconds between two looks at a lock that another holds
_held: set[int] = set()
_REMEDY = "请运行 manage.py index rebuild 重建索引。"


#: Whoosh pickles segments by module and class. An index keeps the module of its day, so a module that moves is named here.
_MOVED_MODULES = {"search.engines.whoosh.codec": "search.engines.whoosh.disk.codec"}


class _SegmentUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return super().find_class(_MOVED_MODULES.get(module, module), name)


class MappedFile(StructFile):
    """A file mapped into memory: ``view`` is all of it, and threads may ``get`` at once, for nothing is sought."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            empty = os.fstat(file.fileno()).st_size == 0
            mapped = mmap.mmap(-1, 1) if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        super().__init__(mapped, name=path.name)
        self.is_real = False
        self.view = memoryview(mapped)[: 0 if empty else None]

    def get(self, position: int, length: int) -> bytes:
        return bytes(self.view[position : position + length])

    def read_pickle(self) -> Any:
        """Return the pickled object at the file's position; classes of moved modules are found where they are now."""
        return _SegmentUnpickler(self.file).load()

    def close(self) -> None:
        # Arrays may look into it still: it is unmapped with the last of them.
        self.is_closed = True


class DurableStorage(FileStorage):
    """Whoosh syncs nothing; here a commit syncs its files, then the table of contents, then the folder.

    Whoosh's pickles are read from here, so the folder is private to its owner.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._written: set[str] = set()

    def create(self) -> DurableStorage:
        make_private(Path(self.folder))
        return self

    def create_file(self, name: str, *args: Any, **options: Any) -> Any:
        self._written.add(name)
        return super().create_file(name, *args, **options)

    def open_file(self, name: str, **options: Any) -> MappedFile:
        return MappedFile(Path(self.folder) / name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        # The only file that Whoosh renames is the table of contents: the moment of the commit.
        folder = Path(self.folder)
        for name in self._written:
            if (folder / name).is_file():
                sync(folder / name)
        self._written.clear()
        sync(folder)
        super().rename_file(oldname, newname, safe)
        sync(folder)

    def sweep(self) -> None:
        """Remove what a killed writer left; only under the writer's lock.

        Whoosh itself removes segments that no table of contents names, at each commit.
        """
        for path in Path(self.folder).iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"_{INDEX_NAME}_") and not _TOC.fullmatch(path.name):
                path.unlink(missing_ok=True)


def make_private(folder: Path) -> None:
    """Make the folder if need be, readable by its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def sync(path: Path) -> None:
    """Put a file's or folder's content on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def write_lock(index_dir: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of the live index's one writer. Freed by the system on kill -9.

    Raises IndexBusy if it is not free within ``patience`` seconds.
    """
    with _locked(index_dir, "write.lock", patience, "索引正由另一个进程写入,改动已排队,稍后自动写入。"):
        yield


@contextmanager
def rebuild_lock(index_dir: Path) -> Iterator[None]:
    """Hold the lock of the one rebuild, or raise IndexBusy at once. Freed by the system on kill -9."""
    with _locked(index_dir, "rebuild.lock", 0.0, "另一个进程正在重建索引,请等它完成。"):
        yield


@contextmanager
def _locked(index_dir: Path, name: str, patience: float, busy: str) -> Iterator[None]:
    make_private(index_dir)
    handle = os.open(index_dir / name, os.O_RDWR | os.O_CREAT, 0o600)
    _held.add(handle)
    until = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise IndexBusy(busy) from None
                time.sleep(_BETWEEN_TRIES)
        yield
    finally:
        _held.discard(handle)
        os.close(handle)


def forget_locks() -> None:
    """In a forked child: let go of its copies of the parent's locks, which else would outlive a killed parent."""
    while _held:
        os.close(_held.pop())


def live_folder(index_dir: Path) -> Path:
    """The folder that CURRENT names. IndexMissing if there is none or it has another schema."""
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
    """A folder for a rebuilt index: one that a stopped rebuild left, or else a new one beside all there are."""
    numbers = {
        path.name: int(match.group(2)) for path in index_dir.iterdir() if (match := _FOLDER.fullmatch(path.name))
    }
    try:
        live = (index_dir / _CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        live = ""
    begun = [
        name
        for name, number in numbers.items()
        if name.startswith(f"{schema_version()}-") and number > numbers.get(live, 0) and _begun(index_dir / name)
    ]
    if begun:
        return index_dir / max(begun, key=numbers.__getitem__)
    return index_dir / f"{schema_version()}-{max(numbers.values(), default=0) + 1}"


def _begun(folder: Path) -> bool:
    """Whether at least an empty commit is there to go on from."""
    try:
        return latest_generation(folder) >= 0
    except FileNotFoundError:
        return False


def make_live(folder: Path) -> None:
    """Point CURRENT to ``folder`` and remove the others; who has their files open reads on (POSIX)."""
    index_dir = folder.parent
    beside = index_dir / f"{_CURRENT}.new"
    beside.write_text(folder.name, "ascii")
    sync(beside)
    os.replace(beside, index_dir / _CURRENT)
    sync(index_dir)
    for path in index_dir.iterdir():
        if _FOLDER.fullmatch(path.name) and path != folder:
            shutil.rmtree(path, ignore_errors=True)


def latest_generation(folder: Path) -> int:
    """Number of the newest commit. FileNotFoundError if the folder is gone or empty.

    The folder is listed, as a writer must; readers ask watched.py, since two commits may bear one time.
    """
    generations = [int(match.group(1)) for name in os.listdir(folder) if (match := _TOC.fullmatch(name))]
    if not generations:
        raise FileNotFoundError(folder)
    return max(generations)


def read_segments(folder: Path, generation: int, schema: object) -> list:
    """The segments of a commit, with their deletions."""
    return TOC.read(DurableStorage(folder), INDEX_NAME, gen=generation, schema=schema).segments
