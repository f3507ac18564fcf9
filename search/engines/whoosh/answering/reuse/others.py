"""With which other reports does one share words? Candidates by their prints, then text against text.

A run of ``least`` characters holds all prints of the report that lie within it, so whoever shares the run has them all: of a
document that lacks one of three prints in a row it is known, without its text, how long a run can be at most.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from search.documents import Query, QueryError
from search.engines.whoosh.answering.executor import Execution
from search.engines.whoosh.answering.facets import filter_documents, without_hidden
from search.engines.whoosh.answering.reuse.spread import Spread, spread_of, text_of, witnesses
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.query import parse_query
from search.reuse.found import COMMON_PROVINCES, ReuseRule, Shared, SharedWith
from search.reuse.pairs import shared_words
from search.reuse.prints import SIZE, ReadText
from search.sentences import say


def find_others(
    snapshot: Snapshot, query: Query, report: int, rule: ReuseRule, budget: Budget
) -> tuple[SharedWith, ...]:
    """Return the query's documents that share words with a report, those with most first. QueryError if it is not there."""
    number = _number_of(snapshot, report)
    text, spread = text_of(snapshot, number), spread_of(snapshot, query, number, rule.central)
    seen = witnesses(snapshot, query.hidden)
    candidates = _candidates(text, spread, seen.years[number], seen.years, rule.least)
    own = snapshot.groups[number]
    candidates = candidates[(candidates != number) & ((snapshot.groups[candidates] != own) | (own == 0))]
    subset = subset_of(snapshot, query, budget)
    found: dict[int, list[tuple[int, Shared]]] = {}
    for other in candidates[np.isin(candidates, subset)].tolist():
        budget.check()
        shared = compare_numbers(snapshot, query, number, other, rule)
        if shared.is_shared(rule.least):
            group = int(snapshot.groups[other])
            found.setdefault(group or -other - 1, []).append((int(snapshot.ids[other]), shared))
    listed = []
    for members in found.values():
        members.sort(key=lambda member: member[0])
        (id_, shared), *rest = members
        listed.append(SharedWith(id_, shared, tuple(other for other, _ in rest)))
    return tuple(sorted(listed, key=lambda each: (-each.shared.fresh, each.id)))


def compare_two(snapshot: Snapshot, query: Query, report: int, other: int, rule: ReuseRule) -> Shared:
    """Return what two reports share, as seen from the first. QueryError if one is not there."""
    return compare_numbers(snapshot, query, _number_of(snapshot, report), _number_of(snapshot, other), rule)


def subset_of(snapshot: Snapshot, query: Query, budget: Budget) -> NDArray[np.int32]:
    """Return the documents that the query finds, ascending."""
    root = parse_query(query.text, query.mode).root
    matched = Execution(snapshot, query.mode, budget, query.section).matches(root)
    return filter_documents(snapshot, query, without_hidden(snapshot, query, matched))


def _number_of(snapshot: Snapshot, report: int) -> int:
    present = snapshot.find([report])
    if report not in present:
        raise QueryError(say("第 {0} 篇不在索引里：它未发布，或刚发布还没有编入，请稍后再试。", report))
    return present[report][0]


def _candidates(text: ReadText, spread: Spread, year: int, years: NDArray[np.int32], least: int) -> NDArray[np.int64]:
    """Return the documents that may share a run of ``least`` characters with a fresh print in it, ascending."""
    shingles = len(text.prints) - text.clauses
    starts = text.starts[:shingles]
    order = np.argsort(spread.found, kind="stable")
    kinds, documents = spread.found[order], spread.documents[order]
    first = np.searchsorted(kinds, spread.kind[:shingles])
    counts = np.searchsorted(kinds, spread.kind[:shingles], side="right") - first
    ends = np.cumsum(counts)
    at = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts) + np.repeat(first, counts)
    place, kinds, documents = np.repeat(np.arange(shingles), counts), kinds[at], documents[at]
    later = np.maximum(years[documents], year)
    is_fresh = (spread.provinces[kinds] < COMMON_PROVINCES) & (spread.year[kinds] > later)
    order = np.lexsort((place, documents))
    place, documents, is_fresh = place[order], documents[order], is_fresh[order]
    if not len(place):
        return documents
    begins = np.ones(len(place), bool)
    begins[1:] = (np.diff(documents) != 0) | (np.diff(place) != 1)
    block = np.cumsum(begins) - 1
    lasts = place[np.append(begins[1:], True)]
    before = np.concatenate([[-1], starts])[place[begins]]
    behind = np.append(starts, len(text) - SIZE + 1)[lasts + 1]
    longest = behind + SIZE - 1 - (before + 1)
    fresh = np.bincount(block, is_fresh)
    return np.unique(documents[begins][(longest >= least) & (fresh > 0)])


def compare_numbers(snapshot: Snapshot, query: Query, number: int, other: int, rule: ReuseRule) -> Shared:
    """Compare in the order of ids, so that both sides see the same runs."""
    turned = int(snapshot.ids[number]) > int(snapshot.ids[other])
    one, two = (other, number) if turned else (number, other)
    years = witnesses(snapshot, query.hidden).years
    commons = spread_of(snapshot, query, number, rule.central).commons(int(max(years[number], years[other])))
    shared = shared_words(text_of(snapshot, one), text_of(snapshot, two), commons, of_other=turned, least=rule.least)
    return _mirrored(shared) if turned else shared


def _mirrored(shared: Shared) -> Shared:
    """Return the same, seen from the other text."""
    passages = [replace(each, runs=tuple(run.mirrored() for run in each.runs)) for each in shared.passages]
    phrases = [replace(each, at=each.at.mirrored()) for each in shared.phrases]
    return replace(
        shared,
        passages=tuple(sorted(passages, key=lambda each: each.at.start)),
        phrases=tuple(sorted(phrases, key=lambda each: each.at.start)),
    )
