"""In which order are the rows of a page read: column by column, or cell by cell of a table?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from archive.text.formats.pdf.glyphs import Rule
from archive.text.formats.pdf.lines import Line
from archive.text.formats.pdf.rows import Row
from archive.text.formats.pdf.tables import RuledArea, is_ruled, ruled_areas, table_lines

_GUTTER = 0.6  # of the size: the narrowest white between columns
_FILLED = 0.55  # of the width of a column that its usual line takes
_FEWEST_LINES = 3
_FEWEST_WIDE, _FEWEST_NARROW = 7, 14  # letters of the usual line of a column
_ALIGNED = 0.8  # of the rows of the shorter side of a table that stand on rows of the other
_LEVEL = 0.4  # of the size: how far rows of one table lie apart in two columns
_FAR = 5.0  # of the size: rows that lie further apart are no neighbours in a column
_NEARLY = 0.5  # of the rows of the longest band that another one must have
_MAX_DEPTH = 12
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class _Ruling:
    """The flat lines of a page, and the tables that its lines draw."""

    flat: Sequence[Rule]
    areas: Sequence[RuledArea]


def lines_of(rows: Sequence[Row], rules: Sequence[Rule]) -> list[Line]:
    """Return the lines of a frame in the order in which they are read."""
    flat = [rule for rule in rules if rule.x1 - rule.x0 >= rule.y1 - rule.y0]
    lines: list[Line] = []
    if rows:
        _arrange(list(rows), edges_of(rows), _Ruling(flat, ruled_areas(rules)), lines, 0)
    return lines


def edges_of(rows: Sequence[Row] | Sequence[Line]) -> tuple[float, float]:
    """Return where the lines of a column begin and end, a single one that is longer left out."""
    ends = sorted((row.x1 for row in rows), reverse=True)
    alone = len(ends) >= 8 and ends[0] - ends[1] > 1.5 * rows[0].size
    return min(row.x0 for row in rows), ends[1] if alone else ends[0]


def _arrange(
    rows: list[Row],
    edges: tuple[float, float],
    ruling: _Ruling,
    lines: list[Line],
    depth: int,
    inner: bool = False,
) -> None:
    """Append the lines of a region: what lies above a band of columns, the band, and what lies below."""
    for area in ruling.areas:
        if inside := area.rows_in(rows):
            first, last = inside
            if rows[:first]:
                _arrange(rows[:first], edges, ruling, lines, depth + 1, inner)
            lines += table_lines(rows[first:last], (), (lines[-1].column if lines else 0) + 1, area)
            if rows[last:]:
                _arrange(rows[last:], edges, ruling, lines, depth + 1, inner)
            return
    band = _best_band(rows, ruling.flat) if depth < _MAX_DEPTH and len(rows) > 1 else None
    if band is None:
        column = (lines[-1].column if lines else 0) + 1
        lines += (_line(row, edges, column, inner) for row in rows)
        return
    if rows[: band.first]:
        _arrange(rows[: band.first], edges, ruling, lines, depth + 1, inner)
    if band.is_table:
        lines += table_lines(rows[band.first : band.last], ruling.flat, (lines[-1].column if lines else 0) + 1)
    else:
        for side in band.sides_of(rows):
            _arrange(side, edges_of(side), ruling, lines, depth + 1, inner=True)
    if rows[band.last :]:
        _arrange(rows[band.last :], edges, ruling, lines, depth + 1, inner)


def _line(row: Row, edges: tuple[float, float], column: int, inner: bool) -> Line:
    is_row = any(segment.is_parted or segment.gap > 3 * segment.size for segment in row.segments[1:])
    return Line(row.words, row.x0, row.x1, row.y, row.size, *edges, is_row=is_row, column=column, is_inner=inner)


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows from ``first`` to ``last`` that a gutter parts; ``weight`` is how many of them it parts indeed."""

    weight: int
    first: int
    last: int
    gutter: tuple[float, float]
    is_table: bool = False

    def sides_of(self, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        inner = rows[self.first : self.last]
        return _side(inner, self.gutter, before=True), _side(inner, self.gutter, before=False)


def _best_band(rows: Sequence[Row], rules: Sequence[Rule]) -> _Band | None:
    """Return the band of most rows: columns, or a table. Sides that keep no common lines are columns before all else."""
    bands = _bands(rows)
    if not bands:
        return None
    longest = bands[0]
    if not is_ruled(rows[longest.first : longest.last], longest.gutter, rules):
        if _are_columns(*longest.sides_of(rows)):
            return _without_table(rows, longest)
        for band in bands[1:]:
            if band.weight >= _NEARLY * longest.weight and _are_apart(*band.sides_of(rows)):
                return band
    return replace(longest, is_table=True)


def _without_table(rows: Sequence[Row], band: _Band) -> _Band:
    """Return a band of columns without rows of a table above or below them, whose gaps happen to lie alike."""
    left, right = (edges_of(side) for side in band.sides_of(rows))

    def is_table_row(row: Row) -> bool:
        width = max(segment.x1 - segment.x0 for segment in row.segments)
        return len(row.segments) > 2 and width < 0.7 * min(left[1] - left[0], right[1] - right[0])

    first, last = band.first, band.last
    while first < last and is_table_row(rows[first]):
        first += 1
    while first < last and is_table_row(rows[last - 1]):
        last -= 1
    first, last = (first if first - band.first > 1 else band.first), (last if band.last - last > 1 else band.last)
    return replace(band, first=first, last=last) if last - first >= _FEWEST_LINES else band


def _bands(rows: Sequence[Row]) -> list[_Band]:
    """Return the bands of a region, that of most rows first."""
    bands: dict[tuple[int, int, int], _Band] = {}
    tried: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        for left, right in _whites(row, rows):
            key = (round(left / 4), round(right / 4))
            if key in tried:
                continue
            tried.add(key)
            if band := _grown(rows, at, left, right):
                bands.setdefault((band.first, band.last, round(sum(band.gutter))), band)
    return sorted(bands.values(), key=lambda band: (-band.weight, band.first - band.last))


def _whites(row: Row, rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return the white stretches of a row: between its segments, and beside a row that does not begin at the left."""
    edge = min(other.x0 for other in rows)
    found = [(one.x1, two.x0) for one, two in pairwise(row.segments)]
    if row.x0 > edge + 4 * row.size:
        found.append((row.x0 - 2 * row.size, row.x0))
    return found


def _grown(rows: Sequence[Row], at: int, left: float, right: float) -> _Band | None:
    """Return the band that grows up and down from a white stretch of a row, or None if it parts too little."""
    first, last = at, at + 1
    for down in (False, True):
        while (last < len(rows)) if down else (first > 0):
            beyond, edge = (rows[last], rows[last - 1]) if down else (rows[first - 1], rows[first])
            narrowed = _narrowed(beyond, left, right)
            if narrowed is None or abs(beyond.y - edge.y) > _FAR * max(beyond.size, edge.size):
                break
            left, right = narrowed
            first, last = (first, last + 1) if down else (first - 1, last)
    narrowed = _narrowed(rows[at], left, right)
    if narrowed is None:
        return None
    left, right = narrowed
    middle = (left + right) / 2
    first, last = _without_strays(rows, first, last, middle)
    sides = [(row.x0 < middle, row.x1 > middle) for row in rows[first:last]]
    while sides and sides[0] == (True, False) and not any(each[1] for each in sides[:2]):
        sides.pop(0)
        first += 1
    tail = next((at for at, each in enumerate(reversed(sides)) if each[1]), 0)
    if tail and not _runs_on(rows[first:last], tail, left):
        sides = sides[:-tail]
        last -= tail
    both = sum(all(each) for each in sides)
    shorter = min(sum(each[0] for each in sides), sum(each[1] for each in sides))
    if both < 2 and shorter < _FEWEST_LINES:
        return None
    return _Band(max(both, shorter), first, last, (left, right))


def _without_strays(rows: Sequence[Row], first: int, last: int, middle: float) -> tuple[int, int]:
    """Return the band without its ends where one side has a row or two far from its others: those end a line beside."""
    for is_right in (False, True):
        own = [at for at in range(first, last) if (rows[at].x1 > middle if is_right else rows[at].x0 < middle)]
        breaks = [
            place
            for place, (one, two) in enumerate(pairwise(own), 1)
            if rows[two].y - rows[one].y > 2 * _FAR * rows[two].size
        ]
        if breaks and len(own) - breaks[-1] < _FEWEST_LINES:
            last = own[breaks[-1]]
        if breaks and breaks[0] < _FEWEST_LINES and own[breaks[0] - 1] + 1 < last:
            first = own[breaks[0] - 1] + 1
    return first, last


def _runs_on(rows: Sequence[Row], tail: int, right: float) -> bool:
    """Return whether the last rows, which have nothing right of the gutter, are further lines of the left column.

    They are if most are as long as its lines, or if the first one follows close on such a line.
    """
    own = _side(rows, (right, right), before=True)
    edge = min(row.x0 for row in own)
    full = [row.x1 - edge >= 0.8 * (right - edge) for row in own]
    if sum(full[-tail:]) >= 2 and 2 * sum(full[-tail:]) >= tail:
        return True
    steps = [two.y - one.y for one, two in pairwise(own)]
    return len(own) > tail and full[-tail - 1] and steps[-tail] <= 1.2 * median(steps)


def _narrowed(row: Row, left: float, right: float) -> tuple[float, float] | None:
    """Return the white that is left of a gutter beside a row, or None if the row crosses it."""
    middle = (left + right) / 2
    for segment in row.segments:
        if segment.x1 <= middle:
            left = max(left, segment.x1)
        elif segment.x0 >= middle:
            right = min(right, segment.x0)
        elif segment.x0 <= left and segment.x1 >= right:
            return None
        elif segment.x1 - left < right - segment.x0:
            left = max(left, segment.x1)
        else:
            right = min(right, segment.x0)
    return (left, right) if right - left >= _GUTTER * row.size else None


def _side(rows: Sequence[Row], gutter: tuple[float, float], *, before: bool) -> list[Row]:
    """Return the rows on one side of a gutter."""
    middle = sum(gutter) / 2
    side = []
    for row in rows:
        own = [segment for segment in row.segments if ((segment.x0 + segment.x1) / 2 < middle) == before]
        if own:
            side.append(Row(own, row.y, row.size))
    return side


def _are_columns(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Return whether two sides are read one after the other: running text on both, or on one beside something else.

    Beside running text the rows of a table stand on its lines, and are fewer; a box or a picture's words do not care.
    """
    running = (_is_running(left), _is_running(right))
    if all(running):
        return True
    if not any(running):
        return _are_apart(left, right)
    fewer, more = sorted((len(left), len(right)))
    return _are_apart(left, right) or (more >= 2 * _FEWEST_LINES and fewer > 0.8 * more)


def _are_apart(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Return whether the rows of two sides do not stand on common lines, as those of a table do."""
    fewer, more = sorted((left, right), key=len)
    levels = [row.y for row in more]
    beside = sum(_nearest(levels, row.y) <= _LEVEL * row.size for row in fewer)
    return len(fewer) >= _FEWEST_LINES and beside < _ALIGNED * len(fewer)


def _nearest(levels: Sequence[float], y: float) -> float:
    """Return how far the nearest of sorted levels lies from y."""
    at = bisect_left(levels, y)
    return min(abs(level - y) for level in levels[max(0, at - 1) : at + 1])


def _is_running(rows: Sequence[Row]) -> bool:
    """Return whether rows are a column of running text, or begin with one, beside which something else stands."""
    if _is_column(rows):
        return True
    bands = _bands(rows)
    return bool(bands) and 2 * bands[0].weight > len(rows) and _is_column(bands[0].sides_of(rows)[0])


def _is_column(rows: Sequence[Row]) -> bool:
    """Return whether rows are lines of running text: enough of them, and the usual one as long as they get."""
    if len(rows) < _FEWEST_LINES:
        return False
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    longest = [max(row.segments, key=lambda segment: segment.x1 - segment.x0) for row in rows]
    letters = median(len(_LETTER.findall(segment.words)) for segment in longest)
    is_han = sum(segment.is_wide for segment in longest) * 2 > len(longest)
    covered = median(sum(segment.x1 - segment.x0 for segment in row.segments) for row in rows)
    return letters >= (_FEWEST_WIDE if is_han else _FEWEST_NARROW) and covered >= _FILLED * width
