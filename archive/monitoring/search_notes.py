"""Notes on searches that were slow or found nothing, for the status page; in a small file of their own.

They are no personal data: an expression and a time cut to the hour or the day, with neither address nor user nor
session nor what was asked before, so that no two notes can be joined to one person. SEARCH_NOTES=0 keeps none.

Not in the database: a search must never wait for its writer, and a backup need not hold them. They are gathered in
memory and written by a thread of their own, at most once a second per process; a crash loses that second.
"""

from __future__ import annotations

import atexit
import logging
import re
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from archive.monitoring.metrics import count_search
from search.documents import Query, Results
from search.fold import fold

logger = logging.getLogger(__name__)

KEPT_ROWS = 500
KEPT_DAYS = 30
WRITE_EVERY = 1.0  # seconds
_LONGEST = 200  # characters of an expression
_BLANKS = re.compile(r"\s+")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS slow (id INTEGER PRIMARY KEY, hour TEXT NOT NULL, expression TEXT NOT NULL, ms REAL NOT NULL);
CREATE TABLE IF NOT EXISTS empty (expression TEXT PRIMARY KEY, times INTEGER NOT NULL, last_day TEXT NOT NULL);
"""
_TRIM = (
    ("DELETE FROM slow WHERE hour < ?", "hour"),
    ("DELETE FROM empty WHERE last_day < ?", "day"),
    ("DELETE FROM slow WHERE id NOT IN (SELECT id FROM slow ORDER BY id DESC LIMIT ?)", "rows"),
    (
        "DELETE FROM empty WHERE expression NOT IN "
        "(SELECT expression FROM empty ORDER BY last_day DESC, times DESC, rowid DESC LIMIT ?)",
        "rows",
    ),
)


@dataclass(frozen=True, slots=True)
class Note:
    """One search worth a note; ``ms`` None for one that found nothing."""

    file: Path
    expression: str
    at: datetime
    ms: float | None


@dataclass(frozen=True, slots=True)
class SlowSearch:
    hour: str
    expression: str
    ms: float


@dataclass(frozen=True, slots=True)
class EmptySearch:
    expression: str
    times: int
    last_day: str


#: Bounded: a flood of searches drops the oldest notes, never a search.
_gathered: deque[Note] = deque(maxlen=1000)
_lock = threading.Lock()
_timer: threading.Timer | None = None


def note_search(query: Query, results: Results, *, face: str) -> None:
    """Count a search that was answered, and note it if it was slow or found nothing; takes microseconds.

    ``face``: page or api. What filters left out, or lies past the end, is no search that found nothing.
    """
    count_search(face, results.total, results.took_ms / 1000)
    expression = _shown(query.text)
    if not settings.SEARCH_NOTES or not expression:
        return
    if results.took_ms >= settings.SLOW_SEARCH_MS:
        _gather(Note(notes_file(), expression, timezone.localtime(), results.took_ms))
    if not results.total and _is_unfiltered(query):
        _gather(Note(notes_file(), fold(expression), timezone.localtime(), None))


def notes_file() -> Path:
    return Path(settings.DATA_DIR) / "search-notes.sqlite3"


def write_gathered() -> None:
    """Write what was gathered; a failure is logged and forgotten."""
    global _timer
    with _lock:
        _timer = None
        notes = list(_gathered)
        _gathered.clear()
    for file in {note.file for note in notes}:
        try:
            with _opened(file) as notebook:
                _write(notebook, [note for note in notes if note.file == file])
        except (sqlite3.Error, OSError):
            logger.warning("notes on searches could not be written", exc_info=True)


def slow_searches(most: int = 50) -> list[SlowSearch]:
    """The slowest of those kept."""
    return [
        SlowSearch(*row)
        for row in _read("SELECT hour, expression, ms FROM slow ORDER BY ms DESC, id DESC LIMIT ?", most)
    ]


def empty_searches(most: int = 50) -> list[EmptySearch]:
    """The most frequent of those kept."""
    return [
        EmptySearch(*row)
        for row in _read(
            "SELECT expression, times, last_day FROM empty ORDER BY times DESC, last_day DESC, expression LIMIT ?", most
        )
    ]


def _shown(text: str) -> str:
    """One line of valid characters, not too long."""
    line = _BLANKS.sub(" ", text[: _LONGEST * 2].encode("utf-8", "replace").decode("utf-8")).strip()
    return "".join(character for character in line if character.isprintable())[:_LONGEST]


def _is_unfiltered(query: Query) -> bool:
    return query == replace(
        Query(query.text), mode=query.mode, sort=query.sort, size=query.size, page=query.page, fold=query.fold
    )


def _gather(note: Note) -> None:
    global _timer
    with _lock:
        _gathered.append(note)
        # A thread does not live on through a fork: none alive means that this process has none.
        if _timer is None or not _timer.is_alive():
            _timer = threading.Timer(WRITE_EVERY, write_gathered)
            _timer.daemon = True
            _timer.start()


def _write(notebook: sqlite3.Connection, notes: list[Note]) -> None:
    for note in notes:
        if note.ms is None:
            notebook.execute(
                "INSERT INTO empty VALUES (?, 1, ?) "
                "ON CONFLICT (expression) DO UPDATE SET times = times + 1, last_day = excluded.last_day",
                (note.expression, f"{note.at:%Y-%m-%d}"),
            )
        else:
            notebook.execute(
                "INSERT INTO slow (hour, expression, ms) VALUES (?, ?, ?)",
                (f"{note.at:%Y-%m-%d %H}:00", note.expression, round(note.ms, 1)),
            )
    _trim(notebook)


def _trim(notebook: sqlite3.Connection) -> None:
    oldest = timezone.localtime() - timedelta(days=KEPT_DAYS)
    bounds: dict[str, object] = {"hour": f"{oldest:%Y-%m-%d %H}:00", "day": f"{oldest:%Y-%m-%d}", "rows": KEPT_ROWS}
    for statement, bound in _TRIM:
        notebook.execute(statement, (bounds[bound],))


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside one transaction. Not synced: these notes may be lost."""
    with closing(sqlite3.connect(file, timeout=2)) as notebook:
        notebook.execute("PRAGMA synchronous = OFF")
        notebook.executescript(_SCHEMA)
        with notebook:
            yield notebook


def _read(statement: str, most: int) -> list[tuple]:
    if not notes_file().exists():
        return []
    try:
        with _opened(notes_file()) as notebook:
            _trim(notebook)  # an archive that nobody searches forgets too
            return notebook.execute(statement, (most,)).fetchall()
    except sqlite3.Error:
        logger.warning("notes on searches could not be read", exc_info=True)
        return []


atexit.register(write_gathered)
