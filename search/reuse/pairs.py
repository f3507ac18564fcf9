"""The runs of word characters that two texts share, what of them is set phrase, and the passages that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.reuse.found import LEAST, SetPhrase, Shared, SharedPassage, Stretch
from search.reuse.prints import SIZE, Places, ReadText

#: Runs of a pair that are looked at, the longest first.
_MOST_RUNS = 2_000
#: A shingle that stands in two texts in more pairs of places than this tells nothing: lines of dashes, tables.
_MOST_PLACES = 400
#: Word characters between two runs of one passage, in both texts.
_GAP = 24
#: A set phrase may reach so far beyond its prints: fewer characters beside one are taken to be of it.
_EDGE = 8


@dataclass(frozen=True, slots=True)
class Commons:
    """Of each print of a text whether it is a set phrase, in how many provinces it is, and the central document that has it."""

    is_common: NDArray[np.bool_]
    provinces: NDArray[np.int64]
    central: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """The same word characters in both texts, ``size`` of them."""

    start: int
    other_start: int
    size: int


def find_runs(one: ReadText, other: ReadText) -> list[Run]:
    """Return the runs of SIZE characters or more, none overlapping in either text, in the order of ``one``.

    Of runs that overlap the longest is kept whole. The runs of (other, one) are the same, seen from there, unless several
    of one length overlap: whoever needs the same from both sides asks in one order.
    """
    found: list[Run] = []
    taken, other_taken = np.zeros(len(one), bool), np.zeros(len(other), bool)
    for run in _longest(one, other):
        here, there = slice(run.start, run.start + run.size), slice(run.other_start, run.other_start + run.size)
        first, size = _free(taken[here] | other_taken[there])
        if size >= SIZE:
            kept = Run(run.start + first, run.other_start + first, size)
            taken[kept.start : kept.start + size] = True
            other_taken[kept.other_start : kept.other_start + size] = True
            found.append(kept)
    return sorted(found, key=lambda run: run.start)


def _longest(one: ReadText, other: ReadText) -> list[Run]:
    """Return the maximal runs, which may overlap, the longest first."""
    order = np.argsort(other.shingles, kind="stable")
    there = other.shingles[order]
    first, last = (np.searchsorted(there, one.shingles, side) for side in ("left", "right"))
    here = np.flatnonzero(last > first)
    _, kind, times = np.unique(one.shingles[here], return_inverse=True, return_counts=True)
    here = here[times[kind] * (last - first)[here] <= _MOST_PLACES]
    if not len(here):
        return []
    counts = (last - first)[here]
    ends = np.cumsum(counts)
    at = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
    places, others = np.repeat(here, counts), order[np.repeat(first[here], counts) + at]
    diagonal = places - others
    by_diagonal = np.lexsort((places, diagonal))
    places, diagonal = places[by_diagonal], diagonal[by_diagonal]
    begins = np.ones(len(places), bool)
    begins[1:] = (np.diff(diagonal) != 0) | (np.diff(places) > SIZE)
    starts = places[begins]
    sizes = places[np.append(begins[1:], True)] + SIZE - starts
    chosen = np.argsort(-sizes, kind="stable")[:_MOST_RUNS]
    return [
        Run(start, start - shift, size)
        for start, shift, size in zip(
            starts[chosen].tolist(), diagonal[begins][chosen].tolist(), sizes[chosen].tolist(), strict=True
        )
    ]


def _free(taken: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the place and the size of the longest stretch that is not taken."""
    if not taken.any():
        return 0, len(taken)
    borders = np.flatnonzero(np.diff(np.concatenate([[True], taken, [True]]).astype(np.int8)))
    starts, ends = borders[::2], borders[1::2]
    if not len(starts):
        return 0, 0
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best] - starts[best])


def shared_words(
    one: ReadText, other: ReadText, commons: Commons, *, of_other: bool = False, least: int = LEAST
) -> Shared:
    """Return what two texts share. ``commons``: of the prints of ``one``, or of those of ``other`` if ``of_other``.

    Shared twice, from either side, it is the same: a print within a run is one of both texts.
    """
    looked, beside = (other, one) if of_other else (one, other)
    is_clause_there = _clause_keys(beside)
    runs = find_runs(one, other)
    phrases: list[SetPhrase] = []
    weighed: list[tuple[Run, int]] = []
    for run in runs:
        covered, parts = _set_phrases(run, looked, is_clause_there, commons, of_other=of_other)
        weighed.append((run, int(np.count_nonzero(~covered))))
        for start, end, provinces, central in parts:
            phrases.append(SetPhrase(_stretch(one, other, run, start, end), central, provinces))
    passages = tuple(
        SharedPassage(
            tuple(_stretch(one, other, run, 0, run.size) for run, _ in chain), sum(fresh for _, fresh in chain)
        )
        for chain in map(_between_fresh, _chains(weighed))
        if chain and max(fresh for _, fresh in chain) >= least
    )
    longest = max((fresh for _, fresh in weighed), default=0)
    return Shared(passages, tuple(phrases), sum(each.fresh for each in passages), longest, min(len(one), len(other)))


def _stretch(one: ReadText, other: ReadText, run: Run, start: int, end: int) -> Stretch:
    return Stretch(
        *one.span(run.start + start, run.start + end), *other.span(run.other_start + start, run.other_start + end)
    )


def _clause_keys(text: ReadText) -> Places:
    first = len(text.prints) - text.clauses
    return (text.starts[first:] << 32) | text.ends[first:]


def _set_phrases(
    run: Run, looked: ReadText, clauses_there: Places, commons: Commons, *, of_other: bool
) -> tuple[NDArray[np.bool_], list[tuple[int, int, int, int]]]:
    """Return a mask of the run's characters that are set phrases, and each of these: start, end, provinces, central document.

    A print counts that lies within the run; a clause also has to be one in the other text.
    """
    begin, there = (run.other_start, run.start) if of_other else (run.start, run.other_start)
    inside = np.flatnonzero(commons.is_common & (looked.starts >= begin) & (looked.ends <= begin + run.size))
    starts, ends = looked.starts[inside] - begin, looked.ends[inside] - begin
    keys = ((starts + there) << 32) | (ends + there)
    kept = (inside < len(looked.prints) - looked.clauses) | np.isin(keys, clauses_there)
    inside, starts, ends = inside[kept], starts[kept], ends[kept]
    change = np.zeros(run.size + 1, np.int64)
    np.add.at(change, starts, 1)
    np.add.at(change, ends, -1)
    covered = np.cumsum(change[:-1]) > 0
    if covered.any():
        for start, end in _stretches(~covered):
            covered[start:end] = end - start < _EDGE
    parts = []
    for start, end in _stretches(covered):
        within = inside[(starts >= start) & (ends <= end)]
        named = commons.central[within]
        central = int(named[named > 0].min()) if (named > 0).any() else 0
        parts.append((start, end, int(commons.provinces[within].min()), central))
    return covered, parts


def _stretches(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    borders = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8))).tolist()
    yield from zip(borders[::2], borders[1::2], strict=True)


def _chains(weighed: list[tuple[Run, int]]) -> Iterator[list[tuple[Run, int]]]:
    """Yield the runs of each passage: they follow each other in both texts, with a small gap."""
    chain: list[tuple[Run, int]] = []
    for run, fresh in weighed:
        if chain:
            before = chain[-1][0]
            gap = run.start - before.start - before.size
            other_gap = run.other_start - before.other_start - before.size
            if gap > _GAP or not 0 <= other_gap <= _GAP:
                yield chain
                chain = []
        chain.append((run, fresh))
    if chain:
        yield chain


def _between_fresh(chain: list[tuple[Run, int]]) -> list[tuple[Run, int]]:
    """Return a chain without the runs at its ends that are set phrases alone."""
    fresh = [place for place, (_, characters) in enumerate(chain) if characters]
    return chain[fresh[0] : fresh[-1] + 1] if fresh else []
