"""Which glyphs make a row, and where does a gap in it part two cells?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.text.formats.pdf.glyphs import Glyph, Rule

_LEVEL = 0.35  # of the size: how far baselines of one row lie apart
_OVER = 0.4  # of the size: letters that share so much of their width are printed over each other
_RAISED = 0.85  # of the size of the row: notes and powers are smaller
_BLANK = 0.15  # of the size: a smaller gap between letters is no blank
_CELL, _LATIN_CELL = 0.6, 0.8  # of the size: a wider gap parts two cells; a justified line has wide blanks
_FILLED = 0.3  # of the size: typed blanks leave no more of a gap white
_TYPED = 2.2  # of the size: blanks that an author typed reach so far
_TRACKED = 2.5  # of the size: the widest letterspacing
#: Han, kana and their signs: no blank stands between two of them.
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffee\u2018-\u201d\u2026\U00020000-\U0003ffff]")
_MARK = re.compile(r"(?:[(（]?[\d一二三四五六七八九十a-zA-Z]{1,3}[.．、)）]|[•·●■◆○□▪➢–—\-*])$")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RUN = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+|[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


@dataclass(slots=True)
class Segment:
    """Words of a row without a gap that parts cells. ``gap`` is the one before it, in points."""

    words: str
    x0: float
    x1: float
    y: float
    size: float
    gap: float = 0.0
    is_parted: bool = False

    @property
    def is_wide(self) -> bool:
        return bool(_WIDE.search(self.words))


@dataclass(slots=True)
class Row:
    """Segments on one baseline, from left to right."""

    segments: list[Segment]
    y: float
    size: float

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return self.segments[-1].x1

    @property
    def words(self) -> str:
        """Return the words with a tab between cells, and a blank between pieces that are no cells."""
        return joined(self.segments)


def joined(segments: Sequence[Segment]) -> str:
    """Return the words of segments in a row: a tab between cells, a blank where a line is only set wide."""
    words = ""
    for segment in segments:
        if words:
            is_blank = not segment.is_parted and segment.gap < _TYPED * segment.size and not segment.is_wide
            words += " " if is_blank and not is_wide(words[-1]) else "\t"
        words += segment.words
    return words


def is_wide(character: str) -> bool:
    """Return whether a character is as wide as Han."""
    return character >= "\u2018" and bool(_WIDE.match(character))


def rows_of(glyphs: Iterable[Glyph], rules: Sequence[Rule]) -> list[Row]:
    """Return the rows of a frame from top to bottom."""
    upright = sorted((rule for rule in rules if rule.x1 - rule.x0 < rule.y1 - rule.y0), key=lambda rule: rule.x0)
    rows = []
    levels = [string for level in _levels(glyphs) for string in _apart(level)]
    for level in _with_raised(levels):
        visible = [glyph for glyph in level if not glyph.character.isspace()]
        if not visible:
            continue
        y, size = median(glyph.y for glyph in visible), median(glyph.size for glyph in visible)
        middle = y - 0.35 * size
        borders = [(rule.x0 + rule.x1) / 2 for rule in upright if rule.y0 <= middle <= rule.y1]
        if segments := _segments(level, borders):
            rows.append(Row(segments, y, size))
    return rows


def _levels(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the glyphs of each baseline."""
    level: list[Glyph] = []
    y = size = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if level and glyph.y - y > max(1.0, _LEVEL * min(size, glyph.size)):
            yield level
            level = []
        if not level or glyph.size > size:
            y, size = glyph.y, glyph.size
        level.append(glyph)
    if level:
        yield level


def _apart(level: list[Glyph]) -> list[list[Glyph]]:
    """Return a level as one row, or as several where one is printed over another: then each in the order of the file."""
    shown = sorted((glyph for glyph in level if not glyph.character.isspace()), key=lambda glyph: glyph.x0)
    over = sum(one.x1 - two.x0 > _OVER * one.size and one.x0 != two.x0 for one, two in pairwise(shown))
    if over < 4 or over * 4 < len(shown):
        return [level]
    strings: list[list[Glyph]] = []
    for glyph in sorted(level, key=lambda glyph: glyph.at):
        if not strings or glyph.x0 < strings[-1][-1].x0 - _OVER * glyph.size:
            strings.append([])
        strings[-1].append(glyph)
    return strings


def _with_raised(levels: list[list[Glyph]]) -> list[list[Glyph]]:
    """Return the levels, small ones put into the line that they are raised or lowered from: notes and powers."""
    kept: list[list[Glyph]] = []
    for at, level in enumerate(levels):
        size = max(glyph.size for glyph in level)
        for other in (levels[at + 1] if at + 1 < len(levels) else None, kept[-1] if kept else None):
            if other and _is_raised(level, size, other):
                other.extend(level)
                break
        else:
            kept.append(level)
    return kept


def _is_raised(level: list[Glyph], size: float, other: list[Glyph]) -> bool:
    large = median(glyph.size for glyph in other)
    if size > _RAISED * large or abs(level[0].y - other[0].y) > 0.6 * large:
        return False
    edges = sorted(edge for glyph in other if not glyph.character.isspace() for edge in (glyph.x0, glyph.x1))
    return bool(edges) and all(_distance(edges, glyph) < 0.5 * large for glyph in (level[0], level[-1]))


def _distance(edges: Sequence[float], glyph: Glyph) -> float:
    at = bisect_left(edges, glyph.x0)
    return min(abs(edge - x) for edge in edges[max(0, at - 1) : at + 1] for x in (glyph.x0, glyph.x1))


def _segments(level: list[Glyph], borders: Sequence[float]) -> list[Segment]:
    """Return the segments of a level, parted at wide gaps and where a ruled line stands between two glyphs."""
    glyphs = sorted(level, key=lambda glyph: glyph.x0)
    tracking = _tracking(glyphs)
    segments: list[Segment] = []
    blanks, before = "", None
    pieces: list[str] = []
    held: list[Glyph] = []

    def close() -> None:
        if held:
            size = median(glyph.size for glyph in held)
            segments.append(Segment(_in_order("".join(pieces)), held[0].x0, reach, held[0].y, size, gap, parted))
        pieces.clear()
        held.clear()

    gap, parted, reach, filled = 0.0, False, 0.0, 0.0
    for glyph in glyphs:
        if glyph.character.isspace():
            if before is not None and glyph.x0 < reach + _TYPED * before.size:
                blanks += glyph.character
                filled = max(filled, glyph.x1)
            continue
        if before is not None:
            width, size = glyph.x0 - reach, max(before.size, glyph.size)
            both_wide = is_wide(before.character) and is_wide(glyph.character)
            either_wide = both_wide or is_wide(before.character) or is_wide(glyph.character)
            is_border = bool(borders) and width > -0.2 * size
            is_border = is_border and _is_between(borders, reach - 0.2 * size, glyph.x0 + 0.2 * size)
            limit = (_CELL if either_wide else _LATIN_CELL) * min(before.size, glyph.size) + tracking
            # Blanks that an author typed fill the gap; those at the end of a line in another column do not.
            if blanks and len(blanks) <= 2 and glyph.x0 - max(filled, reach) < _FILLED * size:
                limit = _TYPED * size
            if is_border or (width > limit and not _is_mark("".join(pieces), width, size)):
                close()
                gap, parted, reach = width, is_border, 0.0
            elif "\u3000" in blanks:
                pieces.append(blanks)
            elif not both_wide and (blanks or width > _BLANK * size + tracking):
                pieces.append(_blank_between(before.character, glyph.character))
        pieces.append(glyph.character)
        held.append(glyph)
        reach = glyph.x1 if len(held) == 1 else max(reach, glyph.x1)
        blanks, before, filled = "", glyph, 0.0
    close()
    return segments


def _blank_between(left: str, right: str) -> str:
    """Return a blank between letters; figures and signs stand beside Han without one."""
    wide = is_wide(left) or is_wide(right)
    return "" if wide and not (left.isalpha() and right.isalpha()) else " "


def _is_mark(words: str, width: float, size: float) -> bool:
    """Return whether the words so far number or mark an item, whose text hangs behind a gap."""
    return width < 3 * size and bool(_MARK.match(words))


def _tracking(glyphs: Sequence[Glyph]) -> float:
    """Return the letterspacing of wide characters in points: the usual gap, if there is one."""
    shown = [glyph for glyph in glyphs if not glyph.character.isspace()]
    gaps = [
        (two.x0 - one.x1) / one.size
        for one, two in pairwise(shown)
        if is_wide(one.character) and is_wide(two.character)
    ]
    if len(gaps) < 2:
        return 0.0
    usual = median(gaps)
    if not _BLANK < usual <= _TRACKED or sum(abs(gap - usual) < 0.25 for gap in gaps) < 0.7 * len(gaps):
        return 0.0
    return usual * shown[0].size


def _is_between(borders: Sequence[float], left: float, right: float) -> bool:
    at = bisect_left(borders, left)
    return at < len(borders) and borders[at] <= right


def _in_order(words: str) -> str:
    """Return words as they are read: what runs from right to left stands reversed on the page."""
    if len(_RIGHT_TO_LEFT.findall(words)) * 2 <= sum(map(str.isalpha, words)) or not _RIGHT_TO_LEFT.search(words):
        return words
    runs = []
    for run in re.findall(r"[A-Za-z0-9][A-Za-z0-9.,:/%\-]*[A-Za-z0-9%]|[A-Za-z0-9]|.", words, re.DOTALL):
        runs.append(run if len(run) > 1 else run.translate(_MIRRORED))
    return "".join(reversed(runs))
