"""Both engines on the same reports: the same totals, facets, entries and order. SLOW_TESTS=1 asks 200 questions of 5,000.

A wildcard is asked in the orders by date alone: its hits count once in a cluster (docs/scale.md).
"""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace
from statistics import median

import pytest

from benchmarks.corpus import make_corpus as make_long_corpus
from search.documents import Query, QueryError
from search.engines.whoosh.engine import WhooshEngine
from tests.cluster.engines import opened_engines
from tests.search.corpus import make_corpus, quoted, some_substring

SLOW = os.environ.get("SLOW_TESTS") == "1"
DOCUMENTS, QUESTIONS = (5000, 200) if SLOW else (200, 40)
WORDS = ["软弱涣散", "党组织", "整顿", "網格化", "乡村振兴", "主题党日", "三会一课", "集体经济", "书记", "党"]


@pytest.fixture(scope="module", params=[1, 3])
def both(request, cluster_urls, tmp_path_factory):
    """The embedded engine and one on a cluster, with the same documents after changes and deletes."""
    short, long = make_corpus(DOCUMENTS // 2, seed=23), list(make_long_corpus(DOCUMENTS - DOCUMENTS // 2))
    documents = [
        replace(each, id=number, group=number - number % 40 + 1 if number % 40 < 3 else 0)
        for number, each in enumerate((*short, *long), 1)
    ]
    folder = tmp_path_factory.mktemp("both")
    with opened_engines(shards=request.param, urls=cluster_urls) as open_engine:
        engines = (WhooshEngine(folder / "index"), open_engine(folder))
        for engine in engines:
            engine.rebuild(documents[: -DOCUMENTS // 10])
            engine.apply(upserts=documents[-DOCUMENTS // 10 :], deletes=[5, 6])
            engine.apply(upserts=[replace(documents[7], body="改过的正文：整顿软弱涣散党组织。")], deletes=[9])
        yield engines, documents


def some_question(documents, chance: random.Random) -> Query:
    word, other, string = chance.choice(WORDS), chance.choice(WORDS), quoted(some_substring(documents, chance))
    text = chance.choice([
        word, f"{word} {other}", f"{word} OR {string}", string, string, f"{string} {word}", f"{word} -{other}",
        f"标题:{word}", f"{word[:1]}?{word[2:] or word} {other}", f"{word} NEAR/10 {other}", f"({word} OR {other}) {string}", "", f"-{word}",
    ])  # fmt: skip
    return Query(
        text,
        chance.choice(["folded", "folded", "script", "exact"]),
        region=chance.choice(["", "", "", "62", "621100"]),
        date_from=chance.choice(["", "", "2019", "2020-05"]),
        kind=chance.choice([(), (), ("report",), ("news", "none")]),
        sort=chance.choice(
            ["newest", "oldest"]
            if "?" in text
            else ["relevance", "relevance", "relevance", "newest", "oldest", "added"]
        ),
        fold=chance.random() < 0.5,
        page=chance.choice([1, 1, 1, 2]),
        size=10,
    )


def test_both_engines_give_the_same_lists(both):
    (embedded, cluster), documents = both
    chance = random.Random(200)
    spent: dict[str, list[float]] = {"embedded": [], "cluster": []}
    asked = found = 0
    while asked < QUESTIONS:
        query = some_question(documents, chance)
        answers = []
        for name, engine in (("embedded", embedded), ("cluster", cluster)):
            begun = time.perf_counter()
            try:
                answers.append(engine.search(query))
            except QueryError as error:
                answers.append(str(error))
            spent[name].append(1000 * (time.perf_counter() - begun))
        one, other = answers
        asked += 1
        if isinstance(one, str):
            assert one == other, query
            continue
        found += bool(one.total)
        same = ("total", "folded_total", "facets", "beyond", "term_hits")
        assert {name: getattr(one, name) for name in same} == {name: getattr(other, name) for name in same}, query
        assert [(hit.id, hit.folded) for hit in one.hits] == [(hit.id, hit.folded) for hit in other.hits], query
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], abs=2e-4), query
    assert found > QUESTIONS / 2
    for name, times in spent.items():
        print(f"{name}: p50 {median(times):.1f} ms, p95 {sorted(times)[len(times) * 95 // 100]:.1f} ms")
