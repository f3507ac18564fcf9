"""Stock Whoosh: its own codec, matchers, ranking, grouping and highlighter, on the pairs that all engines get."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh import fields, highlight, index, query, versionstring
from whoosh.analysis import RegexTokenizer

from benchmarks.peers.peer import FACETS, Answer, card, pairs_of
from benchmarks.queries import BenchQuery
from search.engines.whoosh.disk.schema import Tokenised

_MEMORY_MB = 2048  # the more, the fewer runs on the disk
_SHOWN = 10


class StockWhoosh:
    """Whoosh with its own writer and searcher."""

    name = "whoosh"
    version = f"whoosh {versionstring()}"
    slow = True

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        pairs = fields.TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=True)
        schema = fields.Schema(
            id=fields.NUMERIC(stored=True, unique=True),
            title=pairs,
            body=pairs,
            shown=fields.STORED(),
            **{name: fields.ID(sortable=True) for name in FACETS},
        )
        self._index = index.open_dir(folder) if index.exists_in(folder) else index.create_in(folder, schema)

    def build(self, documents: Iterable[Tokenised]) -> None:
        writer = self._index.writer(limitmb=_MEMORY_MB)
        for each in documents:
            document = each.document
            body = pairs_of(document.body)
            writer.add_document(id=document.id, title=pairs_of(document.title), body=body, shown=body, **card(each))
        writer.commit()
        self.open()

    def open(self) -> None:
        self._searcher = self._index.searcher()

    def search(self, bench_query: BenchQuery) -> Answer:
        # No limit: with one, Whoosh loses hits and miscounts.
        self._found = self._searcher.search(_tree(bench_query), limit=None, groupedby=list(FACETS))
        facets = {name: {value: len(rows) for value, rows in self._found.groups(name).items()} for name in FACETS}
        ids = tuple(hit["id"] for hit in self._found[:_SHOWN])
        return Answer(len(self._found), ids, facets)

    def excerpts(self, bench_query: BenchQuery, answer: Answer) -> int:
        self._found.fragmenter = highlight.ContextFragmenter(maxchars=90)
        return sum(bool(hit.highlights("body", text=hit["shown"])) for hit in self._found[:_SHOWN])


def _tree(bench_query: BenchQuery) -> query.Query:
    parts = [_string(part) for part in bench_query.parts]
    match bench_query.joined:
        case "or":
            return query.Or(parts)
        case "not":
            return query.And([*parts[:-1], query.Not(parts[-1])])
    return query.And(parts)


def _string(text: str) -> query.Query:
    pairs = pairs_of(text).split()
    return query.Or(
        [query.Term(name, pairs[0]) if len(pairs) == 1 else query.Phrase(name, pairs) for name in ("title", "body")]
    )
