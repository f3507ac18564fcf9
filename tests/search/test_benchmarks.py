"""The benchmark's corpus is the same each time, and its peers find the same."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.corpus import make_corpus
from benchmarks.engines import Fts5, Ours, StockWhoosh
from benchmarks.questions import make_questions


@pytest.fixture(scope="module")
def corpus():
    return list(make_corpus(12))


def test_a_seed_gives_the_same_corpus_and_another_a_different_one(corpus):
    assert list(islice(make_corpus(1000), 5)) == corpus[:5]
    assert list(make_corpus(5, seed=2)) != corpus[:5]


def test_documents_are_of_realistic_length(corpus):
    assert 1200 < sum(len(document.body) for document in corpus) / len(corpus) < 3200


def test_the_peers_find_the_same_number_of_hits(corpus, tmp_path):
    peers = [Ours(tmp_path), Fts5(tmp_path), StockWhoosh(tmp_path)]
    for peer in peers:
        peer.build(corpus)
    found = [[peer.count(question) for question in make_questions(corpus, 24)] for peer in peers]
    assert found[0] == found[1] == found[2]
    assert len(set(found[0])) > 4
