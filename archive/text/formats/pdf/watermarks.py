"""Words printed aslant or large across the text: watermarks, or the labels of a drawing."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from statistics import median

from archive.text.formats.pdf.glyphs import Frame, Glyph
from archive.text.formats.pdf.lines import Line

_NEXT = 3.0  # of the size: the next letter of one string lies so near
_FEW = 2  # different strings; a drawing has many labels
_LARGE = 1.8  # of the usual size: a watermark is larger than what it lies across


def slanted_lines(frame: Frame, *, is_alone: bool) -> list[Line]:
    """Return what is written aslant, a string a line: as cuts if it is a watermark, which repeats one or two strings."""
    strings = list(_strings(frame.glyphs))
    words = {_words(string) for string in strings}
    cut = "" if is_alone or len(words) > _FEW or any(len(each) < 2 for each in words) else "watermark"
    return [_line(string, cut) for string in strings if _words(string)]


def without_large_marks(frame: Frame) -> tuple[Frame, list[Line]]:
    """Return the frame without large letters that lie across its lines, and those letters as cuts."""
    if len(frame.glyphs) < 20:
        return frame, []
    usual = median(glyph.size for glyph in frame.glyphs)
    large = [glyph for glyph in frame.glyphs if glyph.size >= _LARGE * usual and not glyph.character.isspace()]
    if not large or len(large) * 4 > len(frame.glyphs):
        return frame, []
    small = sorted(
        (glyph for glyph in frame.glyphs if glyph.size < _LARGE * usual and not glyph.character.isspace()),
        key=lambda glyph: glyph.y,
    )
    heights = [glyph.y for glyph in small]
    marks: list[list[Glyph]] = []
    for string in _strings(large):
        crossed = sum(_is_crossed(glyph, small, heights) for glyph in string)
        if crossed * 2 >= len(string):
            marks.append(string)
    if not marks:
        return frame, []
    gone = {id(glyph) for string in marks for glyph in string}
    kept = [glyph for glyph in frame.glyphs if id(glyph) not in gone]
    return Frame(kept, frame.rules), [_line(string, "watermark") for string in marks]


def _is_crossed(large: Glyph, small: Sequence[Glyph], heights: Sequence[float]) -> bool:
    first = bisect_left(heights, large.y - 0.7 * large.size)
    last = bisect_right(heights, large.y + 0.05 * large.size)
    return any(glyph.x0 < large.x1 - 0.1 * large.size and glyph.x1 > large.x0 + 0.1 * large.size
               for glyph in small[first:last])  # fmt: skip


def _strings(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield glyphs that follow each other in the file and on the page."""
    string: list[Glyph] = []
    for glyph in glyphs:
        if string and math.hypot(glyph.x0 - string[-1].x0, glyph.y - string[-1].y) > _NEXT * max(glyph.size, 1.0):
            yield string
            string = []
        string.append(glyph)
    if string:
        yield string


def _words(string: Sequence[Glyph]) -> str:
    return "".join(glyph.character for glyph in string).strip()


def _line(string: Sequence[Glyph], cut: str) -> Line:
    x0, x1 = min(glyph.x0 for glyph in string), max(glyph.x1 for glyph in string)
    words = " ".join(_words(string).split())
    return Line(words, x0, x1, string[0].y, string[0].size, x0, x1, is_row=True, cut=cut)
