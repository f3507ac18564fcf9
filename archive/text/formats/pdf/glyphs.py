"""Characters of a page with their places, as pdfium finds them, in the frame of their own direction of writing.

In a frame x grows with the writing and y from line to line, in points (1/72 inch), wherever the page has its corner and
however it is turned. So the rest of this room knows one direction only.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from archive.text.formats.pdf.annotations import TypedLine

_UPRIGHT = 4.0  # degrees from a right angle within which letters count as straight
_DOWNWARDS = -1  # the frame of vertical writing: characters upright, one below another
_SLANTED = -2  # the frame of what lies aslant
_SNAP = 0.8  # of the size
_SAME_PLACE = 0.15  # of the size: bold and shadow print a character twice
_HYPHEN = 0x02  # what pdfium gives for a hyphen at the end of a line
_CELL = 16.0  # points: glyphs are looked up by squares of this side
_LIGATURES = frozenset("filstjh")
_UNKNOWN = "\ufffd"
_MAX_RULES = 4_000  # paths of a page that are looked at: a map has a hundred thousand
_THIN = 3.0  # points: a ruled line is thinner
_MIN_SIZE, _MAX_SIZE = 0.5, 2_000.0


class Glyph(NamedTuple):
    """A character: its edges along the line, its baseline, its size in points, and its place in the file."""

    character: str
    x0: float
    x1: float
    y: float
    size: float
    at: int


class Rule(NamedTuple):
    """A thin straight line that is drawn on the page: of a table, or under words."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Frame:
    """All that a page holds in one direction of writing: glyphs in the order of the file, and ruled lines."""

    glyphs: list[Glyph]
    rules: list[Rule] = field(default_factory=list)
    is_slanted: bool = False


def frames_of(page: Any, text_page: Any, typed: Iterable[TypedLine] = ()) -> list[Frame]:
    """Return the frames of a page, the one with most glyphs first; glyphs printed twice are there once.

    ``typed`` are lines of annotations, which stand among the words of the page.
    """
    found: dict[int, list[Glyph]] = {}
    placed = list(_placed(text_page, _page_box(page)))
    levels = sorted({each.y for each in placed})
    for turn, glyph in _turned([*placed, *_typed(typed, levels)]):
        found.setdefault(turn, []).append(glyph)
    rules = _rules(page) if found else []
    frames = []
    for turn, glyphs in sorted(found.items(), key=lambda each: (each[0] == _SLANTED, -len(each[1]))):
        own = [_rule_in(turn, rule) for rule in rules] if turn != _SLANTED else []
        frames.append(Frame(list(_once(glyphs)), own, turn == _SLANTED))
    return frames


class _Placed(NamedTuple):
    """A character in the coordinates of the page: its box, its origin, its angle in degrees."""

    character: str
    left: float
    low: float
    right: float
    high: float
    x: float
    y: float
    size: float
    angle: float


def _page_box(page: Any) -> tuple[float, float, float, float]:
    """Return the left, lower, right and upper edge of a page: of the sheet, not of what is cut from it for a screen."""
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    if (
        pdfium.FPDFPage_GetMediaBox(page, left, low, right, high)
        and left.value < right.value
        and low.value < high.value
    ):
        return left.value, low.value, right.value, high.value
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, box):
        return box.left, box.bottom, box.right, box.top
    return -math.inf, -math.inf, math.inf, math.inf


def _typed(lines: Iterable[TypedLine], levels: Sequence[float]) -> Iterator[_Placed]:
    """Yield the characters of annotations as if they were printed, as wide as their box allows.

    A field stands on the line of its label: the nearest of the baselines ``levels``.
    """
    for line in lines:
        at = bisect_left(levels, line.y)
        y = min(levels[max(0, at - 1) : at + 1], key=lambda level: abs(level - line.y), default=line.y)
        y = y if abs(y - line.y) < _SNAP * line.size else line.y
        widths = [line.size * (1.0 if ord(character) >= 0x2E80 else 0.5) for character in line.words]
        scale = min(1.0, line.width / max(sum(widths), 1.0))
        x = line.x
        for character, width in zip(line.words, widths, strict=True):
            right = x + scale * width
            yield _Placed(character, x, y, right, y + line.size, x, y, line.size, 0.0)
            x = right


def _placed(text_page: Any, page_box: tuple[float, float, float, float]) -> Iterator[_Placed]:
    """Yield the characters that lie on the page, without the blanks and line ends that pdfium makes up."""
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    last, size, angle = (0.0, 0.0), 1.0, 0.0
    for at in range(pdfium.FPDFText_CountChars(text_page)):
        if pdfium.FPDFText_IsGenerated(text_page, at) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        pdfium.FPDFText_GetCharOrigin(text_page, at, x, y)
        # Most characters share a baseline and a font with the one before, so their matrix is not asked for.
        level = (pdfium.FPDFText_GetFontSize(text_page, at), y.value)
        if level != last:
            last = level
            size, angle = _size_and_angle(text_page, at, level[0])
        pdfium.FPDFText_GetLooseCharBox(text_page, at, box)
        left, low, right, high = box.left, box.bottom, box.right, box.top
        if right < page_box[0] or left > page_box[2] or high < page_box[1] or low > page_box[3]:
            continue
        character = "-" if code == _HYPHEN and pdfium.FPDFText_IsHyphen(text_page, at) == 1 else _character(code)
        yield _Placed(character, left, low, right, high, x.value, y.value, size, angle)


def _character(code: int) -> str:
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return _UNKNOWN
    return chr(code)


def _size_and_angle(text_page: Any, at: int, size: float) -> tuple[float, float]:
    """Return the size of a character in points, and the angle at which it stands, in degrees."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, at, matrix):
        return min(max(size, _MIN_SIZE), _MAX_SIZE), 0.0
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) + (180.0 if size < 0 else 0.0)
    size = abs(size) * math.hypot(matrix.c, matrix.d)
    return (min(max(size, _MIN_SIZE), _MAX_SIZE) if math.isfinite(size) else _MIN_SIZE), angle


def _turned(found: list[_Placed]) -> Iterator[tuple[int, Glyph]]:
    """Yield (frame, glyph): quarter turns 0 to 3, _DOWNWARDS or _SLANTED."""
    downwards = _runs_downwards(found)
    for at, each in enumerate(found):
        if each.angle == 0 and not downwards:  # nearly all letters of nearly all files
            yield 0, Glyph(each.character, each.left, each.right, -each.y, each.size, at)
            continue
        quarters = each.angle / 90.0
        turn = round(quarters) % 4
        if abs(quarters - round(quarters)) * 90 > _UPRIGHT:
            turn = _SLANTED
        elif downwards and (turn == 3 or (turn == 0 and _stands_in_column(found, at))):
            turn = _DOWNWARDS  # figures and Latin words lie on their side there
        yield turn, _glyph(turn, each, at)


def _runs_downwards(found: list[_Placed]) -> bool:
    """Return whether most upright wide characters stand below the one before them, as in vertical writing."""
    steps: Counter[str] = Counter()
    for one, two in pairwise(each for each in found if ord(each.character) >= 0x2E80 and abs(each.angle) <= _UPRIGHT):
        across, down = abs(two.x - one.x) / one.size, (one.y - two.y) / one.size
        if across <= 0.3 and 0.7 <= down <= 2.0:
            steps["down"] += 1
        elif 0.3 < across <= 3.0 and abs(down) <= 0.3:
            steps["along"] += 1
    return steps["down"] >= 6 and steps["down"] > 2 * steps["along"]


def _stands_in_column(found: list[_Placed], at: int) -> bool:
    """Return whether the character before or behind in the file stands straight above or below."""
    own = found[at]
    for other in (*found[max(0, at - 1) : at], *found[at + 1 : at + 2]):
        across, down = abs(own.x - other.x) / own.size, abs(own.y - other.y) / own.size
        if across <= 0.5 and 0.5 <= down <= 2.2:
            return True
    return False


def _glyph(turn: int, each: _Placed, at: int) -> Glyph:
    if turn == _DOWNWARDS:
        return Glyph(each.character, -each.high, -each.low, -(each.left + each.right) / 2, each.size, at)
    if turn == _SLANTED:
        return Glyph(each.character, each.left, each.right, -each.y, each.size, at)
    (x0, _), (x1, _) = _point(turn, each.left, each.low), _point(turn, each.right, each.high)
    y = _point(turn, each.x, each.y)[1]
    return Glyph(each.character, min(x0, x1), max(x0, x1), y, each.size, at)


def _point(turn: int, x: float, y: float) -> tuple[float, float]:
    """Return a point of the page in a frame."""
    match turn:
        case 1:
            return y, x
        case 2:
            return -x, y
        case 3:
            return -y, -x
        case -1:
            return -y, -x
        case _:
            return x, -y


def _rule_in(turn: int, rule: Rule) -> Rule:
    (x0, y0), (x1, y1) = _point(turn, rule.x0, rule.y0), _point(turn, rule.x1, rule.y1)
    return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _rules(page: Any) -> list[Rule]:
    """Return the thin lines among the first paths of a page; the four sides of an empty box are such lines too."""
    rules: list[Rule] = []
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_RULES)):
        shape = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(shape) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(shape, left, low, right, high):
            continue
        rule = Rule(left.value, low.value, right.value, high.value)
        wide, tall = rule.x1 - rule.x0, rule.y1 - rule.y0
        if min(wide, tall) <= _THIN < max(wide, tall):
            rules.append(rule)
        elif min(wide, tall) > _THIN and pdfium.FPDFPath_CountSegments(shape) <= 6:
            rules += (
                Rule(rule.x0, rule.y0, rule.x1, rule.y0),
                Rule(rule.x0, rule.y1, rule.x1, rule.y1),
                Rule(rule.x0, rule.y0, rule.x0, rule.y1),
                Rule(rule.x1, rule.y0, rule.x1, rule.y1),
            )
    return rules


def _once(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Yield the glyphs without those that repeat one at the same place. Letters of a ligature share a place."""
    seen: dict[tuple[str, float, float], list[Glyph]] = {}
    before: Glyph | None = None
    for glyph in glyphs:
        character, x, _, y, size, _ = glyph
        near = _SAME_PLACE * size
        is_ligature = before is not None and before.x0 == x and before.y == y and character in _LIGATURES
        before = glyph
        if not is_ligature:
            left, right = (x - near) // _CELL, (x + near) // _CELL
            top, bottom = (y - near) // _CELL, (y + near) // _CELL
            if left == right and top == bottom:
                twins: Sequence[Glyph] = seen.get((character, left, top), ())
            else:
                places = ((column, row) for column in {left, right} for row in {top, bottom})
                twins = [twin for place in places for twin in seen.get((character, *place), ())]
            if twins and any(abs(twin.x0 - x) <= near and abs(twin.y - y) <= near for twin in twins):
                continue
        seen.setdefault((character, x // _CELL, y // _CELL), []).append(glyph)
        yield glyph
