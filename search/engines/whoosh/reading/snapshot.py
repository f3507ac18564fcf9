"""All documents of one commit: columns of its segments joined, ordinals made common, orders worked out once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.cache import ByteBoundedCache
from search.documents import UNKNOWN, MatchMode
from search.engines.whoosh.disk.columns import NAMED
from search.engines.whoosh.disk.postings import Postings
from search.engines.whoosh.disk.schema import TEXT_FIELDS, make_schema
from search.engines.whoosh.disk.storage import DurableStorage, latest_generation, read_segments
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.found import Found
from search.engines.whoosh.reading.phrases import occurrences
from search.engines.whoosh.reading.profiles import Profiles, find_profiles, smallest_type
from search.engines.whoosh.reading.segments import POSTINGS_BUDGET, OpenSegment

#: Bytes of impacts and masks that a generation may keep.
IMPACTS_BUDGET = 128 * 1024 * 1024


class Snapshot:
    """Documents numbered from 0 through the segments; never changes. ``cache`` holds what is worked out on it.

    ``live``: a mask of the documents that are not deleted. ``ids``: report numbers. ``ordinals`` and ``values``: of
    each named column, as in columns.py, over all segments; values are sorted. ``qualities``: bits as in columns.py.
    """

    def __init__(self, folder: Path, generation: int, parts: Sequence[tuple[OpenSegment, frozenset[int]]]) -> None:
        self.folder = folder
        self.generation = generation
        self.cache = ByteBoundedCache(IMPACTS_BUDGET)
        self._parts: list[tuple[int, OpenSegment, bool]] = []
        base = 0
        for segment, deleted in parts:
            self._parts.append((base, segment, bool(deleted)))
            base += segment.size
        self.size = base
        self.live = np.ones(base, bool)
        for (start, _, _), (_, deleted) in zip(self._parts, parts, strict=True):
            self.live[[start + number for number in deleted]] = False
        self.count = int(self.live.sum())
        self.ids: NDArray[np.int64] = self._joined("id", np.int64)
        self.dates: NDArray[np.int32] = self._joined("date", np.int32)
        self.qualities: NDArray[np.uint8] = self._joined("quality", np.uint8)
        self.ordinals: dict[str, NDArray] = {}
        self.values: dict[str, list[str]] = {}
        for name in NAMED:
            self._name(name)

    def _joined(self, name: str, dtype: type | np.dtype) -> NDArray:
        return np.concatenate([segment.columns.arrays[name] for segment in self.segments()] or [np.zeros(0)]).astype(
            dtype, copy=False
        )

    def _name(self, name: str) -> None:
        values = sorted({value for segment in self.segments() for value in segment.columns.values[name]} | {""})
        place = {value: ordinal for ordinal, value in enumerate(values)}
        narrow = smallest_type(len(values))
        ordinals = [np.zeros(0, narrow)]
        for segment in self.segments():
            table = np.array([place[value] for value in segment.columns.values[name]], narrow)
            ordinals.append(table[segment.columns.arrays[name]])
        self.values[name] = values
        self.ordinals[name] = np.concatenate(ordinals)

    def segments(self) -> list[OpenSegment]:
        return [segment for _, segment, _ in self._parts]

    @cached_property
    def labels(self) -> dict[str, NDArray[np.object_]]:
        """``values`` as facets name them."""
        return {name: np.array([value or UNKNOWN for value in values], object) for name, values in self.values.items()}

    @cached_property
    def by_age(self) -> NDArray[np.int32]:
        """Place of each document when the newest come first; equal dates by report number, the highest first."""
        return _places(np.lexsort((self.ids, self.dates))[::-1])

    @cached_property
    def by_age_oldest(self) -> NDArray[np.int32]:
        """Place of each document when the oldest come first, unknown dates last."""
        dates = np.where(self.dates == 0, np.iinfo(np.int32).max, self.dates)
        return _places(np.lexsort((-self.ids, dates)))

    @cached_property
    def profiles(self) -> Profiles:
        """What the facets of few values count; the year of an unknown date is UNKNOWN and comes first."""
        years, of_year = np.unique(self.dates // 10_000, return_inverse=True)
        named = np.array([f"{year:04d}" if year else UNKNOWN for year in years.tolist()], object)
        columns = {"kind": self.ordinals["kind"], "script": self.ordinals["script"]}
        return find_profiles(
            {**columns, "quality": self.qualities, "year": of_year},
            {name: self.labels[name] for name in columns} | {"year": named},
        )

    @cached_property
    def groups(self) -> NDArray[np.int32]:
        """Of each document the number of its group of near duplicates, from 1; 0 where it has none."""
        column = self._joined("group", np.int64)
        ordinals = np.searchsorted(np.unique(column[column > 0]), column).astype(np.int32) + 1
        return np.where(column > 0, ordinals, 0).astype(np.int32)

    @cached_property
    def first_days(self) -> NDArray[np.int32]:
        """First day of each date, as a number like the date itself."""
        days = self.dates + np.where(self.dates % 10_000 == 0, 100, 0)
        return days + (days % 100 == 0)

    @cached_property
    def last_days(self) -> NDArray[np.int32]:
        """Last day of each date; every month is given 31 days."""
        days = self.dates + np.where(self.dates % 10_000 == 0, 1200, 0)
        return days + np.where(days % 100 == 0, 31, 0)

    @cached_property
    def lengths(self) -> dict[str, NDArray[np.float32]]:
        """Words of each field of each document."""
        return {field: self._joined(f"{field}_length", np.float32) for field in TEXT_FIELDS}

    @cached_property
    def mean_lengths(self) -> dict[str, float]:
        """Mean number of words of the live documents, 1 where there are none."""
        return {
            field: float(lengths[self.live].astype(np.int64).sum()) / max(1, self.count) or 1.0
            for field, lengths in self.lengths.items()
        }

    @cached_property
    def everything(self) -> NDArray[np.int32]:
        """Numbers of all live documents."""
        return np.flatnonzero(self.live).astype(np.int32)

    def rows(self) -> Iterator[tuple[int, str, int]]:
        """(report number, digest, document number) of every live document."""
        return self._rows(self.everything)

    def digests(self) -> dict[int, str]:
        """{report number: digest} of all live documents."""
        return {id_: digest for id_, digest, _ in self.rows()}

    def find(self, wanted: Iterable[int]) -> dict[int, tuple[int, str]]:
        """{report number: (document number, digest)} of those wanted that are live."""
        numbers = np.flatnonzero(np.isin(self.ids, np.array(list(wanted), np.int64)) & self.live)
        return {id_: (number, digest) for id_, digest, number in self._rows(numbers)}

    def _rows(self, numbers: NDArray) -> Iterator[tuple[int, str, int]]:
        digests = [digest.decode() for digest in self._joined("digest", np.dtype("S16"))[numbers].tolist()]
        return zip(self.ids[numbers].tolist(), digests, numbers.tolist(), strict=True)

    def occurrences(self, field: str, text: str, mode: MatchMode, budget: Budget) -> Found:
        """The live documents whose ``field`` holds ``text`` in ``mode``, and how often."""
        return self.gathered(lambda segment: occurrences(segment, field, text, mode, budget), budget)

    def postings(self, field: str, token: str, budget: Budget) -> Found:
        """The live documents that hold a token, and how often."""

        def read(segment: OpenSegment) -> Found:
            found: Postings = segment.postings(field, token)
            return Found(found.ids, found.counts)

        return self.gathered(read, budget)

    def gathered(self, read: Callable[[OpenSegment], Found], budget: Budget) -> Found:
        """What ``read`` finds in each segment, live documents alone, under the numbers of the snapshot."""
        ids, counts = [], []
        for base, segment, has_deletions in self._parts:
            budget.check()
            found = read(segment)
            if not len(found.ids):
                continue
            numbers = found.ids + np.int32(base)
            kept = self.live[numbers] if has_deletions else slice(None)
            ids.append(numbers[kept])
            counts.append(found.counts[kept])
        if not ids:
            return Found(np.zeros(0, np.int32), np.zeros(0, np.int32))
        if len(ids) == 1:
            return Found(ids[0], counts[0])
        return Found(np.concatenate(ids), np.concatenate(counts))

    def text(self, number: int, field: str) -> str:
        """Title or body as it is displayed."""
        for base, segment, _ in reversed(self._parts):
            if number >= base:
                return segment.text(number - base, field)
        raise IndexError(number)


def _places(order: NDArray) -> NDArray[np.int32]:
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places


class SnapshotReader:
    """Opens the newest commit of a folder, keeping segments that both commits share."""

    def __init__(self) -> None:
        self._kept = ByteBoundedCache(POSTINGS_BUDGET)
        self._opening = threading.Lock()
        self._newest: Snapshot | None = None

    def open(self, folder: Path, generation: int) -> Snapshot:
        """That commit of ``folder``, the newest when it was looked for, or the one that another thread has opened since.

        OSError if a writer removed files meanwhile: look for the live folder again.
        """
        with self._opening:
            before = self._newest
            if before is not None and before.folder == folder:
                if before.generation >= generation:
                    return before
                known = {segment.name: segment for segment in before.segments()}
            else:
                known = {}
            storage = DurableStorage(folder)
            parts = [
                (
                    known.get(stored.segment_id()) or OpenSegment(storage, stored, self._kept),
                    frozenset(stored.deleted_docs()),
                )
                for stored in read_segments(folder, generation, make_schema())
            ]
            self._newest = Snapshot(folder, generation, parts)
            return self._newest


def open_newest(folder: Path) -> Snapshot:
    """The newest commit in ``folder``, opened anew; OSError if a writer removed files meanwhile."""
    return SnapshotReader().open(folder, latest_generation(folder))
