"""The concordance of some documents by brute force: their texts, their marks, Python's slices and sorts."""

from __future__ import annotations

from collections import Counter

from search.documents import Document
from search.hits import find_marks
from search.lines import NAMED, Line
from search.query import ParsedQuery
from search.term_hits import fold_for_mode
from tests.search.trees import stretches

_LAST = 99_999_999


def lines_of(documents: list[Document], parsed: ParsedQuery, section: str = "") -> list[Line]:
    """Every mark that a report's page shows, by document, title before body, and place."""
    found = []
    for document in sorted(documents, key=lambda each: each.id):
        inside = stretches(document, section) if section else None
        for field in ("title", "body"):
            text = getattr(document, field)
            marks = find_marks(text, parsed, parsed.mode, field=field, inside=inside)
            shown = [mark for mark in marks if text[mark.start : mark.end].strip()]
            found += [Line(document.id, field, mark.start, mark.end, n) for n, mark in enumerate(shown, 1)]
    return found


def context(line: Line, documents: dict[int, Document], side: str, width: int) -> str:
    """The characters beside a line as displayed, from the hit outwards."""
    text = getattr(documents[line.id], line.field)
    return text[line.end : line.end + width] if side == "right" else text[: line.start][::-1][:width]


def in_order(lines: list[Line], documents: dict[int, Document], order: str, mode: str, width: int = 20) -> list[Line]:
    """The lines as the engine orders them."""
    if order in ("right", "left"):
        return sorted(lines, key=lambda line: fold_for_mode(context(line, documents, order, width), mode))
    by_age = sorted(lines, key=lambda line: (-_day(documents[line.id].date), -line.id))
    if order == "newest":
        return by_age
    if order == "oldest":
        return sorted(by_age, key=lambda line: _day(documents[line.id].date) or _LAST)
    return sorted(by_age, key=lambda line: (not documents[line.id].region, documents[line.id].region))


def _day(date: str) -> int:
    return int(date.replace("-", "").ljust(8, "0"))


def beside(lines: list[Line], documents: dict[int, Document], side: str, mode: str, length: int) -> Counter[str]:
    """How many lines each folded string has beside them, read outwards."""
    return Counter(fold_for_mode(context(line, documents, side, length), mode) for line in lines)


def is_of(table: tuple[tuple[str, int], ...], counts: Counter[str], side: str, mode: str) -> bool:
    """Whether a table names the most frequent strings with their counts."""
    shown = [(fold_for_mode(text if side == "right" else text[::-1], mode), count) for text, count in table]
    expected = sorted(counts.values(), reverse=True)[:NAMED]
    return [count for _, count in shown] == expected and all(counts[text] == count for text, count in shown)
