"""What a ratio of two engines does not tell: memory, growth, how soon a change is found, and the worst questions."""

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

from benchmarks.asking import timed
from benchmarks.ndcg import measure
from benchmarks.peers.ours import Ours
from benchmarks.questions import Question
from search.analysis import load_jieba
from search.documents import Document, Query, QueryError
from search.engines.whoosh.engine import WhooshEngine

_CHANGES = 20
_POLL = 0.005  # seconds between two looks of the other process
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of a process: all that is resident, and what it shares with nobody (mapped files are shared)."""

    resident: int
    private: int


def memory_after(folder: Path, questions: Sequence[Question]) -> Memory | None:
    """A worker of its own asks every question once; None where the system does not tell."""
    return _apart(_worker_memory, folder, list(questions))


def _worker_memory(folder: Path, questions: Sequence[Question]) -> Memory | None:
    load_jieba(None)
    peer = Ours(folder)
    for question in questions:
        peer.ask(question)
    try:
        rows = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    except OSError:
        return None
    sizes = {name.rstrip(":"): int(size) * 1024 for name, size, *_ in (row.split() for row in rows)}
    return Memory(sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"])


def _apart(action: Any, *arguments: Any) -> Any:
    """The action's value, from a fresh process."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(action, arguments)


def milliseconds_until_found(folder: Path) -> list[float]:
    """A document is written to a copy of the index here and looked for by another process: clock, durable writing included."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        copied = Path(beside) / "index"
        # Segments never change, so links are as good as copies.
        shutil.copytree(folder, copied, copy_function=_link)
        looking, answering = context.Pipe()
        other = context.Process(target=_look, args=(copied, answering), daemon=True)
        other.start()
        looking.recv()
        engine = WhooshEngine(copied)
        took = []
        for number in range(_CHANGES):
            word = f"新到第{number}件"
            looking.send(word)
            started = time.time()
            engine.apply(upserts=[Document(10_000_000 + number, "新到", f"{word}。" * 200)])
            found_at = looking.recv()
            took.append((found_at - started) * 1000)
        looking.send("")
        other.join()
    return took


def _link(source: str, target: str) -> None:
    # What is replaced in place must not be shared.
    if Path(source).name in {"CURRENT", "write.lock"}:
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def _look(folder: Path, questions: Any) -> None:
    load_jieba(None)
    engine = WhooshEngine(folder)
    engine.search(Query(text="会议"))
    questions.send("ready")
    while word := questions.recv():
        until = time.time() + _PATIENCE
        while not engine.search(Query(text=f'"{word}"')).total and time.time() < until:
            time.sleep(_POLL)
        questions.send(time.time())


#: What costs most: words that nearly every report holds, masks of all documents, deep pages, long covers, wildcards.
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


def worst_questions(folder: Path) -> list[dict]:
    """Milliseconds of one core of each of the worst questions, asked cold (its first touch) and again.

    A question may be refused cold, at the end of its second, and answered again from what was read by then: both are told.
    """
    rows = []
    for query in WORST:
        engine = WhooshEngine(folder)
        engine.status()
        cold: list[float] = []
        warm: list[float] = []
        told: list[str] = []
        for times in (cold, warm):
            with timed(times):
                try:
                    told.append(f"{engine.search(query).total} hits")
                except QueryError as refusal:
                    told.append(f"refused: {refusal}")
        name = f"{query.text[:40]!r} {query.mode} page {query.page} of {query.size}"
        rows.append(
            {
                "question": name,
                "cold_ms": round(cold[0], 1),
                "warm_ms": round(warm[0], 1),
                "cold": told[0],
                "warm": told[1],
            }
        )
    return rows


def intake_rows() -> list[dict]:
    """Measure how fast reports come in, by benchmarks.intake in a process of its own: it needs the archive's Django."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.intake", "--json"], capture_output=True, text=True, check=False
    )
    return json.loads(told.stdout.splitlines()[-1]) if told.returncode == 0 else []


def ranking_rows(base: Path) -> list[tuple[str, str]]:
    """nDCG over the file of expected reports; apart too, for haystack's Django may be configured in this process."""
    return _apart(measure, base)


def mean_ms(peer: Ours, questions: Sequence[Question]) -> float:
    """Of questions asked for the second time."""
    for question in questions:
        peer.ask(question)
    times: list[float] = []
    for question in questions:
        with timed(times):
            peer.ask(question)
    return statistics.mean(times)
