"""An engine that counts what it is asked, or does not answer, around the engine of the settings.

Each question may be a way over a network.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from search import engine as border
from search.documents import EngineUnavailable
from search.sentences import say

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


#: As an engine says it, whose machine does not answer.
AWAY = say("检索暂时不能回答：连接不上检索集群。报告都在，可以先按地区浏览，稍后再检索。")


class AwayEngine:
    """An engine on another machine of which the methods ``away`` raise EngineUnavailable; ``state`` is its health."""

    def __init__(self, inner: border.SearchEngine) -> None:
        self._inner = inner
        self.away: set[str] = set()
        self.state = "ok"

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in self.away:
            return self._fail
        return getattr(self._inner, name)

    def health(self) -> str:
        return self.state

    def _fail(self, *arguments: Any, **options: Any) -> Any:
        raise EngineUnavailable(AWAY)


def use_counting_engine(monkeypatch) -> CountingEngine:
    """Return the counting engine that the archive asks until the test ends."""
    return _use(monkeypatch, CountingEngine)


def use_away_engine(monkeypatch) -> AwayEngine:
    """Return the engine that the archive asks until the test ends; it answers until the test takes methods away."""
    return _use(monkeypatch, AwayEngine)


def _use(monkeypatch, kind):
    border.get_engine.cache_clear()
    made = kind(border.get_engine())
    monkeypatch.setattr(border, "_room", lambda name: SimpleNamespace(open_engine=lambda settings, texts: made))
    border.get_engine.cache_clear()
    return made
