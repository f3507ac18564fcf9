"""The score of a document as a query of the cluster: BM25F of each term by scripts, as rules/formula.py says.

Rarity and mean lengths come as parameters, so a score depends on no shard, segment or replica. The sources of the scripts
are constant; only their parameters change, so that the cluster compiles each once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import words
from search.documents import MatchMode
from search.engines.opensearch.answering.counts import Counts
from search.engines.opensearch.answering.dsl import Json, every, flat, some
from search.engines.opensearch.answering.strings import (
    any_field,
    fields_of,
    first_pairs,
    holds,
    holds_string,
    intervals_of,
    is_strict,
    phrase,
)
from search.engines.opensearch.writing.mapping import TEXT_FIELDS
from search.engines.rules.formula import K1, LEAD, LEAD_LENGTH, LENGTH_SHARE, WEIGHT, WeightedString, rarity
from search.fold import fold
from search.query import SearchTerm, Term, Wildcard

_LENGTH = "(doc['{0}_length'].value*params.s+params.r)"
_BY_HITS = {name: f"params.w*_score/{_LENGTH.format(name)}" for name in TEXT_FIELDS}
# An interval query scores n hits as n / (n + 1).
_BY_INTERVALS = {name: f"params.w*(_score/(1-_score))/{_LENGTH.format(name)}" for name in TEXT_FIELDS}
_SATURATED = f"params.r*_score/(_score+{K1})"
_WORTH = "_score*doc['worth'].value"


@dataclass(frozen=True, slots=True)
class _Plan:
    """A term, the query of its documents, and the words that jieba reads in it with theirs."""

    term: SearchTerm
    fields: tuple[str, ...]
    held: Json
    words: tuple[tuple[str, Json], ...]


def scored(matched: Json, terms: Sequence[SearchTerm], mode: MatchMode, counts: Counts) -> Json:
    """Return the query that finds what ``matched`` does and scores it."""
    plans = [_plan(term, mode) for term in terms if term.field in ("", *TEXT_FIELDS)]
    queries = [query for plan in plans for query in (plan.held, *(query for _, query in plan.words))]
    found = iter(counts.of(queries))
    documents = counts.lengths().documents
    parts = []
    for plan in plans:
        holders, of_words = next(found), [next(found) for _ in plan.words]
        if holders:
            parts.append(_part(plan, mode, counts, documents, holders, of_words))
    if not parts:
        return {"bool": {"filter": [matched]}}
    sum_of_terms = {"bool": {"filter": [matched], "should": parts}}
    return {"script_score": {"query": sum_of_terms, "script": {"source": _WORTH}}}


def weighted_strings(terms: Sequence[SearchTerm], mode: MatchMode, counts: Counts) -> list[WeightedString]:
    """Return the terms whose closeness counts, with their rarity: fixed strings of two characters or more."""
    strings = [
        term for term in terms if isinstance(term, Term) and len(term.text) > 1 and term.field in ("", *TEXT_FIELDS)
    ]
    holders = counts.of([any_field(term, mode) for term in strings]) if len(strings) > 1 else []
    documents = counts.lengths().documents if holders else 0
    return [
        WeightedString(fold(term.text), fields_of(term), rarity(documents, count))
        for term, count in zip(strings, holders, strict=False)
    ]


def _plan(term: SearchTerm, mode: MatchMode) -> _Plan:
    fields = fields_of(term)
    inner: tuple[tuple[str, Json], ...] = ()
    if isinstance(term, Term):
        inner = tuple(
            (word, some(holds_string(field, word, "folded") for field in fields))
            for word in dict.fromkeys(word for word, _ in words(fold(term.text)))
        )
    return _Plan(term, fields, any_field(term, mode), inner)


def _part(plan: _Plan, mode: MatchMode, counts: Counts, documents: int, holders: int, of_words: Sequence[int]) -> Json:
    """Return what a term adds to the score of the documents that hold it whole: its own weight, and those of its words."""
    whole = [
        _weighted(field, _hits(field, plan.term, mode), counts, strict=_counts_by_intervals(plan.term, mode))
        for field in plan.fields
    ]
    folded = fold(plan.term.text)
    if isinstance(plan.term, Term) and len(folded) > 1 and "body" in plan.fields:
        leading = every((holds("body", plan.term, mode), first_pairs("body", folded, LEAD_LENGTH)))
        whole.append({"constant_score": {"filter": leading, "boost": LEAD}})
    parts = [_saturated(whole, rarity(documents, holders))]
    for (word, _), count in zip(plan.words, of_words, strict=True):
        hits = [_weighted(field, _hits(field, Term(word), "folded"), counts) for field in plan.fields]
        parts.append(_saturated(hits, rarity(documents, count)))
    return {"bool": {"filter": [plan.held], "should": parts}}


def _hits(field: str, term: SearchTerm, mode: MatchMode) -> Json:
    """Return a query that scores the number of hits of a term; 1 for a single character and for a wildcard."""
    if isinstance(term, Wildcard) or len(term.text) == 1:
        return flat(holds(field, term, mode))
    if is_strict(term.text, mode):
        return intervals_of(field, term.text, mode)
    folded = fold(term.text)
    return phrase(field, folded, 1 / (len(folded) - 1))


def _counts_by_intervals(term: SearchTerm, mode: MatchMode) -> bool:
    return isinstance(term, Term) and len(term.text) > 1 and is_strict(term.text, mode)


def _weighted(field: str, hits: Json, counts: Counts, *, strict: bool = False) -> Json:
    """Return the query that scores the weighted hits of a field, independent of its length."""
    share = LENGTH_SHARE[field]
    numbers = {"w": WEIGHT[field], "s": share / counts.lengths().means[field], "r": 1 - share}
    source = (_BY_INTERVALS if strict else _BY_HITS)[field]
    return {"script_score": {"query": hits, "script": {"source": source, "params": numbers}}}


def _saturated(weights: list[Json], of_term: float) -> Json:
    """Return the query that scores the sum of the weights, saturated, times the rarity of the term."""
    script = {"source": _SATURATED, "params": {"r": of_term * (K1 + 1)}}
    return {"script_score": {"query": {"bool": {"should": weights}}, "script": script}}
