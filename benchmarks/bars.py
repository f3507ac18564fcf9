"""The bars: what is asked of the engine, what was measured, and whether it is met. From the project's design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.asking import ANSWER, FIRST, PAGE
from benchmarks.further import Memory

#: Of the processor, with the same tokens given to both; and with the cutting of words added to both.
GIVEN, INCLUDED = "build, tokens given", "build, tokens included"


@dataclass(frozen=True, slots=True)
class Bar:
    """``met`` is None where nothing was measured in this run."""

    name: str
    asked: str
    measured: str
    met: bool | None


def bars_of(
    rows: Sequence[Mapping],
    *,
    found_ms: Sequence[float],
    memory: Memory | None,
    growth: float | None,
    worst: Sequence[Mapping],
) -> list[Bar]:
    """Every bar of the table, in its order."""
    by = {(row["operation"], row["engine"]): row for row in rows}

    def ratio(name: str, asked: float, one: tuple, other: tuple, *, least: bool, key: str = "mean_ms") -> Bar:
        words = f"at least {asked:g} times faster" if least else f"at most {asked:g} times"
        if one not in by or other not in by:
            return Bar(name, words, "not in this run", None)
        value = by[one][key] / by[other][key]
        return Bar(name, words, f"{value:.2f}", value >= asked if least else value <= asked)

    equal = [row for row in rows if row["operation"] == ANSWER]
    bars = [
        Bar(
            "count and three facets are those of every engine",
            "all equal",
            ", ".join(row["engine"] for row in equal if not row["equal"]) or "all equal",
            all(row["equal"] for row in equal),
        ),
        ratio("mean against tantivy", 1.0, (PAGE, "ours"), (PAGE, "tantivy"), least=False),
        ratio("p95 against tantivy", 1.0, (PAGE, "ours"), (PAGE, "tantivy"), least=False, key="p95_ms"),
        ratio("  mean without excerpts", 1.0, (ANSWER, "ours"), (ANSWER, "tantivy"), least=False),
        ratio("  p95 without excerpts", 1.0, (ANSWER, "ours"), (ANSWER, "tantivy"), least=False, key="p95_ms"),
        ratio("Whoosh as it comes", 300, (PAGE, "whoosh"), (PAGE, "ours"), least=True),
        ratio("haystack on Whoosh", 300, (PAGE, "haystack"), (PAGE, "ours"), least=True),
        ratio("SQLite FTS5", 40, (PAGE, "fts5"), (PAGE, "ours"), least=True),
        ratio("  Whoosh without excerpts", 300, (ANSWER, "whoosh"), (ANSWER, "ours"), least=True),
        ratio("  haystack without excerpts", 300, (ANSWER, "haystack"), (ANSWER, "ours"), least=True),
        ratio("  FTS5 without excerpts", 40, (ANSWER, "fts5"), (ANSWER, "ours"), least=True),
        ratio("first touch, against tantivy warm", 5, (FIRST, "ours"), (ANSWER, "tantivy"), least=False),
        ratio("rebuild, tokens included, against tantivy", 2, (INCLUDED, "ours"), (INCLUDED, "tantivy"), least=False),
        ratio("  tokens given to both", 2, (GIVEN, "ours"), (GIVEN, "tantivy"), least=False),
    ]
    found = max(found_ms, default=0.0)
    words = f"{found:.0f} ms at most, {sum(found_ms) / len(found_ms):.0f} on average" if found_ms else "not in this run"
    bars.append(Bar("written to found in another process", "under 1 s", words, found < 1000 if found_ms else None))
    if memory is None:
        bars.append(Bar("private memory of a worker after 200 questions", "under 600 MB", "not in this run", None))
    else:
        told = f"{memory.private / 1e6:.0f} MB private, {memory.resident / 1e6:.0f} resident with mapped files"
        bars.append(Bar("private memory of a worker after 200 questions", "under 600 MB", told, memory.private < 600e6))
    told = "not in this run" if growth is None else f"{growth:.1f} times"
    bars.append(
        Bar(
            "growth of the mean from a tenth of the size",
            "under 10 times",
            told,
            None if growth is None else growth < 10,
        )
    )
    slowest = max((each["cold_ms"] for each in worst), default=0.0)
    refused = sum(each["cold"].startswith("refused") for each in worst)
    told = f"{slowest:.0f} ms cold, {refused} of {len(worst)} refused" if worst else "not in this run"
    # The budget is looked at between steps; the last step may end a little after it.
    bars.append(Bar("the worst questions end", "after about 1 s of one core", told, slowest < 1100 if worst else None))
    return bars
