"""Which pairs of all documents share words? Pairs with several fresh prints in common are compared, text against text.

All prints are read in slices of their hashes, each sorted once, so that memory stays small beside the archive. A group of near
duplicates is its smallest id alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from search.documents import Query, QueryError
from search.engines.whoosh.answering.reuse.others import compare_numbers, subset_of
from search.engines.whoosh.answering.reuse.spread import Witnesses, earliest_central, provinces_of, witnesses
from search.engines.whoosh.disk.prints import DOCUMENT_BITS, documents_of
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.reuse.found import COMMON_PROVINCES, MOST_PAIRS, PairOfReports, ReuseRule
from search.sentences import say

#: Fresh prints that two reports must have in common to be compared: some 24 characters.
LEAST_PRINTS = 3
#: A print in more reports than this leads to none of their pairs: a form that one province fills in.
MOST_HOLDERS = 40
#: Pairs with a print in common, and of these pairs to compare, in one question.
_MOST_FOUND, _MOST_COMPARED = 4_000_000, 20_000
#: Processor seconds of one question.
_SECONDS = 3.0
_BYTES_OF_A_PAIR = 200
#: Prints of one slice, about.
_AT_ONCE = 2_000_000


def find_pairs(snapshot: Snapshot, query: Query, rule: ReuseRule) -> tuple[PairOfReports, ...]:
    """Return the pairs among the query's documents, those that share most first; kept with the commit.

    QueryError where there are too many, or where they take too long.
    """
    question = replace(query, page=1, size=1, sort="added", facets=())
    return snapshot.ranking_cache.get_or_make(
        ("pairs", question, rule),
        lambda: _find_pairs(snapshot, question, rule, Budget(_SECONDS)),
        lambda pairs: _BYTES_OF_A_PAIR * (1 + len(pairs)),
    )


def _find_pairs(snapshot: Snapshot, query: Query, rule: ReuseRule, budget: Budget) -> tuple[PairOfReports, ...]:
    seen = witnesses(snapshot, query.hidden)
    chosen = _first_of_groups(snapshot, subset_of(snapshot, query, budget))
    found = []
    for one, other in _candidates(snapshot, seen, chosen, rule.central, budget):
        budget.check()
        shared = compare_numbers(snapshot, query, one, other, rule)
        if shared.is_shared(rule.least):
            found.append((one, other, shared))
        if len(found) > MOST_PAIRS:
            raise _too_many()
    regions = snapshot.values["region"]

    def region(number: int) -> str:
        return regions[int(snapshot.ordinals["region"][number])]

    pairs = []
    for one, other, shared in found:
        first, second = sorted((one, other), key=lambda number: int(snapshot.ids[number]))
        ids = int(snapshot.ids[first]), int(snapshot.ids[second])
        pairs.append(PairOfReports(*ids, region(first), region(second), shared.fresh, shared.longest))
    return tuple(sorted(pairs, key=lambda pair: (-pair.fresh, pair.one, pair.other)))


def _first_of_groups(snapshot: Snapshot, numbers: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return a mask of all documents: those of ``numbers`` that have no near duplicate of a smaller id among them."""
    chosen = np.zeros(snapshot.size, bool)
    chosen[numbers[snapshot.groups[numbers] == 0]] = True
    grouped = numbers[snapshot.groups[numbers] > 0]
    grouped = grouped[np.argsort(snapshot.ids[grouped])]
    _, firsts = np.unique(snapshot.groups[grouped], return_index=True)
    chosen[grouped[firsts]] = True
    return chosen


def _candidates(
    snapshot: Snapshot, seen: Witnesses, chosen: NDArray[np.bool_], central: frozenset[int], budget: Budget
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of documents with LEAST_PRINTS fresh prints in common."""
    keys, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for kinds, documents in _slices(snapshot, seen):
        budget.check()
        some = _pairs_of(snapshot, seen, chosen, central, kinds, documents)
        keys, place = np.unique(np.concatenate([keys, some]), return_inverse=True)
        counts = np.bincount(place, np.concatenate([counts, np.ones(len(some), np.int64)]), len(keys)).astype(np.int64)
        if len(keys) > _MOST_FOUND:
            raise _too_many()
    keys = keys[counts >= LEAST_PRINTS]
    if len(keys) > _MOST_COMPARED:
        raise _too_many()
    for key in keys.tolist():
        yield divmod(key, snapshot.size)


def _slices(snapshot: Snapshot, seen: Witnesses) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (kind, document) of the prints that several documents have, ascending by kind, a part of all prints at a time."""
    segments = snapshot.segments()
    number = max(1, -(-sum(len(segment.prints) for segment in segments) // _AT_ONCE))
    borders = [(part << 64) // number >> DOCUMENT_BITS << DOCUMENT_BITS for part in range(number)]
    starts = [
        np.append(np.searchsorted(each.prints, np.array(borders, np.uint64)), len(each.prints)) for each in segments
    ]
    for part in range(number):
        hashes, documents = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
        base = 0
        for segment, cuts in zip(segments, starts, strict=True):
            entries = segment.prints[cuts[part] : cuts[part + 1]]
            numbers = documents_of(entries) + base
            kept = seen.counts[numbers]
            hashes.append(entries[kept] >> np.uint64(DOCUMENT_BITS))
            documents.append(numbers[kept])
            base += segment.size
        joined, numbers = np.concatenate(hashes), np.concatenate(documents)
        order = np.argsort(joined, kind="stable")
        joined, numbers = joined[order], numbers[order]
        if not len(joined):
            continue
        same = joined[1:] == joined[:-1]
        several = np.append(same, False) | np.concatenate([[False], same])
        joined, numbers = joined[several], numbers[several]
        kinds = np.cumsum(np.concatenate([[False], joined[1:] != joined[:-1]])[: len(joined)])
        yield kinds.astype(np.int64), numbers


def _pairs_of(
    snapshot: Snapshot,
    seen: Witnesses,
    chosen: NDArray[np.bool_],
    central: frozenset[int],
    kinds: NDArray[np.int64],
    documents: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return a key, smaller number * size + larger one, for each fresh print and pair of chosen documents that have it."""
    size = int(kinds[-1]) + 1 if len(kinds) else 0
    provinces = provinces_of(kinds, seen.provinces[documents], size)
    years, _ = earliest_central(snapshot, seen, kinds, documents, central, size)
    kept = chosen[documents] & (provinces[kinds] < COMMON_PROVINCES)
    kinds, documents = kinds[kept], documents[kept]
    kept = np.bincount(kinds, minlength=size)[kinds] <= MOST_HOLDERS
    kinds, documents = kinds[kept], documents[kept]
    found = [np.zeros(0, np.int64)]
    for step in range(1, MOST_HOLDERS):
        same = np.flatnonzero(kinds[step:] == kinds[:-step])
        if not len(same):
            break
        one, other = documents[same], documents[same + step]
        later = np.maximum(seen.years[one], seen.years[other])
        fresh = years[kinds[same]] > later
        one, other = one[fresh], other[fresh]
        found.append(np.minimum(one, other) * snapshot.size + np.maximum(one, other))
    return np.concatenate(found)


def _too_many() -> QueryError:
    return QueryError(say("有相同文字的报告太多，未比完，不给数；请加一个条件，如地区、年份或类别。"))
