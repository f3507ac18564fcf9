"""Scores and order against BM25F written out document by document."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log

import pytest

from search.analysis import words
from search.documents import Query
from search.fold import fold
from search.highlight import normal_form
from search.query import Everything, parse_query
from tests.search.corpus import CORPUS, holds, quoted, some_substring

_WEIGHT = {"title": 8.0, "body": 1.0}
_SHARE = {"title": 0.3, "body": 0.6}
_LENGTHS = {field: {d.id: len(words(fold(getattr(d, field)))) for d in CORPUS} for field in _WEIGHT}
_COUNTED = {
    field: {d.id: Counter(word for word, _ in words(fold(getattr(d, field)))) for d in CORPUS} for field in _WEIGHT
}


def times(needle: str, text: str) -> int:
    """How often, overlaps included; a single character counts once."""
    found = sum(text.startswith(needle, at) for at in range(len(text)))
    return min(found, 1) if len(needle) == 1 else found


def bm25f(counts: dict[str, dict[int, int]], number: int) -> float:
    holders = len({id_ for field in counts.values() for id_, count in field.items() if count})
    weight = 0.0
    for field, found in counts.items():
        mean = sum(_LENGTHS[field].values()) / len(CORPUS)
        share = _SHARE[field]
        weight += _WEIGHT[field] * found[number] / (1 - share + share * _LENGTHS[field][number] / mean)
    return log(1 + (len(CORPUS) - holders + 0.5) / (holders + 0.5)) * weight * 2.2 / (1.2 + weight)


def expected_scores(text: str, mode: str) -> dict[int, float]:
    parsed = parse_query(text, mode)
    scores = {d.id: 0.0 for d in CORPUS if holds(d, parsed.root, mode)}
    for term in parsed.terms:
        fields = [field for field in _WEIGHT if term.field in ("", field)]
        needle = normal_form(term.text, mode)
        strings = {f: {d.id: times(needle, normal_form(getattr(d, f), mode)) for d in CORPUS} for f in fields}
        parts = [strings]
        for word in dict.fromkeys(word for word, _ in words(fold(term.text))):
            parts.append({f: {id_: counted[word] for id_, counted in _COUNTED[f].items()} for f in fields})
        for number in scores:
            if any(found[number] for found in strings.values()):
                scores[number] += sum(bm25f(part, number) for part in parts)
    return scores


def some_query(chance) -> str:
    one, two, three = (quoted(some_substring(CORPUS, chance)) for _ in range(3))
    forms = ("{}", "{} {}", "{} OR {}", "{} OR {} OR {}", "{} -{}", "标题:{}", "标题:{} OR 正文:{}")
    return chance.choice(forms).format(one, two, three)


@pytest.mark.parametrize("mode", ["folded", "script", "exact"])
def test_scores_and_order_are_those_of_the_formula(full, chance, mode):
    dates = {d.id: d.date for d in CORPUS}
    for _ in range(40):
        text = some_query(chance)
        if isinstance(parse_query(text, mode).root, Everything):
            continue
        results = full.search(Query(text=text, mode=mode, size=1000))
        expected = expected_scores(text, mode)
        assert {hit.id: hit.score for hit in results.hits} == pytest.approx(expected, abs=2e-5), text
        order = [(-hit.score, dates[hit.id], hit.id) for hit in results.hits]
        for before, after in pairwise(order):
            # Equal texts have equal scores to the last bit; then the newer, then the higher number comes first.
            assert before[0] <= after[0], text


def test_every_page_is_a_part_of_the_whole_order(full):
    for sort in ("relevance", "newest", "oldest"):
        whole = [hit.id for hit in full.search(Query(text="整顿 OR 党", size=1000, sort=sort)).hits]
        for size in (1, 3, 7, 20):
            pages = [
                hit.id
                for page in range(1, len(whole) // size + 3)
                for hit in full.search(Query(text="整顿 OR 党", size=size, page=page, sort=sort)).hits
            ]
            assert pages == whole
