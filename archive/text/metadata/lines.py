"""Lines of a text with their folded form: rules match the fold, quotes are cut from the line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.fold import fold

HEAD_LINES = 8
TAIL_LINES = 8
#: ——2026年1月26日在某省人民代表大会上: the day and place of a speech, below its title and not part of it.
OCCASION = re.compile(
    r"^[-—─ (]{0,4}(?:(?:19|20)\d\d|二[〇○零一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日[在于]?"
    r"[\u4e00-\u9fff,(\d ]{4,60}"
)
_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class FoldedLine:
    """A line with its fold: simplified, half width, 。 as ``.`` and 、 as ``,``. Both have the same length."""

    text: str
    folded: str

    @property
    def bare(self) -> str:
        """Return ``bare(text)`` from the fold at hand."""
        return _NOT_WORD.sub("", self.folded)


def read_lines(text: str) -> list[FoldedLine]:
    """Return the lines that are not blank, stripped, in order."""
    folded = fold(text)
    lines: list[FoldedLine] = []
    start = 0
    for whole in text.split("\n"):
        if line := whole.strip():
            at = start + whole.index(line[0])
            lines.append(FoldedLine(line, folded[at : at + len(line)]))
        start += len(whole) + 1
    return lines


def head_and_tail(lines: list[FoldedLine]) -> list[FoldedLine]:
    """Return the first and last eight lines, where pages state their card fields."""
    if len(lines) <= HEAD_LINES + TAIL_LINES:
        return lines
    return lines[:HEAD_LINES] + lines[-TAIL_LINES:]


def bare_of(lines: list[FoldedLine], most: int) -> str:
    """Return the bare form of the first ``most`` characters of ``lines``."""
    return _NOT_WORD.sub("", "".join(line.folded for line in lines)[:most])


def bare(text: str) -> str:
    """Return ``text`` folded, words and digits only: equal titles have equal bare forms."""
    return _NOT_WORD.sub("", fold(text))
