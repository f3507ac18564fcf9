"""A search misses nothing: random pieces of the samples, with brute force as the oracle."""

from __future__ import annotations

import random

import pytest

from search.documents import Document, Query
from search.engines.whoosh.engine import WhooshEngine
from search.fold import fold

#: One seed to come back to, and one that nobody has tried; a failure prints it.
SEEDS = [pytest.param(20261122, id="fixed"), pytest.param(random.SystemRandom().randrange(10**9), id="fresh")]


@pytest.fixture(scope="module")
def documents(samples) -> list[Document]:
    return [
        Document(id=number, title=each.description.title.value or "", body=each.text)
        for number, each in enumerate(samples.values(), 1)
    ]


@pytest.fixture(scope="module")
def sample_engine(documents, tmp_path_factory) -> WhooshEngine:
    engine = WhooshEngine(tmp_path_factory.mktemp("samples") / "index")
    engine.rebuild(documents)
    return engine


@pytest.mark.parametrize("seed", SEEDS)
def test_a_piece_of_a_text_finds_exactly_the_reports_that_hold_it(sample_engine, documents, seed):
    chance = random.Random(seed)
    for _ in range(300):
        body = chance.choice(documents).body
        length = chance.randint(1, 8)
        start = chance.randrange(len(body) - length)
        piece = body[start : start + length]
        quoted = '"' + piece.replace("\\", "\\\\").replace('"', '\\"').replace("“", "\\“").replace("”", "\\”") + '"'
        found = {hit.id for hit in sample_engine.search(Query(quoted, size=100)).hits}
        holding = {each.id for each in documents if fold(piece) in fold(each.title) or fold(piece) in fold(each.body)}
        assert found == holding, (seed, piece)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_piece_typed_without_quotes_finds_the_same(sample_engine, documents, seed):
    chance = random.Random(seed)
    tried = 0
    while tried < 300:
        body = chance.choice(documents).body
        length = chance.randint(1, 8)
        start = chance.randrange(len(body) - length)
        piece = body[start : start + length]
        if not piece.isalnum() or not piece.isprintable() or piece.upper() in {"AND", "OR", "NOT"}:
            continue
        tried += 1
        found = {hit.id for hit in sample_engine.search(Query(piece, size=100)).hits}
        assert found == {
            each.id for each in documents if fold(piece) in fold(each.title) or fold(piece) in fold(each.body)
        }, (seed, piece)
