"""How well a document answers: BM25F of each term, summed, and a bonus where terms stand together (closeness.py).

BM25F is of Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), section 3.6: counts of the fields are
weighed and made independent of length first, added, and saturated together. A term counts as a whole and again by the
words that jieba reads in it, each as a string: how jieba cuts a text (茶/山上 for 茶山/上) changes nothing. A term in the
lead (the first _LEAD_LENGTH characters) counts there once more. What a made-up sample text (kind "template") answers is
worth a little less than the same in a report.

What was tried, in nDCG@10 over tests/data/ranking.toml (0.9939 as it stands; BM25F of title and body alone 0.9713):

    title's weight 4, 6, 8, 10, 12     0.9934  0.9939  0.9939  0.9939  0.9940; below 8 rows fail
    lead 0, 1, 1.5, 2, 3               0.9940  0.9942  0.9939  0.9939  0.9939; without it two rows fail
    lead's length 100, 150, 200, 250   0.9939  0.9939  0.9939  0.9916
    sample texts 0.8, 0.85, 0.9, 1     0.9930  0.9929  0.9939  0.9816
    _K1 0.8, 1.2, 1.5, 2               0.9905  0.9939  0.9940  0.9934
    body's share 0.2, 0.4, 0.6, 0.75   0.9938  0.9939  0.9939  0.9917; title's makes no difference

The rows were also what the constants were chosen by, so the plateau around them says more than the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from search.analysis import words
from search.documents import MatchMode
from search.engines.whoosh.answering.closeness import CANDIDATES, Placed, closeness, in_lead
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.found import Found
from search.engines.whoosh.reading.snapshot import Snapshot
from search.fold import fold
from search.query import Sought, Term

# A hit in the title weighs ten in the body, which after saturation puts it above bodies that
# repeat the word; titles are short, so length matters less there.
_K1 = 1.2
_WEIGHT = {"title": 10.0, "body": 1.0}
_LENGTH_SHARE = {"title": 0.3, "body": 0.4}
_LEAD = 1.5
_LEAD_LENGTH = 200
_WORTH = {"template": 0.9}

_DENSE = 4  # a term of more than a fourth of all documents is kept as a vector too
_SPARSE = 16  # fewer wanted documents than a sixteenth of a term's are looked up one by one

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Impacts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds what a term asks for. ``ids``: ascending document numbers. ``fields``: how often, by field (title, body);
    none for a term that is of no text. ``dense``: by document number, of one that many hold."""

    ids: Numbers
    fields: Mapping[str, Found]
    dense: Mask | None

    @property
    def cost(self) -> int:
        return _cost(self.ids, self.dense) + sum(found.cost for found in self.fields.values())


@dataclass(frozen=True, slots=True)
class Ranked:
    """``ids``: ascending document numbers. ``impacts``: of each, above 0. ``dense``: impacts by number, 0 elsewhere."""

    ids: Numbers
    impacts: Impacts
    dense: Impacts | None

    @property
    def cost(self) -> int:
        return _cost(self.ids, self.dense)


def _cost(ids: Numbers, dense: NDArray | None) -> int:
    """Bytes, ids and impacts of four each."""
    return 400 + 4 * len(ids) + (0 if dense is None else dense.nbytes)


def hold(snapshot: Snapshot, fields: Mapping[str, Found]) -> Held:
    """The documents that one of the ``fields`` names."""
    found = [each.ids for each in fields.values() if len(each.ids)]
    if len(found) == 1:
        return Held(found[0], fields, _dense(snapshot, found[0], np.array(True)))
    mask = np.zeros(snapshot.size, bool)
    for ids in found:
        mask[ids] = True
    ids = np.flatnonzero(mask).astype(np.int32)
    return Held(ids, fields, mask if len(ids) * _DENSE > snapshot.count else None)


def rank_term(snapshot: Snapshot, term: Term, mode: MatchMode, held: Held, budget: Budget) -> Ranked:
    """How well those who hold the term answer it: as a whole, by each of the words in it, and in the lead."""
    folded = fold(term.text)
    inner: list[Mapping[str, Found]] = []
    if len(held.ids):
        for word in dict.fromkeys(word for word, _ in words(folded)):
            if word == folded and mode == "folded":
                inner.append(held.fields)
            else:
                inner.append({field: snapshot.occurrences(field, word, "folded", budget) for field in held.fields})
    lead = None
    # Single characters have no offsets.
    if len(term.text) > 1 and "body" in held.fields and len(held.fields["body"].ids):
        lead = _lead(snapshot, folded, budget)
    return rank(snapshot, held, inner, lead)


def rank(snapshot: Snapshot, held: Held, inner: Sequence[Mapping[str, Found]], lead: Mask | None = None) -> Ranked:
    """Of those who hold a string, its BM25F as a whole and that of each of the words in it.

    ``inner``: who holds each word and how often, by field (title, body). ``lead``: by document number, whether the string
    stands in the first characters of the text; only those that hold it in the body are asked.
    """
    ids, whole = held.ids, held.fields
    weights = _weights(snapshot, whole)
    plain = weights[ids]
    if lead is not None:
        holders = whole["body"].ids
        weights[holders] += np.float32(_LEAD) * lead[holders]
    impacts = _impacts(snapshot, weights[ids], len(ids))
    for counts in inner:
        if counts is whole:
            impacts += _impacts(snapshot, plain, len(ids))
        else:
            weights = _weights(snapshot, counts)
            impacts += _impacts(snapshot, weights[ids], int(np.count_nonzero(weights)))
    impacts *= _worth(snapshot)[ids]
    return Ranked(ids, impacts, _dense(snapshot, ids, impacts))


def unranked(ids: Numbers) -> Ranked:
    """Documents found by what has no words (source, author): none is above another."""
    return Ranked(ids, np.zeros(len(ids), np.float32), None)


def _dense(snapshot: Snapshot, ids: Numbers, values: NDArray) -> NDArray | None:
    """``values`` (of each id, or one) by document number where many have one, so that looking up is one gather."""
    if len(ids) * _DENSE <= snapshot.count:
        return None
    dense = np.zeros(snapshot.size, values.dtype)
    dense[ids] = values
    return dense


def score(
    snapshot: Snapshot,
    terms: Sequence[Sought],
    ranked: Sequence[Ranked],
    wanted: Numbers,
    budget: Budget,
) -> Impacts:
    """How well each wanted document (ascending numbers) answers. ``ranked``: of each term, in the terms' order.

    Closeness looks at the fold alone, whatever the match mode; a wildcard stands nowhere as a string, so it is close to nothing.
    """
    scores = _sum_impacts(snapshot, ranked, wanted)
    strings = tuple(
        Placed(fold(term.text), fields, _rarity(snapshot, len(found.ids)))
        for term, found in zip(terms, ranked, strict=True)
        if isinstance(term, Term) and len(term.text) > 1
        if (fields := tuple(name for name in TEXT_FIELDS if term.field in ("", name)))
    )
    if len(strings) > 1 and len(wanted):
        best = _best(snapshot, wanted, scores, CANDIDATES)
        scores[best] += _kept_closeness(snapshot, strings, wanted[best], budget)
    return scores


def few(wanted: Numbers, ids: Numbers) -> bool:
    """Whether the wanted are so few that they are looked up in ``ids`` one by one."""
    return len(wanted) * _SPARSE < len(ids)


def lookup(ids: Numbers, wanted: Numbers) -> tuple[NDArray[np.int64], Mask]:
    """(where each wanted number would stand in ``ids``, whether it does); both ascending."""
    at = np.searchsorted(ids, wanted)
    at[at == len(ids)] = 0
    return at, ids[at] == wanted if len(ids) else np.zeros(len(wanted), bool)


def _best(snapshot: Snapshot, wanted: Numbers, scores: Impacts, size: int) -> NDArray[np.int64]:
    """Ascending places in ``wanted`` of the ``size`` best scores; of equal ones the newer, as on the page."""
    if len(wanted) <= size:
        return np.arange(len(wanted))
    least = np.partition(scores, len(scores) - size)[len(scores) - size]
    best = np.flatnonzero(scores >= least)
    if len(best) > size:
        level = scores[best] == least
        best = np.sort(best[np.lexsort((snapshot.by_age[wanted[best]], level))[:size]])
    return best


def _kept_closeness(snapshot: Snapshot, strings: tuple[Placed, ...], candidates: Numbers, budget: Budget) -> Impacts:
    key = "closeness", strings, candidates.tobytes()
    return snapshot.cache.get_or_make(
        key, lambda: closeness(snapshot, strings, candidates, budget), lambda bonus: 1000 + 8 * len(candidates)
    )


def _lead(snapshot: Snapshot, folded: str, budget: Budget) -> Mask:
    """By document number, whether the text holds the string in its first characters."""
    held = np.zeros(snapshot.size, bool)
    base = 0
    for segment in snapshot.segments():
        budget.check()
        held[in_lead(segment, folded, _LEAD_LENGTH) + np.int32(base)] = True
        base += segment.size
    return held


def _worth(snapshot: Snapshot) -> Impacts:
    """What an answer is worth, by document number."""

    def make() -> Impacts:
        kinds = np.array([_WORTH.get(kind, 1.0) for kind in snapshot.values["kind"]], np.float32)
        return kinds[snapshot.ordinals["kind"]]

    return snapshot.cache.get_or_make("worth", make, attrgetter("nbytes"))


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


def _weights(snapshot: Snapshot, counts: Mapping[str, Found]) -> Impacts:
    """What the counts weigh before saturation, by document number."""
    weights = np.zeros(snapshot.size, np.float32)
    for field, (ids, frequency) in counts.items():
        if len(ids):
            share = _LENGTH_SHARE[field]
            lengths = snapshot.lengths[field][ids] * np.float32(share / snapshot.mean_lengths[field])
            weights[ids] += (
                np.float32(_WEIGHT[field]) * frequency.astype(np.float32) / (lengths + np.float32(1 - share))
            )
    return weights


def _impacts(snapshot: Snapshot, weights: Impacts, holders: int) -> Impacts:
    """Saturated weights times rarity, of one word or string that ``holders`` documents have."""
    return np.float32(_rarity(snapshot, holders) * (_K1 + 1)) * weights / (weights + np.float32(_K1))


def _rarity(snapshot: Snapshot, holders: int) -> float:
    return log(1 + (snapshot.count - holders + 0.5) / (holders + 0.5))
