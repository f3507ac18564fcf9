"""In which section stands each line of a page? 概况 is not told: it is what no heading and no turn of the text classed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

from archive.text.sections import Section

UNTOLD = "overview"


class Placed(Protocol):
    """What begins at an offset of the text."""

    @property
    def start(self) -> int: ...


def sections_of_lines(lines: Sequence[Placed], sections: Sequence[Section]) -> Iterator[tuple[str, bool]]:
    """Yield for each line (kind of its section, "" if that is not told; whether it is the first line of it here)."""
    starts = [section.start for section in sections]
    before = -1
    for line in lines:
        at = bisect_right(starts, line.start) - 1
        kind = sections[at].kind if at >= 0 else UNTOLD
        yield ("", False) if kind == UNTOLD else (kind, at != before)
        before = at
