"""``make bench``: all engines in one run on equal work, as milliseconds of one core and as ratios to ours.

SIZE (10000) documents, ROUNDS (5) of 200 questions, ENGINES (ours tantivy fts5 whoosh haystack postgres). The table
goes to the screen and to DATA_DIR/bench/latest.json. Engines take turns at each question, so that what else
runs on the machine falls on all alike.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.corpus import make_corpus
from benchmarks.engines import Peer, available, timed
from benchmarks.questions import Question, make_questions
from search.analysis import load_jieba

_SLOW = 20.0  # ms a question; an engine beyond answers them once, not five times


def main() -> None:
    size, rounds = int(os.environ.get("SIZE", "10000")), int(os.environ.get("ROUNDS", "5"))
    names = os.environ.get("ENGINES", "ours tantivy fts5 whoosh haystack postgres").split()
    out = Path(os.environ.get("DATA_DIR", "var")) / "bench"
    out.mkdir(parents=True, exist_ok=True)
    load_jieba(None)
    questions = make_questions(list(islice(make_corpus(size), 2000)))
    rows: list[dict] = []
    with tempfile.TemporaryDirectory(dir=out) as folder:
        peers: list[Peer] = []
        for peer in available(Path(folder), names):
            if isinstance(peer, str):
                print(f"{peer}: skipped, not installed or not yet compared")
                continue
            rows.append(_build(peer, size))
            peers.append(peer)
        gc.collect()
        rows += _ask(peers, questions, rounds)
    _show(rows)
    result = {
        "size": size,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "date": time.strftime("%Y-%m-%d"),
        "rows": rows,
    }
    (out / "latest.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")


def _build(peer: Peer, size: int) -> dict:
    started = time.perf_counter()
    peer.build(make_corpus(size))
    wall = (time.perf_counter() - started) * 1000
    print(f"{peer.name}: {size} documents in {wall / 1000:.1f} s", flush=True)
    return _row("build, wall clock", peer.name, [wall], True)


def _ask(peers: list[Peer], questions: list[Question], rounds: int) -> list[dict]:
    """Rows of the first touch of each question, and of the same questions asked again."""
    first: dict[str, list[float]] = {peer.name: [] for peer in peers}
    again: dict[str, list[float]] = {peer.name: [] for peer in peers}
    equal = {peer.name: True for peer in peers}
    for question in questions:
        expected = None
        for peer in peers:
            with timed(first[peer.name]):
                found = peer.count(question)
            expected = found if expected is None else expected
            if found != expected:
                equal[peer.name] = False
                print(f"{peer.name} finds {found}, {peers[0].name} {expected}: {question.text}")
    for number in range(rounds):
        for question in questions:
            for peer in peers:
                if number == 0 or statistics.mean(first[peer.name]) < _SLOW:
                    with timed(again[peer.name]):
                        peer.count(question)
    return [
        _row(operation, name, times, equal[name])
        for operation, found in (("first touch", first), ("hits, count, facets", again))
        for name, times in found.items()
    ]


def _row(operation: str, engine: str, times: list[float], equal: bool) -> dict:
    ordered = sorted(times)
    return {
        "operation": operation,
        "engine": engine,
        "mean_ms": round(statistics.mean(times), 4),
        "p50_ms": round(ordered[len(ordered) // 2], 4),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 4),
        "equal": equal,
    }


def _show(rows: list[dict]) -> None:
    ours = {row["operation"]: row for row in rows if row["engine"] == "ours"}
    print(f"{'operation':22}{'engine':10}{'mean ms':>12}{'p50':>12}{'p95':>12}{'mean/ours':>11}{'p95/ours':>10}  equal")
    for row in rows:
        base = ours.get(row["operation"], row)
        print(
            f"{row['operation']:22}{row['engine']:10}{row['mean_ms']:12.3f}{row['p50_ms']:12.3f}{row['p95_ms']:12.3f}"
            f"{row['mean_ms'] / base['mean_ms']:11.2f}{row['p95_ms'] / base['p95_ms']:10.2f}  {row['equal']}"
        )


if __name__ == "__main__":
    main()
