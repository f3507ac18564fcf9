"""The fold of a line, kept a while: several rules of the card read the same lines one after another."""

from __future__ import annotations

from functools import lru_cache

from search.fold import fold


@lru_cache(maxsize=512)
def fold_line(line: str) -> str:
    """``fold(line)``; the last 512 lines are remembered."""
    return fold(line)
