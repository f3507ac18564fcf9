"""Measure how many pages a second the archive serves while an editor publishes one report a second.

The server runs on this machine for four rounds of bounded length, with several readers at once:

    readers    a mix of pages
    search     search pages of two hundred queries, which recur (warm)
    fresh      search pages of queries that never recur (cold)
    haystack   the queries of "search" on django-haystack and Whoosh, with as many gunicorn workers

The figures go to the screen and to FOLDER/bench/load.json, each round beside haystack's, or beside the bar without it.
Client and server share the machine, so an idle machine with several cores gives better figures. ``make load`` runs this;
LOAD_QUICK=1 means 2,000 reports, rounds of eight seconds and no haystack, if REPORTS, SECONDS or PEER=1 say nothing else.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.building import build_peer, index_folder
from benchmarks.corpus import make_corpus
from benchmarks.fill import DRAFTS
from benchmarks.progress import progress_bar
from benchmarks.queries import make_queries
from benchmarks.stored_corpus import store_corpus

_ROOT = Path(__file__).resolve().parent.parent
_QUERY_SOURCE = 1000  # documents from which the queries are taken
_FRESH = 4000  # queries of the fresh round
_START_SECONDS = 900
LEAST_A_SECOND, MOST_P99_MS, LEAST_RATIO = 150, 250, 30
_USUAL = {"LOAD_DIR": "var/load", "REPORTS": "10000", "SECONDS": "20", "PEER": "1"}
_QUICK = {"LOAD_DIR": "var/load-quick", "REPORTS": "2000", "SECONDS": "8", "PEER": "0"}


@dataclass(frozen=True, slots=True)
class PageTimes:
    """One kind of page in one round; milliseconds as the client sees them."""

    round: str
    page: str
    requests: int
    failures: int
    a_second: float
    p50: float
    p95: float
    p99: float


def main() -> None:
    """Run the rounds by the options of the command line."""
    options = parser().parse_args()
    if options.editor:
        _edit(options.editor)
    else:
        _run(options.folder.resolve(), options.reports, options.seconds, options.readers, haystack=options.haystack)


def parser() -> argparse.ArgumentParser:
    """Return the options, with what the environment says as defaults."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    environment = {"READERS": "8", **(_QUICK if os.environ.get("LOAD_QUICK") == "1" else _USUAL), **os.environ}
    made.add_argument(
        "--folder",
        type=Path,
        default=Path(environment["LOAD_DIR"]),
        help="data folder, filled by benchmarks.fill if it is not yet (LOAD_DIR; %(default)s)",
    )
    for name, variable, text in (
        ("--reports", "REPORTS", "published reports"),
        ("--seconds", "SECONDS", "length of each round"),
        ("--readers", "READERS", "readers at once"),
    ):
        made.add_argument(name, type=int, default=int(environment[variable]), help=f"{text} ({variable}; %(default)s)")
    made.add_argument(
        "--without-haystack",
        dest="haystack",
        action="store_false",
        default=environment["PEER"] != "0",
        help="leave the fourth round out (PEER=0)",
    )
    made.add_argument("--editor", type=Path, help=argparse.SUPPRESS)
    return made


def _run(folder: Path, reports: int, seconds: int, readers: int, *, haystack: bool) -> None:
    console = Console()
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.fill", str(folder), "--reports", str(reports)], cwd=_ROOT, check=True
    )
    base = folder / "bench"
    base.mkdir(exist_ok=True)
    queries = _write_queries(base / "load-questions.json", reports)
    variables = {"LOAD_QUESTIONS": str(queries), "LOAD_REPORTS": str(reports)}
    rows: list[PageTimes] = []
    with _archive(folder) as address, _editor(folder):
        for mix in ("readers", "search", "fresh"):
            console.print(f"ours, {mix}, {seconds} s, {readers} readers")
            rows += _round(address, f"ours, {mix}", seconds, readers, {**variables, "LOAD_MIX": mix}, base)
    if haystack:
        _build_peer(base, reports)
        with _peer(base, reports, queries) as address:
            console.print(f"haystack, search, {seconds} s, {readers} readers")
            rows += _round(address, "haystack, search", seconds, readers, {**variables, "LOAD_MIX": "search"}, base)
    (base / "load.json").write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
    _show(console, rows)


def _write_queries(path: Path, reports: int) -> Path:
    from search.analysis import load_jieba

    load_jieba(None)
    corpus = list(make_corpus(min(reports, _QUERY_SOURCE)))
    queries = [{"q": each.text, "parts": each.parts, "joined": each.joined} for each in make_queries(corpus)]
    path.write_text(json.dumps(queries, ensure_ascii=False), "utf-8")
    fresh = {each.text: None for each in make_queries(corpus, _FRESH, seed=40)}
    path.with_name("load-fresh.json").write_text(json.dumps(list(fresh), ensure_ascii=False), "utf-8")
    return path


def _round(
    address: str, name: str, seconds: int, readers: int, variables: dict[str, str], base: Path
) -> list[PageTimes]:
    """Run readers for so many seconds, after a warm-up of half that time; no warm-up for queries that never recur."""
    warm_ups = () if variables["LOAD_MIX"] == "fresh" else ((True, max(2, seconds // 2)),)
    for warm_up, length in (*warm_ups, (False, seconds)):
        prefix = base / "locust"
        command = [
            sys.executable, "-m", "locust", "-f", "benchmarks/locustfile.py", "--headless", "--only-summary", "--host", address,
            "-u", str(readers), "-r", str(readers), "-t", f"{length}s", "--csv", str(prefix), "--exit-code-on-error", "0",
        ]  # fmt: skip
        finished = subprocess.run(  # noqa: S603
            command, cwd=_ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=length + 120
        )
        if finished.returncode:
            sys.exit(f"locust failed:\n{finished.stderr[-2000:]}")
        if warm_up:
            continue
        with Path(f"{prefix}_stats.csv").open(encoding="utf-8", newline="") as file:
            return [
                PageTimes(
                    name,
                    line["Name"],
                    int(line["Request Count"]),
                    int(line["Failure Count"]),
                    float(line["Requests/s"]),
                    *(float(line[each]) if line[each] != "N/A" else 0.0 for each in ("50%", "95%", "99%")),
                )
                for line in csv.DictReader(file)
            ]
    return []


@contextmanager
def _archive(folder: Path) -> Iterator[str]:
    environment = {**os.environ, "DATA_DIR": str(folder), "THROTTLE": "0", "LOAD_SAMPLES": "0", "LOG_LEVEL": "WARNING"}
    with _serving([sys.executable, "manage.py", "serve"], environment) as address:
        yield address


@contextmanager
def _peer(base: Path, reports: int, queries: Path) -> Iterator[str]:
    index = index_folder(base, reports, "haystack")
    environment = {**os.environ, "HAYSTACK_INDEX": str(index), "HAYSTACK_QUESTIONS": str(queries)}
    workers, threads = os.environ.get("WEB_WORKERS", "2"), os.environ.get("WEB_THREADS", "4")
    command = [
        sys.executable, "-m", "gunicorn", "--no-control-socket", "-w", workers, "--threads", threads, "-k", "gthread", "-t", "120",
        "benchmarks.peers.haystack_site:application",
    ]  # fmt: skip
    with _serving(command, environment, bind=True) as address:
        yield address


@contextmanager
def _serving(command: list[str], environment: dict[str, str], *, bind: bool = False) -> Iterator[str]:
    """Run a server on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [*command, *(["-b", f"127.0.0.1:{port}"] if bind else [])]
    server = subprocess.Popen(command, cwd=_ROOT, env={**environment, "PORT": str(port)}, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(40)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(address: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=30):  # noqa: S310  loopback
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not start")


@contextmanager
def _editor(folder: Path) -> Iterator[None]:
    """Run another process that publishes a draft each second, and withdraws the oldest when none is left."""
    editor = subprocess.Popen([sys.executable, "-m", "benchmarks.load", "--editor", str(folder)], cwd=_ROOT)  # noqa: S603
    try:
        yield
        if editor.poll() is not None:
            sys.exit("the editor stopped before the readers did")
    finally:
        editor.terminate()
        editor.wait()


def _edit(folder: Path) -> None:
    """Publish a draft each second, without end."""
    from benchmarks.fill import set_up

    set_up(folder)
    from archive.models import Report
    from archive.publishing.publish import publish_report, withdraw_report

    newest = Report.objects.order_by("-pk")[:DRAFTS]
    due = time.monotonic()
    while True:
        waiting = next((each for each in newest.all() if not each.is_published), None)
        if waiting is not None:
            publish_report(waiting)
        else:
            withdraw_report(newest[0])
        due += 1
        time.sleep(max(0.0, due - time.monotonic()))


def _build_peer(base: Path, reports: int) -> None:
    """Build haystack's index in a process of its own, since haystack has a Django of its own."""
    code = f"from pathlib import Path; from benchmarks import load; load.build_haystack(Path({str(base)!r}), {reports})"
    subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=True)  # noqa: S603


def build_haystack(base: Path, reports: int) -> None:
    """Build haystack's index of the same documents; a later run uses it again."""
    from search.analysis import load_jieba

    load_jieba(None)
    console = Console()
    with progress_bar(console, "words cut for haystack", reports) as advance:
        store_corpus(base, reports, advance)
    with progress_bar(console, "building haystack", reports) as advance:
        build_peer(base, reports, "haystack", advance)


def _show(console: Console, rows: list[PageTimes]) -> None:
    peer = next((row for row in rows if (row.round, row.page) == ("haystack, search", "search")), None)
    beside, name = (peer.a_second, "× haystack") if peer and peer.a_second else (LEAST_A_SECOND, "× bar")
    table = Table(name, "round", "page", "requests", "errors", "a second", "p50 ms", "p95 ms", "p99 ms")
    for row in rows:
        numbers = (f"{row.a_second:.1f}", f"{row.p50:.0f}", f"{row.p95:.0f}", f"{row.p99:.0f}")
        table.add_row(
            f"{row.a_second / beside:.2f}", row.round, row.page, f"{row.requests:,}", str(row.failures), *numbers
        )
    console.print(table)
    ours = next(row for row in rows if (row.round, row.page) == ("ours, search", "search"))
    targets = [
        ("search pages a second", f">= {LEAST_A_SECOND}", ours.a_second, ours.a_second >= LEAST_A_SECOND),
        ("p99 of search pages, ms", f"< {MOST_P99_MS}", ours.p99, ours.p99 < MOST_P99_MS),
        ("errors", "0", sum(row.failures for row in rows if row.round.startswith("ours")), not any(row.failures for row in rows if row.round.startswith("ours"))),
    ]  # fmt: skip
    if peer and (ratio := ours.a_second / (peer.a_second or 1)):
        targets.append(("times haystack's search pages", f">= {LEAST_RATIO}", ratio, ratio >= LEAST_RATIO))
    for name, target, measured, is_met in targets:
        console.print(f"{'met   ' if is_met else 'MISSED'} {name}: {measured:,.1f} (target {target})")


if __name__ == "__main__":
    main()
