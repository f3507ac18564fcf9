"""The tables: on the screen with rich, and as a section of docs/benchmarks.md."""

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

from benchmarks.bars import Bar

_ROOT = Path(__file__).resolve().parent.parent
_PAGE = _ROOT / "docs" / "benchmarks.md"
_SECTION = re.compile(r"^## (?=[\d,]+ documents$)", re.MULTILINE)
_HEAD = """# Benchmarks

Written by `make bench WRITE=1`; each size has its section, the newest measurement of it. Quote ratios, not milliseconds: all engines
answer the same question in turn in one run. Milliseconds are of one core (PostgreSQL: of the clock). Every engine finds a string exactly, by pairs
of characters; count and three facets are compared on every question. Whoosh and haystack make excerpts with
their own highlighter, as they come; the others are given the archive's. The slow ones (Whoosh, haystack, PostgreSQL) are asked once.

How to read the building rows: "tokens given" is of the processor; from the peers' is taken off what Python spends on making strings of the given tokens, estimated
from 500 documents. "Tokens included" adds the clock's seconds of cutting words in as many processes as there are cores, the same to all, so it says little about an
engine. "Written to found" begins with the engine's commit, after the database's. Memory is judged by what a worker shares with nobody.
"""


def circumstances(size: int) -> dict[str, object]:
    """Where and when: machine, date, commit, size."""
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
        row["operation"],
        row["engine"],
        *(f"{row[key]:,.2f}" for key in ("mean_ms", "p50_ms", "p95_ms")),
        *(f"{row[key] / ours[key]:.2f}" if ours[key] else "" for key in ("mean_ms", "p95_ms")),
        "yes" if row["equal"] else "NO",
    ]


_TIMING_HEAD = ["operation", "engine", "mean ms", "p50", "p95", "mean / ours", "p95 / ours", "equal"]
_BAR_HEAD = ["bar", "asked", "measured", "met"]
_WORST_HEAD = ["question", "cold ms", "told", "again ms", "told"]


def _bar_cells(bar: Bar) -> list[str]:
    return [bar.name, bar.asked, bar.measured, {True: "yes", False: "NO", None: "–"}[bar.met]]


def _worst_cells(row: Mapping) -> list[str]:
    return [row["question"], f"{row['cold_ms']}", row["cold"], f"{row['warm_ms']}", row["warm"]]


def tables(told: Mapping, bars: Sequence[Bar]) -> list[tuple[str, list[str], list[list[str]]]]:
    """(title, head, rows) of each table."""
    rows = told["rows"]
    found = [
        ("Bars", _BAR_HEAD, [_bar_cells(bar) for bar in bars]),
        ("Times", _TIMING_HEAD, [_timing_cells(row, rows) for row in rows]),
    ]
    if told["worst"]:
        found.append(("The worst questions", _WORST_HEAD, [_worst_cells(row) for row in told["worst"]]))
    if told["notes"]:
        found.append(("Further", ["what", "measured"], [list(note) for note in told["notes"]]))
    return found


def show(console: Console, told: Mapping, bars: Sequence[Bar]) -> None:
    """All tables on the screen."""
    for title, head, rows in tables(told, bars):
        table = Table(*head, title=title, title_justify="left")
        for cells in rows:
            table.add_row(*(cell.replace("[", r"\[") for cell in cells))
        console.print(table)


def write_page(told: Mapping, bars: Sequence[Bar], page: Path = _PAGE) -> None:
    """Put this run's section into the page in place of an earlier one of the same size."""
    name = f"{told['size']:,} documents"
    lines = [name, "", f"{told['date']}, commit {told['commit']}, {told['machine']}.", ""]
    for title, head, rows in tables(told, bars):
        lines += [f"**{title}**", "", _line(head), _line(["---"] * len(head)), *(_line(cells) for cells in rows), ""]
    before = page.read_text("utf-8") if page.exists() else _HEAD
    first, *sections = _SECTION.split(before)
    kept = [section for section in sections if section.splitlines()[0] != name]
    kept.append("\n".join(lines).rstrip() + "\n")
    kept.sort(key=lambda section: int(section.split(" ", 1)[0].replace(",", "")))
    page.write_text("\n## ".join([first.rstrip() + "\n", *(section.rstrip() + "\n" for section in kept)]), "utf-8")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
