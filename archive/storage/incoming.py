"""Files on their way in (暂存): under ``DATA_DIR/incoming/<batch>/`` by numbers of ours, until their row is final.

A name of the uploader never becomes a path. What a row names in ``stored`` is on disk, fsynced, before the
row is; what no row names is left over from a crash and may go.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from archive.storage.locks import is_locked, lock_path, try_lock

MEGABYTE = 1024 * 1024
#: Left free on the disk by every upload: database, index and the others need room too.
RESERVE_BYTES = 200 * MEGABYTE
#: An upload lies there twice for a while (spooled, and as an original), and its text and index once more.
ROOM_PER_BYTE = 3


class BatchBusy(Exception):
    """Another process works on this batch."""


class NoRoom(Exception):
    """The disk is nearly full; the (Chinese) sentence says so."""


def incoming_folder(batch_id: int) -> Path:
    return Path(settings.DATA_DIR) / "incoming" / str(batch_id)


def stored_path(stored: str) -> Path:
    """Where the bytes of ``ImportFile.stored`` (``<batch>/<name of ours>``) lie."""
    return Path(settings.DATA_DIR) / "incoming" / stored


def check_room(size: int) -> None:
    """Raises NoRoom unless ``size`` bytes can come in."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < size * ROOM_PER_BYTE + RESERVE_BYTES:
        raise NoRoom(
            f"服务器磁盘只剩 {free // MEGABYTE} MB，放不下这次的 {size / MEGABYTE:.1f} MB，没有收下任何文件。"
            "请告诉管理员清理磁盘，或少传几个文件。"
        )


def store(batch_id: int, name: str, chunks: Iterable[bytes]) -> str:
    """Write a file under ``name``, a name of ours; durable after ``sync_folder``. Gives ``ImportFile.stored``."""
    folder = incoming_folder(batch_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / name).open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return f"{batch_id}/{name}"


def sync_folder(batch_id: int) -> None:
    """Make the names in a batch's folder survive a power cut; call it before their rows are written."""
    folder = incoming_folder(batch_id)
    for changed in (folder, folder.parent):
        if changed.is_dir():
            descriptor = os.open(changed, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def drop(stored: str) -> None:
    """Remove the bytes of a row that is final; nothing if they are gone."""
    if stored:
        stored_path(stored).unlink(missing_ok=True)


def drop_all_but(batch_id: int, stored: Iterable[str]) -> None:
    """Remove what no row names, and the folder once it is empty."""
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
    """One process a batch; gives the file of the lock. Raises BatchBusy after ``patience`` seconds."""
    path = _lock_of(batch_id)
    with try_lock(path, patience=patience) as is_ours:
        if not is_ours:
            raise BatchBusy(f"batch {batch_id} is being worked on by another process")
        yield path


def is_worked_on(batch_id: int) -> bool:
    """Whether a process holds the lock of the batch just now."""
    return is_locked(_lock_of(batch_id))


def _lock_of(batch_id: int) -> Path:
    return lock_path(f"batch-{batch_id}")
