"""The text of a PDF: its lines joined to paragraphs again, and what is no part of the report marked as cuts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from archive.text.formats.pdf.columns import edges_of
from archive.text.formats.pdf.lines import Line
from archive.text.formats.pdf.rows import is_wide
from archive.text.formats.sentences import ENDS_PARAGRAPH

_NARROWEST = 9.5  # of the size: a column of ten characters
_NARROWEST_LATIN = 14.0  # of the size: some thirty letters
_FULL = 0.5  # of the lines of a narrow column: of a list fewer are as long as the longest
_ROOM = 2.2  # of the size: punctuation must not stand at the start of a line
_LATIN = 0.5  # of the size: the usual width of a letter
_INDENT = 1.2  # of the size
_LOOSE = 1.45  # of the usual distance of lines: a blank line parts paragraphs
_OPENS_PARAGRAPH = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百]{1,4}[章节条]|[①-⑳●■◆•])"
)
_HYPHENATED = re.compile(r"(?<=[^\W\d_]{2})[-\u2010\u00ad]$")
_WORD = re.compile(r"\S+")
_LOWER = re.compile(r"[^\W\d_A-Z]{2}")


@dataclass(slots=True)
class _Measures:
    """What all lines of a file show: the distance of lines in each column, where lines end, and how paragraphs begin."""

    distances: dict[tuple[int, int], float] = field(default_factory=dict)
    edges: tuple[float, float] | None = None
    full: dict[tuple[int, int], float] = field(default_factory=dict)
    is_indented: bool = False
    compounds: frozenset[str] = frozenset()


def text_of(lines: Sequence[Line]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return the text, a paragraph a line, and the cuts in it. Lines are in the order of reading."""
    body = [line for line in lines if not line.cut]
    measures = _measured(body)
    pieces: list[str] = []
    cuts: list[tuple[int, int, str]] = []
    size = 0
    before: Line | None = None
    waiting: list[Line] = []

    def add(words: str, rule: str = "") -> None:
        nonlocal size
        if rule and words:
            cuts.append((size, size + len(words), rule))
        pieces.append(words)
        size += len(words)

    for line in lines:
        if line.cut:
            waiting.append(line)
            continue
        goes_on = before is not None and _goes_on(before, line, measures)
        if before is not None and goes_on:
            if drops_hyphen(before.words, line.words, measures.compounds):
                pieces[-1] = pieces[-1][:-1]
                size -= 1
            else:
                add(_blank_between(before.words, line.words))
            for cut in waiting:
                add("\n" + cut.words + ("\n" if cut is waiting[-1] else ""), cut.cut)
        else:
            if before is not None:
                add("\n")
            for cut in waiting:
                add(cut.words + "\n", cut.cut)
        waiting = []
        add(line.words)
        before = line
    for cut in waiting:
        add("\n" + cut.words, cut.cut)
    return "".join(pieces), tuple(cuts)


def _measured(body: Sequence[Line]) -> _Measures:
    measures = _Measures()
    columns: defaultdict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in body:
        columns[line.page, line.column].append(line)
    for key, lines in columns.items():
        steps = [two.y - one.y for one, two in pairwise(lines) if two.y > one.y]
        if len(steps) >= 3:
            measures.distances[key] = median(steps)
        room = [line for line in lines if line.right - line.x1 < _ROOM * line.size]
        measures.full[key] = len(room) / len(lines)
    outer = [line for line in body if not line.is_inner and not line.is_row]
    measures.edges = edges_of(outer) if outer else None
    prose = [line for line in body if not line.is_row]
    indents = Counter(_INDENT < (line.x0 - line.left) / line.size < 3.5 for line in prose)
    measures.is_indented = indents[True] >= 2 and indents[True] * 20 > len(prose)
    measures.compounds = frozenset(
        word.strip(".,;:()").lower() for line in body for word in _WORD.findall(line.words) if "-" in word[1:-1]
    )
    return measures


def _goes_on(before: Line, line: Line, measures: _Measures) -> bool:
    """Return whether a line is the next one of the paragraph of the line before it."""
    if before.is_row or line.is_row or _OPENS_PARAGRAPH.match(line.words):
        return False
    size = before.size
    if abs(line.size - size) > 0.15 * size:
        return False
    left, right = before.left, before.right
    if not before.is_inner and measures.edges:
        right = max(right, measures.edges[1])
    is_next = (line.page, line.column) == (before.page, before.column)
    usual = measures.distances.get((line.page, line.column), 1.5 * size)
    if is_next and line.y - before.y > max(_LOOSE * usual, 1.3 * size):
        return False
    if _HYPHENATED.search(before.words) and _LOWER.match(line.words):
        return True
    has_han = is_wide(before.words[-1]) or is_wide(line.words[0])
    if right - left < (_NARROWEST if has_han else _NARROWEST_LATIN) * size:
        return False
    if right - left < 20 * size and measures.full[before.page, before.column] < _FULL:
        return False
    room = right - before.x1
    if room > (_ROOM if has_han else (len(_first_word(line.words)) + 2) * _LATIN) * size:
        return False
    indent = (line.x0 - line.left) / size
    if indent > _INDENT and line.x0 - line.left > before.x0 - before.left + 0.5 * size:
        return False
    if ENDS_PARAGRAPH.search(before.words):
        return measures.is_indented and room < size and indent < 0.5
    return True


def _first_word(words: str) -> str:
    match = _WORD.match(words)
    return match[0] if match else ""


def _blank_between(before: str, words: str) -> str:
    return "" if is_wide(before[-1]) or is_wide(words[0]) or before[-1] in "-\u2010\u2014/" else " "


def drops_hyphen(before: str, words: str, compounds: Iterable[str]) -> bool:
    """Return whether a hyphen at the end of a line only divides a word: 're-' and 'organized', not 'well-' and 'known'."""
    if not _HYPHENATED.search(before) or not _LOWER.match(words):
        return False
    whole = before.split()[-1] + _first_word(words).rstrip(".,;:)”’\"'")
    return whole.lower() not in compounds
