"""Index folders that survive a crash: a commit is on the disk when it returns, and CURRENT names the live folder.

index_dir/CURRENT                     name of the live folder, replaced by an atomic rename
index_dir/DAMAGED                     name of a folder that was found damaged: nothing is answered from it
index_dir/write.lock                  locked by the writer of the live index; the system frees it if the writer dies
index_dir/rebuild.lock                locked by the rebuild, likewise
index_dir/<schema version>-<number>-<eight hex digits>/
                                      one Whoosh index; a higher number than the live one's is a stopped rebuild, which
                                      the next rebuild continues. No name recurs, not even after index_dir was deleted.
                                      Older versions wrote no hex digits.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search.documents import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from search.engines.whoosh.disk.commits import INDEX_NAME, TOC_NAME, latest_commit, measure, seal, toc_name, unseal
from search.engines.whoosh.disk.mapped import MappedFile
from search.engines.whoosh.disk.schema import schema_version
from search.sentences import Sentence, say

_CURRENT, _DAMAGED = "CURRENT", "DAMAGED"
_FOLDER = re.compile(r"([0-9a-f]{12})-(\d{1,9})(-[0-9a-f]{8})?")
_RETRY_SECONDS = 0.02  # between two tries of a lock
_locked_files: set[int] = set()
_REMEDY = say("请运行 manage.py index rebuild 重建索引。")


class DurableStorage(FileStorage):
    """A folder whose commits survive a crash: a commit syncs its files, then the table of contents, then the folder.

    Whoosh itself syncs nothing. ``committed``: the names of the segments of the commit that is written; their files'
    checksums go into its table of contents (checksums.py), which is verified before anything is unpickled from it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.committed: Collection[str] = ()
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
        """Open a file for reading. ValueError if it is a table of contents that is damaged."""
        is_older = bool(TOC_NAME.fullmatch(name)) and self._checksums_in(name) is None
        return MappedFile(Path(self.folder) / name, ends_with_pickle=is_older)

    def checksums(self, commit: int) -> dict[str, tuple[int, int]]:
        """Return size and CRC-32 of the files of a commit; none of those that an older version wrote.

        ValueError if its table of contents is damaged.
        """
        return self._checksums_in(toc_name(commit)) or {}

    def _checksums_in(self, name: str) -> dict[str, tuple[int, int]] | None:
        folder = Path(self.folder)
        checksums = unseal((folder / name).read_bytes())
        if checksums is None and (match := _FOLDER.fullmatch(folder.name)) and match.group(3):
            raise ValueError(f"{name} has lost its checksums")
        return checksums

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Commit: Whoosh renames no other file than the table of contents."""
        folder = Path(self.folder)
        self._seal(folder / oldname)
        for name in self._written:
            if (folder / name).is_file():
                sync(folder / name)
        self._written.clear()
        sync(folder)
        super().rename_file(oldname, newname, safe)
        sync(folder)

    def _seal(self, contents: Path) -> None:
        """Add the checksums of the commit's files. Those of earlier commits are taken over, not measured again."""
        try:
            checksums = self.checksums(latest_commit(contents.parent))
        except FileNotFoundError:  # the first commit
            checksums = {}
        written = (name for name in self._written if (contents.parent / name).is_file())
        checksums |= {name: measure(contents.parent / name) for name in written if self._is_committed(name)}
        listed = {name: checksum for name, checksum in checksums.items() if self._is_committed(name)}
        with contents.open("r+b") as file:
            file.write(seal(listed, file.read()))

    def _is_committed(self, name: str) -> bool:
        return name.rpartition(".")[0] in self.committed

    def sweep(self) -> None:
        """Remove the files of a killed writer; only under the writer's lock.

        Whoosh itself removes segments that no table of contents names, at each commit.
        """
        for path in Path(self.folder).iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"_{INDEX_NAME}_") and not TOC_NAME.fullmatch(path.name):
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
    with _locked(index_dir, "write.lock", patience, say("索引正由另一个进程写入,改动已排队,稍后自动写入。")):
        yield


@contextmanager
def rebuild_lock(index_dir: Path) -> Iterator[None]:
    """Lock the index folder for one rebuild, or raise IndexBusy at once. The system frees the lock on kill -9."""
    with _locked(index_dir, "rebuild.lock", 0.0, say("另一个进程正在重建索引,请等它完成。")):
        yield


@contextmanager
def _locked(index_dir: Path, name: str, patience: float, busy: str) -> Iterator[None]:
    until = time.monotonic() + patience
    handle = _open_lock(index_dir, name)
    try:
        while not _lock(handle, index_dir / name):
            if time.monotonic() >= until:
                raise IndexBusy(busy)
            time.sleep(_RETRY_SECONDS)
            _locked_files.discard(handle)
            os.close(handle)
            handle = _open_lock(index_dir, name)
        yield
    finally:
        _locked_files.discard(handle)
        os.close(handle)


def _open_lock(index_dir: Path, name: str) -> int:
    make_private(index_dir)
    try:
        handle = os.open(index_dir / name, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:  # the file is ours, or this raises too
        (index_dir / name).chmod(0o600)
        handle = os.open(index_dir / name, os.O_RDWR)
    _locked_files.add(handle)
    return handle


def _lock(handle: int, path: Path) -> bool:
    """Lock the file; tell whether that succeeded, and whether it still bears its name: the index may have been deleted."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def forget_locks() -> None:
    """Close a forked child's copies of the parent's locks, which would outlive a killed parent."""
    while _locked_files:
        os.close(_locked_files.pop())


def live_folder(index_dir: Path) -> Path:
    """Return the folder that CURRENT names. IndexMissing if there is none, IndexOutdated if it has another schema.

    IndexDamaged if CURRENT cannot be read, or is gone while a folder is there.
    """
    try:
        name = (index_dir / _CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        if _folders(index_dir):
            raise IndexDamaged(say("索引指针不见了。{0}", _REMEDY)) from None
        raise IndexMissing(say("还没有索引。{0}", _REMEDY)) from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(say("索引指针已损坏。{0}", _REMEDY)) from error
    match = _FOLDER.fullmatch(name)
    if not match:
        raise IndexDamaged(say("索引指针已损坏。{0}", _REMEDY))
    if match.group(1) != schema_version() and (index_dir / name).is_dir():
        raise IndexOutdated(say("索引由另一版本的词典或归一表建成。{0}", _REMEDY))
    if name == _marked(index_dir):
        raise IndexDamaged(say("索引已损坏。{0}", _REMEDY))
    return index_dir / name


def mark_damaged(folder: Path) -> None:
    """Make every process refuse this folder until a rebuild takes its place."""
    (folder.parent / _DAMAGED).write_text(folder.name, "ascii")


def _marked(index_dir: Path) -> str:
    try:
        return (index_dir / _DAMAGED).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def damage_sentence(what: str) -> Sentence:
    """Return what a user reads of damage; ``what``: a file or folder of the index."""
    return say("索引已损坏（{0}）。{1}", what, _REMEDY)


def stopped_rebuilds(index_dir: Path) -> list[Path]:
    """Return the folders of stopped rebuilds for this schema, the newest first; they may be damaged."""
    numbers = _folders(index_dir)
    try:
        live = (index_dir / _CURRENT).read_text("ascii").strip()
    except (OSError, ValueError):
        live = ""
    names = [
        name
        for name, number in numbers.items()
        if name.startswith(f"{schema_version()}-") and name != live and number > numbers.get(live, 0)
    ]
    return [index_dir / name for name in sorted(names, key=numbers.__getitem__, reverse=True)]


def new_folder(index_dir: Path) -> Path:
    """Return a folder for a rebuild, with a name that no other ever bore."""
    number = max(_folders(index_dir).values(), default=0) + 1
    return index_dir / f"{schema_version()}-{number}-{secrets.token_hex(4)}"


def _folders(index_dir: Path) -> dict[str, int]:
    """Return {name of a folder: its number}; none where somebody is just deleting the index."""
    try:
        names = os.listdir(index_dir)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return {name: int(match.group(2)) for name in names if (match := _FOLDER.fullmatch(name))}


def make_live(folder: Path) -> None:
    """Point CURRENT to ``folder`` and remove the other folders; their open files stay readable (POSIX)."""
    index_dir = folder.parent
    beside = index_dir / f"{_CURRENT}.new"
    for path in (beside, index_dir / _CURRENT):
        if path.is_dir():
            path.rmdir()
    beside.unlink(missing_ok=True)  # perhaps not ours to write
    beside.write_text(folder.name, "ascii")
    sync(beside)
    os.replace(beside, index_dir / _CURRENT)
    sync(index_dir)
    with suppress(OSError):
        (index_dir / _DAMAGED).unlink()
    for path in index_dir.iterdir():
        if _FOLDER.fullmatch(path.name) and path != folder:
            with suppress(OSError):
                path.chmod(0o700)
            shutil.rmtree(path, ignore_errors=True)


def read_segments(folder: Path, commit: int, schema: object) -> list:
    """Return the segments of a commit, with their deletions. ValueError if its table of contents is damaged."""
    return TOC.read(DurableStorage(folder), INDEX_NAME, gen=commit, schema=schema).segments
