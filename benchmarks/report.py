"""The tables of results: on the screen, and as a section of docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.targets import Target

_ROOT = Path(__file__).resolve().parent.parent
_PAGE = _ROOT / "docs" / "benchmarks.md"
_SECTION = re.compile(r"^## (?=[\d,]+ documents$)", re.MULTILINE)
_HEAD = """# Benchmarks

`make bench WRITE=1` writes this page: one section for each size, its newest measurement. `python -m benchmarks --help` lists the options.

- **Quote ratios, not milliseconds.** All engines answer the same query in turn, in one run. Milliseconds are of one core (PostgreSQL: by the clock).
- **Equal work.** Every engine finds a string exactly, by pairs of characters. Count and three facets are compared on every query. Whoosh and haystack
  make excerpts with their own highlighter; the others use the archive's. The slow engines (Whoosh, haystack, PostgreSQL) take part in one round only.
- **Building.** "Tokens given" is processor time. From the peers' time the strings of given tokens that Python makes are subtracted, estimated from 500 documents.
  "Tokens included" adds the time of cutting words, by the clock and in as many processes as cores; it is the same for all, so it tells little about an engine.
- **Written to found** begins with the engine's commit, after the database's.
- **Research** is asked anew each time, from postings that are in memory; its bars are those of 100,000 documents.
- **Memory** is what a worker process shares with no other.
"""


def circumstances(size: int) -> dict[str, object]:
    """Return machine, date, commit and size."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
        cwd=_ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    return {
        "size": size,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "date": time.strftime("%Y-%m-%d"),
        "commit": commit or "unknown",
    }


def _timing_cells(row: Mapping, rows: Sequence[Mapping]) -> list[str]:
    ours = next((other for other in rows if other["operation"] == row["operation"] and other["engine"] == "ours"), row)
    return [
        *(f"{row[key] / ours[key]:.2f}" if ours[key] else "" for key in ("mean_ms", "p95_ms")),
        row["operation"],
        row["engine"],
        *(f"{row[key]:,.2f}" for key in ("mean_ms", "p50_ms", "p95_ms")),
        "yes" if row["equal"] else "NO",
    ]


_TIMING_HEAD = ["mean / ours", "p95 / ours", "operation", "engine", "mean ms", "p50", "p95", "equal"]
_TARGET_HEAD = ["target", "required", "measured", "met"]
_RESEARCH_HEAD = ["what", "at most ms", "median ms", "most ms", "met"]
_WORST_HEAD = ["query", "cold ms", "result", "warm ms", "result"]


def _target_cells(target: Target) -> list[str]:
    return [target.name, target.required, target.measured, {True: "yes", False: "NO", None: "–"}[target.met]]


def _worst_cells(row: Mapping) -> list[str]:
    return [row["query"], f"{row['cold_ms']}", row["cold"], f"{row['warm_ms']}", row["warm"]]


def _research_cells(row: Mapping) -> list[str]:
    if row["ms"] is None:
        return [row["what"], f"{row['bar']:g}", "–", "–", "NO"]
    is_met = "yes" if row["ms"] <= row["bar"] else "NO"
    return [row["what"], f"{row['bar']:g}", f"{row['ms']:,.2f}", f"{row['most_ms']:,.2f}", is_met]


def tables(results: Mapping, targets: Sequence[Target]) -> list[tuple[str, list[str], list[list[str]]]]:
    """Return (title, head, rows) of each table."""
    rows = results["rows"]
    made = [
        ("Targets", _TARGET_HEAD, [_target_cells(target) for target in targets]),
        ("Times", _TIMING_HEAD, [_timing_cells(row, rows) for row in rows]),
    ]
    if results["worst"]:
        made.append(("The worst queries", _WORST_HEAD, [_worst_cells(row) for row in results["worst"]]))
    if results.get("research"):
        made.append(("Research", _RESEARCH_HEAD, [_research_cells(row) for row in results["research"]]))
    if results["notes"]:
        made.append(("Further", ["what", "measured"], [list(note) for note in results["notes"]]))
    return made


def show(console: Console, results: Mapping, targets: Sequence[Target]) -> None:
    """Print all tables on the screen."""
    for title, head, rows in tables(results, targets):
        table = Table(*head, title=title, title_justify="left")
        for cells in rows:
            table.add_row(*(cell.replace("[", r"\[") for cell in cells))
        console.print(table)


def write_page(results: Mapping, targets: Sequence[Target], page: Path = _PAGE) -> None:
    """Write this run's section into the page, in place of an earlier one of the same size."""
    name = f"{results['size']:,} documents"
    lines = [name, "", f"{results['date']}, commit {results['commit']}, {results['machine']}.", ""]
    for title, head, rows in tables(results, targets):
        lines += [f"**{title}**", "", _line(head), _line(["---"] * len(head)), *(_line(cells) for cells in rows), ""]
    before = page.read_text("utf-8") if page.exists() else _HEAD
    first, *sections = _SECTION.split(before)
    others = [section for section in sections if section.splitlines()[0] != name]
    others.append("\n".join(lines).rstrip() + "\n")
    others.sort(key=lambda section: int(section.split(" ", 1)[0].replace(",", "")))
    page.write_text("\n## ".join([first.rstrip() + "\n", *(section.rstrip() + "\n" for section in others)]), "utf-8")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
