"""Compare the archive's search engine with others: all in one run, on one corpus and the same queries.

Each engine builds its index, then answers 200 queries in turn with the others. Times are milliseconds of one core; quote
the ratios to ours. The tables go to the screen and to DATA_DIR/bench/latest.json, and into docs/benchmarks.md only with
WRITE=1. Corpus and indexes stay beside it, so a stopped run continues and a second run measures at once. Delete
DATA_DIR/bench to free the disk. Haystack takes longer than all others together, and PostgreSQL must be there: name them.

    make bench                                     2,000 documents, some two minutes
    make bench SIZE=100000 ENGINES=ours,tantivy    the same options by their variables
    make bench SIZE=10000 ENGINES=all WRITE=1      every engine
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.building import BuiltPeer, build_peer, index_folder, token_string_seconds
from benchmarks.measurements import (
    intake_rows,
    mean_ms,
    memory_after,
    milliseconds_until_found,
    ranking_rows,
    research_alone,
    worst_queries,
)
from benchmarks.peers.choice import PEERS
from benchmarks.peers.peer import Unavailable
from benchmarks.progress import progress_bar
from benchmarks.queries import BenchQuery, make_queries
from benchmarks.report import circumstances, show, write_page
from benchmarks.stored_corpus import corpus_digest, read_corpus, store_corpus
from benchmarks.targets import TOKENS_GIVEN, TOKENS_INCLUDED, check_targets
from benchmarks.timing import row, rows_of, time_queries
from search.analysis import load_jieba

_ENGINES = "ours,tantivy,fts5,whoosh"
_QUERY_SOURCE = 2000  # documents from which the queries are taken
_SMALLEST_FOR_GROWTH = 20_000
_WIDTH = 150  # characters of a line where there is no terminal


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark by the options of the command line."""
    options = parser().parse_args(arguments)
    size, rounds = options.size, options.rounds
    base = Path(os.environ.get("DATA_DIR", "var")) / "bench"
    base.mkdir(parents=True, exist_ok=True)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    load_jieba(None)
    with progress_bar(console, f"corpus of {size:,}, words cut", size) as advance:
        cutting = store_corpus(base, size, advance)
    texts = _texts(console, base, size)
    queries = make_queries([each.document for each in read_corpus(base, min(size, _QUERY_SOURCE))])
    built: list[BuiltPeer] = []
    for name in PEERS if options.engines == "all" else options.engines.replace(",", " ").split():
        try:
            with progress_bar(console, f"building {name}", size) as advance:
                built.append(build_peer(base, size, name, advance))
        except Unavailable as reason:
            console.print(f"{name}: skipped, {reason}")
    peers = [each.peer for each in built]
    with progress_bar(console, "queries", len(queries) * (rounds + 1)) as advance:
        timings = time_queries(peers, queries, texts, rounds, advance)
    for name, timing in timings.items():
        for difference in timing.differences[:5]:
            console.print(f"{name} differs: {difference}", markup=False)
    rows = [*rows_of(timings), *_building_rows(built, cutting, token_string_seconds(base, size))]
    results = {**circumstances(size), "rows": rows, "worst": [], "research": [], "notes": []}
    targets = []
    if "ours" in timings:
        folder = index_folder(base, size, "ours")
        documents = [each.document for each in read_corpus(base, min(size, _QUERY_SOURCE))]
        with progress_bar(
            console, "ours alone: memory, changes, worst queries, research, intake, ranking", 6
        ) as advance:
            memory = memory_after(folder, queries)
            advance(1)
            until_found = milliseconds_until_found(folder)
            advance(2)
            results["worst"] = worst_queries(folder)
            advance(3)
            results["research"] = research_alone(folder, documents)
            advance(4)
            intake = list(_intake())
            advance(5)
            results["notes"] = [*_sizes(built), *intake, *ranking_rows(base)]
        growth = _growth(console, base, size, queries, timings["ours"].answers)
        targets = check_targets(rows, found_ms=until_found, memory=memory, growth=growth, worst=results["worst"])
        results["bars"] = [
            {"name": each.name, "asked": each.required, "measured": each.measured, "met": each.met} for each in targets
        ]
    show(console, results, targets)
    (base / "latest.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    if options.write:
        write_page(results, targets)


def parser() -> argparse.ArgumentParser:
    """Return the options, with what the environment says as defaults."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    environment = os.environ
    made.add_argument(
        "--size", type=int, default=int(environment.get("SIZE", "2000")), help="documents (SIZE; %(default)s)"
    )
    made.add_argument(
        "--rounds",
        type=int,
        default=int(environment.get("ROUNDS", "5")),
        help="rounds of all queries (ROUNDS; %(default)s)",
    )
    made.add_argument(
        "--engines",
        default=environment.get("ENGINES", _ENGINES),
        help=f"engines to compare, or all: {','.join(PEERS)} (ENGINES; %(default)s)",
    )
    made.add_argument(
        "--write",
        action="store_true",
        default=environment.get("WRITE") == "1",
        help="write the tables into docs/benchmarks.md (WRITE=1)",
    )
    return made


def _texts(console: Console, base: Path, size: int) -> sqlite3.Connection:
    """Return titles and texts by id, as the archive's database has them for the excerpts."""
    path = base / f"{size}-{corpus_digest()}" / "texts.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = sqlite3.connect(path)
    texts.execute("CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
    if texts.execute("SELECT count(*) FROM texts").fetchone()[0] != size:
        with progress_bar(console, "texts for excerpts", size) as advance, texts:
            texts.execute("DELETE FROM texts")
            for number, each in enumerate(read_corpus(base, size)):
                document = each.document
                texts.execute("INSERT INTO texts VALUES (?, ?, ?)", (document.id, document.title, document.body))
                if number % 1000 == 0:
                    advance(number)
    return texts


def _building_rows(built: Sequence[BuiltPeer], cutting: float, preparing: float) -> list[dict]:
    """Return processor times of building. For the peers, the time of making strings of tokens is subtracted."""
    rows = []
    for each in built:
        if getattr(each.peer, "served", False):
            continue
        own = each.seconds if each.peer.name == "ours" else max(0.001, each.seconds - preparing)
        rows.append(row(TOKENS_GIVEN, each.peer.name, [own * 1000]))
        rows.append(row(TOKENS_INCLUDED, each.peer.name, [(own + cutting) * 1000]))
    return rows


def _growth(
    console: Console, base: Path, size: int, queries: Sequence[BenchQuery], answers: Sequence[float]
) -> float | None:
    """Return the mean here divided by the mean at a tenth of the size."""
    if size < _SMALLEST_FOR_GROWTH:
        return None
    with progress_bar(console, "building ours, a tenth", size // 10) as advance:
        small = build_peer(base, size // 10, "ours", advance)
    return sum(answers) / len(answers) / mean_ms(small.peer, queries)


def _sizes(built: Sequence[BuiltPeer]) -> Iterator[tuple[str, str]]:
    for each in built:
        if each.bytes:
            yield f"{each.peer.name} on the disk", f"{each.bytes / 1e6:,.0f} MB ({each.peer.version})"


def _intake() -> Iterator[tuple[str, str]]:
    for each in intake_rows():
        yield f"intake: {each['operation'].strip()}", f"{each['value']:.2f} {each['unit']}"


if __name__ == "__main__":
    main()
