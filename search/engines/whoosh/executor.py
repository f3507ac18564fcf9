"""A query's tree answered in numpy: which documents, and how well each matches.

A term's documents are one ascending array with their finished BM25F contributions (impacts, float32), worked
out once a commit; one that more than a quarter of all documents hold is also a dense vector, where a lookup is
one gather. Whoosh's own searcher is not used: its defaults lose top hits of AND queries on large indexes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from search.analysis import words
from search.documents import MatchMode
from search.engines.whoosh.budget import Budget
from search.engines.whoosh.phrases import Found
from search.engines.whoosh.schema import TEXT_FIELDS
from search.engines.whoosh.snapshot import Snapshot
from search.fold import fold
from search.highlight import normal_form
from search.query import And, Everything, Node, Not, Or, Term

# BM25F (Robertson and Zaragoza 2009). A hit in the title weighs eight in the body, which after
# saturation puts it above bodies that repeat the word; titles are short, so length matters less there.
_K1 = 1.2
_WEIGHT = {"title": 8.0, "body": 1.0}
_LENGTH_SHARE = {"title": 0.3, "body": 0.6}

_DENSE = 4  # a term of more than a fourth of all documents is kept as a vector too
_SPARSE = 16  # fewer wanted documents than a sixteenth of a term's are looked up one by one

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ranked:
    """``ids``: ascending document numbers. ``impacts``: of each, above 0. ``dense``: impacts by number, 0 elsewhere."""

    ids: Numbers
    impacts: NDArray[np.float32]
    dense: NDArray[np.float32] | None


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
            case Term():
                return self._ranked(node).ids
            case And(children):
                return self._all(children)
            case Or(children):
                return self._numbers(self._any(children))
            case Not(child):
                return self._numbers(self._snapshot.live & ~self._mask(child))
            case _:
                raise TypeError(f"not a node of a query: {node!r}")

    def scores(self, terms: Sequence[Term], wanted: Numbers) -> NDArray[np.float32]:
        """BM25F of each wanted document: of each term as a whole, and of the words in it."""
        scores = np.zeros(len(wanted), np.float32)
        gathered: NDArray[np.float32] | None = None
        for term in terms:
            ranked = self._ranked(term)
            if ranked.ids is wanted:
                scores += ranked.impacts
            elif ranked.dense is not None:
                scores += ranked.dense[wanted]
            elif len(wanted) * _SPARSE < len(ranked.ids):
                at, held = _lookup(ranked.ids, wanted)
                scores[held] += ranked.impacts[at[held]]
            else:
                if gathered is None:
                    gathered = np.zeros(self._snapshot.size, np.float32)
                gathered[ranked.ids] += ranked.impacts
        return scores if gathered is None else scores + gathered[wanted]

    def _numbers(self, mask: Mask) -> Numbers:
        return np.flatnonzero(mask).astype(np.int32)

    def _mask(self, node: Node) -> Mask:
        match node:
            case Or(children):
                return self._any(children)
            case Not(child):
                return self._snapshot.live & ~self._mask(child)
            case Term():
                ranked = self._ranked(node)
                if ranked.dense is not None:
                    return ranked.dense > 0
        mask = np.zeros(self._snapshot.size, bool)
        mask[self.matches(node)] = True
        return mask

    def _any(self, children: Sequence[Node]) -> Mask:
        mask = np.zeros(self._snapshot.size, bool)
        for child in children:
            if isinstance(child, Term):
                mask[self._ranked(child).ids] = True
            else:
                mask |= self._mask(child)
        return mask

    def _all(self, children: Sequence[Node]) -> Numbers:
        """From the rarest term on; what is no term is a mask."""
        ranked = sorted(
            (self._ranked(child) for child in children if isinstance(child, Term)), key=lambda r: len(r.ids)
        )
        masks = [self._mask(child) for child in children if not isinstance(child, Term | Not)]
        unwanted = [self._mask(child.child) for child in children if isinstance(child, Not)]
        if ranked:
            found = ranked[0].ids
        elif masks:
            found = self._numbers(masks.pop())
        else:
            found = self._snapshot.everything
        for other in ranked[1:]:
            if other.dense is not None:
                found = found[other.dense[found] > 0]
            elif len(found) * _SPARSE < len(other.ids):
                found = found[_lookup(other.ids, found)[1]]
            else:
                mask = np.zeros(self._snapshot.size, bool)
                mask[other.ids] = True
                found = found[mask[found]]
        for mask in masks:
            found = found[mask[found]]
        for mask in unwanted:
            found = found[~mask[found]]
        return found

    def _ranked(self, term: Term) -> Ranked:
        kept = self._snapshot.kept
        key = term, self._mode
        if (found := kept.get(key)) is None:
            self._budget.check()
            found = self._rank(term) if term.field in ("", *TEXT_FIELDS) else self._in_column(term)
            cost = 400 + 8 * len(found.ids) + (0 if found.dense is None else found.dense.nbytes)
            kept.put(key, found, cost)
        return found

    def _rank(self, term: Term) -> Ranked:
        snapshot, budget = self._snapshot, self._budget
        fields = tuple(name for name in TEXT_FIELDS if term.field in ("", name))
        whole = {field: snapshot.occurrences(field, term.text, self._mode, budget) for field in fields}
        weights, ids = self._weights(whole)
        impacts = self._impacts(weights[ids], len(ids))
        for word in dict.fromkeys(word for word, _ in words(fold(term.text))) if len(ids) else ():
            weights, holders = self._weights({field: snapshot.postings(field, word, budget) for field in fields})
            impacts += self._impacts(weights[ids], len(holders))
        dense = None
        if len(ids) * _DENSE > snapshot.count:
            dense = np.zeros(snapshot.size, np.float32)
            dense[ids] = impacts
        return Ranked(ids, impacts, dense)

    def _weights(self, counts: dict[str, Found]) -> tuple[NDArray[np.float32], Numbers]:
        """(what the counts weigh before saturation, by document number; documents that have any)."""
        snapshot = self._snapshot
        weights = np.zeros(snapshot.size, np.float32)
        for field, (ids, frequency) in counts.items():
            if len(ids):
                share = _LENGTH_SHARE[field]
                lengths = snapshot.lengths[field][ids] * np.float32(share / snapshot.mean_lengths[field])
                weights[ids] += (
                    np.float32(_WEIGHT[field]) * frequency.astype(np.float32) / (lengths + np.float32(1 - share))
                )
        held = [found.ids for found in counts.values() if len(found.ids)]
        return weights, held[0] if len(held) == 1 else np.flatnonzero(weights).astype(np.int32)

    def _impacts(self, weights: NDArray[np.float32], holders: int) -> NDArray[np.float32]:
        """Saturated weights times rarity, of one word or string that ``holders`` documents have."""
        rarity = log(1 + (self._snapshot.count - holders + 0.5) / (holders + 0.5))
        return np.float32(rarity * (_K1 + 1)) * weights / (weights + np.float32(_K1))

    def _in_column(self, term: Term) -> Ranked:
        """Documents whose source or author holds the text; they have no words, so none is ranked."""
        snapshot = self._snapshot
        needle = normal_form(term.text, self._mode)
        names = snapshot.values[term.field]
        holding = np.array([needle in normal_form(name, self._mode) for name in names], bool)
        ids = self._numbers(holding[snapshot.ordinals[term.field]] & snapshot.live)
        return Ranked(ids, np.zeros(len(ids), np.float32), None)


def _lookup(ids: Numbers, wanted: Numbers) -> tuple[NDArray[np.int64], Mask]:
    """(where each wanted number would stand in ``ids``, whether it does)."""
    at = np.searchsorted(ids, wanted)
    at[at == len(ids)] = 0
    return at, ids[at] == wanted if len(ids) else np.zeros(len(wanted), bool)
