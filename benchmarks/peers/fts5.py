"""SQLite's full-text index, in the build that comes with Python."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.peer import FACETS, Answer, card, pairs_of
from benchmarks.queries import BenchQuery
from search.engines.whoosh.disk.schema import Tokenised

_HITS = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT 10"
_COUNT = "SELECT {0}, count(*) FROM cards WHERE id IN (SELECT rowid FROM texts WHERE texts MATCH ?) GROUP BY 1"


class Fts5:
    """FTS5 without content, pairs as tokens, and a table of cards for the facets."""

    name = "fts5"
    version = f"sqlite {sqlite3.sqlite_version}"
    slow = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(folder / "fts5.sqlite")

    def build(self, documents: Iterable[Tokenised]) -> None:
        base = self._base
        base.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='unicode61', content='')")
        base.execute("CREATE TABLE cards (id INTEGER PRIMARY KEY, region TEXT, year TEXT, kind TEXT)")
        for each in documents:
            document = each.document
            row = (document.id, pairs_of(document.title), pairs_of(document.body))
            base.execute("INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)", row)
            base.execute("INSERT INTO cards VALUES (?, ?, ?, ?)", (document.id, *card(each).values()))
        base.commit()

    def open(self) -> None:
        self._base.execute("SELECT count(*) FROM cards").fetchone()

    def search(self, bench_query: BenchQuery) -> Answer:
        text = _expression(bench_query)
        execute = self._base.execute
        ids = tuple(row[0] for row in execute(_HITS, (text,)))
        facets = {name: dict(execute(_COUNT.format(name), (text,)).fetchall()) for name in FACETS}
        return Answer(sum(facets["kind"].values()), ids, facets)

    def excerpts(self, bench_query: BenchQuery, answer: Answer) -> int | None:
        return None


def _expression(bench_query: BenchQuery) -> str:
    parts = ['"' + pairs_of(part) + '"' for part in bench_query.parts]
    match bench_query.joined:
        case "or":
            return " OR ".join(parts)
        case "not":
            return f"({' AND '.join(parts[:-1])}) NOT {parts[-1]}"
    return " AND ".join(parts)
