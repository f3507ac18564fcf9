"""Documents, characters and hits by year, province, source and kind: sums over the columns of a snapshot.

A document's place in a grouping is one number, ``first axis * values of the second + second axis``, so that every sum is one
``bincount``. What a term's documents hold of it is worked out once a commit and question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from search.cells import Cell, Cells
from search.documents import UNKNOWN, Query
from search.engines.whoosh.answering.executor import Execution
from search.engines.whoosh.answering.facets import filter_documents, without_hidden
from search.engines.whoosh.answering.ranking import lookup
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.marks import mark_counts
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.query import ParsedQuery, Term
from search.term_hits import fold_for_mode, overlaps_itself

#: A grouping of more places than this is narrowed to those that occur.
_DENSE = 1 << 20

Numbers = NDArray[np.int32]
Sums = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Axis:
    """What documents are grouped by. ``numbers``: of each document the place of its value in ``labels``."""

    numbers: NDArray
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Counted:
    """Documents, and of each what is added up beside their number: characters, or hits."""

    numbers: Numbers
    amounts: Sums


def count_cells(
    snapshot: Snapshot,
    query: Query,
    parsed: ParsedQuery,
    terms: Sequence[ParsedQuery],
    by: Sequence[tuple[str, ...]],
    budget: Budget,
) -> Cells:
    """Return the cells of the query's documents. ``parsed``: its tree; ``terms``: those that are counted, in its mode."""
    execution = Execution(snapshot, query.mode, budget, query.section)
    subset = filter_documents(snapshot, query, without_hidden(snapshot, query, execution.matches(parsed.root)))
    is_inside = np.zeros(snapshot.size, bool)
    is_inside[subset] = True
    everything = _Counted(subset, _characters(snapshot, query.section)[subset])
    counted = []
    for term in terms:
        budget.check()
        found = execution.matches(term.root)
        found = found[is_inside[found]]
        counted.append(_Counted(found, _hits(snapshot, execution, query, term, found, budget)))
    whole = Axis(np.zeros(snapshot.size, np.uint8), [""])
    (all_,) = _table(snapshot, query, [whole], everything, counted) or [_nothing(len(terms))]
    tables = []
    for axes in by:
        budget.check()
        columns = [axis_of(snapshot, name) for name in axes]
        tables.append(tuple(_table(snapshot, query, columns, everything, counted)))
    return Cells(replace(all_, key=()), tuple(tables))


def _nothing(terms: int) -> Cell:
    return Cell((), 0, 0, (0,) * terms, (0,) * terms)


def _characters(snapshot: Snapshot, section: str) -> Sums:
    """Return the characters of each document, in such sections alone if one is named."""
    if not section:
        return snapshot.characters
    make = partial(snapshot.characters_in, section)
    return snapshot.ranking_cache.get_or_make(("characters", section), make, attrgetter("nbytes"))


def axis_of(snapshot: Snapshot, name: str) -> Axis:
    """Return the values of one of AXES; years and provinces are worked out once a commit."""
    if name in ("source", "kind"):
        return Axis(snapshot.ordinals[name], snapshot.labels[name].tolist())
    return snapshot.ranking_cache.get_or_make(
        ("cells", name), lambda: _years(snapshot) if name == "year" else _provinces(snapshot), _cost
    )


def _cost(axis: Axis) -> int:
    return axis.numbers.nbytes + 100 * len(axis.labels)


def _years(snapshot: Snapshot) -> Axis:
    years, numbers = np.unique(snapshot.dates // 10_000, return_inverse=True)
    labels = [f"{year:04d}" if year else UNKNOWN for year in years.tolist()]
    return Axis(numbers.astype(np.uint16), labels)


def _provinces(snapshot: Snapshot) -> Axis:
    of_region = [code[:2] or UNKNOWN for code in snapshot.values["region"]]
    labels = sorted(set(of_region))
    place = {label: number for number, label in enumerate(labels)}
    table = np.array([place[label] for label in of_region], np.uint16)
    return Axis(table[snapshot.ordinals["region"]], labels)


def _hits(
    snapshot: Snapshot, execution: Execution, query: Query, term: ParsedQuery, found: Numbers, budget: Budget
) -> Sums:
    """Return the marks of a term in each of the documents ``found``, all of which it finds."""
    if not term.terms:
        return np.zeros(len(found), np.int64)
    if (one := _only_string(term, query)) is not None:
        # What the index counts of such a string is what a page marks: no two of its hits overlap.
        counts = np.zeros(len(found), np.int64)
        for hits in execution.hits_by_field(one).values():
            at, present = lookup(hits.ids, found)
            counts[present] += hits.counts[at[present]]
        return counts

    def make() -> Sums:
        counts = [np.zeros(0, np.int64)]
        for _, segment, numbers in snapshot.split(found):
            counts.append(mark_counts(segment, term, query.mode, numbers, budget, query.section))
        return np.concatenate(counts)

    # The documents depend on the question, but on none of its page and order.
    question = replace(query, sort="relevance", page=1, size=1, fold=False, facets=())
    key = "marks", question, term.root
    return snapshot.ranking_cache.get_or_make(key, make, attrgetter("nbytes"))


def _only_string(term: ParsedQuery, query: Query) -> Term | None:
    """Return the only string that a term marks, if the index counts its hits; else None."""
    if len(term.terms) > 1 or not isinstance(one := term.terms[0], Term):
        return None
    is_counted = one.field in ("", *TEXT_FIELDS) and len(one.text) > 1
    return one if is_counted and not overlaps_itself(fold_for_mode(one.text, query.mode)) else None


def _table(
    snapshot: Snapshot, query: Query, axes: Sequence[Axis], everything: _Counted, counted: Sequence[_Counted]
) -> list[Cell]:
    """Return the cells of a grouping that have a report, by their keys."""
    width = len(axes[-1].labels)
    size = len(axes[0].labels) * (width if len(axes) > 1 else 1)
    places = axes[0].numbers.astype(np.int64)
    if len(axes) > 1:
        places = places * width + axes[1].numbers
    if size > _DENSE:
        present = np.unique(places[everything.numbers])
        # A document outside the question has no place: it may get any, and is never counted.
        places, bins, shown = np.searchsorted(present, places), len(present) + 1, np.arange(len(present))
    else:
        present = np.flatnonzero(np.bincount(places[everything.numbers], minlength=size))
        bins, shown = size, present
    columns = [
        column[shown] for each in (everything, *counted) for column in _sums(snapshot, query, places, bins, each)
    ]
    labels = [axis.labels for axis in axes]
    keys = [divmod(place, width) if len(axes) > 1 else (place,) for place in present.tolist()]
    rows = np.stack(columns, axis=1).tolist()
    cells = [
        Cell(
            tuple(labels[at][value] for at, value in enumerate(key)), row[0], row[1], tuple(row[2::2]), tuple(row[3::2])
        )
        for key, row in zip(keys, rows, strict=True)
    ]
    return sorted(cells, key=attrgetter("key"))


def _sums(snapshot: Snapshot, query: Query, places: Sums, bins: int, counted: _Counted) -> tuple[Sums, Sums]:
    """Return for each place how many of the documents it has, and their amounts together."""
    numbers, amounts = counted.numbers, counted.amounts
    if query.fold:
        once = _once_in_each(snapshot, places, numbers)
        numbers, amounts = numbers[once], amounts[once]
    at = places[numbers]
    # Floats add whole numbers exactly up to 2**53, far beyond the characters of any archive.
    return np.bincount(at, minlength=bins), np.bincount(at, amounts, minlength=bins).astype(np.int64)


def _once_in_each(snapshot: Snapshot, places: Sums, numbers: Numbers) -> NDArray[np.bool_]:
    """Return a mask of those of ``numbers`` without a near duplicate of a smaller id at the same place."""
    groups = snapshot.groups[numbers]
    grouped = np.flatnonzero(groups)
    grouped = grouped[np.argsort(snapshot.ids[numbers[grouped]])]
    keys = places[numbers[grouped]] * (int(groups.max(initial=0)) + 1) + groups[grouped]
    _, firsts = np.unique(keys, return_index=True)  # of equal keys the first, so that of the smallest id
    once = groups == 0
    once[grouped[firsts]] = True
    return once
