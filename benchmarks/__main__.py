"""``make bench``: all engines in one run on equal work, as milliseconds of one core and as ratios to ours.

    SIZE (10000) documents, ROUNDS (5) of 200 questions, ENGINES (ours,tantivy,fts5,whoosh,haystack,postgres),
    WRITE=1 puts the tables into docs/benchmarks.md

The tables go to the screen and to DATA_DIR/bench/latest.json. Corpus and indexes are kept beside it, so that a stopped
bench goes on and a second one measures at once; deleting DATA_DIR/bench makes room.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.asking import ask_all, row, rows_of
from benchmarks.bars import GIVEN, INCLUDED, bars_of
from benchmarks.building import Built, built_peer, index_folder, tokens_seconds
from benchmarks.further import (
    intake_rows,
    mean_ms,
    memory_after,
    milliseconds_until_found,
    ranking_rows,
    worst_questions,
)
from benchmarks.made import corpus_digest, keep_corpus, read_corpus
from benchmarks.peers.choice import PEERS
from benchmarks.peers.peer import Unavailable
from benchmarks.questions import Question, make_questions
from benchmarks.report import circumstances, show, write_page
from search.analysis import load_jieba

_DRAWN_FROM = 2000  # documents that the questions are drawn from
_SMALLEST_GROWN = 20_000
_WIDE = 150  # characters a line where there is no terminal


def main() -> None:
    size, rounds = int(os.environ.get("SIZE", "10000")), int(os.environ.get("ROUNDS", "5"))
    names = os.environ.get("ENGINES", ",".join(PEERS)).replace(",", " ").split()
    base = Path(os.environ.get("DATA_DIR", "var")) / "bench"
    base.mkdir(parents=True, exist_ok=True)
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    load_jieba(None)
    with _bar(console, f"corpus of {size:,}, words cut", size) as advance:
        cutting = keep_corpus(base, size, advance)
    texts = _texts(console, base, size)
    questions = make_questions([each.document for each in read_corpus(base, min(size, _DRAWN_FROM))])
    built: list[Built] = []
    for name in names:
        try:
            with _bar(console, f"building {name}", size) as advance:
                built.append(built_peer(base, size, name, advance))
        except Unavailable as reason:
            console.print(f"{name}: skipped, {reason}")
    peers = [each.peer for each in built]
    with _bar(console, "asking", len(questions) * (rounds + 1)) as advance:
        timings = ask_all(peers, questions, texts, rounds, advance)
    for name, timing in timings.items():
        for difference in timing.differs[:5]:
            console.print(f"{name} differs: {difference}", markup=False)
    rows = [*rows_of(timings), *_building_rows(built, cutting, tokens_seconds(base, size))]
    told = {**circumstances(size), "rows": rows, "worst": [], "notes": []}
    bars = []
    if "ours" in timings:
        folder = index_folder(base, size, "ours")
        with console.status("memory, worst questions, changes, growth, intake"):
            memory = memory_after(folder, questions)
            found = milliseconds_until_found(folder)
            told["worst"] = worst_questions(folder)
            growth = _growth(console, base, size, questions, timings["ours"].answers)
            told["notes"] = [*_sizes(built), *_intake(), *ranking_rows(base)]
        bars = bars_of(rows, found_ms=found, memory=memory, growth=growth, worst=told["worst"])
        told["bars"] = [
            {"name": bar.name, "asked": bar.asked, "measured": bar.measured, "met": bar.met} for bar in bars
        ]
    show(console, told, bars)
    (base / "latest.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    if os.environ.get("WRITE") == "1":
        write_page(told, bars)


def _texts(console: Console, base: Path, size: int) -> sqlite3.Connection:
    """Titles and texts by id, as the archive's database has them for the excerpts."""
    path = base / f"{size}-{corpus_digest()}" / "texts.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = sqlite3.connect(path)
    texts.execute("CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
    if texts.execute("SELECT count(*) FROM texts").fetchone()[0] != size:
        with _bar(console, "texts for excerpts", size) as advance, texts:
            texts.execute("DELETE FROM texts")
            for number, each in enumerate(read_corpus(base, size)):
                document = each.document
                texts.execute("INSERT INTO texts VALUES (?, ?, ?)", (document.id, document.title, document.body))
                if number % 1000 == 0:
                    advance(number)
    return texts


def _building_rows(built: Sequence[Built], cutting: float, preparing: float) -> list[dict]:
    """Of the processor. Making strings of tokens for the peers is taken off, for the tokens are given."""
    rows = []
    for each in built:
        if getattr(each.peer, "served", False):
            continue
        own = each.seconds if each.peer.name == "ours" else max(0.001, each.seconds - preparing)
        rows.append(row(GIVEN, each.peer.name, [own * 1000]))
        rows.append(row(INCLUDED, each.peer.name, [(own + cutting) * 1000]))
    return rows


def _growth(
    console: Console, base: Path, size: int, questions: Sequence[Question], answers: Sequence[float]
) -> float | None:
    """The mean here against the mean at a tenth of the size."""
    if size < _SMALLEST_GROWN:
        return None
    with _bar(console, "building ours, a tenth", size // 10) as advance:
        small = built_peer(base, size // 10, "ours", advance)
    return sum(answers) / len(answers) / mean_ms(small.peer, questions)


def _sizes(built: Sequence[Built]) -> Iterator[tuple[str, str]]:
    for each in built:
        if each.bytes:
            yield f"{each.peer.name} on the disk", f"{each.bytes / 1e6:,.0f} MB ({each.peer.version})"


def _intake() -> Iterator[tuple[str, str]]:
    for each in intake_rows():
        yield f"intake: {each['operation'].strip()}", f"{each['value']:.2f} {each['unit']}"


@contextmanager
def _bar(console: Console, label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar with the time elapsed; gives a function that takes the number done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.update(task, completed=done)
        progress.update(task, completed=total)


if __name__ == "__main__":
    main()
