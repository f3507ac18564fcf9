"""A value that a process asks of the cluster once a second at most; an error is kept too."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from search.documents import EngineUnavailable

Value = TypeVar("Value")

#: So that pages wait once a second, not once a question, for a cluster that does not answer.
KEPT_SECONDS = 1.0


class Kept(Generic[Value]):
    """One value, or the EngineUnavailable in its place; safe between threads, of which several may ask at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: tuple[float, Value | EngineUnavailable] | None = None

    def get(self, ask: Callable[[], Value]) -> Value:
        """Return what ``ask`` returned, or raise what it raised, a second ago at most."""
        with self._lock:
            found = self._found
        if found is None or time.monotonic() - found[0] >= KEPT_SECONDS:
            found = self._ask(ask)
        if isinstance(found[1], EngineUnavailable):
            raise found[1]
        return found[1]

    def forget(self) -> None:
        """Let the next ``get`` ask."""
        with self._lock:
            self._found = None

    def _ask(self, ask: Callable[[], Value]) -> tuple[float, Value | EngineUnavailable]:
        value: Value | EngineUnavailable
        try:
            value = ask()
        except EngineUnavailable as error:
            value = error
        found = (time.monotonic(), value)
        with self._lock:
            self._found = found
        return found
