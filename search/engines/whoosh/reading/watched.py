"""What was read from a folder, kept until something in the folder changes: to ask takes 2 µs, to list it 40.

A page of results looks for the newest commit a dozen times. A folder's time changes when a file in it is made, renamed or
removed, and every commit does all three.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

#: Nanoseconds. The clock that files are stamped with stands still for up to 10 ms (a tick of the kernel): what was read so
#: soon after a change is not kept, because another change could bear the same time.
_TICK = 50_000_000
#: And in any case it is read again after half a second, for file systems whose clock is another machine's or ticks seconds.
_KEPT = 500_000_000


class _Seen(NamedTuple, Generic[T]):
    folder: Path
    changed: int
    at: int
    value: T


class Watched(Generic[T]):
    """``read(folder)``, read again when anything in the folder was made, renamed or removed."""

    def __init__(self, read: Callable[[Path], T]) -> None:
        self._read = read
        self._seen: _Seen[T] | None = None

    def __call__(self, folder: Path) -> T:
        """Raises what ``read`` raises; also where the folder is gone."""
        now = time.time_ns()
        try:
            changed = os.stat(folder).st_mtime_ns
        except FileNotFoundError:
            return self._read(folder)
        seen = self._seen
        if seen and seen.folder == folder and seen.changed == changed and 0 <= now - seen.at < _KEPT:
            return seen.value
        value = self._read(folder)
        self._seen = _Seen(folder, changed, now, value) if changed + _TICK < now else None
        return value
