"""Notes on searches that were slow or found nothing, for the status page: JSON lines in a small file under DATA_DIR.

A note is no personal data. It holds an expression and a time cut to the hour or the day, but no address, user or
session. SEARCH_NOTES=0 writes none.

A note is one ``write`` at the end of the file, without a lock: a search never waits for another process. Once a day,
and when the file is full, it is trimmed to the newest notes; a note written meanwhile by another process may be lost.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from archive.monitoring.metrics import count_search
from search.documents import Query, Results
from search.fold import fold

logger = logging.getLogger(__name__)

#: Notes of each kind, and days, that a trim leaves.
MAX_ROWS = 500
MAX_DAYS = 30
#: Size at which the file is trimmed, to half of it at most.
MAX_BYTES = 512 * 1024
_LONGEST = 200  # characters of an expression
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class SlowSearch:
    """One search over SLOW_SEARCH_MS; ``hour`` is ``YYYY-MM-DD HH:00``."""

    hour: str
    expression: str
    ms: float


@dataclass(frozen=True, slots=True)
class EmptySearch:
    """A folded expression that found nothing, how often, and when last; ``last_day`` is ``YYYY-MM-DD``."""

    expression: str
    times: int
    last_day: str


@dataclass(frozen=True, slots=True)
class SearchNotes:
    """What the file says; ``empty`` by expression."""

    slow: list[SlowSearch] = field(default_factory=list)
    empty: dict[str, EmptySearch] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        """Add a line of the file. Raises KeyError, TypeError or ValueError for a line that is no note."""
        expression = str(row["expression"])
        if "ms" in row:
            self.slow.append(SlowSearch(str(row["hour"]), expression, float(row["ms"])))
            return
        known = self.empty.get(expression, EmptySearch(expression, 0, ""))
        times, day = known.times + int(row["times"]), max(known.last_day, str(row["day"]))
        self.empty[expression] = EmptySearch(expression, times, day)

    def trimmed(self, now: datetime) -> SearchNotes:
        """Return the newest MAX_ROWS of each kind that are no older than MAX_DAYS."""
        oldest = f"{now - timedelta(days=MAX_DAYS):%Y-%m-%d %H}:00"
        slow = [each for each in self.slow if each.hour >= oldest]
        empty = [each for each in self.empty.values() if each.last_day >= oldest[:10]]
        slow.sort(key=lambda each: (each.hour, each.ms, each.expression), reverse=True)
        empty.sort(key=lambda each: (each.last_day, each.times, each.expression), reverse=True)
        return SearchNotes(slow[:MAX_ROWS], {each.expression: each for each in empty[:MAX_ROWS]})

    def lines(self) -> Iterator[bytes]:
        """Give the lines of a file with these notes, the newest first."""
        rows = [(n.hour, {"hour": n.hour, "expression": n.expression, "ms": n.ms}) for n in self.slow]
        rows += [
            (n.last_day, {"day": n.last_day, "expression": n.expression, "times": n.times}) for n in self.empty.values()
        ]
        return (_line(row) for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True))


def note_search(query: Query, results: Results, *, face: str) -> None:
    """Count a search that was answered, and note it if it was slow or found nothing.

    ``face`` is page or api. A search that filters left without hits, or of a page past the end, has found something.
    """
    if settings.METRICS:
        count_search(face, results.total, results.took_ms / 1000)
    expression = _one_line(query.text)
    if not settings.SEARCH_NOTES or not expression:
        return
    now = timezone.localtime()
    if results.took_ms >= settings.SLOW_SEARCH_MS:
        _append({"hour": f"{now:%Y-%m-%d %H}:00", "expression": expression, "ms": round(results.took_ms, 1)})
    if not results.total and _is_unfiltered(query):
        _append({"day": f"{now:%Y-%m-%d}", "expression": fold(expression), "times": 1})


def notes_file() -> Path:
    """Return the path of the notes; the file may be missing."""
    return Path(settings.DATA_DIR) / "search-notes.jsonl"


def remove_old_notes() -> None:
    """Remove the SQLite file of earlier versions, which nothing reads or trims any more."""
    for name in ("search-notes.sqlite3", "search-notes.sqlite3-journal"):
        (Path(settings.DATA_DIR) / name).unlink(missing_ok=True)


def slow_searches(most: int = 50) -> list[SlowSearch]:
    """Return the slowest searches of the notes."""
    return sorted(_trim().slow, key=lambda each: -each.ms)[:most]


def empty_searches(most: int = 50) -> list[EmptySearch]:
    """Return the most frequent searches that found nothing, the latest first among equals."""
    by_expression = sorted(_trim().empty.values(), key=lambda each: each.expression)
    return sorted(by_expression, key=lambda each: (each.times, each.last_day), reverse=True)[:most]


def _one_line(text: str) -> str:
    """Return ``text`` as one line of at most _LONGEST printable characters."""
    line = _BLANKS.sub(" ", text[: _LONGEST * 2].encode("utf-8", "replace").decode("utf-8")).strip()
    return "".join(character for character in line if character.isprintable())[:_LONGEST]


def _is_unfiltered(query: Query) -> bool:
    return query == replace(
        Query(query.text), mode=query.mode, sort=query.sort, size=query.size, page=query.page, fold=query.fold
    )


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _append(row: dict[str, Any]) -> None:
    """Write one line; a failure is logged and costs the note alone."""
    try:
        descriptor = os.open(notes_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            state = os.fstat(descriptor)
            os.write(descriptor, _line(row))
        finally:
            os.close(descriptor)
    except OSError:
        logger.warning("notes on searches could not be written", exc_info=True)
        return
    last_write = datetime.fromtimestamp(state.st_mtime, timezone.get_current_timezone())
    if state.st_size >= MAX_BYTES or last_write.date() != timezone.localdate():
        _trim()


def _trim() -> SearchNotes:
    """Trim the file to what may stay, and return that; nothing where the file is missing or cannot be read."""
    try:
        with notes_file().open("rb") as file:
            text = file.read()
            notes = _read(text).trimmed(timezone.localtime())
            if (wanted := _within_bytes(notes.lines())) != text:
                _replace(file.fileno(), len(text), wanted)
            return notes
    except FileNotFoundError:
        pass
    except OSError:
        logger.warning("notes on searches could not be read", exc_info=True)
    return SearchNotes()


def _read(text: bytes) -> SearchNotes:
    """Read the lines of the file; a line that is no note is left out."""
    notes = SearchNotes()
    for line in text.splitlines():
        try:
            notes.add(json.loads(line))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            continue
    return notes


def _within_bytes(lines: Iterator[bytes]) -> bytes:
    """Join the first lines, to half of MAX_BYTES at most."""
    sizes = itertools.accumulate(map(len, kept := list(lines)))
    return b"".join(line for line, size in zip(kept, sizes, strict=True) if size <= MAX_BYTES // 2)


def _replace(descriptor: int, size: int, wanted: bytes) -> None:
    """Write ``wanted`` in the place of the open file, unless it has grown over ``size`` or another process trims it."""
    path = notes_file()
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    now, here = os.fstat(descriptor), path.stat()
    if now.st_size != size or now.st_ino != here.st_ino:
        return
    part = path.with_suffix(".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(wanted)
    part.replace(path)
