"""The score of a document: BM25F of each term, summed, and a bonus for terms that stand close (closeness.py).

The counts of the fields are weighted and made independent of length first, added, and saturated together
(rules/formula.py has the numbers). A term counts as a whole, and again by the words that jieba reads in it, each as a
string: how jieba cuts a text (茶/山上 for 茶山/上) changes nothing. A term in the lead (the first LEAD_LENGTH characters)
counts there once more. A made-up sample text (kind "template") scores a little less than a report of the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from search.analysis import words
from search.documents import MatchMode
from search.engines.rules import formula
from search.engines.rules.formula import WeightedString
from search.engines.whoosh.answering.closeness import closeness
from search.engines.whoosh.reading.phrases import HitCounts, documents_in_lead
from search.engines.whoosh.reading.sections import fields_of, section_in
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.fold import fold
from search.query import SearchTerm, Term

_DENSE = 4  # a term of more than a fourth of all documents has a dense vector too
_SPARSE = 16  # fewer wanted documents than a sixteenth of a term's are looked up one by one

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Impacts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TermMatches:
    """The documents of a term.

    ``ids``: ascending document numbers. ``fields``: hits by field (title, body); empty for a term of no text field.
    ``dense``: a mask by document number, for a term of many documents.
    """

    ids: Numbers
    fields: Mapping[str, HitCounts]
    dense: Mask | None

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return _cost(self.ids, self.dense) + sum(found.cost for found in self.fields.values())


@dataclass(frozen=True, slots=True)
class TermImpacts:
    """What a term adds to the score of each of its documents.

    ``ids``: ascending document numbers. ``impacts``: of each, above 0. ``dense``: impacts by document number.
    """

    ids: Numbers
    impacts: Impacts
    dense: Impacts | None

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return _cost(self.ids, self.dense)


def _cost(ids: Numbers, dense: NDArray | None) -> int:
    """Return the bytes of ids and impacts, four each, and of the vector."""
    return 400 + 4 * len(ids) + (0 if dense is None else dense.nbytes)


def match_term(snapshot: Snapshot, fields: Mapping[str, HitCounts]) -> TermMatches:
    """Return the documents with a hit in one of the ``fields``."""
    found = [each.ids for each in fields.values() if len(each.ids)]
    if len(found) == 1:
        return TermMatches(found[0], fields, _dense(snapshot, found[0], np.array(True)))
    mask = np.zeros(snapshot.size, bool)
    for ids in found:
        mask[ids] = True
    ids = np.flatnonzero(mask).astype(np.int32)
    return TermMatches(ids, fields, mask if len(ids) * _DENSE > snapshot.count else None)


def rank_term(
    snapshot: Snapshot, term: Term, mode: MatchMode, matches: TermMatches, budget: Budget, section: str = ""
) -> TermImpacts:
    """Return the impacts of a term: as a whole, by each of the words in it, and in the lead; in a section there is no lead."""
    folded = fold(term.text)
    inner: list[Mapping[str, HitCounts]] = []
    if len(matches.ids):
        for word in dict.fromkeys(word for word, _ in words(folded)):
            if word == folded and mode == "folded":
                inner.append(matches.fields)
            else:
                found = {
                    field: snapshot.find_string(field, word, "folded", budget, section_in(field, section))
                    for field in matches.fields
                }
                inner.append(found)
    lead = None
    # Single characters have no offsets.
    if not section and len(term.text) > 1 and "body" in matches.fields and len(matches.fields["body"].ids):
        lead = _lead(snapshot, folded, budget)
    return rank(snapshot, matches, inner, lead)


def rank(
    snapshot: Snapshot, matches: TermMatches, inner: Sequence[Mapping[str, HitCounts]], lead: Mask | None = None
) -> TermImpacts:
    """Return the BM25F of a string as a whole, plus that of each of the words in it.

    ``inner``: the hits of each word, by field (title, body). ``lead``: a mask by document number, whether the string
    begins in the first characters of the text; only documents with a hit in the body are looked up in it.
    """
    ids, whole = matches.ids, matches.fields
    weights = _weights(snapshot, whole)
    plain = weights[ids]
    if lead is not None:
        in_body = whole["body"].ids
        weights[in_body] += np.float32(formula.LEAD) * lead[in_body]
    impacts = _impacts(snapshot, weights[ids], len(ids))
    for counts in inner:
        if counts is whole:
            impacts += _impacts(snapshot, plain, len(ids))
        else:
            weights = _weights(snapshot, counts)
            impacts += _impacts(snapshot, weights[ids], int(np.count_nonzero(weights)))
    impacts *= _worth(snapshot)[ids]
    return TermImpacts(ids, impacts, _dense(snapshot, ids, impacts))


def no_impacts(ids: Numbers) -> TermImpacts:
    """Return impacts of 0, for documents found by source or author."""
    return TermImpacts(ids, np.zeros(len(ids), np.float32), None)


def _dense(snapshot: Snapshot, ids: Numbers, values: NDArray) -> NDArray | None:
    """Return ``values`` (one for each id, or one for all) by document number, or None for few ids."""
    if len(ids) * _DENSE <= snapshot.count:
        return None
    dense = np.zeros(snapshot.size, values.dtype)
    dense[ids] = values
    return dense


def score(
    snapshot: Snapshot,
    terms: Sequence[SearchTerm],
    impacts: Sequence[TermImpacts],
    wanted: Numbers,
    budget: Budget,
    section: str = "",
) -> Impacts:
    """Return the score of each wanted document (ascending numbers). ``impacts``: of each term, in the terms' order.

    Closeness compares folds in every match mode. A wildcard is no fixed string, so it gets no closeness.
    """
    scores = _sum_impacts(snapshot, impacts, wanted)
    strings = tuple(
        WeightedString(fold(term.text), fields, _rarity(snapshot, len(found.ids)))
        for term, found in zip(terms, impacts, strict=True)
        if isinstance(term, Term) and len(term.text) > 1
        if (fields := fields_of(term, section))
    )
    if len(strings) > 1 and len(wanted):
        best = _best(snapshot, wanted, scores, formula.CANDIDATES)
        scores[best] += _cached_closeness(snapshot, strings, wanted[best], budget, section)
    return scores


def are_few(wanted: Numbers, ids: Numbers) -> bool:
    """Tell whether the wanted are so few that they are looked up in ``ids`` one by one."""
    return len(wanted) * _SPARSE < len(ids)


def lookup(ids: Numbers, wanted: Numbers) -> tuple[NDArray[np.int64], Mask]:
    """Return (the place of each wanted number in ``ids``, a mask of those that are there); both are ascending."""
    at = np.searchsorted(ids, wanted)
    at[at == len(ids)] = 0
    return at, ids[at] == wanted if len(ids) else np.zeros(len(wanted), bool)


def _best(snapshot: Snapshot, wanted: Numbers, scores: Impacts, size: int) -> NDArray[np.int64]:
    """Return the places in ``wanted``, ascending, of the ``size`` best scores; of equal ones the newer, as on the page."""
    if len(wanted) <= size:
        return np.arange(len(wanted))
    least = np.partition(scores, len(scores) - size)[len(scores) - size]
    best = np.flatnonzero(scores >= least)
    if len(best) > size:
        level = scores[best] == least
        best = np.sort(best[np.lexsort((snapshot.by_age[wanted[best]], level))[:size]])
    return best


def _cached_closeness(
    snapshot: Snapshot, strings: tuple[WeightedString, ...], candidates: Numbers, budget: Budget, section: str
) -> Impacts:
    key = "closeness", strings, candidates.tobytes(), section
    return snapshot.ranking_cache.get_or_make(
        key, lambda: closeness(snapshot, strings, candidates, budget, section), lambda bonus: 1000 + 8 * len(candidates)
    )


def _lead(snapshot: Snapshot, folded: str, budget: Budget) -> Mask:
    """Return a mask by document number: whether the string begins in the first characters of the text."""
    mask = np.zeros(snapshot.size, bool)
    base = 0
    for segment in snapshot.segments():
        budget.check()
        mask[documents_in_lead(segment, folded, formula.LEAD_LENGTH) + np.int32(base)] = True
        base += segment.size
    return mask


def _worth(snapshot: Snapshot) -> Impacts:
    """Return the factor of the kind of each document."""

    def make() -> Impacts:
        kinds = np.array([formula.WORTH.get(kind, 1.0) for kind in snapshot.values["kind"]], np.float32)
        return kinds[snapshot.ordinals["kind"]]

    return snapshot.ranking_cache.get_or_make("worth", make, attrgetter("nbytes"))


def _sum_impacts(snapshot: Snapshot, terms: Sequence[TermImpacts], wanted: Numbers) -> Impacts:
    """Return the sum of all terms' impacts on each wanted document."""
    scores = np.zeros(len(wanted), np.float32)
    gathered: Impacts | None = None
    for term in terms:
        if term.ids is wanted:
            scores += term.impacts
        elif term.dense is not None:
            scores += term.dense[wanted]
        elif are_few(wanted, term.ids):
            at, present = lookup(term.ids, wanted)
            scores[present] += term.impacts[at[present]]
        else:
            if gathered is None:
                gathered = np.zeros(snapshot.size, np.float32)
            gathered[term.ids] += term.impacts
    return scores if gathered is None else scores + gathered[wanted]


def _weights(snapshot: Snapshot, counts: Mapping[str, HitCounts]) -> Impacts:
    """Return the weighted counts before saturation, by document number."""
    weights = np.zeros(snapshot.size, np.float32)
    for field, (ids, frequency) in counts.items():
        if len(ids):
            share = formula.LENGTH_SHARE[field]
            lengths = snapshot.lengths[field][ids] * np.float32(share / snapshot.mean_lengths[field])
            weights[ids] += (
                np.float32(formula.WEIGHT[field]) * frequency.astype(np.float32) / (lengths + np.float32(1 - share))
            )
    return weights


def _impacts(snapshot: Snapshot, weights: Impacts, document_count: int) -> Impacts:
    """Return saturated weights times rarity, of one word or string in ``document_count`` documents."""
    return (
        np.float32(_rarity(snapshot, document_count) * (formula.K1 + 1)) * weights / (weights + np.float32(formula.K1))
    )


def _rarity(snapshot: Snapshot, document_count: int) -> float:
    return formula.rarity(snapshot.count, document_count)
