"""Lines of a text, with their folded twins: rules match the fold, quotes are cut from the line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.places.folded import fold_line
from search.fold import fold

HEAD_LINES = 8
TAIL_LINES = 8
_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Line:
    """``folded`` has the length of ``text``: simplified, half width, 。 as ``.`` and 、 as ``,``."""

    text: str
    folded: str


def read_lines(text: str) -> list[Line]:
    """The lines that are not blank, stripped, in order."""
    return [Line(line, fold_line(line)) for each in text.split("\n") if (line := each.strip())]


def head_and_tail(lines: list[Line]) -> list[Line]:
    """Where pages say what they are: the first and last eight lines."""
    if len(lines) <= HEAD_LINES + TAIL_LINES:
        return lines
    return lines[:HEAD_LINES] + lines[-TAIL_LINES:]


def bare(text: str) -> str:
    """Folded, words and digits only: equal titles have equal bare forms."""
    return _NOT_WORD.sub("", fold(text))
