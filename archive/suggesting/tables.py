"""The cache of suggestion tables, each built from one commit of the index, and one of the tables: the lexicon.

Bound: one table of each kind, of 40,000 words or of the gazetteer's names at most, however many reports there are. Key: the
engine, the commit, and all else that the table is built from. A table ends with the next commit; one that took long to
build stays for SERVES times its building time, so that building takes a twentieth of one core at most.
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
from archive.searching.counts import Counts
from search.documents import Query, SearchError
from search.engine import SearchEngine, get_engine
from search.suggest import KnownWord, Lexicon

logger = logging.getLogger(__name__)

#: A table stays for so many times the seconds that its building took beyond QUICK.
SERVES = 20
#: A table that is built within so many seconds is built anew for each commit.
QUICK = 0.1
#: Reports up to which a lexicon is built within the request, in some tens of milliseconds.
SMALL_ARCHIVE = 1000
_KIND, _NAMES_ALONE = "lexicon", "lexicon of names"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table with all that it was built from; ``built_at`` and ``took`` are seconds of the monotonic clock."""

    engine: SearchEngine
    commit: str
    basis: Hashable
    table: Any
    built_at: float
    took: float


_entries: dict[str, _Entry] = {}
_building = threading.Lock()


def current_table(kind: str, engine: SearchEngine, commit: str, basis: Hashable = None) -> Any:
    """Return the table of this kind for the commit, None if there is none.

    ``basis``: all that the table is built from besides the index, compared by value.
    """
    entry = _entries.get(kind)
    if entry is None or entry.engine is not engine or entry.basis != basis:
        return None
    is_recent = time.monotonic() < entry.built_at + SERVES * max(0.0, entry.took - QUICK)
    return entry.table if entry.commit == commit or is_recent else None


def latest_table(kind: str, engine: SearchEngine) -> Any:
    """Return the newest table of this kind of the engine, of any commit; None if there is none."""
    entry = _entries.get(kind)
    return entry.table if entry is not None and entry.engine is engine else None


def store_table(
    kind: str, table: Any, *, engine: SearchEngine, commit: str, basis: Hashable = None, started: float
) -> None:
    """Store a table in place of the last one of its kind. ``started``: the start of its building, by the monotonic clock."""
    now = time.monotonic()
    _entries[kind] = _Entry(engine, commit, basis, table, now, now - started)


def reader_lexicon(measures: Iterable[MeasureNames], counts: Counts) -> Lexicon:
    """Return the lexicon of words of the index and names of measures and regions, for suggestions.

    A large one takes seconds to build, so a thread builds it; meanwhile the last one, or one of names alone, is returned.
    """
    names = tuple(name for measure in measures for name in measure.written)
    engine = get_engine()
    try:
        commit = engine.newest_commit()
    except SearchError:
        return _of_names(engine, names)
    if (lexicon := current_table(_KIND, engine, commit, names)) is not None:
        return lexicon
    if (counts(Query()) or 0) <= SMALL_ARCHIVE:
        return _build(engine, commit, names)
    if _building.acquire(blocking=False):
        try:
            threading.Thread(target=_build_in_thread, args=(engine, commit, names), daemon=True).start()
        except RuntimeError:  # no thread is to be had; a later query tries again
            _building.release()
            logger.warning("no thread for the lexicon of suggestions")
    latest = latest_table(_KIND, engine)
    return _of_names(engine, names) if latest is None else latest


def _build_in_thread(engine: SearchEngine, commit: str, names: tuple[str, ...]) -> None:
    try:
        _build(engine, commit, names, is_in_thread=True)
    except SearchError as error:
        logger.warning("no lexicon for suggestions: %s", error)
    finally:
        _building.release()


def _build(engine: SearchEngine, commit: str, names: tuple[str, ...], *, is_in_thread: bool = False) -> Lexicon:
    started = time.monotonic()
    lexicon = Lexicon(
        [*_known_names(names), *(KnownWord(word, 2, count) for word, count in engine.vocabulary().items())]
    )
    if is_in_thread:
        lexicon.prepare()
    store_table(_KIND, lexicon, engine=engine, commit=commit, basis=names, started=started)
    return lexicon


def _of_names(engine: SearchEngine, names: tuple[str, ...]) -> Lexicon:
    """Return a lexicon of measures and regions, for an index that is missing or whose words are still being read."""
    if (lexicon := current_table(_NAMES_ALONE, engine, "", names)) is None:
        started = time.monotonic()
        lexicon = Lexicon(_known_names(names))
        store_table(_NAMES_ALONE, lexicon, engine=engine, commit="", basis=names, started=started)
    return lexicon


def _known_names(names: tuple[str, ...]) -> list[KnownWord]:
    # Negative weights keep the editors' order among names.
    measures = (KnownWord(name, 0, -number) for number, name in enumerate(names))
    return [*measures, *(KnownWord(name, 1) for name in codes_by_name())]
