"""The cache of suggestion tables: what suggestions look up, built from one commit of the index.

A table serves until the index has another commit. One that took long to build serves on for SERVES times as long as that,
so that building takes a twentieth of one core at most. Counts are never read from tables, so an old one only lacks
new words or titles. Bound: one table of each kind, some 20 MB at 100,000 reports.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from search.engine import SearchEngine

SERVES = 20
#: Seconds that a table may take and still be built anew for each commit.
QUICK = 0.1


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table with all that it was built from; ``built_at`` and ``took`` in seconds of the monotonic clock."""

    engine: SearchEngine
    commit: str
    basis: Hashable
    table: Any
    built_at: float
    took: float


_entries: dict[str, _Entry] = {}


def current_table(kind: str, engine: SearchEngine, commit: str, basis: Hashable = None) -> Any:
    """Return the table of this kind that serves for the commit, None if there is none.

    ``basis``: what else the table is built from, compared by value.
    """
    entry = _entries.get(kind)
    if entry is None or entry.engine is not engine or entry.basis != basis:
        return None
    serves_on = time.monotonic() < entry.built_at + SERVES * max(0.0, entry.took - QUICK)
    return entry.table if entry.commit == commit or serves_on else None


def latest_table(kind: str, engine: SearchEngine) -> Any:
    """Return the last table of this kind that was built from the engine, of whatever commit; None if there is none."""
    entry = _entries.get(kind)
    return entry.table if entry is not None and entry.engine is engine else None


def keep_table(
    kind: str, table: Any, *, engine: SearchEngine, commit: str, basis: Hashable = None, started: float
) -> None:
    """Put a table in place of the last of its kind. ``started``: when its building began, by the monotonic clock."""
    now = time.monotonic()
    _entries[kind] = _Entry(engine, commit, basis, table, now, now - started)
