"""How far has each print of a text spread, and which central documents have it? That tells set phrases, and no list does.

Near duplicates are one witness, in one province: the first known one of the group, by id. So a report that other provinces
reprint counts once, and a report's own near duplicates never count in the spread of its words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from search.documents import Query
from search.engines.whoosh.disk.prints import Entries, find_prints, kept_part, places_in
from search.engines.whoosh.reading.snapshot import Snapshot
from search.reuse.found import COMMON_PROVINCES
from search.reuse.pairs import Commons
from search.reuse.prints import ReadText, read_text

#: Stands for the year of an undated report, which any central document may come before.
UNDATED = 1 << 16
#: Of a print that no central document has.
NEVER = 1 << 20
#: Above the number of every province.
PROVINCES = 256

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Of each document: ``counts``, does it count; ``provinces``, from 1, 0 for none; ``years``, UNDATED for none."""

    counts: NDArray[np.bool_]
    provinces: NDArray[np.uint8]
    years: NDArray[np.int32]

    @property
    def cost(self) -> int:
        return self.counts.nbytes + self.provinces.nbytes + self.years.nbytes


def witnesses(snapshot: Snapshot, hidden: Collection[int]) -> Witnesses:
    """Return the witnesses of a snapshot without the ``hidden`` ids; kept with the commit."""
    key = "witnesses", tuple(hidden)
    return snapshot.ranking_cache.get_or_make(key, lambda: _witnesses(snapshot, hidden), attrgetter("cost"))


def _witnesses(snapshot: Snapshot, hidden: Collection[int]) -> Witnesses:
    counts = snapshot.live & ~np.isin(snapshot.ids, list(hidden))
    names = [code[:2] for code in snapshot.values["region"]]
    number_of = {name: number for number, name in enumerate(sorted({*names, ""}))}
    provinces = np.array([number_of[name] for name in names], np.uint8)[snapshot.ordinals["region"]]
    placed = np.flatnonzero(counts & (snapshot.groups > 0) & (provinces > 0))
    placed = placed[np.argsort(snapshot.ids[placed])]
    of_group = np.zeros(int(snapshot.groups.max(initial=0)) + 1, np.uint8)
    groups, firsts = np.unique(snapshot.groups[placed], return_index=True)
    of_group[groups] = provinces[placed[firsts]]
    provinces = np.where(snapshot.groups > 0, of_group[snapshot.groups], provinces)
    years = snapshot.dates // 10_000
    return Witnesses(counts, provinces, np.where(years > 0, years, UNDATED).astype(np.int32))


def text_of(snapshot: Snapshot, number: int) -> ReadText:
    """Return the body of a document as it is compared; kept with the commit."""
    return snapshot.ranking_cache.get_or_make(
        ("read", number), lambda: read_text(snapshot.text(number, "body")), attrgetter("cost")
    )


def provinces_of(kinds: Numbers, provinces: NDArray[np.uint8], count: int) -> NDArray[np.int64]:
    """Return for each of ``count`` kinds in how many provinces it occurs; province 0 is none."""
    known = provinces > 0
    pairs = np.unique(kinds[known] * PROVINCES + provinces[known])
    return np.bincount(pairs // PROVINCES, minlength=count)


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the prints of a text are found. ``kind``: of each print its place in the arrays that follow.

    ``provinces``: in how many it is. ``year``, ``central``: of the earliest central document that has it, NEVER and 0 for none;
    0 is the year of an undated one. ``found``, ``documents``: each print's kind with a document that counts.
    """

    kind: Numbers
    provinces: NDArray[np.int64]
    year: NDArray[np.int32]
    central: NDArray[np.int64]
    found: Numbers
    documents: Numbers

    @property
    def cost(self) -> int:
        return 1000 + 16 * len(self.found) + 32 * len(self.kind)

    def commons(self, year: int) -> Commons:
        """Return which prints are set phrases for two reports, the later one of ``year``."""
        by_center = self.year <= year
        is_common = by_center | (self.provinces >= COMMON_PROVINCES)
        central = np.where(by_center, self.central, 0)
        return Commons(is_common[self.kind], self.provinces[self.kind], central[self.kind])


def spread_of(snapshot: Snapshot, query: Query, number: int, central: frozenset[int]) -> Spread:
    """Return the spread of a document's prints among what the query does not hide; kept with the commit.

    ``central``: ids of the central documents. A print that they have is a set phrase from their year on.
    """
    key = "spread", number, query.hidden, central
    return snapshot.ranking_cache.get_or_make(
        key, lambda: _spread(snapshot, query, text_of(snapshot, number), central), attrgetter("cost")
    )


def _spread(snapshot: Snapshot, query: Query, text: ReadText, central: frozenset[int]) -> Spread:
    seen = witnesses(snapshot, query.hidden)
    wanted = kept_part(text.prints)
    kind = places_in(wanted, text.prints)
    found, documents = _find(snapshot, wanted)
    kept = seen.counts[documents]
    found, documents = found[kept], documents[kept]
    provinces = provinces_of(found, seen.provinces[documents], len(wanted))
    year, first = earliest_central(snapshot, seen, found, documents, central, len(wanted))
    return Spread(kind, provinces, year, first, found, documents)


def _find(snapshot: Snapshot, wanted: Entries) -> tuple[Numbers, Numbers]:
    found, documents = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    base = 0
    for segment in snapshot.segments():
        some, numbers = find_prints(segment.prints, wanted)
        found.append(some)
        documents.append(numbers + base)
        base += segment.size
    return np.concatenate(found), np.concatenate(documents)


def earliest_central(
    snapshot: Snapshot, seen: Witnesses, found: Numbers, documents: Numbers, central: frozenset[int], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return for each of ``count`` kinds the year and the id of the earliest central document that has it, as in Spread."""
    years, ids = np.full(count, NEVER, np.int32), np.zeros(count, np.int64)
    if central:
        here = np.flatnonzero(np.isin(snapshot.ids[documents], list(central)))
        kinds, its_ids = found[here], snapshot.ids[documents[here]]
        its_years = seen.years[documents[here]]
        its_years = np.where(its_years == UNDATED, 0, its_years)
        order = np.lexsort((its_ids, its_years, kinds))
        kinds, firsts = np.unique(kinds[order], return_index=True)
        years[kinds], ids[kinds] = its_years[order][firsts], its_ids[order][firsts]
    return years, ids
