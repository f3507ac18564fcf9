"""What words and strings beside hits have in common: the hits, the subset that they are compared with, counts and rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.documents import UNKNOWN, Query
from search.engines.whoosh.answering.cells import axis_of
from search.engines.whoosh.answering.facets import first_of_groups
from search.engines.whoosh.answering.keywords import best_rows, find_subset, log_likelihoods, subset_words
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.marks import find_marks
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.spans import Spans
from search.engines.whoosh.reading.words import WordSums, sum_words
from search.query import ParsedQuery, parse_query
from search.word_counts import (
    FEWEST_HITS,
    FEWEST_REPORTS,
    SURE,
    Neighbour,
    Neighbours,
    RowOrder,
    check_hits,
    make_neighbour,
)

#: Behind every id: of near duplicates one that holds the query comes first.
_BEHIND = 1 << 40

Numbers = NDArray[np.int32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of a query in the documents ``found``: of each segment its first number, itself, and the hits of each field.

    ``nodes`` counts them, ``reports`` the documents that have one.
    """

    found: Numbers
    parts: Sequence[tuple[int, OpenSegment, tuple[Spans, ...]]]
    nodes: int
    reports: int


class Beside(NamedTuple):
    """Places beside hits: the document in the snapshot, what stands there as a number, whether it stands before a hit."""

    documents: Ints
    kinds: Ints
    before: NDArray[np.bool_]


class Counted(NamedTuple):
    """Of each kind of what stands beside hits: its places, those before a hit, its reports and provinces."""

    hits: Ints
    before: Ints
    reports: Ints
    provinces: Ints


class Subset(NamedTuple):
    """The documents that hits are compared with, and the sums of their words."""

    numbers: Numbers
    sums: WordSums


def find_hits(snapshot: Snapshot, query: Query, parsed: ParsedQuery, budget: Budget) -> Hits:
    """Return the hits in the documents that the query finds, as their pages mark them. QueryError for too many."""
    found = find_subset(snapshot, query, parsed, budget)
    parts, nodes, reports = [], 0, 0
    for base, segment, rows in snapshot.split(found):
        fields = tuple(
            find_marks(segment, field, parsed, query.mode, rows, budget, query.section) for field in TEXT_FIELDS
        )
        parts.append((base, segment, fields))
        nodes += sum(len(spans.starts) for spans in fields)
        check_hits(nodes)
        reports += len(holding(fields))
    return Hits(found, parts, nodes, reports)


def holding(fields: Sequence[Spans]) -> Numbers:
    """Return the documents of a segment that have a hit, ascending."""
    return _once(np.concatenate([spans.starts >> 32 for spans in fields])).astype(np.int32)


def compared_subset(snapshot: Snapshot, query: Query, found: Numbers, budget: Budget) -> Subset:
    """Return all documents that pass the query's filters, whatever they hold.

    Of near duplicates that count once it is the document among ``found``, if there is one, so that no hit stands outside.
    """
    everything = parse_query("", query.mode)
    filters = replace(query, text="")
    kept = subset_words(snapshot, [(filters, everything)], budget)
    if not query.fold:
        return Subset(kept.numbers, kept.sums)
    numbers = find_subset(snapshot, replace(filters, fold=False), everything, budget)
    keys = snapshot.ids[numbers] + np.where(np.isin(numbers, found, assume_unique=True), 0, _BEHIND)
    numbers = numbers[first_of_groups(snapshot, numbers, keys)]
    # Few differ from those that are kept for these filters.
    gone, come = np.setdiff1d(kept.numbers, numbers), np.setdiff1d(numbers, kept.numbers)
    sums = kept.sums
    for some, sign in ((gone, -1), (come, 1)):
        if len(some):
            other = sum_words(snapshot, some, budget, query.section)
            sums = WordSums(sums.often + sign * other.often, sums.reports + sign * other.reports)
    return Subset(numbers, sums)


def joined(parts: Sequence[Beside]) -> Beside:
    """Return the places of several parts."""
    if not parts:
        return Beside(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool))
    return Beside(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def count_beside(snapshot: Snapshot, beside: Beside, size: int, budget: Budget) -> Counted:
    """Return the counts of each of ``size`` kinds."""
    budget.check()
    hits = np.bincount(beside.kinds, minlength=size)
    before = np.bincount(beside.kinds[beside.before], minlength=size)
    is_frequent = hits[beside.kinds] >= FEWEST_HITS
    kinds, documents = beside.kinds[is_frequent], beside.documents[is_frequent]
    once = _once(kinds * snapshot.size + documents)
    kinds, documents = np.divmod(once, max(1, snapshot.size))
    budget.check()
    axis = axis_of(snapshot, "province")
    known = np.array([label != UNKNOWN for label in axis.labels], bool)
    places = axis.numbers[documents].astype(np.int64)
    of_province = _once((kinds * len(axis.labels) + places)[known[places]])
    return Counted(
        hits,
        before,
        np.bincount(kinds, minlength=size),
        np.bincount(of_province // max(1, len(axis.labels)), minlength=size),
    )


def _once(numbers: Ints) -> Ints:
    """Return the different numbers, ascending: of such that are nearly in order a sort is faster than numpy's hash table."""
    ordered = np.sort(numbers, kind="stable")
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def with_rows(
    whole: Neighbours,
    counted: Counted,
    numbers: Ints,
    totals: Ints,
    order: RowOrder,
    text_of: Callable[[int], str],
) -> Neighbours:
    """Return the answer with its rows: those of the kinds ``numbers`` that are frequent and sure enough.

    ``totals``: of each of ``numbers`` how often it occurs in the subset.
    """
    hits = counted.hits[numbers]
    outside = max(0, whole.total - whole.beside)
    lls = log_likelihoods(hits, whole.beside, totals - hits, outside)
    is_row = (hits >= FEWEST_HITS) & (counted.reports[numbers] >= FEWEST_REPORTS) & (lls >= SURE)
    is_row &= hits * outside > (totals - hits) * whole.beside
    numbers, hits, totals, lls = numbers[is_row], hits[is_row], totals[is_row], lls[is_row]
    dice = np.log2(2 * hits / np.maximum(1, whole.nodes + totals))
    scores = {"score": dice, "ll": lls, "hits": hits.astype(np.float64)}[order]
    total_of = dict(zip(numbers.tolist(), totals.tolist(), strict=True))
    rows = tuple(_row(text_of(at), at, counted, total_of[at], whole) for at in best_rows(scores, lls, numbers))
    return replace(whole, kinds=len(numbers), rows=rows)


def _row(text: str, at: int, counted: Counted, total: int, whole: Neighbours) -> Neighbour:
    hits, before, reports, provinces = (int(array[at]) for array in counted)
    return make_neighbour(text, hits, before, reports, provinces, total, whole)
