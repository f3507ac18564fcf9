"""Two hundred questions to all engines in turn, so that what else runs on the machine falls on all alike."""

from __future__ import annotations

import gc
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.peers.peer import Answer, Peer
from benchmarks.questions import Question
from search.highlight import find_marks, snippets
from search.query import parse_query

_SHOWN = 90  # characters of an excerpt, as on the results page


@dataclass(slots=True)
class Timing:
    """Milliseconds of one core of every question, by kind of work; ``differs``: questions with another count or facet."""

    first: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)


def ask_all(
    peers: Sequence[Peer],
    questions: Sequence[Question],
    texts: sqlite3.Connection,
    rounds: int,
    progress: Callable[[int], None],
) -> dict[str, Timing]:
    """{engine: its times}; the slow ones are asked once, where the first touch is the only one."""
    timings = {peer.name: Timing() for peer in peers}
    gc.collect()
    gc.freeze()
    for done, question in enumerate(questions):
        progress(done)
        parse_query(question.text)
        expected: Answer | None = None
        for peer in peers:
            timing = timings[peer.name]
            with timed(timing.first, peer):
                answer = peer.ask(question)
            expected = expected or answer
            if not answer.same(expected):
                timing.differs.append(f"{question.text}: {answer.total}, {peers[0].name} {expected.total}")
    asked = len(questions)
    for number in range(rounds):
        for question in questions:
            asked += 1
            progress(asked)
            # None is always the first, which would pay for what all share (the caches of processor and parser).
            turn = asked % len(peers)
            for peer in (*peers[turn:], *peers[:turn]):
                if number and peer.slow:
                    continue
                timing = timings[peer.name]
                with timed(timing.answers, peer):
                    answer = peer.ask(question)
                begun = timing.answers[-1]
                with timed(timing.pages, peer):
                    if peer.excerpts(question, answer) is None:
                        archive_excerpts(question, answer, texts)
                timing.pages[-1] += begun
    gc.unfreeze()
    return timings


def archive_excerpts(question: Question, answer: Answer, texts: sqlite3.Connection) -> int:
    """What the results page does with ten hits: texts from the database, marks and excerpts by offsets."""
    parsed = parse_query(question.text)
    shown = 0
    for number in answer.ids:
        title, body = texts.execute("SELECT title, body FROM texts WHERE id = ?", (number,)).fetchone()
        find_marks(title, parsed, field="title")
        shown += len(snippets(body, find_marks(body, parsed), width=_SHOWN))
    return shown


@contextmanager
def timed(into: list[float], peer: Peer | None = None) -> Iterator[None]:
    """Adds the milliseconds of one core that the block took; of the clock for an engine in a server of its own."""
    clock = time.perf_counter if getattr(peer, "served", False) else time.process_time
    started = clock()
    yield
    into.append((clock() - started) * 1000)


def row(operation: str, engine: str, times: Sequence[float], *, equal: bool = True) -> dict:
    """One line of latest.json."""
    ordered = sorted(times)
    return {
        "operation": operation,
        "engine": engine,
        "mean_ms": round(statistics.mean(times), 4),
        "p50_ms": round(ordered[len(ordered) // 2], 4),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 4),
        "equal": equal,
    }


FIRST, ANSWER, PAGE = "first touch", "hits, count, three facets", "the same and ten excerpts"


def rows_of(timings: Mapping[str, Timing]) -> list[dict]:
    """Lines of all engines, operation by operation."""
    return [
        row(operation, name, times, equal=not timing.differs)
        for operation, choose in ((FIRST, "first"), (ANSWER, "answers"), (PAGE, "pages"))
        for name, timing in timings.items()
        if (times := getattr(timing, choose))
    ]
