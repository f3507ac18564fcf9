"""A value read from a folder, read again only when the folder changes: a check takes 2 µs, a listing 40.

The snapshot cache checks for the newest commit a dozen times a page. A folder's modification time changes when a file
in it is created, renamed or removed, and every commit does all three.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

#: Nanoseconds. The clock of file times stands still for up to 10 ms (a tick of the kernel). A value read so soon after
#: a change is not stored, because a second change could bear the same time.
_TICK = 50_000_000
#: Every value is read again after half a second, for file systems with the clock of another machine or a coarse one.
_MAX_AGE = 500_000_000


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
