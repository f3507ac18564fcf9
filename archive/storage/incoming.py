"""Incoming files (暂存): under ``DATA_DIR/incoming/<batch>/`` by numbers, until their row is final.

A name that an uploader gave never becomes a path. The bytes that a row names in ``stored`` are on disk, fsynced, before
the row is written. A file that no row names is left over from a crash and may be removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from archive.storage.originals import sync_folder
from archive.storage.processes import is_locked, lock_path, try_lock
from search.sentences import say

MEGABYTE = 1024 * 1024
#: Bytes that every upload leaves free on the disk: database, index and the other files need room too.
RESERVE_BYTES = 200 * MEGABYTE
#: An upload is on the disk twice for a while (incoming, and as an original), and its text and index once more.
ROOM_PER_BYTE = 3


class BatchBusy(Exception):
    """Another process works through this batch."""


class NoRoom(Exception):
    """The disk is nearly full. The message is a Chinese sentence that says so."""


class CannotStore(NoRoom):
    """The disk takes no writes. The message is a Chinese sentence that says so."""


def incoming_folder(batch_id: int) -> Path:
    """Return the folder of a batch; it need not exist."""
    return Path(settings.DATA_DIR) / "incoming" / str(batch_id)


def stored_path(stored: str) -> Path:
    """Return the path of ``ImportFile.stored``, which reads ``<batch>/<number>``."""
    return Path(settings.DATA_DIR) / "incoming" / stored


def check_room(size: int) -> None:
    """Raise NoRoom unless the disk has room for an upload of ``size`` bytes."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < size * ROOM_PER_BYTE + RESERVE_BYTES:
        raise NoRoom(
            say(
                "服务器磁盘只剩 {0} MB，放不下这次的 {1} MB，没有收下任何文件。请告诉管理员清理磁盘，或少传几个文件。",
                free // MEGABYTE,
                f"{size / MEGABYTE:.1f}",
            )
        )


def write_incoming(batch_id: int, name: str, chunks: Iterable[bytes]) -> str:
    """Write the bytes of a file and return ``ImportFile.stored``; durable after ``sync_batch_folder``.

    ``name`` is a number of the archive's own.
    """
    folder = incoming_folder(batch_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / name).open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return f"{batch_id}/{name}"


def sync_batch_folder(batch_id: int) -> None:
    """Make the names in a batch's folder survive a power cut; call it before their rows are written."""
    folder = incoming_folder(batch_id)
    for changed in (folder, folder.parent):
        if changed.is_dir():
            sync_folder(changed)


def remove_incoming(stored: str) -> None:
    """Remove the bytes of a final row, if they are there."""
    if stored:
        stored_path(stored).unlink(missing_ok=True)


def remove_all_but(batch_id: int, stored: Iterable[str]) -> None:
    """Remove the files of a batch that ``stored`` does not name, and the folder once it is empty."""
    folder = incoming_folder(batch_id)
    if not folder.is_dir():
        return
    named = {stored_path(each) for each in stored}
    for path in folder.iterdir():
        if path not in named:
            path.unlink(missing_ok=True)
    if not named:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def batch_lock(batch_id: int, *, patience: float = 0.0) -> Iterator[Path]:
    """Hold the lock of a batch and give its file. Raise BatchBusy if it is not free within ``patience`` seconds."""
    path = _lock_path(batch_id)
    with try_lock(path, patience=patience) as is_ours:
        if not is_ours:
            raise BatchBusy(f"another process works through batch {batch_id}")
        yield path


def count_attempt(lock_file: Path, name: str) -> int:
    """Return how often a holder of the lock died at ``name``, and note in the lock's file that it is tried once more."""
    before, _, times = lock_file.read_text().partition(" ")
    count = int(times) if before == name and times.isdecimal() else 0
    lock_file.write_text(f"{name} {count + 1}")
    return count


def is_worked_on(batch_id: int) -> bool:
    """Return whether a process holds the lock of the batch just now."""
    return is_locked(_lock_path(batch_id))


def remove_idle_locks(is_done: Callable[[int], bool]) -> None:
    """Remove the lock files of batches for which ``is_done``, unless a process holds them."""
    for path in lock_path("").glob("batch-*"):
        number = path.name.removeprefix("batch-")
        if number.isdecimal() and is_done(int(number)):
            with try_lock(path) as is_ours:
                if is_ours:
                    path.unlink(missing_ok=True)


def _lock_path(batch_id: int) -> Path:
    return lock_path(f"batch-{batch_id}")
