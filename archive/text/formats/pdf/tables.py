"""Which rows of a page are those of a table, and which lines are one cell?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.text.formats.pdf.glyphs import Rule
from archive.text.formats.pdf.lines import Line
from archive.text.formats.pdf.rows import Row, Segment, is_wide

_MOST_RULES = 300  # of a page, whole ones; more are a drawing
_TOUCH = 2.5  # points
_MOSTLY = 0.6
_WRAPPED = 1.8  # of the size: how far the next line of one cell lies below
_FULL_CELL = 0.75  # of the width of a column that a line takes which goes on below


def is_ruled(rows: Sequence[Row], gutter: tuple[float, float], rules: Sequence[Rule]) -> bool:
    """Return whether ruled lines cross a gutter between its rows, as those of a table do."""
    middle = sum(gutter) / 2
    crossing = {round(rule.y0) for rule in rules if rule.x0 < middle < rule.x1 and rows[0].y < rule.y0 < rows[-1].y}
    beside = [next((segment for segment in row.segments[1:] if segment.x0 > middle), None) for row in rows]
    parted = [segment.is_parted for row, segment in zip(rows, beside, strict=True) if segment and row.x0 < middle]
    return bool(crossing) and 2 * sum(parted) > len(parted)


@dataclass(frozen=True, slots=True)
class RuledArea:
    """A table drawn with lines: its edges, and where its upright and flat lines stand."""

    x0: float
    y0: float
    x1: float
    y1: float
    uprights: tuple[float, ...]
    levels: tuple[float, ...]

    def rows_in(self, rows: Sequence[Row]) -> tuple[int, int] | None:
        """Return (first, behind the last) of the rows inside, or None if there are none or something stands beside."""
        inside = [at for at, row in enumerate(rows) if self.y0 < row.y < self.y1 + 1]
        if not inside or any(row.x0 < self.x0 - 3 or row.x1 > self.x1 + 3 for row in rows[inside[0] : inside[-1] + 1]):
            return None
        return inside[0], inside[-1] + 1


def ruled_areas(rules: Sequence[Rule]) -> list[RuledArea]:
    """Return the tables that ruled lines draw, from top to bottom: lines that touch, of two columns and rows at least."""
    whole = [*_whole(rules, is_flat=True), *_whole(rules, is_flat=False)]
    if len(whole) > _MOST_RULES:  # a drawing
        return []
    areas = []
    for group in _touching(whole):
        uprights = _distinct((rule.x0 + rule.x1) / 2 for rule in group if rule.y1 - rule.y0 > rule.x1 - rule.x0)
        levels = _distinct((rule.y0 + rule.y1) / 2 for rule in group if rule.y1 - rule.y0 <= rule.x1 - rule.x0)
        if len(uprights) >= 3 and len(levels) >= 3:
            areas.append(RuledArea(uprights[0], levels[0], uprights[-1], levels[-1], uprights, levels))
    return sorted(areas, key=lambda area: area.y0)


def _whole(rules: Sequence[Rule], *, is_flat: bool) -> Iterator[Rule]:
    """Yield the flat or the upright lines, the pieces of one line put together: many programs draw each cell's sides."""
    own = [rule for rule in rules if (rule.y1 - rule.y0 <= rule.x1 - rule.x0) == is_flat]
    # Along the line first, and across it second.
    spans = sorted((round((rule.y0 if is_flat else rule.x0) / _TOUCH), *_along(rule, is_flat), rule) for rule in own)
    held: Rule | None = None
    level = 0
    for at, start, _, rule in spans:
        if held is not None and at == level and start <= _along(held, is_flat)[1] + _TOUCH:
            held = Rule(min(held.x0, rule.x0), min(held.y0, rule.y0), max(held.x1, rule.x1), max(held.y1, rule.y1))
            continue
        if held is not None:
            yield held
        held, level = rule, at
    if held is not None:
        yield held


def _along(rule: Rule, is_flat: bool) -> tuple[float, float]:
    return (rule.x0, rule.x1) if is_flat else (rule.y0, rule.y1)


def _touching(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield groups of ruled lines that touch each other."""
    left = sorted(rules, key=lambda rule: rule.y0)
    while left:
        group, waiting = [], [left.pop()]
        while waiting:
            one = waiting.pop()
            group.append(one)
            near: list[Rule] = []
            far: list[Rule] = []
            for other in left:
                is_near = (
                    other.y0 <= one.y1 + _TOUCH
                    and other.y1 >= one.y0 - _TOUCH
                    and other.x0 <= one.x1 + _TOUCH
                    and other.x1 >= one.x0 - _TOUCH
                )
                (near if is_near else far).append(other)
            left = far
            waiting += near
        yield group


def _distinct(places: Iterable[float]) -> tuple[float, ...]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _TOUCH:
            found.append(place)
    return tuple(found)


def table_lines(
    rows: Sequence[Row], rules: Sequence[Rule], number: int, area: RuledArea | None = None
) -> Iterator[Line]:
    """Yield a line for each row of a table, its cells parted by tabs; a cell of several lines is one cell.

    ``number`` is that of its column on the page.
    """
    columns = list(pairwise(area.uprights)) if area else _columns(rows)
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    levels = area.levels if area else sorted(rule.y0 for rule in rules if rule.x0 < right and rule.x1 > left)
    for box in _boxes(rows, levels):
        for group in _table_rows(box, columns, is_boxed=area is not None or len(box) < len(rows)):
            cells: list[list[Segment]] = [[] for _ in columns]
            for row in group:
                for segment in row.segments:
                    cells[_column_at(columns, segment)].append(segment)
            yield _table_line(cells, group[-1], left, right, number, is_ruled=area is not None)


def _table_line(
    cells: list[list[Segment]], row: Row, left: float, right: float, number: int, *, is_ruled: bool
) -> Line:
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:  # a title above the table, a note below it, or a cell of all columns
        words = _cell(filled[0])
        return Line(words, row.x0, row.x1, row.y, row.size, left, right, is_row=is_ruled, column=number)
    words = "\t".join(_cell(cell) for cell in cells).rstrip("\t")
    return Line(words, left, right, row.y, row.size, left, right, is_row=True, column=number)


def _boxes(rows: Sequence[Row], levels: Sequence[float]) -> Iterator[list[Row]]:
    """Yield the rows between two ruled lines."""
    box: list[Row] = []
    for row in rows:
        if box and any(box[-1].y - 0.3 * box[-1].size < level < row.y - 0.3 * row.size for level in levels):
            yield box
            box = []
        box.append(row)
    yield box


def _table_rows(box: list[Row], columns: Sequence[tuple[float, float]], *, is_boxed: bool) -> Iterator[list[Row]]:
    """Yield the rows of the page that make one row of a table: those of a box, if their cells only wrap there."""
    if is_boxed and _wraps(box, columns):
        yield box
        return
    group: list[Row] = []
    for row in box:
        if group and not _goes_on(group, row, columns):
            yield group
            group = []
        group.append(row)
    yield group


def _wraps(box: Sequence[Row], columns: Sequence[tuple[float, float]]) -> bool:
    """Return whether the lines of a box are one row: one cell alone has several, or they mostly fill their columns."""
    cells: dict[int, list[Segment]] = {}
    for row in box:
        for segment in row.segments:
            cells.setdefault(_column_at(columns, segment), []).append(segment)
    several = {at: cell for at, cell in cells.items() if len({segment.y for segment in cell}) > 1}
    if len(several) <= 1:
        return True
    steps = [_is_wrapped(one, two, columns[at]) for at, cell in several.items() for one, two in pairwise(cell)]
    return sum(steps) >= _MOSTLY * len(steps)


def _is_wrapped(one: Segment, two: Segment, column: tuple[float, float]) -> bool:
    """Return whether a segment is the next line of the cell of another: close below a line that fills the column."""
    return two.y - one.y <= _WRAPPED * two.size and one.x1 - one.x0 >= _FULL_CELL * (column[1] - column[0])


def _goes_on(group: Sequence[Row], row: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Return whether a row holds the next lines of cells above, and is no row of the table by itself."""
    own = {_column_at(columns, segment) for segment in row.segments}
    above = {_column_at(columns, segment): segment for segment in group[-1].segments}
    filled = {_column_at(columns, segment) for each in group for segment in each.segments}
    if 0 in own or not own <= set(above) or len(own) >= len(filled):
        return False
    return all(
        _is_wrapped(above[_column_at(columns, two)], two, columns[_column_at(columns, two)]) for two in row.segments
    )


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return the columns of a table: stretches of x that its segments cover, those of rows of one cell left out."""
    spans = sorted((segment.x0, segment.x1) for row in rows if len(row.segments) > 1 for segment in row.segments) or [
        (rows[0].x0, rows[0].x1)
    ]
    columns = [spans[0]]
    for x0, x1 in spans[1:]:
        if x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _column_at(columns: Sequence[tuple[float, float]], segment: Segment) -> int:
    """Return the number of the column in which a segment stands, or the nearest one."""

    def shared(at: int) -> float:
        return min(columns[at][1], segment.x1) - max(columns[at][0], segment.x0)

    return max(range(len(columns)), key=shared)


def _cell(segments: list[Segment]) -> str:
    """Return the words of a cell: lines one behind the other, pieces of one line with a blank between."""
    words = ""
    for at, segment in enumerate(segments):
        if words:
            is_same_row = segments[at - 1].y == segment.y
            is_tight = not is_same_row and (is_wide(words[-1]) or is_wide(segment.words[0]))
            words += "" if is_tight else " "
        words += segment.words
    return words
