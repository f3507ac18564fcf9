"""tantivy, by tantivy-py: pairs with positions, and the words and characters of our own index."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat
from pathlib import Path

import tantivy

from benchmarks.peers.peer import FACETS, Answer, card, pairs_of
from benchmarks.queries import BenchQuery
from search.engines.whoosh.disk.schema import Tokenised

_MEMORY = 256_000_000


class Tantivy:
    """tantivy with one writer thread."""

    name = "tantivy"
    version = tantivy.__version__
    slow = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            builder.add_text_field(field, stored=False, tokenizer_name="given")
            builder.add_text_field(f"{field}_words", stored=False, tokenizer_name="given", index_option="freq")
            builder.add_text_field(f"{field}_characters", stored=False, tokenizer_name="given", index_option="basic")
        builder.add_integer_field("id", stored=True, fast=True)
        for name in FACETS:
            builder.add_text_field(name, stored=False, tokenizer_name="raw", fast=True)
        self.index = tantivy.Index(builder.build(), path=str(folder))
        self.index.register_tokenizer("given", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self._schema = self.index.schema
        self._facets = {name: {"terms": {"field": name, "size": 65_000}} for name in FACETS}

    def build(self, documents: Iterable[Tokenised]) -> None:
        writer = self.index.writer(_MEMORY, 1)
        for document in map(document_of, documents):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def open(self) -> None:
        self.index.reload()

    def search(self, bench_query: BenchQuery) -> Answer:
        query = self.query(bench_query)
        searcher = self.index.searcher()
        found = searcher.search(query, limit=10, count=True)
        counted = searcher.aggregate(query, self._facets)
        ids = tuple(searcher.doc(address)["id"][0] for _, address in found.hits)
        facets = {name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in FACETS}
        return Answer(found.count, ids, facets)

    def excerpts(self, bench_query: BenchQuery, answer: Answer) -> int | None:
        return None

    def query(self, bench_query: BenchQuery) -> tantivy.Query:
        """Return the query as a tree of tantivy."""
        query, occur = tantivy.Query, tantivy.Occur
        parts = [self._string(part) for part in bench_query.parts]
        match bench_query.joined:
            case "or":
                return query.boolean_query([(occur.Should, part) for part in parts])
            case "not":
                wanted = [(occur.Must, part) for part in parts[:-1]]
                return query.boolean_query([*wanted, (occur.MustNot, parts[-1])])
        return query.boolean_query([(occur.Must, part) for part in parts])

    def _string(self, text: str) -> tantivy.Query:
        pairs = pairs_of(text).split()
        fields = []
        for field in ("title", "body"):
            if len(pairs) == 1:
                part = tantivy.Query.term_query(self._schema, field, pairs[0])
            else:
                part = tantivy.Query.phrase_query(self._schema, field, pairs)
            fields.append((tantivy.Occur.Should, part))
        return tantivy.Query.boolean_query(fields)


def document_of(each: Tokenised) -> tantivy.Document:
    """Return a document with all tokens of our own index."""
    texts = {}
    for field in ("title", "body"):
        text = getattr(each.document, field)
        texts[field] = pairs_of(text)
        texts[f"{field}_words"] = " ".join(
            chain.from_iterable(repeat(word, count) for word, count in each.words[field].items())
        )
        texts[f"{field}_characters"] = " ".join(str(ord(char)) for char in set(text))
    return tantivy.Document(id=each.document.id, **texts, **card(each))
