"""PostgreSQL: a tsvector with a GIN index, on the server of BENCH_POSTGRES_URL or of a local socket."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

from benchmarks.peers.peer import FACETS, Answer, Unavailable, card, pairs_of
from benchmarks.queries import BenchQuery
from search.engines.whoosh.disk.schema import Tokenised

_GAP = 2  # positions between title and text, so that no string matches across them
_HIGHEST = 16_383  # the highest position of PostgreSQL
_HITS = "SELECT id FROM {0} WHERE pairs @@ %s::tsquery ORDER BY ts_rank(pairs, %s::tsquery) DESC, id LIMIT 10"
_COUNT = "SELECT {1}, count(*) FROM {0} WHERE pairs @@ %s::tsquery GROUP BY 1"


class Postgres:
    """A table named after the folder, so that corpora of several sizes can coexist."""

    name = "postgres"
    slow = True
    served = True  # by a process of its own: timed by the clock, not by our processor

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._table = "bench_" + folder.parent.name.replace("-", "_")
        address = os.environ.get("BENCH_POSTGRES_URL", "dbname=postgres connect_timeout=2")
        try:
            self._base = psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError:
            raise Unavailable("no server answers; name one by BENCH_POSTGRES_URL") from None
        self.version = f"postgres {self._base.info.server_version}"

    def build(self, documents: Iterable[Tokenised]) -> None:
        execute, table = self._base.execute, self._table
        execute(f"DROP TABLE IF EXISTS {table}")
        execute(f"CREATE TABLE {table} (id integer PRIMARY KEY, region text, year text, kind text, pairs tsvector)")
        with self._base.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as rows:
            for each in documents:
                rows.write_row((each.document.id, *card(each).values(), _vector(each)))
        execute(f"CREATE INDEX ON {table} USING gin (pairs)")
        execute(f"VACUUM ANALYZE {table}")

    def open(self) -> None:
        self._base.execute("SELECT 1").fetchone()

    def search(self, bench_query: BenchQuery) -> Answer:
        text = _expression(bench_query)
        execute = self._base.execute
        ids = tuple(row[0] for row in execute(_HITS.format(self._table), (text, text)))
        facets = {name: dict(execute(_COUNT.format(self._table, name), (text,)).fetchall()) for name in FACETS}
        return Answer(sum(facets["kind"].values()), ids, facets)

    def excerpts(self, bench_query: BenchQuery, answer: Answer) -> int | None:
        return None


def _vector(each: Tokenised) -> str:
    title, body = pairs_of(each.document.title).split(), pairs_of(each.document.body).split()
    first = len(title) + _GAP
    places = [*enumerate(title, 1), *enumerate(body, first)]
    return " ".join(f"{pair}:{min(place, _HIGHEST)}" for place, pair in places)


def _expression(bench_query: BenchQuery) -> str:
    parts = ["(" + " <-> ".join(pairs_of(part).split()) + ")" for part in bench_query.parts]
    match bench_query.joined:
        case "or":
            return " | ".join(parts)
        case "not":
            return " & ".join(parts[:-1]) + " & !" + parts[-1]
    return " & ".join(parts)
