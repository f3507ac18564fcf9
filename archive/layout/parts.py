"""A long text in parts, so that a page lays out a bounded stretch of it.

A part ends with a line: after PART_LINES lines, or before the line that would pass PART_CHARACTERS. A line longer than
that is cut, and its paragraph goes on in the next part under the same number. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from archive.layout.lines import CHAPTER, SECTION, ReportLine, TextPart, level_of

#: Lines that are not blank; a line costs a page some 20 µs.
PART_LINES = 2_000
#: Characters; converting one to the other script costs some 3 µs.
PART_CHARACTERS = 50_000
_LINE = re.compile(r"\S[^\n]*")
_WORDS = re.compile(r"\S")
_HEADING = re.compile(rf"^[^\S\n]*((?:{CHAPTER}|{SECTION})[^\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PartedText:
    """A text of several parts: part n is ``text[bounds[n - 1]:bounds[n]]``.

    ``starts`` are the offsets of all lines that are not blank, ``levels`` those of the headings with their level.
    """

    text: str
    bounds: tuple[int, ...]
    starts: list[int]
    levels: dict[int, int]

    @property
    def count(self) -> int:
        """Return the number of parts."""
        return len(self.bounds) - 1

    def holding(self, offset: int) -> int:
        """Return the number of the part that holds ``offset``, from 1."""
        return min(max(bisect_right(self.bounds, offset), 1), self.count)

    def paragraph_start(self, number: int) -> int:
        """Return the offset where the paragraph with this number begins; 0 if there is none."""
        starts = self.paragraph_starts
        return starts[number - 1] if number <= len(starts) else 0

    @property
    def paragraph_starts(self) -> list[int]:
        """Return the offsets where the paragraphs begin, in order."""
        return [start for start in self.starts if start not in self.levels]

    def part(self, number: int) -> TextPart:
        """Return the part with this number, from 1."""
        begin, end = self.bounds[number - 1 : number + 1]
        lines: list[ReportLine] = []
        for match in _LINE.finditer(self.text, begin, end):
            start = match.start()
            lines.append(
                ReportLine("text", level=self.levels.get(start, 0), start=start, end=start + len(match[0].rstrip()))
            )
        headings = sum(start < begin for start in self.levels)
        first = bisect_left(self.starts, begin)
        paragraphs = first - headings
        if lines and self.starts[first : first + 1] != [lines[0].start]:
            paragraphs -= 1  # the rest of a paragraph, which bears the same number
        return TextPart(begin, end, tuple(lines), paragraphs, headings, tuple(self.levels))


def divide(text: str) -> PartedText | None:
    """Return the text in parts, None if it has one alone. Linear: a million characters in lines of one take 0.1 s."""
    if len(text) <= PART_CHARACTERS and text.count("\n") < PART_LINES:
        return None
    starts = [match.start() for match in _LINE.finditer(text)]
    bounds = [0]
    while opening := _WORDS.search(text, bounds[-1]):
        bounds.append(_end(text, starts, opening.start()))
    bounds[-1] = len(text)  # blanks at the end are no part
    return PartedText(text, tuple(bounds), starts, heading_levels(text)) if len(bounds) > 2 else None


def _end(text: str, starts: list[int], begin: int) -> int:
    """Return where the part ends whose first word stands at ``begin``."""
    first, end = bisect_left(starts, begin), begin + PART_CHARACTERS
    if first + PART_LINES < len(starts) and starts[first + PART_LINES] <= end:
        return starts[first + PART_LINES]
    if end >= len(text):
        return len(text)
    last = starts[bisect_right(starts, end) - 1]
    return last if last > begin else end


def heading_levels(text: str) -> dict[int, int]:
    """Return {offset of a heading: its level}, as ``lines_of`` gives them."""
    found = {match.start(1): level_of(match[1].rstrip()) for match in _HEADING.finditer(text)}
    levels = {start: level for start, level in found.items() if level}
    top = next((start for start, level in levels.items() if level == 2), len(text))
    return {start: 2 if start < top else level for start, level in levels.items()}
