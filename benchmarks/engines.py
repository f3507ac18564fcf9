"""The peers, each on equal work: ten hits, the count, three facets (region, year, kind), over one corpus.

All match a string exactly, by the pairs of characters that it is made of: that is the archive's law, and any of
them can be taught it. Ranks differ, so hits are compared as the whole number found.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from benchmarks.questions import Question
from search.documents import Document, Query
from search.fold import fold


class Peer(Protocol):
    name: str

    def build(self, documents: Iterable[Document]) -> None: ...

    def count(self, question: Question) -> int:
        """Answer it whole; the number of hits."""


class Ours:
    name = "ours"

    def __init__(self, folder: Path) -> None:
        from search.engines.whoosh.engine import WhooshEngine

        self.engine = WhooshEngine(folder / "ours")

    def build(self, documents: Iterable[Document]) -> None:
        self.engine.rebuild(documents)

    def count(self, question: Question) -> int:
        return self.engine.search(Query(text=question.text, size=10)).total


class Tantivy:
    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        path = folder / "tantivy"
        path.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=False, tokenizer_name="pairs")
        builder.add_text_field("body", stored=False, tokenizer_name="pairs")
        builder.add_integer_field("id", stored=True, fast=True)
        for name in ("region", "year", "kind"):
            builder.add_text_field(name, stored=False, tokenizer_name="raw", fast=True)
        self.index = tantivy.Index(builder.build(), path=str(path))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("pairs", analyzer)
        self._schema = self.index.schema
        self._facets = {name: {"terms": {"field": name, "size": 65_000}} for name in ("region", "year", "kind")}

    def build(self, documents: Iterable[Document]) -> None:
        writer = self.index.writer(256_000_000, 1)
        for document in documents:
            writer.add_document(
                self._tantivy.Document(
                    id=document.id,
                    title=pairs_of(document.title),
                    body=pairs_of(document.body),
                    region=document.region or "none",
                    year=document.date[:4] or "none",
                    kind=document.kind or "none",
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def count(self, question: Question) -> int:
        query = self._query(question)
        searcher = self.index.searcher()
        found = searcher.search(query, limit=10, count=True)
        searcher.aggregate(query, self._facets)
        return found.count

    def _query(self, question: Question):
        kinds = self._tantivy.Query, self._tantivy.Occur
        parts = [self._string(part) for part in question.parts]
        query, occur = kinds
        match question.joined:
            case "or":
                return query.boolean_query([(occur.Should, part) for part in parts])
            case "not":
                wanted = [(occur.Must, part) for part in parts[:-1]]
                return query.boolean_query([*wanted, (occur.MustNot, parts[-1])])
        return query.boolean_query([(occur.Must, part) for part in parts])

    def _string(self, text: str):
        query, occur = self._tantivy.Query, self._tantivy.Occur
        pairs = pairs_of(text).split()
        fields = []
        for field in ("title", "body"):
            if len(pairs) == 1:
                fields.append((occur.Should, query.term_query(self._schema, field, pairs[0])))
            else:
                fields.append((occur.Should, query.phrase_query(self._schema, field, pairs)))
        return query.boolean_query(fields)


class Fts5:
    name = "fts5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(folder / "fts5.sqlite")

    def build(self, documents: Iterable[Document]) -> None:
        base = self._base
        base.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='unicode61', content='')")
        base.execute("CREATE TABLE cards (id INTEGER PRIMARY KEY, region TEXT, year TEXT, kind TEXT)")
        for document in documents:
            row = (document.id, pairs_of(document.title), pairs_of(document.body))
            base.execute("INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)", row)
            card = (document.id, document.region, document.date[:4], document.kind)
            base.execute("INSERT INTO cards VALUES (?, ?, ?, ?)", card)
        base.commit()

    def count(self, question: Question) -> int:
        parts = ['"' + pairs_of(part) + '"' for part in question.parts]
        joined = {"and": " AND ", "or": " OR "}
        if question.joined == "not":
            text = f"({' AND '.join(parts[:-1])}) NOT {parts[-1]}"
        else:
            text = joined[question.joined].join(parts)
        ask = self._base.execute
        ask("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT 10", (text,)).fetchall()
        for name in ("region", "year", "kind"):
            held = f"SELECT {name}, count(*) FROM cards WHERE id IN (SELECT rowid FROM texts WHERE texts MATCH ?) GROUP BY 1"  # noqa: S608
            total = sum(count for _, count in ask(held, (text,)))
        return total


class StockWhoosh:
    """Whoosh as it comes, with its own codec, matchers and ranking."""

    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        from whoosh import fields, index
        from whoosh.analysis import RegexTokenizer

        path = folder / "whoosh"
        path.mkdir(parents=True, exist_ok=True)
        pairs = fields.TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=True)
        schema = fields.Schema(
            id=fields.NUMERIC(stored=True, unique=True),
            title=pairs,
            body=pairs,
            region=fields.ID(sortable=True),
            year=fields.ID(sortable=True),
            kind=fields.ID(sortable=True),
        )
        self.index = index.open_dir(path) if index.exists_in(path) else index.create_in(path, schema)

    def build(self, documents: Iterable[Document]) -> None:
        writer = self.index.writer(limitmb=512)
        for document in documents:
            writer.add_document(
                id=document.id,
                title=pairs_of(document.title),
                body=pairs_of(document.body),
                region=document.region or "none",
                year=document.date[:4] or "none",
                kind=document.kind or "none",
            )
        writer.commit()
        self._searcher = self.index.searcher()

    def count(self, question: Question) -> int:
        from whoosh.query import And, Not, Or, Phrase, Term

        def string(text: str):
            pairs = pairs_of(text).split()
            kinds = [Term(name, pairs[0]) if len(pairs) == 1 else Phrase(name, pairs) for name in ("title", "body")]
            return Or(kinds)

        parts = [string(part) for part in question.parts]
        match question.joined:
            case "or":
                query = Or(parts)
            case "not":
                query = And([*parts[:-1], Not(parts[-1])])
            case _:
                query = And(parts)
        # Without a limit: with one, Whoosh loses hits and miscounts.
        results = self._searcher.search(query, limit=None, groupedby=["region", "year", "kind"])
        for name in ("region", "year", "kind"):
            results.groups(name)
        return len(results)


def pairs_of(text: str) -> str:
    """Neighbouring characters in hexadecimal, parted by blanks: a token for a pair, whatever the tokenizer."""
    folded = fold(text)
    return " ".join(f"{ord(one):x}x{ord(two):x}" for one, two in pairwise(folded))


def available(folder: Path, names: Iterable[str]) -> Iterator[Peer | str]:
    """The peers asked for, or the name of one that is not installed."""
    kinds = {
        "ours": (Ours, "whoosh"),
        "tantivy": (Tantivy, "tantivy"),
        "fts5": (Fts5, "sqlite3"),
        "whoosh": (StockWhoosh, "whoosh"),
    }
    for name in names:
        if name not in kinds:
            yield name
            continue
        kind, module = kinds[name]
        yield kind(folder) if find_spec(module) else name


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Adds the milliseconds of one core that the block took in this process."""
    started = time.process_time()
    yield
    into.append((time.process_time() - started) * 1000)
