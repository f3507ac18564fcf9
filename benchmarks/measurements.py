"""Measurements of ours alone: memory, growth, the time until a change is found, the worst queries, intake, ranking."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ndcg import measure
from benchmarks.peers.ours import Ours
from benchmarks.queries import BenchQuery
from benchmarks.research import research_rows
from benchmarks.timing import timed
from search.analysis import load_jieba
from search.documents import Document, Query, QueryError
from search.engines.whoosh.engine import WhooshEngine

_CHANGES = 20
_POLL = 0.005  # seconds between two queries of the other process
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of a process: all resident ones, and those that it shares with no other (mapped files are shared)."""

    resident: int
    private: int


def memory_after(folder: Path, queries: Sequence[BenchQuery]) -> Memory | None:
    """Return the memory of a new worker after every query; None where the system does not tell it."""
    return _in_process(_worker_memory, folder, list(queries))


def _worker_memory(folder: Path, queries: Sequence[BenchQuery]) -> Memory | None:
    load_jieba(None)
    peer = Ours(folder)
    for query in queries:
        peer.search(query)
    try:
        rows = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    except OSError:
        return None
    sizes = {name.rstrip(":"): int(size) * 1024 for name, size, *_ in (row.split() for row in rows)}
    return Memory(sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"])


def _in_process(action: Any, *arguments: Any) -> Any:
    """Return the action's value from a new process."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(action, arguments)


def milliseconds_until_found(folder: Path) -> list[float]:
    """Return the time by the clock from each of some durable changes here until another process finds it."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        copied = Path(beside) / "index"
        # Segments never change, so links are as good as copies.
        shutil.copytree(folder, copied, copy_function=_link)
        here, there = context.Pipe()
        other = context.Process(target=_search_for_words, args=(copied, there), daemon=True)
        other.start()
        here.recv()
        engine = WhooshEngine(copied)
        milliseconds = []
        for number in range(_CHANGES):
            word = f"新到第{number}件"
            here.send(word)
            started = time.time()
            engine.apply(upserts=[Document(10_000_000 + number, "新到", f"{word}。" * 200)])
            found_at = here.recv()
            milliseconds.append((found_at - started) * 1000)
        here.send("")
        other.join()
    return milliseconds


def _link(source: str, target: str) -> None:
    # Files that are replaced in place must not be shared.
    if Path(source).name in {"CURRENT", "write.lock"}:
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def _search_for_words(folder: Path, pipe: Any) -> None:
    """Search for each word of the pipe until it is found, and send the time."""
    load_jieba(None)
    engine = WhooshEngine(folder)
    engine.search(Query(text="会议"))
    pipe.send("ready")
    while word := pipe.recv():
        until = time.time() + _PATIENCE
        while not engine.search(Query(text=f'"{word}"')).total and time.time() < until:
            time.sleep(_POLL)
        pipe.send(time.time())


#: The costliest queries: words of nearly every report, masks of all documents, deep pages, long covers, wildcards.
_COMMON = ("的", "一", "会议", "工作", "发展", "党员", "组织", "建设", "人", "中", "年", "国", "大", "和", "在", "是")
WORST = (
    Query(text=""),
    Query(text="", sort="newest", page=500, size=20),
    Query(text=" OR ".join(_COMMON)),
    Query(text=" ".join(_COMMON)),
    Query(text=" ".join(f"-{word}" for word in _COMMON)),
    Query(text=f"的 -({' OR '.join(_COMMON[1:])})"),
    Query(text=" OR ".join(_COMMON), page=400, size=100),
    Query(text=" OR ".join(_COMMON), mode="exact"),
    Query(text="的", size=1000),
    Query(text='"。\n" OR "," OR "。"'),
    Query(text="基层党组织建设工作会议精神学习贯彻落实情况的报告"),
    Query(text='"' + "工作" * 40 + '"'),
    Query(text="NOT (NOT (的 OR 一))"),
    Query(text="的*的"),
    Query(text="*的* OR ?一?"),
    Query(text="工作 NEAR/20 会议"),
    Query(text="的 NEAR/5 一"),
)


def worst_queries(folder: Path) -> list[dict]:
    """Return milliseconds of one core of each of the worst queries, cold and warm.

    A cold query may be refused at the end of its second, and succeed warm from the postings cached by then; the rows have both.
    """
    rows = []
    for query in WORST:
        engine = WhooshEngine(folder)
        engine.status()
        cold: list[float] = []
        warm: list[float] = []
        results: list[str] = []
        for times in (cold, warm):
            with timed(times):
                try:
                    results.append(f"{engine.search(query).total} hits")
                except QueryError as refusal:
                    results.append(f"refused: {refusal}")
        name = f"{query.text[:40]!r} {query.mode} page {query.page} of {query.size}"
        rows.append(
            {
                "query": name,
                "cold_ms": round(cold[0], 1),
                "warm_ms": round(warm[0], 1),
                "cold": results[0],
                "warm": results[1],
            }
        )
    return rows


def intake_rows() -> list[dict]:
    """Return the speed of the intake, by benchmarks.intake in a process of its own with the archive's Django.

    Raises SystemExit with the last lines of its errors.
    """
    output = subprocess.run(
        [sys.executable, "-m", "benchmarks.intake", "--json"], capture_output=True, text=True, check=False
    )
    if output.returncode:
        raise SystemExit(f"python -m benchmarks.intake failed:\n{output.stderr[-2000:]}")
    return json.loads(output.stdout.splitlines()[-1])


def research_alone(folder: Path, documents: Sequence[Document]) -> list[dict]:
    """Return the rows of research, in a new process with the archive's Django: rules read its settings."""
    return _in_process(_research, folder, list(documents))


def _research(folder: Path, documents: Sequence[Document]) -> list[dict]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    load_jieba(None)
    return research_rows(folder, documents)


def ranking_rows(base: Path) -> list[tuple[str, str]]:
    """Return nDCG over the file of expected reports, in a new process: this one may have haystack's Django."""
    return _in_process(measure, base)


def mean_ms(peer: Ours, queries: Sequence[BenchQuery]) -> float:
    """Return the mean time of warm queries."""
    for query in queries:
        peer.search(query)
    times: list[float] = []
    for query in queries:
        with timed(times):
            peer.search(query)
    return statistics.mean(times)
