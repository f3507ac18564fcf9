"""How well a document answers: BM25F of each term, summed.

BM25F is of Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), section 3.6: counts of the fields are
weighed and made independent of length first, added, and saturated together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from search.query import Term

# A hit in the title weighs eight in the body, which after saturation puts it above bodies that
# repeat the word; titles are short, so length matters less there.
_K1 = 1.2
_WEIGHT = {"title": 8.0, "body": 1.0}
_LENGTH_SHARE = {"title": 0.3, "body": 0.6}

_DENSE = 4  # a term of more than a fourth of all documents is kept as a vector too
_SPARSE = 16  # fewer wanted documents than a sixteenth of a term's are looked up one by one

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Impacts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """``ids``: ascending document numbers. ``impacts``: of each, above 0. ``dense``: impacts by number, 0 elsewhere."""

    ids: Numbers
    impacts: Impacts
    dense: Impacts | None


def rank_term(snapshot: Snapshot, term: Term, mode: MatchMode, budget: Budget) -> Ranked:
    """Documents whose title or body (or the one that the term names) holds it, and how well each answers it."""
    fields = tuple(name for name in TEXT_FIELDS if term.field in ("", name))
    whole = {field: snapshot.occurrences(field, term.text, mode, budget) for field in fields}
    inner: list[Mapping[str, Found]] = []
    if any(len(found.ids) for found in whole.values()):
        for word in dict.fromkeys(word for word, _ in words(fold(term.text))):
            inner.append({field: snapshot.postings(field, word, budget) for field in fields})
    return rank(snapshot, whole, inner)


def rank(snapshot: Snapshot, whole: Mapping[str, Found], inner: Sequence[Mapping[str, Found]]) -> Ranked:
    """Documents that hold a string, with its BM25F as a whole and that of each of the words in it.

    ``whole`` and each of ``inner``: who holds it and how often, by field (title, body).
    """
    weights, ids = _weights(snapshot, whole)
    impacts = _impacts(snapshot, weights[ids], len(ids))
    for counts in inner:
        weights, holders = _weights(snapshot, counts)
        impacts += _impacts(snapshot, weights[ids], len(holders))
    dense = None
    if len(ids) * _DENSE > snapshot.count:
        dense = np.zeros(snapshot.size, np.float32)
        dense[ids] = impacts
    return Ranked(ids, impacts, dense)


def unranked(ids: Numbers) -> Ranked:
    """Documents found by what has no words (source, author): none is above another."""
    return Ranked(ids, np.zeros(len(ids), np.float32), None)


def score(
    snapshot: Snapshot,
    terms: Sequence[Term],
    ranked: Sequence[Ranked],
    wanted: Numbers,
    mode: MatchMode,
    budget: Budget,
) -> Impacts:
    """How well each wanted document (ascending numbers) answers. ``ranked``: of each term, in the terms' order."""
    return _sum_impacts(snapshot, ranked, wanted)


def few(wanted: Numbers, ids: Numbers) -> bool:
    """Whether the wanted are so few that they are looked up in ``ids`` one by one."""
    return len(wanted) * _SPARSE < len(ids)


def lookup(ids: Numbers, wanted: Numbers) -> tuple[NDArray[np.int64], Mask]:
    """(where each wanted number would stand in ``ids``, whether it does); both ascending."""
    at = np.searchsorted(ids, wanted)
    at[at == len(ids)] = 0
    return at, ids[at] == wanted if len(ids) else np.zeros(len(wanted), bool)


def _sum_impacts(snapshot: Snapshot, terms: Sequence[Ranked], wanted: Numbers) -> Impacts:
    """Of each wanted document, the impacts of all terms that it holds."""
    scores = np.zeros(len(wanted), np.float32)
    gathered: Impacts | None = None
    for ranked in terms:
        if ranked.ids is wanted:
            scores += ranked.impacts
        elif ranked.dense is not None:
            scores += ranked.dense[wanted]
        elif few(wanted, ranked.ids):
            at, held = lookup(ranked.ids, wanted)
            scores[held] += ranked.impacts[at[held]]
        else:
            if gathered is None:
                gathered = np.zeros(snapshot.size, np.float32)
            gathered[ranked.ids] += ranked.impacts
    return scores if gathered is None else scores + gathered[wanted]


def _weights(snapshot: Snapshot, counts: Mapping[str, Found]) -> tuple[Impacts, Numbers]:
    """(what the counts weigh before saturation, by document number; documents that have any)."""
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


def _impacts(snapshot: Snapshot, weights: Impacts, holders: int) -> Impacts:
    """Saturated weights times rarity, of one word or string that ``holders`` documents have."""
    rarity = log(1 + (snapshot.count - holders + 0.5) / (holders + 0.5))
    return np.float32(rarity * (_K1 + 1)) * weights / (weights + np.float32(_K1))
