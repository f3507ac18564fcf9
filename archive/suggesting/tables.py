"""The cache of suggestion tables, each built from one commit of the index, and the table of words: the lexicon.

A table serves until the index has another commit. One that took long to build serves on for SERVES times as long as that,
so that building takes a twentieth of one core at most. Counts are never read from tables, so an old one only lacks
new words or titles. Bound: one table of each kind, some 20 MB at 100,000 reports.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from archive.holdings.measures import MeasureNames
from archive.places.gazetteer import codes_by_name
from search.documents import Query, SearchError
from search.engine import SearchEngine, get_engine
from search.suggest import KnownWord, Lexicon

logger = logging.getLogger(__name__)

SERVES = 20
#: Seconds that a table may take and still be built anew for each commit.
QUICK = 0.1
#: Reports up to which a lexicon is built within the request, in some tens of milliseconds.
SMALL_ARCHIVE = 1000
_KIND, _NAMES_ALONE = "lexicon", "lexicon of names"


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
_building = threading.Lock()


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


def reader_lexicon(measures: Iterable[MeasureNames]) -> Lexicon:
    """Return the lexicon of the present index, or the nearest that there is; without an index, of names alone."""
    names = tuple(name for measure in measures for name in measure.written)
    engine = get_engine()
    try:
        commit = engine.newest_commit()
    except SearchError:
        return _of_names(engine, names)
    if (lexicon := current_table(_KIND, engine, commit, names)) is not None:
        return lexicon
    if engine.count(Query()) <= SMALL_ARCHIVE:
        return _build(engine, commit, names)
    if _building.acquire(blocking=False):
        threading.Thread(target=_build_beside, args=(engine, commit, names), daemon=True).start()
    latest = latest_table(_KIND, engine)
    return _of_names(engine, names) if latest is None else latest


def _build_beside(engine: SearchEngine, commit: str, names: tuple[str, ...]) -> None:
    try:
        _build(engine, commit, names, is_beside=True)
    except SearchError as error:
        logger.warning("no lexicon for suggestions: %s", error)
    finally:
        _building.release()


def _build(engine: SearchEngine, commit: str, names: tuple[str, ...], *, is_beside: bool = False) -> Lexicon:
    started = time.monotonic()
    lexicon = Lexicon([*_known_names(names), *(KnownWord(word, 2, held) for word, held in engine.vocabulary().items())])
    if is_beside:
        lexicon.prepare()
    keep_table(_KIND, lexicon, engine=engine, commit=commit, basis=names, started=started)
    return lexicon


def _of_names(engine: SearchEngine, names: tuple[str, ...]) -> Lexicon:
    """Return a lexicon of measures and places, for an index that is missing or still being read."""
    if (lexicon := current_table(_NAMES_ALONE, engine, "", names)) is None:
        started = time.monotonic()
        lexicon = Lexicon(_known_names(names))
        keep_table(_NAMES_ALONE, lexicon, engine=engine, commit="", basis=names, started=started)
    return lexicon


def _known_names(names: tuple[str, ...]) -> list[KnownWord]:
    # Negative weights keep the editors' order among names.
    measures = (KnownWord(name, 0, -number) for number, name in enumerate(names))
    return [*measures, *(KnownWord(name, 1) for name in codes_by_name())]
