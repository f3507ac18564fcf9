"""How do pages, index and memory grow with the number of reports? Measured at several sizes, projected beyond.

    make growth                         1,000, 10,000 and 100,000 made reports in the engine of ENGINE; about an hour
    make growth SIZES=1000,3000         smaller ones, in minutes
    make growth WRITE=1                 write docs/growth.md from all that was measured in GROWTH_DIR
    make growth DOCUMENTS=1000000       besides, so many documents in the engine alone, without pages and database

Each size has a data folder of its own under GROWTH_DIR, which stays: a stopped run continues, a second run measures at
once. A page is asked by Django's own client, in a process of its own that does nothing else: processor time of this
process, without the client's network and without the nodes of a cluster, whose share is told as the time that it takes more by the
clock. The first answer of each address is *cold*: its counts and excerpts are worked out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks.corpus import make_corpus
from benchmarks.growth_page import write_growth
from benchmarks.queries import make_queries

_ROOT = Path(__file__).resolve().parent.parent
_QUERY_SOURCE = 1000  # documents from which the queries are taken
_QUERIES = 40
_ROUNDS = 5
#: Documents of one commit where an engine is filled alone.
_AT_ONCE = 5_000

#: {page: addresses, of which {number} is a report}; those of a search come from queries.
PAGES: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "regions": ("/regions/",),
    "a province": ("/regions/620000/", "/regions/440000/", "/regions/370000/"),
    "a city": ("/regions/621100/", "/regions/440300/", "/regions/370100/"),
    "a report": tuple(f"/reports/{{number}}/?at={at}" for at in range(8)),
    "measures": ("/measures/",),
}


def main() -> None:
    """Fill and measure each size by the options of the command line, or one folder for ``main`` itself."""
    options = _parser().parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    console = Console()
    folder = options.folder.resolve()
    engine = os.environ.get("ENGINE", "whoosh")
    for size in options.sizes:
        own = folder / f"{engine}-{size}"
        result = own / "growth.json"
        console.print(f"{engine}, {size:,} reports")
        variables = {**os.environ, "DATA_DIR": str(own), "OPENSEARCH_INDEX": f"jiceng-growth-{size}", "THROTTLE": "off"}
        began = time.monotonic()
        fill = [sys.executable, "-m", "benchmarks.fill", str(own), "--reports", str(size)]
        subprocess.run(fill, cwd=_ROOT, env=variables, check=True)  # noqa: S603
        filled = time.monotonic() - began
        asked = [sys.executable, "-m", "benchmarks.growth", "--measure", str(own)]
        found = subprocess.run(asked, cwd=_ROOT, env=variables, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
        known = json.loads(result.read_text("utf-8")) if result.exists() else {}
        measured = json.loads(found.stdout.splitlines()[-1])
        # A second run finds the folder filled: the first one's time is the one that says something.
        measured["fill_seconds"] = known.get("fill_seconds", round(filled, 1))
        result.write_text(json.dumps({"engine": engine, "reports": size, **measured}, indent=1), "utf-8")
        console.print_json(result.read_text("utf-8"))
    if options.documents:
        _fill_alone(folder / f"{engine}-alone-{options.documents}", options.documents, engine)
    if options.write:
        results = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/growth.json"))]
        write_growth(_ROOT / "docs" / "growth.md", results)
        console.print("docs/growth.md is written")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    environment = os.environ
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(environment.get("GROWTH_DIR", "var/growth")),
        help="where the data folders lie (GROWTH_DIR; %(default)s)",
    )
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.replace(",", " ").split()],
        default=environment.get("SIZES", "1000,10000,100000"),
        help="numbers of reports, with commas (SIZES; %(default)s)",
    )
    parser.add_argument(
        "--documents",
        type=int,
        default=int(environment.get("DOCUMENTS", "0")),
        help="documents in the engine alone (DOCUMENTS; none)",
    )
    parser.add_argument(
        "--write", action="store_true", default=environment.get("WRITE") == "1", help="write docs/growth.md (WRITE=1)"
    )
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    return parser


def measure(folder: Path) -> dict[str, Any]:
    """Return what a filled folder takes: {pages: {page: {cold, warm, more_by_clock}} in ms, index_mb, database_mb, memory_mb}."""
    from benchmarks.fill import set_up

    set_up(folder)
    from django.db import connection
    from django.test import Client

    from search.documents import Query
    from search.engine import get_engine

    engine = get_engine()
    number = engine.search(Query(size=1)).hits[0].id
    client = Client(headers={"host": "127.0.0.1"})
    pages = {name: tuple(each.format(number=number) for each in addresses) for name, addresses in PAGES.items()}
    queries = make_queries(list(make_corpus(_QUERY_SOURCE)), _QUERIES)
    client.get("/search/", {"q": "软弱涣散"})  # what a process loads once
    # Other questions than the pages': each of them has its first answer here.
    others = make_queries(list(make_corpus(_QUERY_SOURCE)), _QUERIES, seed=41)
    alone = _timed([lambda text=query.text: engine.search(Query(text=text, size=10)) for query in others])
    found: dict[str, dict[str, float]] = {"the engine alone": alone}
    for name, addresses in pages.items():
        found[name] = _timed([lambda address=address: client.get(address) for address in addresses])
    found["search"] = _timed([lambda text=query.text: client.get("/search/", {"q": text}) for query in queries])
    status = engine.status()
    database = Path(str(connection.settings_dict["NAME"]))
    return {
        "pages": found,
        "index_mb": round(status.size_bytes / 1e6, 1),
        "database_mb": round(database.stat().st_size / 1e6, 1) if database.exists() else None,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
    }


def _timed(asks: list[Callable[[], Any]]) -> dict[str, float]:
    """Return milliseconds of processor of the first answers and of later ones, and what the first take more by the clock; medians."""
    cold, beyond, warm = [], [], []
    for ask in asks:
        began, processor = time.perf_counter(), time.process_time()
        answer = ask()
        used = time.process_time() - processor
        if getattr(answer, "status_code", 200) != 200:
            raise SystemExit(f"a page answered {answer.status_code}: {answer.request}")
        cold.append(used)
        beyond.append(max(0.0, time.perf_counter() - began - used))
        for _ in range(_ROUNDS):
            processor = time.process_time()
            ask()
            warm.append(time.process_time() - processor)
    return {
        name: round(median(times) * 1000, 2)
        for name, times in (("cold", cold), ("more_by_clock", beyond), ("warm", warm))
    }


def _fill_alone(folder: Path, size: int, engine_name: str) -> None:
    """Put ``size`` documents into the engine alone, commit by commit, and time questions; a stopped run goes on."""
    from benchmarks.fill import set_up

    os.environ |= {"OPENSEARCH_INDEX": f"jiceng-growth-alone-{size}", "THROTTLE": "off"}
    set_up(folder)
    from search.documents import IndexMissing, Query
    from search.engine import get_engine

    engine = get_engine()
    try:
        present = engine.status().documents
    except IndexMissing:
        engine.rebuild([])
        present = 0
    began, began_at = time.monotonic(), present
    documents = islice(make_corpus(size), present, None)
    for _ in track(range(present, size, _AT_ONCE), "documents"):
        engine.apply(upserts=list(islice(documents, _AT_ONCE)))
    seconds = time.monotonic() - began
    queries = make_queries(list(make_corpus(_QUERY_SOURCE)), _QUERIES)
    times = _timed([lambda text=query.text: engine.search(Query(text=text, size=10)) for query in queries])
    known = folder / "growth.json"
    rate = (size - began_at) / seconds if size > began_at else json.loads(known.read_text("utf-8"))["a_second"]
    result = {
        "engine": engine_name,
        "reports": size,
        "alone": True,
        "a_second": round(rate, 1),
        "pages": {"the engine alone": times},
        "index_mb": round(engine.status().size_bytes / 1e6, 1),
    }
    known.write_text(json.dumps(result, indent=1), "utf-8")


if __name__ == "__main__":
    main()
