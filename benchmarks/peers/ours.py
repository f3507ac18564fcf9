"""The archive's own engine, asked as the search page asks it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.peer import FACETS, Answer
from benchmarks.questions import Question
from search.documents import Document, Query
from search.engines.whoosh.disk.schema import Tokenised, schema_version
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.writing import changes as writer


class Ours:
    name = "ours"
    slow = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = schema_version()
        self.engine = WhooshEngine(folder)

    def build(self, documents: Iterable[Tokenised]) -> None:
        """Whole, but that the words are given."""
        given: dict[int, Tokenised] = {}

        def announced() -> Iterable[Document]:
            for each in documents:
                given[each.document.id] = each
                yield each.document

        cut = writer.tokenise_all
        writer.tokenise_all = lambda some: (given.pop(document.id) for document in some)
        try:
            self.engine.rebuild(announced())
        finally:
            writer.tokenise_all = cut

    def open(self) -> None:
        self.engine.status()

    def ask(self, question: Question) -> Answer:
        found = self.engine.search(Query(text=question.text, size=10, facets=FACETS))
        facets = {name: found.facets[name] for name in FACETS}
        return Answer(found.total, tuple(hit.id for hit in found.hits), facets)

    def excerpts(self, question: Question, answer: Answer) -> int | None:
        return None
