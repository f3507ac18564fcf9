"""Segments opened for reading, and the snapshot of one commit that a search runs on.

A segment's files never change, so what is read from them is kept across commits; only the set
of its deleted documents is the commit's own.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from typing import Any

from whoosh.reading import SegmentReader, TermNotFound

from search.documents import MatchMode
from search.engines.whoosh.schema import COLUMNS, TEXT_FIELDS, make_schema, token_bytes
from search.engines.whoosh.storage import DurableStorage, latest_generation, read_segments
from search.highlight import normal_form

#: {document number: offsets of a token in its field, ascending}
Postings = dict[int, "array[int]"]

_ENTRY_COST = 160  # bytes of a dict entry with its array's header, about
POSTINGS_BUDGET = 64 * 1024 * 1024
TEXTS_BUDGET = 32 * 1024 * 1024


class Kept:
    """The last used values within a budget of bytes; safe between threads."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._used = 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: Any, cost: int) -> None:
        with self._lock:
            if key in self._values or cost > self._budget:
                return
            self._values[key] = value, cost
            self._used += cost
            while self._used > self._budget:
                _, (_, dropped) = self._values.popitem(last=False)
                self._used -= dropped


class OpenSegment:
    """One segment's columns in memory, its postings and texts on demand, numbered within the segment."""

    def __init__(self, name: str, reader: SegmentReader, postings: Kept, texts: Kept) -> None:
        self.name = name
        self._reader = reader
        self._kept_postings = postings
        self._kept_texts = texts
        # Whoosh's readers seek in a file they share, so one thread at a time.
        self._lock = threading.Lock()
        self.size = reader.doc_count_all()
        self.ids: list[int] = self._column("id")
        self.lengths = {field: self._column(f"{field}_length") for field in TEXT_FIELDS}
        self.columns = {
            name: [bytes(value).decode("utf-8", "surrogatepass") for value in self._column(name)] for name in COLUMNS
        }

    def _column(self, name: str) -> list:
        column = self._reader.column_reader(name, translate=False)
        return [column[number] for number in range(self.size)]

    def postings(self, field: str, token: str) -> Postings:
        """Documents that hold the token; it may name some that were deleted since."""
        key = self.name, field, token
        if (found := self._kept_postings.get(key)) is None:
            found = self._read_postings(field, token)
            cost = _ENTRY_COST + sum(_ENTRY_COST + offsets.itemsize * len(offsets) for offsets in found.values())
            self._kept_postings.put(key, found, cost)
        return found

    def _read_postings(self, field: str, token: str) -> Postings:
        found: Postings = {}
        with self._lock:
            try:
                matcher = self._reader.postings(field, token_bytes(token))
            except TermNotFound:
                return found
            decode = self._reader.schema[field].format.decode_positions
            while matcher.is_active():
                found[matcher.id()] = decode(matcher.value())
                matcher.next()
        return found

    def text(self, number: int, field: str) -> str:
        """Title or body as it is displayed."""
        key = self.name, number
        if (found := self._kept_texts.get(key)) is None:
            with self._lock:
                stored = self._reader.stored_fields(number)
            found = {name: stored[f"raw_{name}"] for name in TEXT_FIELDS}
            self._kept_texts.put(key, found, _ENTRY_COST + 2 * sum(map(len, found.values())))
        return found[field]

    def form(self, number: int, field: str, mode: MatchMode) -> str:
        """Title or body as it is compared in ``mode``."""
        key = self.name, number, field, mode
        if (found := self._kept_texts.get(key)) is None:
            found = normal_form(self.text(number, field), mode)
            self._kept_texts.put(key, found, _ENTRY_COST + 2 * len(found))
        return found


class Snapshot:
    """All documents of one commit, numbered from 0 through its segments; never changes."""

    def __init__(self, folder: Path, generation: int, parts: list[tuple[OpenSegment, frozenset[int]]]) -> None:
        self.folder = folder
        self.generation = generation
        self._parts: list[tuple[int, OpenSegment, frozenset[int]]] = []
        self.ids: list[int] = []
        self.lengths: dict[str, list[int]] = {field: [] for field in TEXT_FIELDS}
        self.columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
        live: set[int] = set()
        for segment, deleted in parts:
            base = len(self.ids)
            self._parts.append((base, segment, deleted))
            live.update(base + number for number in range(segment.size) if number not in deleted)
            self.ids += segment.ids
            for field in TEXT_FIELDS:
                self.lengths[field] += segment.lengths[field]
            for name in COLUMNS:
                self.columns[name] += segment.columns[name]
        self.live = frozenset(live)
        self.mean_lengths = {
            field: sum(lengths[number] for number in live) / max(1, len(live)) or 1.0
            for field, lengths in self.lengths.items()
        }

    def segments(self) -> list[OpenSegment]:
        return [segment for _, segment, _ in self._parts]

    def numbers(self) -> dict[int, int]:
        """{id: document number} of all live documents."""
        return {self.ids[number]: number for number in self.live}

    def postings(self, field: str, token: str) -> Postings:
        """The live documents that hold the token. Not to be changed by the caller."""
        if len(self._parts) == 1 and not self._parts[0][2]:
            return self._parts[0][1].postings(field, token)
        return {
            base + number: offsets
            for base, segment, deleted in self._parts
            for number, offsets in segment.postings(field, token).items()
            if number not in deleted
        }

    def text(self, number: int, field: str) -> str:
        """Title or body as it is displayed."""
        segment, inside = self._locate(number)
        return segment.text(inside, field)

    def form(self, number: int, field: str, mode: MatchMode) -> str:
        """Title or body as it is compared in ``mode``."""
        segment, inside = self._locate(number)
        return segment.form(inside, field, mode)

    def _locate(self, number: int) -> tuple[OpenSegment, int]:
        for base, segment, _ in reversed(self._parts):
            if number >= base:
                return segment, number - base
        raise IndexError(number)


class SnapshotReader:
    """Opens the newest commit of a folder, keeping segments that both commits share."""

    def __init__(self) -> None:
        self._postings = Kept(POSTINGS_BUDGET)
        self._texts = Kept(TEXTS_BUDGET)

    def open(self, folder: Path, before: Snapshot | None) -> Snapshot:
        """The newest commit in ``folder``; ``before`` itself if that is the newest.

        OSError if a writer removed files meanwhile: look for the live folder again.
        """
        generation = latest_generation(folder)
        same_folder = before is not None and before.folder == folder
        if before is not None and same_folder and before.generation == generation:
            return before
        known = {segment.name: segment for segment in before.segments()} if before and same_folder else {}
        schema = make_schema()
        storage = DurableStorage(folder)
        parts = []
        for stored in read_segments(folder, generation, schema):
            name = stored.segment_id()
            if (segment := known.get(name)) is None:
                segment = OpenSegment(name, SegmentReader(storage, schema, stored), self._postings, self._texts)
            parts.append((segment, frozenset(stored.deleted_docs())))
        return Snapshot(folder, generation, parts)
