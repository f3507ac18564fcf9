"""The last used values within a budget of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from operator import attrgetter
from typing import Any, TypeVar

Value = TypeVar("Value")


class Kept:
    """An LRU whose entries name their cost in bytes; safe between threads."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._used = 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def once(
        self, key: Hashable, make: Callable[[], Value], cost: Callable[[Value], int] = attrgetter("cost")
    ) -> Value:
        """What is kept under ``key``, made now if nothing is. Two threads may both make it."""
        if (value := self.get(key)) is None:
            value = make()
            self.put(key, value, cost(value))
        return value

    def get(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: Any, cost: int) -> None:
        """Keep ``value`` unless it alone is over the budget; what was not used longest goes."""
        with self._lock:
            if key in self._values or cost > self._budget:
                return
            self._values[key] = value, cost
            self._used += cost
            while self._used > self._budget:
                _, (_, dropped) = self._values.popitem(last=False)
                self._used -= dropped
