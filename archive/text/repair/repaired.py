"""The outcome of a repair."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.text.edits import Edit
from archive.text.evidence import Candidate

UNKNOWN = "□"  # stands for a character whose bytes are lost


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that stays damaged: offsets in the repaired text, where □ or the damaged words stand.

    ``candidates`` are what may have stood there, best first; they are for the editor and never written by
    the archive. ``quote`` is the damage as the copy shows it.
    """

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """``text`` is ``apply_edits(input, edits)``; ``edits`` (kind ``repair``) count offsets in the input.

    ``damaged`` says that some damage was seen but could not be undone, so that words are missing or wrong;
    ``gaps`` says where. ``notes`` are Chinese sentences for the editor: what was mended how often, what was left.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    damaged: bool = False
    notes: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


def moved_gaps(gaps: Iterable[Gap], edits: Sequence[Edit]) -> list[Gap]:
    """The gaps of a text, in offsets of the text that ``edits`` make of it."""
    starts = [edit.start for edit in edits]
    shifts = [0]
    for edit in edits:
        shifts.append(shifts[-1] + len(edit.after) - len(edit.before))

    def moved(place: int) -> int:
        at = bisect_right(starts, place)
        if at and place < edits[at - 1].end:  # inside a change: its beginning is what is left of it
            return edits[at - 1].start + shifts[at - 1]
        return place + shifts[at]

    return [replace(gap, start=moved(gap.start), end=max(moved(gap.start), moved(gap.end))) for gap in gaps]
