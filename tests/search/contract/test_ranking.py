"""Scores and order against BM25F and closeness written out document by document."""

from __future__ import annotations

from itertools import pairwise
from math import inf, log

import pytest

from search.analysis import words
from search.documents import Query
from search.fold import fold
from search.query import Everything, parse_query
from search.term_hits import fold_for_mode
from tests.search.corpus import CORPUS, holds, quoted, some_substring

_WEIGHT = {"title": 10.0, "body": 1.0}
_SHARE = {"title": 0.3, "body": 0.4}
_LENGTHS = {field: {d.id: len(words(fold(getattr(d, field)))) for d in CORPUS} for field in _WEIGHT}


def offsets(needle: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(needle, at)]


def times(needle: str, text: str) -> int:
    """How often, overlaps included; a single character counts once."""
    found = len(offsets(needle, text))
    return min(found, 1) if len(needle) == 1 else found


def rarity(holders: int) -> float:
    return log(1 + (len(CORPUS) - holders + 0.5) / (holders + 0.5))


def bm25f(counts: dict[str, dict[int, int]], number: int, lead: float = 0.0) -> float:
    holders = len({id_ for field in counts.values() for id_, count in field.items() if count})
    weight = lead
    for field, found in counts.items():
        mean = sum(_LENGTHS[field].values()) / len(CORPUS)
        share = _SHARE[field]
        weight += _WEIGHT[field] * found[number] / (1 - share + share * _LENGTHS[field][number] / mean)
    return rarity(holders) * weight * 2.2 / (1.2 + weight)


def in_a_row(places: list[list[int]], sizes: list[int]) -> bool:
    ends = {at + sizes[0] for at in places[0]}
    for starts, size in zip(places[1:], sizes[1:], strict=True):
        ends = {start + size for start in starts if any(0 <= start - end <= 3 for end in ends)}
    return bool(ends)


def bonus(strings: list[tuple[str, list[str], float]], document) -> float:
    """``strings``: (folded, fields, rarity)."""
    if len(strings) < 2:
        return 0.0
    sizes = [len(text) for text, _, _ in strings]
    gaps, whole = [inf] * (len(strings) - 1), False
    for field in _WEIGHT:
        text = fold(getattr(document, field))
        places = [offsets(needle, text) if field in fields else [] for needle, fields, _ in strings]
        for row, ((one, left), (two, right)) in enumerate(pairwise(zip(places, sizes, strict=True))):
            for a in one:
                for b in two:
                    gaps[row] = min(gaps[row], max(0, b - a - left if b >= a else a - b - right))
        whole = whole or in_a_row(places, sizes)
    near = sum(
        1.5 * min(one[2], two[2]) / (1 + gap / 10) for gap, (one, two) in zip(gaps, pairwise(strings), strict=True)
    )
    return near + (1.5 * sum(each[2] for each in strings) if whole else 0)


def expected_scores(text: str, mode: str) -> dict[int, float]:
    parsed = parse_query(text, mode)
    by_id = {d.id: d for d in CORPUS}
    scores = {d.id: 0.0 for d in CORPUS if holds(d, parsed.root, mode)}
    placed = []
    for term in parsed.terms:
        fields = [field for field in _WEIGHT if term.field in ("", field)]
        needle, folded = fold_for_mode(term.text, mode), fold(term.text)
        strings = {f: {d.id: times(needle, fold_for_mode(getattr(d, f), mode)) for d in CORPUS} for f in fields}
        parts = []
        for word in dict.fromkeys(word for word, _ in words(folded)):
            parts.append({f: {d.id: times(word, fold(getattr(d, f))) for d in CORPUS} for f in fields})
        for number in scores:
            if any(found[number] for found in strings.values()):
                body = fold(by_id[number].body)[: 199 + len(folded)]
                leads = len(folded) > 1 and strings.get("body", {}).get(number) and folded in body
                scores[number] += bm25f(strings, number, 1.5 if leads else 0.0)
                scores[number] += sum(bm25f(part, number) for part in parts)
        if len(folded) > 1:
            holders = {id_ for field in strings.values() for id_, count in field.items() if count}
            placed.append((folded, fields, rarity(len(holders))))
    return {number: value + bonus(placed, by_id[number]) for number, value in scores.items()}


def some_query(chance) -> str:
    one, two, three = (quoted(some_substring(CORPUS, chance)) for _ in range(3))
    forms = ("{}", "{} {}", "{} {} {}", "{} OR {}", "{} OR {} OR {}", "{} -{}", "标题:{}", "标题:{} OR 正文:{}")
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
        assert {hit.id: hit.score for hit in results.hits} == pytest.approx(expected, abs=5e-5), text
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
