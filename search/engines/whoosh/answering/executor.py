"""A query's tree answered in numpy: which documents, and how well each matches.

A term's documents are one ascending array, and their finished BM25F contributions (impacts, float32) another, each worked
out once a commit and only when asked for: to count needs no impacts. What more than a quarter of all documents hold is also
a dense vector, where a lookup is one gather. Whoosh's own searcher is not used: its defaults lose top hits of AND queries on large indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode, Query
from search.engines.whoosh.answering.facets import filter_documents
from search.engines.whoosh.answering.ranking import (
    Held,
    Mask,
    Numbers,
    Ranked,
    few,
    hold,
    lookup,
    rank,
    rank_term,
    score,
    unranked,
)
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.found import Found
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.spans import near_documents, wildcard_occurrences
from search.occurrences import normal_form, occurrences_in
from search.query import And, DateRange, Everything, InRegion, Near, Node, Not, Or, Sought, Term, Wildcard

Answer = TypeVar("Answer", Held, Ranked)


class Execution:
    """One query on one snapshot."""

    def __init__(self, snapshot: Snapshot, mode: MatchMode, budget: Budget) -> None:
        self._snapshot = snapshot
        self._mode = mode
        self._budget = budget

    def matches(self, node: Node) -> Numbers:
        """Ascending numbers of the live documents for which ``node`` holds. TypeError for an unknown node."""
        match node:
            case Everything():
                return self._snapshot.everything
            case Term() | Wildcard():
                return self._held(node).ids
            case Near():
                return self._near(node)
            case InRegion(_, prefixes):
                return self._filtered(*(Query(region=prefix) for prefix in prefixes))
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

    def hits(self, term: Sought) -> int:
        """How many live documents hold the term; nothing new is read for one that the query has."""
        return len(self._held(term).ids)

    def scores(self, terms: Sequence[Sought], wanted: Numbers) -> NDArray[np.float32]:
        """How well each wanted document answers, see ranking.py."""
        ranked = [self._ranked(term) for term in terms]
        return score(self._snapshot, terms, ranked, wanted, self._budget)

    def _numbers(self, mask: Mask) -> Numbers:
        return np.flatnonzero(mask).astype(np.int32)

    def _mask(self, node: Node) -> Mask:
        match node:
            case Or(children):
                return self._any(children)
            case Not(child):
                return self._snapshot.live & ~self._mask(child)
            case Term() | Wildcard():
                if (dense := self._held(node).dense) is not None:
                    return dense
        mask = np.zeros(self._snapshot.size, bool)
        mask[self.matches(node)] = True
        return mask

    def _any(self, children: Sequence[Node]) -> Mask:
        mask = np.zeros(self._snapshot.size, bool)
        for child in children:
            if isinstance(child, Sought):
                mask[self._held(child).ids] = True
            else:
                mask |= self._mask(child)
        return mask

    def _all(self, children: Sequence[Node]) -> Numbers:
        """From the rarest term on; what is no term is a mask."""
        held = sorted((self._held(child) for child in children if isinstance(child, Sought)), key=lambda h: len(h.ids))
        masks = [self._mask(child) for child in children if not isinstance(child, Sought | Not)]
        unwanted = [self._mask(child.child) for child in children if isinstance(child, Not)]
        if held:
            found = held[0].ids
        elif masks:
            found = self._numbers(masks.pop())
        else:
            found = self._snapshot.everything
        for other in held[1:]:
            if other.dense is not None:
                found = found[other.dense[found]]
            elif few(found, other.ids):
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

    def _held(self, term: Sought) -> Held:
        return self._once(Held, term, self._hold)

    def _ranked(self, term: Sought) -> Ranked:
        return self._once(Ranked, term, self._rank)

    def _once(self, kind: type[Answer], term: Sought, answer: Callable[[Sought], Answer]) -> Answer:
        """What is worked out of a term once for each commit."""

        def work() -> Answer:
            self._budget.check()
            return answer(term)

        return self._snapshot.cache.get_or_make((kind, term, self._mode), work)

    def _hold(self, term: Sought) -> Held:
        if term.field not in ("", *TEXT_FIELDS):
            return Held(self._in_column(term), {}, None)
        fields = tuple(name for name in TEXT_FIELDS if term.field in ("", name))
        return hold(self._snapshot, {field: self._occurrences(field, term) for field in fields})

    def _rank(self, term: Sought) -> Ranked:
        held = self._held(term)
        if not held.fields:
            return unranked(held.ids)
        if isinstance(term, Wildcard):
            return rank(self._snapshot, held, [])
        return rank_term(self._snapshot, term, self._mode, held, self._budget)

    def _occurrences(self, field: str, term: Sought) -> Found:
        if isinstance(term, Wildcard):
            return self._snapshot.gathered(
                lambda segment: wildcard_occurrences(segment, field, term.text, self._mode, self._budget), self._budget
            )
        return self._snapshot.occurrences(field, term.text, self._mode, self._budget)

    def _near(self, node: Near) -> Numbers:
        return self._snapshot.gathered(
            lambda segment: near_documents(segment, node, self._mode, self._budget), self._budget
        ).ids

    def _filtered(self, *filters: Query) -> Numbers:
        """What passes any of the filters: a word for a region or a date means what the filter of that name means."""
        mask = np.zeros(self._snapshot.size, bool)
        for query in filters:
            mask[filter_documents(self._snapshot, query, self._snapshot.everything)] = True
        return self._numbers(mask)

    def _in_column(self, term: Sought) -> Numbers:
        """Documents whose source or author holds the text."""
        snapshot, mode = self._snapshot, self._mode
        names = snapshot.values[term.field]
        holding = np.array([any(occurrences_in(name, normal_form(name, mode), term, mode)) for name in names], bool)
        return self._numbers(holding[snapshot.ordinals[term.field]] & snapshot.live)
