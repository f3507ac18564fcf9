"""The lexicon of this archive: words of its index, its measures and the names of places, for suggestions.

A large one takes seconds to build, so it is built beside the requests; the one before, or names alone, serve meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from archive.holdings.measures import MeasureNames
from archive.places.gazetteer import codes_by_name
from archive.suggesting.tables import current_table, keep_table, latest_table
from search.counts import count_documents
from search.documents import Query, SearchError
from search.engine import SearchEngine, get_engine
from search.suggest import KnownWord, Lexicon

logger = logging.getLogger(__name__)

#: Reports up to which a lexicon is built within the request, in some tens of milliseconds.
SMALL_ARCHIVE = 1000
_KIND, _NAMES_ALONE = "lexicon", "lexicon of names"
_building = threading.Lock()


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
    if count_documents(Query()) <= SMALL_ARCHIVE:
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
