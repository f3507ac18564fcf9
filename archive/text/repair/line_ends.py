"""Full stops cut at the end of a line, where no following words help to decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from archive.text.edits import LOST_CHARACTER
from archive.text.evidence import Candidate
from archive.text.repair.likelihood import shares

# A stop at the end of a line, or before a number, where the quote lost its second byte too.
_STOP_AT_END = re.compile(r"[?？\ufffd][!！][?？\ufffd](?=[ \u3000]*(?:\n|$)|[0-9A-Za-z])")
_STOP_IN_QUOTE = re.compile(r"[?？\ufffd][!！](?=[ \u3000]*(?:\n|$))")


@dataclass(frozen=True, slots=True)
class StretchRepair:
    """The new words for ``text[start:end]``, and the unknown places in them: (offset, candidates)."""

    start: int
    end: int
    after: str
    unknown: tuple[tuple[int, tuple[Candidate, ...]], ...] = ()


def stops_at_line_ends(text: str) -> Iterator[tuple[int, Callable[[int], StretchRepair | None]]]:
    """Yield (where the damage starts, how to repair it) for a text that went through the converter."""
    for match in _STOP_AT_END.finditer(text):
        yield match.start(), partial(_repair_last_stop, text, match)
    for match in _STOP_IN_QUOTE.finditer(text):
        yield match.start(), partial(_suspect_last_stop, text, match)


def _repair_last_stop(text: str, match: re.Match[str], floor: int) -> StretchRepair:
    """Repair ``?!?`` at the end of a line: 。 and a closing mark that lost its second byte."""
    before = text[max(floor, match.start() - 40) : match.start()]
    pairs = (("“", "”"), ("‘", "’"), ("《", "》"), ("「", "」"))
    weights = {mark: before.count(opening) - before.count(mark) + 0.0 for opening, mark in pairs}
    if match.end() < len(text) and text[match.end()].isalnum():
        weights |= {opening: 0.5 for opening, _ in pairs}
    return StretchRepair(
        match.start(),
        match.end(),
        "。" + LOST_CHARACTER,
        ((1, tuple(Candidate(mark, "byte-shift", match[0], share) for mark, share in shares(weights))),),
    )


def _suspect_last_stop(text: str, match: re.Match[str], floor: int) -> StretchRepair | None:
    """Flag ``?!`` at the end of a line with an open quote: the rest of 。” may have vanished without a sign."""
    line = text[text.rfind("\n", floor, match.start()) + 1 : match.start()]
    if line.count("“") <= line.count("”"):
        return None
    likely = Candidate("。”", "byte-shift", match[0], 0.0)
    return StretchRepair(match.start(), match.end(), match[0], ((0, (likely,)),))
