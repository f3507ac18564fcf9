"""Locks among the processes of one DATA_DIR. fcntl locks: the kernel frees one when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

_BETWEEN_TRIES = 0.05  # seconds


def lock_path(name: str) -> Path:
    """The file of the lock ``name``; it need not be there."""
    return Path(settings.DATA_DIR) / "locks" / name


@contextmanager
def try_lock(path: Path, *, patience: float = 0.0) -> Iterator[bool]:
    """Whether the lock of this file came to us within ``patience`` seconds; if so, it is ours until the block ends."""
    path.parent.mkdir(exist_ok=True)
    until = time.monotonic() + patience
    with path.open("a+") as file:
        while not (is_ours := _lock(file, fcntl.LOCK_EX)) and time.monotonic() < until:
            time.sleep(_BETWEEN_TRIES)
        yield is_ours


def is_locked(path: Path) -> bool:
    """Whether a process holds the lock just now. A shared lock for a blink: two askers do not collide."""
    try:
        with path.open("r") as file:
            return not _lock(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
