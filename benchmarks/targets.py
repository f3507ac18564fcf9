"""The targets of the project's design for the engine, with what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measurements import Memory
from benchmarks.timing import ANSWER, COLD, PAGE

#: Processor time with the same tokens given to both engines; and with the cutting of words added to both.
TOKENS_GIVEN, TOKENS_INCLUDED = "build, tokens given", "build, tokens included"


@dataclass(frozen=True, slots=True)
class Target:
    """What is required and what was measured; ``met`` is None without a measurement in this run."""

    name: str
    required: str
    measured: str
    met: bool | None


def check_targets(
    rows: Sequence[Mapping],
    *,
    found_ms: Sequence[float],
    memory: Memory | None,
    growth: float | None,
    worst: Sequence[Mapping],
) -> list[Target]:
    """Return every target, in the order of the table."""
    by = {(row["operation"], row["engine"]): row for row in rows}

    def ratio(name: str, required: float, one: tuple, other: tuple, *, least: bool, key: str = "mean_ms") -> Target:
        words = f"at least {required:g} times faster" if least else f"at most {required:g} times"
        if one not in by or other not in by:
            return Target(name, words, "not in this run", None)
        value = by[one][key] / by[other][key]
        return Target(name, words, f"{value:.2f}", value >= required if least else value <= required)

    equal = [row for row in rows if row["operation"] == ANSWER]
    targets = [
        Target(
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
        ratio("cold query, against tantivy warm", 5, (COLD, "ours"), (ANSWER, "tantivy"), least=False),
        ratio(
            "rebuild, tokens included, against tantivy",
            2,
            (TOKENS_INCLUDED, "ours"),
            (TOKENS_INCLUDED, "tantivy"),
            least=False,
        ),
        ratio("  tokens given to both", 2, (TOKENS_GIVEN, "ours"), (TOKENS_GIVEN, "tantivy"), least=False),
    ]
    found = max(found_ms, default=0.0)
    words = f"{found:.0f} ms at most, {sum(found_ms) / len(found_ms):.0f} on average" if found_ms else "not in this run"
    targets.append(
        Target("written to found in another process", "under 1 s", words, found < 1000 if found_ms else None)
    )
    if memory is None:
        targets.append(Target("private memory of a worker after 200 queries", "under 600 MB", "not in this run", None))
    else:
        measured = f"{memory.private / 1e6:.0f} MB private, {memory.resident / 1e6:.0f} resident with mapped files"
        targets.append(
            Target("private memory of a worker after 200 queries", "under 600 MB", measured, memory.private < 600e6)
        )
    measured = "not in this run" if growth is None else f"{growth:.1f} times"
    targets.append(
        Target(
            "growth of the mean from a tenth of the size",
            "under 10 times",
            measured,
            None if growth is None else growth < 10,
        )
    )
    slowest = max((each["cold_ms"] for each in worst), default=0.0)
    refused = sum(each["cold"].startswith("refused") for each in worst)
    measured = f"{slowest:.0f} ms cold, {refused} of {len(worst)} refused" if worst else "not in this run"
    # The budget is checked between steps; the last step may end a little after it.
    targets.append(
        Target("the worst queries end", "after about 1 s of one core", measured, slowest < 1100 if worst else None)
    )
    return targets
