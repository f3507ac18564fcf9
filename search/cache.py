"""A cache with a bound in bytes, for whatever costs more to work out than to keep."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from operator import attrgetter
from typing import Any, TypeVar

Value = TypeVar("Value")


class ByteBoundedCache:
    """A least-recently-used cache whose entries name their cost in bytes; safe between threads.

    A key includes everything that its value depends on, so no entry is ever out of date.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._used_bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get_or_make(
        self, key: Hashable, make: Callable[[], Value], cost: Callable[[Value], int] = attrgetter("cost")
    ) -> Value:
        """Return the value under ``key``; make and store it if there is none. Two threads may both make it."""
        if (value := self.get(key)) is None:
            value = make()
            self.put(key, value, cost(value))
        return value

    def get(self, key: Hashable) -> Any:
        """Return the value under ``key``, or None."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def put(self, key: Hashable, value: Any, cost: int) -> None:
        """Store ``value`` unless it alone exceeds the bound; the least recently used entries make room."""
        with self._lock:
            if key in self._entries or cost > self._max_bytes:
                return
            self._entries[key] = value, cost
            self._used_bytes += cost
            while self._used_bytes > self._max_bytes:
                _, (_, freed) = self._entries.popitem(last=False)
                self._used_bytes -= freed

    def drop(self, is_over: Callable[[Any], bool]) -> None:
        """Drop the entries whose key ``is_over``, in one pass."""
        with self._lock:
            for key in [key for key in self._entries if is_over(key)]:
                self._used_bytes -= self._entries.pop(key)[1]

    @property
    def used_bytes(self) -> int:
        """The cost of all entries, at most the bound."""
        return self._used_bytes

    def clear(self) -> None:
        """Drop all entries."""
        with self._lock:
            self._entries.clear()
            self._used_bytes = 0
