"""Which number has a line of a text on its page? Headings and paragraphs are counted apart, from 1. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from archive.layout.parts import heading_levels

_LINE = re.compile(r"\S[^\n]*")


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line without the blanks around it, ``text[start:end]``; ``level`` is 2 or 3 for a heading, 0 for a paragraph."""

    number: int
    level: int
    start: int
    end: int


def numbered_lines(text: str) -> list[NumberedLine]:
    """Return the lines that are not blank, with the numbers that ``lay_out`` gives them. Linear."""
    levels = heading_levels(text)
    found: list[NumberedLine] = []
    headings = paragraphs = 0
    for match in _LINE.finditer(text):
        start = match.start()
        level = levels.get(start, 0)
        if level:
            headings += 1
        else:
            paragraphs += 1
        found.append(NumberedLine(headings if level else paragraphs, level, start, start + len(match[0].rstrip())))
    return found


def lines_between(lines: list[NumberedLine], start: int, end: int) -> list[NumberedLine]:
    """Return those of the ``numbered_lines`` that ``text[start:end]`` touches."""
    first = max(0, bisect_right(lines, start, key=lambda line: line.start) - 1)
    last = bisect_right(lines, max(start, end - 1), key=lambda line: line.start)
    return [line for line in lines[first:last] if line.end > start]
