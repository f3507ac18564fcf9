"""The archive's own engine, with the queries of the search page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.peer import FACETS, Answer
from benchmarks.queries import BenchQuery
from search.documents import Document, Query
from search.engines.whoosh.disk.schema import Tokenised, schema_version
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.writing import changes


class Ours:
    """WhooshEngine on a folder."""

    name = "ours"
    slow = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = schema_version()
        self.engine = WhooshEngine(folder)

    def build(self, documents: Iterable[Tokenised]) -> None:
        """Rebuild the index, with the given words in place of jieba's work."""
        given: dict[int, Tokenised] = {}

        def plain_documents() -> Iterable[Document]:
            for each in documents:
                given[each.document.id] = each
                yield each.document

        cut = changes.tokenise_all
        changes.tokenise_all = lambda some, left_out: (given.pop(document.id) for document in some)
        try:
            self.engine.rebuild(plain_documents())
        finally:
            changes.tokenise_all = cut

    def open(self) -> None:
        self.engine.status()

    def search(self, bench_query: BenchQuery) -> Answer:
        found = self.engine.search(Query(text=bench_query.text, size=10, facets=FACETS))
        facets = {name: found.facets[name] for name in FACETS}
        return Answer(found.total, tuple(hit.id for hit in found.hits), facets)

    def excerpts(self, bench_query: BenchQuery, answer: Answer) -> int | None:
        return None
