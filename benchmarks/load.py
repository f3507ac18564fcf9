"""``make load``: how many pages a second the archive serves while an editor publishes one report a second.

    LOAD_DIR (var/load) a DATA_DIR that benchmarks.fill made; it is filled first if it is not
    REPORTS (10000), SECONDS (20) for each of four rounds, READERS (8) at once, PEER=0 leaves haystack out

Four rounds of bounded length on loopback: readers with a mix of pages; search pages alone, for two hundred questions that
are asked again and again; search pages for questions of the same kinds that nobody asked before, for which nothing is kept;
the first search pages from django-haystack on Whoosh, also through gunicorn with as many workers. The figures go to the screen and to
LOAD_DIR/bench/load.json. The client shares the machine with the server, so an idle machine with cores to spare says more.
"""

from __future__ import annotations

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

from benchmarks.building import built_peer, index_folder
from benchmarks.corpus import make_corpus
from benchmarks.fill import DRAFTS
from benchmarks.made import keep_corpus
from benchmarks.questions import make_questions

_ROOT = Path(__file__).resolve().parent.parent
_DRAWN_FROM = 1000
_FRESH = 4000  # questions asked once each
_START_SECONDS = 900
LEAST_A_SECOND, MOST_P99_MS, LEAST_RATIO = 150, 250, 30


@dataclass(frozen=True, slots=True)
class Row:
    """Of one kind of page in one round; milliseconds as the client saw them."""

    round: str
    page: str
    requests: int
    failures: int
    a_second: float
    p50: float
    p95: float
    p99: float


def main() -> None:
    folder = Path(os.environ.get("LOAD_DIR", "var/load")).resolve()
    reports, seconds = int(os.environ.get("REPORTS", "10000")), int(os.environ.get("SECONDS", "20"))
    readers = int(os.environ.get("READERS", "8"))
    console = Console()
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.fill", str(folder), "--reports", str(reports)], cwd=_ROOT, check=True
    )
    base = folder / "bench"
    base.mkdir(exist_ok=True)
    questions = _write_questions(base / "load-questions.json", reports)
    asked = {"LOAD_QUESTIONS": str(questions), "LOAD_REPORTS": str(reports)}
    rows: list[Row] = []
    with _archive(folder) as address, _editor(folder):
        for mix in ("readers", "search", "fresh"):
            console.print(f"ours, {mix}, {seconds} s, {readers} readers")
            rows += _round(address, f"ours, {mix}", seconds, readers, {**asked, "LOAD_MIX": mix}, base)
    if os.environ.get("PEER", "1") != "0":
        _build_peer(base, reports)
        with _peer(base, reports, questions) as address:
            console.print(f"haystack, search, {seconds} s, {readers} readers")
            rows += _round(address, "haystack, search", seconds, readers, {**asked, "LOAD_MIX": "search"}, base)
    (base / "load.json").write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
    _show(console, rows)


def _write_questions(path: Path, reports: int) -> Path:
    from search.analysis import load_jieba

    load_jieba(None)
    corpus = list(make_corpus(min(reports, _DRAWN_FROM)))
    drawn = make_questions(corpus)
    path.write_text(
        json.dumps(
            [{"q": each.text, "parts": each.parts, "joined": each.joined} for each in drawn], ensure_ascii=False
        ),
        "utf-8",
    )
    fresh = {each.text: None for each in make_questions(corpus, _FRESH, seed=40)}
    path.with_name("load-fresh.json").write_text(json.dumps(list(fresh), ensure_ascii=False), "utf-8")
    return path


def _round(address: str, name: str, seconds: int, readers: int, asked: dict[str, str], base: Path) -> list[Row]:
    """Readers for so many seconds, half of that first to warm up; not for questions that are to be asked once."""
    warm_ups = () if asked["LOAD_MIX"] == "fresh" else ((True, max(2, seconds // 2)),)
    for warm_up, length in (*warm_ups, (False, seconds)):
        prefix = base / "locust"
        command = [
            sys.executable, "-m", "locust", "-f", "tests/load/locustfile.py", "--headless", "--only-summary", "--host", address,
            "-u", str(readers), "-r", str(readers), "-t", f"{length}s", "--csv", str(prefix), "--exit-code-on-error", "0",
        ]  # fmt: skip
        done = subprocess.run(  # noqa: S603
            command, cwd=_ROOT, env={**os.environ, **asked}, capture_output=True, text=True, timeout=length + 120
        )
        if done.returncode:
            sys.exit(f"locust failed:\n{done.stderr[-2000:]}")
        if warm_up:
            continue
        with Path(f"{prefix}_stats.csv").open(encoding="utf-8", newline="") as file:
            return [
                Row(
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
def _peer(base: Path, reports: int, questions: Path) -> Iterator[str]:
    index = index_folder(base, reports, "haystack")
    environment = {**os.environ, "HAYSTACK_INDEX": str(index), "HAYSTACK_QUESTIONS": str(questions)}
    workers = [
        "-w",
        os.environ.get("WEB_WORKERS", "2"),
        "--threads",
        os.environ.get("WEB_THREADS", "4"),
        "-k",
        "gthread",
    ]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--no-control-socket",
        *workers,
        "-t",
        "120",
        "benchmarks.peers.haystack_site:application",
    ]
    with _serving(command, environment, bind=True) as address:
        yield address


@contextmanager
def _serving(command: list[str], environment: dict[str, str], *, bind: bool = False) -> Iterator[str]:
    """A server on a free port until the block ends."""
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
    """Another process that publishes a draft a second, and takes the oldest back when none is left."""
    editor = subprocess.Popen([sys.executable, "-m", "benchmarks.load", "--editor", str(folder)], cwd=_ROOT)  # noqa: S603
    try:
        yield
        if editor.poll() is not None:
            sys.exit("the editor stopped before the readers did")
    finally:
        editor.terminate()
        editor.wait()


def _edit(folder: Path) -> None:
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
    """In a process of its own: haystack's Django is another than ours."""
    code = f"from pathlib import Path; from benchmarks import load; load.build_haystack(Path({str(base)!r}), {reports})"
    subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=True)  # noqa: S603


def build_haystack(base: Path, reports: int) -> None:
    """Its index over the same documents, kept for the next time."""
    from benchmarks.__main__ import _bar
    from search.analysis import load_jieba

    load_jieba(None)
    console = Console()
    with _bar(console, "words cut for haystack", reports) as advance:
        keep_corpus(base, reports, advance)
    with _bar(console, "building haystack", reports) as advance:
        built_peer(base, reports, "haystack", advance)


def _show(console: Console, rows: list[Row]) -> None:
    table = Table("round", "page", "requests", "errors", "a second", "p50 ms", "p95 ms", "p99 ms")
    for row in rows:
        numbers = (f"{row.a_second:.1f}", f"{row.p50:.0f}", f"{row.p95:.0f}", f"{row.p99:.0f}")
        table.add_row(row.round, row.page, f"{row.requests:,}", str(row.failures), *numbers)
    console.print(table)
    ours = next(row for row in rows if (row.round, row.page) == ("ours, search", "search"))
    bars = [
        ("search pages a second", f">= {LEAST_A_SECOND}", ours.a_second, ours.a_second >= LEAST_A_SECOND),
        ("p99 of search pages, ms", f"< {MOST_P99_MS}", ours.p99, ours.p99 < MOST_P99_MS),
        ("errors", "0", sum(row.failures for row in rows if row.round.startswith("ours")), not any(row.failures for row in rows if row.round.startswith("ours"))),
    ]  # fmt: skip
    peer = next((row for row in rows if (row.round, row.page) == ("haystack, search", "search")), None)
    if peer and peer.a_second:
        ratio = ours.a_second / peer.a_second
        bars.append(("times haystack's search pages", f">= {LEAST_RATIO}", ratio, ratio >= LEAST_RATIO))
    for name, bar, measured, is_met in bars:
        console.print(f"{'met   ' if is_met else 'MISSED'} {name}: {measured:,.1f} (bar {bar})")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--editor", folder]:
            _edit(Path(folder))
        case []:
            main()
        case _:
            sys.exit(__doc__)
