"""A line as it is read, wherever it stood on the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """Words that are read at once, with the edges of the column in which they stand; a row of a table joins nothing."""

    words: str
    x0: float
    x1: float
    y: float
    size: float
    left: float
    right: float
    is_row: bool = False
    cut: str = ""
    page: int = 0
    column: int = 0
    is_inner: bool = False
