"""Engines that know nothing of each other find the same hits and count the same facets over the benchmark's corpus."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.corpus import make_corpus
from benchmarks.peers.fts5 import Fts5
from benchmarks.peers.ours import Ours
from benchmarks.peers.stock_whoosh import StockWhoosh
from benchmarks.queries import make_queries
from search.engines.whoosh.disk.schema import tokenise

DOCUMENTS = 300
#: Characters of a text; whole ones would cost stock Whoosh, which is all Python, ten seconds.
BEGINNING = 150


@pytest.fixture(scope="module")
def corpus():
    return [replace(document, body=document.body[:BEGINNING]) for document in make_corpus(DOCUMENTS)]


def test_the_peers_find_the_same_hits_and_facets(corpus, tmp_path):
    peers = [kind(tmp_path / kind.name) for kind in (Ours, Fts5, StockWhoosh)]
    tokenised = list(map(tokenise, corpus))
    for peer in peers:
        peer.build(tokenised)
        peer.open()
    totals = set()
    for query in make_queries(corpus, 24):
        first, *others = [peer.search(query) for peer in peers]
        assert all(first.same(other) for other in others)
        totals.add(first.total)
    assert len(totals) > 4
