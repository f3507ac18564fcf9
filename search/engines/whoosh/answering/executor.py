"""A query's tree answered in numpy: which documents match, and how well.

A term's documents are one ascending array, their BM25F contributions (impacts, float32) another. Each is worked out
once a commit, and only when needed: a count needs no impacts. A term of more than a quarter of all documents has a dense
vector too, where a lookup is one gather. Whoosh's own searcher is not used: its defaults lose top hits of AND queries on large indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode, Query
from search.engines.whoosh.answering.facets import filter_documents
from search.engines.whoosh.answering.ranking import (
    Mask,
    Numbers,
    TermImpacts,
    TermMatches,
    are_few,
    lookup,
    match_term,
    no_impacts,
    rank,
    rank_term,
    score,
)
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.phrases import HitCounts
from search.engines.whoosh.reading.sections import fields_of, section_in
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.spans import find_near, find_wildcard
from search.query import And, DateRange, Everything, InRegion, Near, Node, Not, Or, SearchTerm, Term, Wildcard
from search.term_hits import fold_for_mode, hits_in

Answer = TypeVar("Answer", TermMatches, TermImpacts)


class Execution:
    """One query on one snapshot; with a ``section`` as Query.section says."""

    def __init__(self, snapshot: Snapshot, mode: MatchMode, budget: Budget, section: str = "") -> None:
        self._snapshot = snapshot
        self._mode: MatchMode = mode
        self._budget = budget
        self._section = section

    def matches(self, root: Node) -> Numbers:
        """Return the numbers of the live documents that match a tree, ascending. TypeError for an unknown node."""
        found = self._matching(root)
        return found[self._snapshot.with_section(self._section)[found]] if self._section else found

    def _matching(self, node: Node) -> Numbers:
        match node:
            case Everything():
                return self._snapshot.everything
            case Term() | Wildcard():
                return self._matches_of(node).ids
            case Near():
                return self._near(node)
            case InRegion(_, prefixes):
                return self._filtered(*(Query(region=(prefix,)) for prefix in prefixes))
            case DateRange(first, last):
                return self._filtered(Query(date_from=first, date_to=last))
            case And(children):
                return self._all(children)
            case Or(children):
                return self._numbers(self._any(children))
            case Not(child):
                return self._numbers(self._snapshot.live & ~self._mask(child))
            case _:
                raise TypeError(f"not a node of a query: {node!r}")

    def found(self, term: SearchTerm) -> Numbers:
        """Return the live documents that hold the term; a term of the query costs no new reading."""
        return self.matches(term)

    def hits_by_field(self, term: SearchTerm) -> Mapping[str, HitCounts]:
        """Return the term's hits in title and body, overlapping ones included, one for a document with a single character."""
        return self._matches_of(term).fields

    def scores(self, terms: Sequence[SearchTerm], wanted: Numbers) -> NDArray[np.float32]:
        """Return how well each wanted document answers, see ranking.py."""
        impacts = [self._impacts_of(term) for term in terms]
        return score(self._snapshot, terms, impacts, wanted, self._budget, self._section)

    def _numbers(self, mask: Mask) -> Numbers:
        return np.flatnonzero(mask).astype(np.int32)

    def _mask(self, node: Node) -> Mask:
        match node:
            case Or(children):
                return self._any(children)
            case Not(child):
                return self._snapshot.live & ~self._mask(child)
            case Term() | Wildcard():
                if (dense := self._matches_of(node).dense) is not None:
                    return dense
        mask = np.zeros(self._snapshot.size, bool)
        mask[self._matching(node)] = True
        return mask

    def _any(self, children: Sequence[Node]) -> Mask:
        mask = np.zeros(self._snapshot.size, bool)
        for child in children:
            if isinstance(child, SearchTerm):
                mask[self._matches_of(child).ids] = True
            else:
                mask |= self._mask(child)
        return mask

    def _all(self, children: Sequence[Node]) -> Numbers:
        """Return the documents of all children, from the rarest term on; other nodes are masks."""
        matches = sorted(
            (self._matches_of(child) for child in children if isinstance(child, SearchTerm)), key=lambda m: len(m.ids)
        )
        masks = [self._mask(child) for child in children if not isinstance(child, SearchTerm | Not)]
        unwanted = [self._mask(child.child) for child in children if isinstance(child, Not)]
        if matches:
            found = matches[0].ids
        elif masks:
            found = self._numbers(masks.pop())
        else:
            found = self._snapshot.everything
        for other in matches[1:]:
            if other.dense is not None:
                found = found[other.dense[found]]
            elif are_few(found, other.ids):
                found = found[lookup(other.ids, found)[1]]
            else:
                mask = np.zeros(self._snapshot.size, bool)
                mask[other.ids] = True
                found = found[mask[found]]
        for mask in masks:
            found = found[mask[found]]
        for mask in unwanted:
            found = found[~mask[found]]
        return found

    def _matches_of(self, term: SearchTerm) -> TermMatches:
        return self._cached(TermMatches, term, self._match)

    def _impacts_of(self, term: SearchTerm) -> TermImpacts:
        return self._cached(TermImpacts, term, self._rank)

    def _cached(self, kind: type[Answer], term: SearchTerm, work_out: Callable[[SearchTerm], Answer]) -> Answer:
        """Return a term's answer from the snapshot's ranking cache, worked out if it is not there."""

        def make() -> Answer:
            self._budget.check()
            return work_out(term)

        return self._snapshot.ranking_cache.get_or_make((kind, term, self._mode, self._section), make)

    def _match(self, term: SearchTerm) -> TermMatches:
        if term.field not in ("", *TEXT_FIELDS):
            return TermMatches(self._in_column(term), {}, None)
        fields = fields_of(term, self._section)
        return match_term(self._snapshot, {field: self._hit_counts(field, term) for field in fields})

    def _rank(self, term: SearchTerm) -> TermImpacts:
        matches = self._matches_of(term)
        if not matches.fields:
            return no_impacts(matches.ids)
        if isinstance(term, Wildcard):
            return rank(self._snapshot, matches, [])
        return rank_term(self._snapshot, term, self._mode, matches, self._budget, self._section)

    def _hit_counts(self, field: str, term: SearchTerm) -> HitCounts:
        section = section_in(field, self._section)
        if isinstance(term, Wildcard):
            return self._snapshot.gather(
                lambda segment: find_wildcard(segment, field, term, self._mode, self._budget, section), self._budget
            )
        return self._snapshot.find_string(field, term.text, self._mode, self._budget, section)

    def _near(self, node: Near) -> Numbers:
        return self._snapshot.gather(
            lambda segment: find_near(segment, node, self._mode, self._budget, self._section), self._budget
        ).ids

    def _filtered(self, *filters: Query) -> Numbers:
        """Return what passes any of the filters: a region or date in the query means what that filter means."""
        mask = np.zeros(self._snapshot.size, bool)
        for query in filters:
            mask[filter_documents(self._snapshot, query, self._snapshot.everything)] = True
        return self._numbers(mask)

    def _in_column(self, term: SearchTerm) -> Numbers:
        """Return the documents whose source or author holds the text."""
        snapshot, mode = self._snapshot, self._mode
        names = snapshot.values[term.field]
        holding = np.array([any(hits_in(name, fold_for_mode(name, mode), term, mode)) for name in names], bool)
        return self._numbers(holding[snapshot.ordinals[term.field]] & snapshot.live)
