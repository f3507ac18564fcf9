"""The drawing of trends as numbers: where each interval, line and bar of a chart stands. Templates only write them down.

A year with few reports keeps its interval, but is hatched and has its count in the place of a share. A year without reports
breaks the line. None among some is drawn as none: a line on the base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from archive.languages import say
from archive.research.trends.counting import Holding, ProvinceYears, Trends, TrendsRow

#: Years that a chart draws, the last ones; a table has all.
MOST_YEARS = 30
#: Tops of a scale of shares.
_TOPS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
#: Lines of a scale by the first digit of its top: of 0.8 at 20, 40, 60 and 80 %.
_LINES = {1: 5, 2: 4, 4: 4, 5: 5, 6: 3, 8: 4}


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing: its width and height, the room for the labels of its scale, above and at the sides, and of a block."""

    width: int
    height: int
    left: int
    top: int
    block: int
    has_labels: bool


WIDE = Size(880, 150, 44, 24, 14, True)
NARROW = Size(350, 124, 0, 14, 10, False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A year in a panel. ``state``: seen, few or none (no reports). ``y``: of what was seen; ``high`` and ``low`` of its interval."""

    key: str
    x: float
    y: float
    high: float
    low: float
    state: str
    label: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A term by year. ``step``: the width of a year. ``lines``: points that are joined. ``ticks``: (height, label)."""

    size: Size
    step: float
    base: float
    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of a small chart. ``state``: seen, few, zero; a year without reports has no bar."""

    x: float
    y: float
    height: float
    state: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A province: its numbers and its bars. ``width`` and ``height``: of the drawing."""

    row: TrendsRow
    holding: Holding
    bars: tuple[Bar, ...]
    width: int
    height: int
    address: str


@dataclass(frozen=True, slots=True)
class TileChart:
    """The provinces of one term. ``top``: what a full bar stands for, in words."""

    tiles: tuple[Tile, ...]
    top: str


def drawn_years(trends: Trends) -> tuple[TrendsRow, ...]:
    """Return the years that charts draw."""
    return trends.known[-MOST_YEARS:]


def panels(trends: Trends, size: Size) -> tuple[Panel, ...]:
    """Return a panel for each term, all on one scale."""
    years = drawn_years(trends)
    of = trends.question.of
    top = _top_of(
        [_upper(row.holdings[at], of) for row in years if not _is_out(row) for at in range(len(row.holdings))], of
    )
    return tuple(_panel(years, at, of, top, size) for at in range(len(trends.question.terms)))


def _panel(years: Sequence[TrendsRow], at: int, of: str, top: float, size: Size) -> Panel:
    step = (size.width - size.left) / max(1, len(years))
    base = size.height - 6.0
    room = base - size.top

    def height(value: float) -> float:
        return round(base - room * min(1.0, value / top), 1)

    marks = []
    for number, row in enumerate(years):
        holding = row.holdings[at]
        x = round(size.left + step * (number + 0.5), 1)
        value = value_of(holding, of)
        low, high = holding.interval if of == "reports" else (0.0, value if row.is_few else 0.0)
        state = "none" if not row.reports else "few" if row.is_few else "seen"
        label = f"{holding.holding}/{row.reports}" if row.is_few and of == "reports" else in_words(value, of)
        marks.append(
            Mark(
                row.key, x, height(value), height(high), height(low), state, label if row.reports else "",
                said_of(row.key, row, holding, of), holding.address or row.address,
            )
        )  # fmt: skip
    lines = _LINES[round(top / 10.0 ** floor(log10(top) + 1e-9))]
    ticks = tuple((height(top * part / lines), in_words(top * part / lines, of)) for part in range(1, lines + 1))
    return Panel(size, round(step, 2), base, tuple(marks), _joined(marks), ticks)


def _joined(marks: Sequence[Mark]) -> tuple[str, ...]:
    """Return the points of lines through neighbouring years that have enough reports."""
    lines: list[list[str]] = [[]]
    for mark in marks:
        if mark.state == "seen":
            lines[-1].append(f"{mark.x},{mark.y}")
        elif lines[-1]:
            lines.append([])
    return tuple(" ".join(points) for points in lines if len(points) > 1)


def tile_chart(trends: Trends) -> TileChart:
    """Return the small charts of the provinces, of the term that the question names."""
    question = trends.question
    at, of = question.tile, question.of
    years = [row.key for row in _years_of_tiles(trends)]
    series = [
        ProvinceYears(row, tuple(trends.by_province.get(row.key, {}).get(year, _NO_ROW) for year in years))
        for row in trends.provinces
        if not row.is_unknown
    ]
    cells = [year for each in series for year in each.years if year.reports]
    # Few reports set no scale, but where there are no others.
    counted = [each for each in cells if not each.is_few] or cells
    top = _top_of([value_of(each.holdings[at], of) for each in counted], of)
    tiles = tuple(_tile(each, at, of, top, trends) for each in series)
    return TileChart(tiles, in_words(top, of))


_NO_ROW = TrendsRow("", 0, 0, ())
_BAR, _BARS_HIGH = 8, 32


def lying_top(trends: Trends) -> float:
    """Return the end of the scale of lying shares, of all terms together."""
    rows = [row for row in trends.known if not _is_out(row)]
    return _top_of([each.interval[1] for row in rows for each in row.holdings], "reports")


def _years_of_tiles(trends: Trends) -> tuple[TrendsRow, ...]:
    return drawn_years(trends) if trends.question.by == "year" else ()


def _tile(province: ProvinceYears, at: int, of: str, top: float, trends: Trends) -> Tile:
    bars = []
    for number, year in enumerate(province.years):
        if not year.reports:
            continue
        value = value_of(year.holdings[at], of)
        height = round(_BARS_HIGH * min(1.0, value / top), 1)
        state = "zero" if not value else "few" if year.is_few else "seen"
        bars.append(Bar(number * _BAR + 1, _BARS_HIGH - height, height, state))
    row = province.row
    question = trends.question
    address = question.subset.address("trends", question.own(), region=(row.key,)) if row.reports else ""
    return Tile(row, row.holdings[at], tuple(bars), _BAR * len(province.years), _BARS_HIGH + 2, address)


def value_of(holding: Holding, of: str) -> float:
    """Return what the chart draws: a share from 0 to 1, or hits in ten thousand characters."""
    return holding.share if of == "reports" else holding.per_ten_thousand


def _upper(holding: Holding, of: str) -> float:
    return holding.interval[1] if of == "reports" else holding.per_ten_thousand


def _is_out(row: TrendsRow) -> bool:
    """Tell whether a row has too few reports to set a scale by."""
    return row.is_few or not row.reports


def _top_of(values: Sequence[float], of: str) -> float:
    """Return the top of a scale for these values: a round number that no value exceeds."""
    most = max(values, default=0.0)
    if of == "reports":
        return next((top for top in _TOPS if most <= top), 1.0)
    if most <= 0:
        return 1.0
    unit = 10.0 ** floor(log10(most))
    return next(unit * part for part in (1, 2, 5, 10) if most <= unit * part * (1 + 1e-9))


def in_words(value: float, of: str) -> str:
    """Return 41%, 2.6% or 0 for a share, and 1.8 or 12 for hits in ten thousand characters."""
    if not value:
        return "0"
    shown = value * 100 if of == "reports" else value
    digits = 0 if shown >= 9.95 else 1 if shown >= 0.95 or of == "reports" else 2
    return f"{shown:.{digits}f}".removesuffix(".0") + ("%" if of == "reports" else "")


def interval_in_words(holding: Holding) -> str:
    """Return 37.9–44.2: the interval of a share, in hundredths."""
    low, high = holding.interval
    return f"{low * 100:.1f}–{high * 100:.1f}"


def said_of(place: str, row: TrendsRow, holding: Holding, of: str) -> str:
    """Return a number of the chart as a sentence, which is the name of its link."""
    if not row.reports:
        return say("{0}：无报告", place)
    if of == "chars":
        return say(
            "{0}：{1} 篇里 {2} 次，每万字 {3} 次",
            place,
            row.reports,
            holding.hits,
            in_words(holding.per_ten_thousand, of),
        )
    return say(
        "{0}：{1} 篇里 {2} 篇，{3}，95% 区间 {4}",
        place, row.reports, holding.holding, in_words(holding.share, of), interval_in_words(holding),
    )  # fmt: skip
