"""The time of each query on each engine, in turn, so that other load on the machine affects all engines alike."""

from __future__ import annotations

import gc
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.peers.peer import Answer, Peer
from benchmarks.queries import BenchQuery
from search.hits import find_marks, snippets
from search.query import parse_query

_WIDTH = 90  # characters of an excerpt, as on the results page


@dataclass(slots=True)
class Timing:
    """Milliseconds of one core of each query: cold, warm, and warm with excerpts.

    ``differences``: queries whose count or facets differ from the first engine's.
    """

    cold: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


def time_queries(
    peers: Sequence[Peer],
    queries: Sequence[BenchQuery],
    texts: sqlite3.Connection,
    rounds: int,
    progress: Callable[[int], None],
) -> dict[str, Timing]:
    """Return the times of each engine by name; slow engines answer in the first round only."""
    timings = {peer.name: Timing() for peer in peers}
    gc.collect()
    gc.freeze()
    for done, query in enumerate(queries):
        progress(done)
        parse_query(query.text)
        expected: Answer | None = None
        for peer in peers:
            timing = timings[peer.name]
            with timed(timing.cold, peer):
                answer = peer.search(query)
            expected = expected or answer
            if not answer.same(expected):
                timing.differences.append(f"{query.text}: {answer.total}, {peers[0].name} {expected.total}")
    done = len(queries)
    for number in range(rounds):
        for query in queries:
            done += 1
            progress(done)
            # The first engine of a turn pays for what all share (processor caches, parser), so each is first in turn.
            turn = done % len(peers)
            for peer in (*peers[turn:], *peers[:turn]):
                if number and peer.slow:
                    continue
                timing = timings[peer.name]
                with timed(timing.answers, peer):
                    answer = peer.search(query)
                answer_ms = timing.answers[-1]
                with timed(timing.pages, peer):
                    if peer.excerpts(query, answer) is None:
                        archive_excerpts(query, answer, texts)
                timing.pages[-1] += answer_ms
    gc.unfreeze()
    return timings


def archive_excerpts(query: BenchQuery, answer: Answer, texts: sqlite3.Connection) -> int:
    """Do what the results page does with ten documents: read texts, find marks, cut excerpts; return their number."""
    parsed = parse_query(query.text)
    count = 0
    for number in answer.ids:
        title, body = texts.execute("SELECT title, body FROM texts WHERE id = ?", (number,)).fetchone()
        find_marks(title, parsed, field="title")
        count += len(snippets(body, find_marks(body, parsed), width=_WIDTH))
    return count


@contextmanager
def timed(times: list[float], peer: Peer | None = None) -> Iterator[None]:
    """Add the milliseconds of the block: of one core, or of the clock for an engine in a server of its own."""
    clock = time.perf_counter if getattr(peer, "served", False) else time.process_time
    started = clock()
    yield
    times.append((clock() - started) * 1000)


def row(operation: str, engine: str, times: Sequence[float], *, equal: bool = True) -> dict:
    """Return one row of latest.json."""
    ordered = sorted(times)
    return {
        "operation": operation,
        "engine": engine,
        "mean_ms": round(statistics.mean(times), 4),
        "p50_ms": round(ordered[len(ordered) // 2], 4),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 4),
        "equal": equal,
    }


COLD, ANSWER, PAGE = "cold query", "hits, count, three facets", "the same and ten excerpts"


def rows_of(timings: Mapping[str, Timing]) -> list[dict]:
    """Return the rows of all engines, operation by operation."""
    return [
        row(operation, name, times, equal=not timing.differences)
        for operation, attribute in ((COLD, "cold"), (ANSWER, "answers"), (PAGE, "pages"))
        for name, timing in timings.items()
        if (times := getattr(timing, attribute))
    ]
