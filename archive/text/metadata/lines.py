"""Lines of a text, with their folded twins: rules match the fold, quotes are cut from the line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.fold import fold

HEAD_LINES = 8
TAIL_LINES = 8
#: ——2026年1月26日在某省人民代表大会上: when and where a speech was held, below its title and no part of it.
OCCASION = re.compile(
    r"^[-—─ (]{0,4}(?:(?:19|20)\d\d|二[〇○零一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日[在于]?"
    r"[\u4e00-\u9fff,(\d ]{4,60}"
)
_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class FoldedLine:
    """``folded`` has the length of ``text``: simplified, half width, 。 as ``.`` and 、 as ``,``."""

    text: str
    folded: str

    @property
    def bare(self) -> str:
        """``bare(text)``, without folding once more."""
        return _NOT_WORD.sub("", self.folded)


def read_lines(text: str) -> list[FoldedLine]:
    """The lines that are not blank, stripped, in order."""
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
    """Where pages say what they are: the first and last eight lines."""
    if len(lines) <= HEAD_LINES + TAIL_LINES:
        return lines
    return lines[:HEAD_LINES] + lines[-TAIL_LINES:]


def bare_of(lines: list[FoldedLine], most: int) -> str:
    """Return the bare form of the first ``most`` characters of ``lines``."""
    return _NOT_WORD.sub("", "".join(line.folded for line in lines)[:most])


def bare(text: str) -> str:
    """Folded, words and digits only: equal titles have equal bare forms."""
    return _NOT_WORD.sub("", fold(text))
