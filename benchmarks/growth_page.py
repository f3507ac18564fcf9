"""docs/growth.md: what was measured at each size, the slopes, and the projection with what it assumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import circumstances

PROJECTED = (1_000_000, 10_000_000, 100_000_000)
#: Below this size what a page costs besides the reports hides what they add.
LEAST_FOR_PAGES = 100_000

_HEAD = """\
# Growth

Written by `make growth WRITE=1` ({circumstances}). Made-up reports, mean some 2,100 characters; near duplicates are not
searched for while filling. Milliseconds of processor in one process of Django, medians; *cold* is the first answer to an
address, *warm* a later one; *more by the clock* is what the first took besides: a disk, or the nodes of a cluster.
"""
_ASSUMED = """\
## Projection

A straight line through the measured sizes, continued: `a + b * reports`, the line of least squares. It assumes that nothing new becomes scarce on the way (memory
for the mapped index, one machine's disk, the database's own caches), and it is no promise: sizes above the largest measured one were not tried. Pages are projected where {least:,} reports were measured: in small archives what a page costs besides
the reports hides what they add. *No line*: the measured sizes scatter around it by more than half of what it rises between them, so nothing is projected.
"""


def write_growth(path: Path, results: Sequence[Mapping[str, Any]]) -> None:
    """Write the page from the results of all sizes and engines."""
    parts = [
        _HEAD.format(
            circumstances=", ".join(
                f"{name} {value}" for name, value in circumstances(0).items() if isinstance(value, str)
            )
        )
    ]
    for engine in sorted({result["engine"] for result in results}):
        own = sorted((each for each in results if each["engine"] == engine), key=lambda each: each["reports"])
        parts.append(f"## {engine}\n\n{_table(own)}")
    parts.append(_ASSUMED.format(least=LEAST_FOR_PAGES))
    for engine in sorted({result["engine"] for result in results}):
        whole = [each for each in results if each["engine"] == engine and not each.get("alone")]
        if len(whole) > 1:
            parts.append(f"{engine}:\n\n{_projection(whole)}")
    path.write_text("\n".join(parts), "utf-8")


def line(sizes: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return (a, b) of the line of least squares ``a + b * size``."""
    slope, base = np.polyfit(np.array(sizes, float), np.array(values, float), 1)
    return float(base), float(slope)


def _table(results: Sequence[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(name for result in results for name in result["pages"]))
    rows = [
        ["", *(f"{result['reports']:,}" + (" (engine alone)" if result.get("alone") else "") for result in results)]
    ]
    for name in names:
        for key, label in (("cold", "cold"), ("warm", "warm"), ("more_by_clock", "more by the clock")):
            cells = [result["pages"].get(name, {}).get(key) for result in results]
            rows.append([f"{name}, {label}", *("" if cell is None else f"{cell:.1f}" for cell in cells)])
    for key, label in (
        ("index_mb", "index, MB"), ("database_mb", "database, MB"), ("memory_mb", "most memory of the process, MB"),
        ("fill_seconds", "filling, s"), ("a_second", "documents indexed a second"),
    ):  # fmt: skip
        cells = [result.get(key) for result in results]
        if any(cell is not None for cell in cells):
            rows.append([label, *("" if cell is None else f"{cell:,}" for cell in cells)])
    return _markdown(rows)


def _projection(results: Sequence[Mapping[str, Any]]) -> str:
    sizes = [result["reports"] for result in results]
    rows = [["", "a", "b for each 100,000", *(f"{size:,}" for size in PROJECTED)]]
    for name in results[0]["pages"] if max(sizes) >= LEAST_FOR_PAGES else ():
        values = [result["pages"][name]["cold"] for result in results]
        rows.append(_projected(f"{name}, cold, ms", sizes, values))
    for key, label in (("index_mb", "index, MB"), ("database_mb", "database, MB")):
        values = [result.get(key) for result in results]
        if all(value is not None for value in values):
            rows.append(_projected(label, sizes, values))
    return _markdown(rows)


def _projected(label: str, sizes: Sequence[int], values: Sequence[float]) -> list[str]:
    base, slope = line(sizes, values)
    scatter = np.sqrt(np.mean((base + slope * np.array(sizes) - np.array(values)) ** 2))
    if slope * (max(sizes) - min(sizes)) <= 2 * scatter:
        return [label, "no line", "", *("" for _ in PROJECTED)]
    return [label, f"{base:.1f}", f"{slope * 100_000:.1f}", *(f"{base + slope * size:,.0f}" for size in PROJECTED)]


def _markdown(rows: Iterable[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
