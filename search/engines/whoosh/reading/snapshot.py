"""Which documents does a commit hold? The columns of its segments joined, ordinals unified, orders precomputed.

Profiles are the combinations of kind, script, year and faults that occur. A hundred thousand documents have a few
hundred. So the profiles of a list are counted once, and each facet of few values is a sum over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.cache import ByteBoundedCache
from search.documents import UNKNOWN, MatchMode
from search.engines.whoosh.disk.columns import NAMED
from search.engines.whoosh.disk.commits import CommitId
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.phrases import HitCounts, find_string
from search.engines.whoosh.reading.sections import have_section, lengths_in
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.term_hits import fold_for_mode

#: The bound of a snapshot's ranking cache.
RANKING_CACHE_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Profiles:
    """``numbers``: the profile of each document.

    ``of``: by facet, the number of each profile's value. ``labels``: the values as the facet names them, sorted.
    """

    numbers: NDArray[np.unsignedinteger]
    of: Mapping[str, NDArray[np.int64]]
    labels: Mapping[str, NDArray[np.object_]]

    @property
    def count(self) -> int:
        """The number of profiles."""
        return len(next(iter(self.of.values())))


class Snapshot:
    """The documents of one commit, numbered from 0 through the segments. It never changes.

    ``live``: a mask of the documents that are not deleted. ``ids``: report numbers. ``ordinals`` and ``values``: of
    each named column, as in columns.py, over all segments; values are sorted. ``qualities``: bits as in columns.py.

    ``ranking_cache`` holds what is worked out of a term on this commit: its documents, its impacts, the closeness of
    terms, the facets of all documents, the counts of queries, the lines of concordances. Bound: RANKING_CACHE_BYTES.
    Key: the term or terms with the match mode, the section and the candidates of closeness, or the whole query. It
    belongs to the snapshot, so a commit begins an empty one.
    """

    def __init__(self, folder: Path, commit: CommitId, parts: Sequence[tuple[OpenSegment, frozenset[int]]]) -> None:
        self.folder = folder
        self.commit_id, self.commit = commit, commit.number
        self.ranking_cache = ByteBoundedCache(RANKING_CACHE_BYTES)
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
            self._unify(name)

    def _joined(self, name: str, dtype: type | np.dtype) -> NDArray:
        """Return a column of all segments."""
        return np.concatenate([segment.columns.arrays[name] for segment in self.segments()] or [np.zeros(0)]).astype(
            dtype, copy=False
        )

    def _unify(self, name: str) -> None:
        """Give a named column one list of values for all segments."""
        values = sorted({value for segment in self.segments() for value in segment.columns.values[name]} | {""})
        ordinal_of = {value: ordinal for ordinal, value in enumerate(values)}
        narrow = _smallest_type(len(values))
        ordinals = [np.zeros(0, narrow)]
        for segment in self.segments():
            table = np.array([ordinal_of[value] for value in segment.columns.values[name]], narrow)
            ordinals.append(table[segment.columns.arrays[name]])
        self.values[name] = values
        self.ordinals[name] = np.concatenate(ordinals)

    def segments(self) -> list[OpenSegment]:
        """Return the segments in the order of their documents."""
        return [segment for _, segment, _ in self._parts]

    @cached_property
    def labels(self) -> dict[str, NDArray[np.object_]]:
        """``values`` as facets name them."""
        return {name: np.array([value or UNKNOWN for value in values], object) for name, values in self.values.items()}

    @cached_property
    def by_age(self) -> NDArray[np.int32]:
        """Rank of each document, the newest first; equal dates by report number, the highest first."""
        return _ranks(np.lexsort((self.ids, self.dates))[::-1])

    @cached_property
    def by_age_oldest(self) -> NDArray[np.int32]:
        """Rank of each document, the oldest first, unknown dates last."""
        dates = np.where(self.dates == 0, np.iinfo(np.int32).max, self.dates)
        return _ranks(np.lexsort((-self.ids, dates)))

    @cached_property
    def profiles(self) -> Profiles:
        """Profiles for the facets of few values; the year of an unknown date is UNKNOWN and comes first."""
        years, year_of = np.unique(self.dates // 10_000, return_inverse=True)
        year_labels = np.array([f"{year:04d}" if year else UNKNOWN for year in years.tolist()], object)
        columns = {"kind": self.ordinals["kind"], "script": self.ordinals["script"]}
        return _find_profiles(
            {**columns, "quality": self.qualities, "year": year_of},
            {name: self.labels[name] for name in columns} | {"year": year_labels},
        )

    @cached_property
    def groups(self) -> NDArray[np.int32]:
        """Group of near duplicates of each document, numbered from 1; 0 where it has none."""
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
        """Last day of each date; every month counts 31 days."""
        days = self.dates + np.where(self.dates % 10_000 == 0, 1200, 0)
        return days + np.where(days % 100 == 0, 31, 0)

    @cached_property
    def precisions(self) -> NDArray[np.uint8]:
        """How much of each date is known: 0 nothing, 1 the year, 2 the month, 3 the day."""
        known = (self.dates != 0).astype(np.uint8)
        return known * (1 + (self.dates % 10_000 != 0) + (self.dates % 100 != 0)).astype(np.uint8)

    @cached_property
    def lengths(self) -> dict[str, NDArray[np.float32]]:
        """Number of words of each field of each document."""
        return {field: self._joined(f"{field}_length", np.float32) for field in TEXT_FIELDS}

    @cached_property
    def characters(self) -> NDArray[np.int64]:
        """Number of characters of title and text of each document."""
        return sum((self._joined(f"{field}_chars", np.int64) for field in TEXT_FIELDS), np.zeros(self.size, np.int64))

    def characters_in(self, section: str) -> NDArray[np.int64]:
        """Return the number of characters in such sections of each document."""
        return np.concatenate([np.zeros(0, np.int64), *(lengths_in(each, section) for each in self.segments())])

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
        """Return (report number, digest, document number) of every live document."""
        return self._rows(self.everything)

    def digests(self, first: int = 0, last: int | None = None) -> dict[int, str]:
        """Return {report number: digest} of the live documents from number ``first`` to ``last``, None for no end."""
        inside = (self.ids >= first) & self.live
        if last is not None:
            inside &= self.ids <= last
        return {id_: digest for id_, digest, _ in self._rows(np.flatnonzero(inside))}

    def find(self, ids: Iterable[int]) -> dict[int, tuple[int, str]]:
        """Return {report number: (document number, digest)} of those ``ids`` that are live."""
        numbers = np.flatnonzero(np.isin(self.ids, np.array(list(ids), np.int64)) & self.live)
        return {id_: (number, digest) for id_, digest, number in self._rows(numbers)}

    def _rows(self, numbers: NDArray) -> Iterator[tuple[int, str, int]]:
        digests = [digest.decode() for digest in self._joined("digest", np.dtype("S16"))[numbers].tolist()]
        return zip(self.ids[numbers].tolist(), digests, numbers.tolist(), strict=True)

    def find_string(self, field: str, text: str, mode: MatchMode, budget: Budget, section: str = "") -> HitCounts:
        """Return the live documents whose ``field`` holds ``text`` in ``mode``, with their hits.

        With a ``section``, for the body alone: those within sections of that kind.
        """
        folded = fold_for_mode(text, mode)
        return self.gather(lambda segment: find_string(segment, field, folded, mode, budget, section), budget)

    def with_section(self, section: str) -> NDArray[np.bool_]:
        """Return a mask of the documents that have such a section, deleted ones included."""

        def make() -> NDArray[np.bool_]:
            return np.concatenate([np.zeros(0, bool), *(have_section(each, section) for each in self.segments())])

        return self.ranking_cache.get_or_make(("section", section), make, attrgetter("nbytes"))

    def gather(self, find: Callable[[OpenSegment], HitCounts], budget: Budget) -> HitCounts:
        """Return what ``find`` finds in each segment: live documents alone, with the snapshot's numbers."""
        ids, counts = [], []
        for base, segment, has_deletions in self._parts:
            budget.check()
            found = find(segment)
            if not len(found.ids):
                continue
            numbers = found.ids + np.int32(base)
            live = self.live[numbers] if has_deletions else slice(None)
            ids.append(numbers[live])
            counts.append(found.counts[live])
        if not ids:
            return HitCounts(np.zeros(0, np.int32), np.zeros(0, np.int32))
        if len(ids) == 1:
            return HitCounts(ids[0], counts[0])
        return HitCounts(np.concatenate(ids), np.concatenate(counts))

    def split(self, numbers: NDArray[np.int32]) -> Iterator[tuple[int, OpenSegment, NDArray[np.int32]]]:
        """Yield (number of its first document, segment, the ascending ``numbers`` in it, counted within it) of each segment."""
        for base, segment, _ in self._parts:
            first, last = np.searchsorted(numbers, (base, base + segment.size))
            if first < last:
                yield base, segment, numbers[first:last] - np.int32(base)

    def text(self, number: int, field: str) -> str:
        """Return title or body as it is displayed."""
        for base, segment, _ in reversed(self._parts):
            if number >= base:
                return segment.text(number - base, field)
        raise IndexError(number)


def _ranks(order: NDArray) -> NDArray[np.int32]:
    """Return the rank of each document in an order of documents."""
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks


def _find_profiles(columns: Mapping[str, NDArray], labels: Mapping[str, NDArray[np.object_]]) -> Profiles:
    """Return the profiles of documents.

    ``columns``: by facet, a small number from 0 for each document. The product of their ranges stays below 2**63.
    """
    codes = np.zeros(len(next(iter(columns.values()))), np.int64)
    sizes = {name: int(column.max(initial=0)) + 1 for name, column in columns.items()}
    for name, column in columns.items():
        codes = codes * sizes[name] + column
    different, numbers = np.unique(codes, return_inverse=True)
    of: dict[str, NDArray[np.int64]] = {}
    rest = different
    for name in reversed(list(columns)):
        rest, of[name] = np.divmod(rest, sizes[name])
    return Profiles(numbers.astype(_smallest_type(len(different))), of, labels)


def _smallest_type(size: int) -> type[np.unsignedinteger]:
    """Return the narrowest type for ``size`` different numbers: the fewer bytes, the faster they are gathered."""
    return np.uint16 if size <= 1 << 16 else np.uint32
