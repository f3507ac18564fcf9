"""An engine that counts what it is asked, around the engine of the settings: each question may be a way over a network."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from search import engine as border

#: What an engine on another machine answers from its own memory for a second.
_FREE = {"newest_commit"}


class CountingEngine:
    """``asked``: the name of each method that was called, in order; the newest commit's name is not counted."""

    def __init__(self, inner: border.SearchEngine) -> None:
        self._inner = inner
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._inner, name)

        def ask(*arguments: Any, **options: Any) -> Any:
            if name not in _FREE:
                self.asked.append(name)
            return method(*arguments, **options)

        return ask


def use_counting_engine(monkeypatch) -> CountingEngine:
    """Return the counting engine that the archive asks until the test ends."""
    border.get_engine.cache_clear()
    counting = CountingEngine(border.get_engine())
    monkeypatch.setattr(border, "_room", lambda name: SimpleNamespace(open_engine=lambda settings, texts: counting))
    border.get_engine.cache_clear()
    return counting
