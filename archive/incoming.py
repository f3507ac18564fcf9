"""Files on their way in (暂存): under ``DATA_DIR/incoming/<batch>/`` by numbers of ours, until their row is final.

A name of the uploader never becomes a path. What a row names in ``stored`` is on disk, fsynced, before the
row is; what no row names is left over from a crash and may go.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

MEGABYTE = 1024 * 1024
#: Left free on the disk by every upload: database, index and the others need room too.
RESERVE_BYTES = 200 * MEGABYTE
#: An upload lies there twice for a while (spooled, and as an original), and its text and index once more.
ROOM_PER_BYTE = 3
#: Processes that take uploads in at the same time, however many batches wait: each keeps a processor busy and holds
#: dictionary and place names in memory, and readers share the machine with them.
MOST_WORKERS = 2


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
    """One process a batch; gives the file of the lock. Raises BatchBusy after ``patience`` seconds.

    An fcntl lock: the kernel frees it when its holder dies, however it dies.
    """
    path = _lock_file(f"batch-{batch_id}")
    until = time.monotonic() + patience
    with path.open("a+") as file:
        while not _lock(file):
            if time.monotonic() >= until:
                raise BatchBusy(f"batch {batch_id} is being worked on by another process")
            time.sleep(0.05)
        yield path


@contextmanager
def worker_place(*, patience: float = 0.0) -> Iterator[bool]:
    """One of the MOST_WORKERS places for processes that take uploads in; False if none is free for ``patience`` seconds.

    An fcntl lock, as that of a batch.
    """
    until = time.monotonic() + patience
    while True:
        for number in range(MOST_WORKERS):
            with _lock_file(f"worker-{number}").open("a+") as file:
                if _lock(file):
                    yield True
                    return
        if time.monotonic() >= until:
            yield False
            return
        time.sleep(0.05)


def is_worked_on(batch_id: int) -> bool:
    """Whether a process holds the lock of the batch just now. A shared lock for a blink: two askers do not collide."""
    path = Path(settings.DATA_DIR) / "locks" / f"batch-{batch_id}"
    try:
        with path.open("r") as file:
            return not _lock(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _lock_file(name: str) -> Path:
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(exist_ok=True)
    return folder / name


def _lock(file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    """Lock the file until it is closed; False where another process has it."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
