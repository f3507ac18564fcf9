"""The lexicon of this archive: words of its index, its measures and the names of places, for suggestions.

Made once for a state of the index. A large one takes seconds, so it is made beside the requests, and the one before
(or names alone) serves meanwhile: counts are always asked fresh, so an old lexicon misses new words and says nothing false.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from archive.holdings.measures import Names
from archive.places.gazetteer import gazetteer
from search.documents import Query, SearchError
from search.engine import SearchEngine, get_engine
from search.suggest import KnownWord, Lexicon

logger = logging.getLogger(__name__)

#: Reports up to which a lexicon is made at once, in some tens of milliseconds.
SMALL_ARCHIVE = 1000
#: A lexicon serves for so many times as long as it took to make: making them takes a twentieth of one core at the most.
_SERVES = 20


@dataclass(frozen=True)
class _Made:
    engine: SearchEngine
    commit: str
    names: tuple[str, ...]
    lexicon: Lexicon
    at: float
    took: float

    def fits(self, engine: SearchEngine, commit: str, names: tuple[str, ...]) -> bool:
        if self.engine is not engine or self.names != names:
            return False
        return self.commit == commit or time.monotonic() < self.at + _SERVES * max(0.0, self.took - 0.2)


_made: _Made | None = None
_making = threading.Lock()


def reader_lexicon(measures: Iterable[Names]) -> Lexicon:
    """The lexicon of the present index, or the nearest that there is; without an index, of names alone."""
    names = tuple(name for measure in measures for name in measure.written)
    engine = get_engine()
    try:
        commit = engine.newest_commit()
    except SearchError:
        return _of_names(names)
    made = _made
    if made is not None and made.fits(engine, commit, names):
        return made.lexicon
    if engine.count(Query()) <= SMALL_ARCHIVE:
        return _make(engine, commit, names)
    if _making.acquire(blocking=False):
        threading.Thread(target=_make_beside, args=(engine, commit, names), daemon=True).start()
    return made.lexicon if made is not None and made.engine is engine else _of_names(names)


@cache
def place_codes() -> Mapping[str, tuple[str, ...]]:
    """{folded name: codes of the units that bear it or bore it}: names of today, usual short ones, former ones."""
    places = (place for group in gazetteer().names.values() for place in group)
    found: dict[str, tuple[str, ...]] = {}
    for place in places:
        found[place.folded] = tuple(dict.fromkeys((*found.get(place.folded, ()), *place.codes)))
    return found


@cache
def _known_places() -> tuple[KnownWord, ...]:
    return tuple(KnownWord(name, 1) for name in place_codes())


def _make_beside(engine: SearchEngine, commit: str, names: tuple[str, ...]) -> None:
    try:
        _make(engine, commit, names, beside=True)
    except SearchError as error:
        logger.warning("no lexicon for suggestions: %s", error)
    finally:
        _making.release()


def _make(engine: SearchEngine, commit: str, names: tuple[str, ...], *, beside: bool = False) -> Lexicon:
    global _made
    started = time.monotonic()
    lexicon = Lexicon([*_known_names(names), *(KnownWord(word, 2, held) for word, held in engine.vocabulary().items())])
    if beside:
        lexicon.prepare()
    now = time.monotonic()
    _made = _Made(engine, commit, names, lexicon, now, now - started)
    return lexicon


def _known_names(names: tuple[str, ...]) -> list[KnownWord]:
    # Negative weights keep the editors' order among names.
    return [
        *(KnownWord(name, 0, -number) for number, name in enumerate(names)),
        *_known_places(),
    ]


_lexicon_of_names: tuple[tuple[str, ...], Lexicon] | None = None


def _of_names(names: tuple[str, ...]) -> Lexicon:
    """Measures and places alone; kept, because it serves where there is no index or a large one is being read."""
    global _lexicon_of_names
    if _lexicon_of_names is None or _lexicon_of_names[0] != names:
        _lexicon_of_names = names, Lexicon(_known_names(names))
    return _lexicon_of_names[1]
