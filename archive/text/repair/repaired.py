"""The result of a repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.text.edits import Edit
from archive.text.evidence import Candidate

UNKNOWN = "□"  # stands for a character whose bytes are lost


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that stays damaged: offsets in the repaired text, where □ or the damaged words stand.

    ``candidates`` are the possible characters, best first; they are for the editor, and the archive never writes
    them. ``quote`` is the damage as the copy shows it.
    """

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """``text`` is ``apply_edits(input, edits)``; ``edits`` (kind ``repair``) count offsets in the input.

    ``damaged`` says that some damage could not be undone, so that words are missing or wrong; ``gaps`` says where.
    ``notes`` are Chinese sentences for the editor: how often each rule repaired something, and what is left.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    damaged: bool = False
    notes: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


def place_gaps(gaps: Iterable[Gap], *steps: Sequence[Edit]) -> list[Gap]:
    """Return the gaps in offsets of the text that ``steps`` lead to, each step's edits counted in the text before it.

    A gap that an edit touches disappears: removed with its line, filled, or repaired by a later rule. Linear in gaps
    and edits.
    """
    placed = sorted(gaps, key=lambda gap: gap.start)
    for edits in steps:
        placed = list(_moved(placed, edits))
    return placed


def _moved(gaps: Sequence[Gap], edits: Sequence[Edit]) -> Iterator[Gap]:
    at = shift = 0
    for gap in gaps:
        while at < len(edits) and edits[at].end <= gap.start:
            shift += len(edits[at].after) - len(edits[at].before)
            at += 1
        if at == len(edits) or edits[at].start >= gap.end:
            yield replace(gap, start=gap.start + shift, end=gap.end + shift)
