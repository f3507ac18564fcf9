"""In which order are the lines of a page read? Where they stand says it: rows, columns of prose, cells of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from archive.text.formats.recognised.found import FoundLine

#: In heights of a line: a blank between columns or cells; what a line may lack to be full; how far a paragraph is set in.
_GUTTER = 0.8
_ROOM = 2.2
_SET_IN = 1.2
#: A column of prose: at least so many lines, half of them of at least so many characters and so full.
_LINES = 3
_LETTERS = 8
_FULL = 0.6

_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its place on the page, upright even where the page was scanned askew."""

    found: FoundLine
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that stand side by side, from the left: one, or the cells of a table.

    ``is_full``: it ends where the lines of its column end. ``is_set_in``: it begins behind where they begin.
    """

    lines: tuple[PlacedLine, ...]
    is_full: bool = False
    is_set_in: bool = False


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The rows of a page in reading order, and those at its upper and lower edge, apart from the others by a blank."""

    rows: tuple[Row, ...]
    head: Row | None = None
    foot: Row | None = None


@dataclass(slots=True)
class _Run:
    """Rows that leave the same blanks free."""

    rows: list[list[PlacedLine]] = field(default_factory=list)
    blanks: list[_Span] = field(default_factory=list)


def lay_out_page(found: Sequence[FoundLine]) -> PageLayout:
    """Return the rows of a page in the order in which they are read."""
    lines = _upright(found)
    if not lines:
        return PageLayout(())
    em = median(line.bottom - line.top for line in lines)
    rows = _rows(lines, em)
    ordered: list[Row] = []
    edges = min(line.left for line in lines), max(line.right for line in lines)
    flow: list[list[PlacedLine]] = []
    for run in _runs(rows, edges, em):
        columns = _columns(run, em)
        if not columns:
            flow += run.rows
            continue
        ordered += _flow(flow, em)
        flow = []
        for column in columns:
            ordered += _flow(_rows(column, em), em)
    ordered += _flow(flow, em)
    return PageLayout(tuple(ordered), _edge(ordered, rows, 0, em), _edge(ordered, rows, -1, em))


def _upright(found: Sequence[FoundLine]) -> list[PlacedLine]:
    """Return the lines with their places after the page was turned by the angle in which most long lines stand."""
    angles = []
    for line in found:
        (x0, y0), (x1, y1) = line.corners[:2]
        if len(line.words) >= 4 and x1 > x0:
            angles.append(math.atan2(y1 - y0, x1 - x0))
    angle = median(angles) if angles else 0.0
    turn = (math.cos(-angle), math.sin(-angle))
    placed = []
    for line in found:
        across = [x * turn[0] - y * turn[1] for x, y in line.corners]
        down = [x * turn[1] + y * turn[0] for x, y in line.corners]
        placed.append(PlacedLine(line, min(across), min(down), max(across), max(down)))
    return placed


def _rows(lines: Sequence[PlacedLine], em: float) -> list[list[PlacedLine]]:
    """Return the lines by rows from the top, each from the left."""
    rows: list[list[PlacedLine]] = []
    middle = -math.inf
    for line in sorted(lines, key=lambda line: line.middle):
        if line.middle - middle <= em / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
            middle = line.middle
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _runs(rows: Sequence[list[PlacedLine]], edges: _Span, em: float) -> list[_Run]:
    """Return the rows as runs that share a blank; a row that shares none with the one before begins a run.

    Where a row has lines side by side, the blanks between them count, and not those at its ends.
    """
    runs: list[_Run] = []
    for row in rows:
        blanks = _blanks(row, edges, em)
        if shared := _shared(runs[-1].blanks, blanks, em) if runs else []:
            runs[-1].rows.append(row)
            runs[-1].blanks = shared
        else:
            runs.append(_Run([row], blanks))
    return runs


def _blanks(row: Sequence[PlacedLine], edges: _Span, em: float) -> list[_Span]:
    """Return the blanks between the lines of a row; of a row of one line those beside it."""
    ends = [line.right for line in row]
    starts = [line.left for line in row]
    ends, starts = (ends[:-1], starts[1:]) if len(row) > 1 else ([edges[0], *ends], [*starts, edges[1]])
    return [(end, start) for end, start in zip(ends, starts, strict=True) if start - end >= _GUTTER * em]


def _shared(these: Sequence[_Span], those: Sequence[_Span], em: float) -> list[_Span]:
    both = [(max(a[0], b[0]), min(a[1], b[1])) for a in these for b in those]
    return [(start, end) for start, end in both if end - start >= _GUTTER * em]


def _columns(run: _Run, em: float) -> list[list[PlacedLine]]:
    """Return the columns of prose of a run, from the left; [] for a single one and for a table."""
    lines = [line for row in run.rows for line in row]
    columns: list[list[PlacedLine]] = []
    rest = lines
    for start, end in run.blanks:
        border = (start + end) / 2
        before = [line for line in rest if line.right <= border]
        behind = [line for line in rest if line.right > border]
        if before and behind:
            columns.append(before)
            rest = behind
    columns.append(rest)
    return columns if len(columns) > 1 and all(_is_prose(column) for column in columns) else []


def _is_prose(column: Sequence[PlacedLine]) -> bool:
    width = max(line.right for line in column) - min(line.left for line in column)
    full = sum(len(line.found.words) >= _LETTERS and line.right - line.left >= _FULL * width for line in column)
    return len(column) >= _LINES and 2 * full >= len(column)


def _flow(rows: Sequence[list[PlacedLine]], em: float) -> list[Row]:
    """Return the rows of one column; the place of its full lines says which are full and which are set in."""
    if not rows:
        return []
    texts = [row for at, row in enumerate(rows) if _is_text(rows, at)]
    right = _right_edge([row[-1].right for row in texts], em)
    full = [row for row in texts if right - _ROOM * em <= row[-1].right <= right + em]
    left = median(sorted(row[0].left for row in full)[: max(1, len(full) // 2)]) if full else 0.0
    return [
        Row(
            tuple(row),
            is_full=len(full) > 1 and any(row is each for each in full),
            is_set_in=row[0].left > left + _SET_IN * em,
        )
        for at, row in enumerate(rows)
    ]


def _is_text(rows: Sequence[list[PlacedLine]], at: int) -> bool:
    """Return whether a row is a line of text, perhaps with a blank in it, and none of a table's, which stand together."""
    return len(rows[at]) == 1 or all(len(row) == 1 for row in rows[max(0, at - 1) : at + 2] if row is not rows[at])


def _right_edge(ends: Sequence[float], em: float) -> float:
    """Return where full lines end: the rightmost place at which two or more end, for a page number may stand beyond."""
    ordered = sorted(ends, reverse=True)
    pairs = pairwise(ordered)
    return next((end for end, after in pairs if end - after <= _ROOM * em), ordered[0] if ordered else 0.0)


def _edge(ordered: Sequence[Row], rows: Sequence[list[PlacedLine]], at: int, em: float) -> Row | None:
    """Return the first or the last row of the page if a blank of a line stands between it and the next."""
    if len(rows) < 3:
        return None
    edge, beside = rows[at], rows[at + 1 if at == 0 else at - 1]
    if at == 0:
        blank = min(line.top for line in beside) - max(line.bottom for line in edge)
    else:
        blank = min(line.top for line in edge) - max(line.bottom for line in beside)
    if blank < em:
        return None
    return next((row for row in ordered if row.lines[0] is edge[0]), None)
