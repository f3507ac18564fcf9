"""Text cut into runs for the page, where a mark, a redaction or an edit begins and ends.

``archive.rendering.filters.words`` writes the parts as HTML, each escaped. Offsets count code points of the
shown text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archive.text.redactions import find_redactions
from search.hits import Mark

PartKind = Literal["", "redaction", "lost", "unsure"]
Quoted = Literal["", "first", "more"]
_LOST = re.compile("□+")


@dataclass(frozen=True, slots=True)
class Removed:
    """Words that an edit removed: ``at`` is the offset in the shown text where they stood, ``rule`` the edit's."""

    at: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Inserted:
    """Words of the shown text, from ``start`` to ``end``, that an edit added."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class RunPart:
    """Words of a run that look alike throughout.

    ``change`` is ``ins`` or ``del`` for words of an edit, with its ``rule``. ``quoted`` marks words of the passage
    that the address names, ``first`` at its beginning.
    """

    text: str
    kind: PartKind = ""
    change: Literal["", "ins", "del"] = ""
    rule: str = ""
    quoted: Quoted = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The parts inside one mark (``term`` counts from 0), or between marks (``term`` None).

    ``number`` is the hit's number in the report, from 1; 0 where hits have no numbers, and on the later parts of a
    hit that crosses a paragraph.
    """

    parts: tuple[RunPart, ...]
    term: int | None = None
    number: int = 0

    @property
    def plain(self) -> str:
        """Return the words if all look alike, else "": the common case, which a template writes in one step."""
        first = self.parts[0]
        return first.text if len(self.parts) == 1 and not (first.kind or first.change or first.quoted) else ""

    @property
    def underline(self) -> int:
        """Return 1 to 4, the underline that tells the terms apart; a fifth term begins again. 0 without a term."""
        return 0 if self.term is None else self.term % 4 + 1


@dataclass(frozen=True, slots=True)
class Layers:
    """All layers over one text. Each list is sorted by offset.

    ``shown`` is the text that the page writes instead of ``text``, of the same length (the other script); ``quoted``
    the two ends of the passage that the address names.
    """

    text: str
    marks: Sequence[Mark] = ()
    numbered: bool = False
    masked: Sequence[tuple[int, int, PartKind]] = ()
    inserted: Sequence[Inserted] = ()
    removed: Sequence[Removed] = ()
    shown: str = ""
    quoted: tuple[int, int] | None = None


def masked_spans(text: str, unsure: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int, PartKind]]:
    """Return redactions and lost characters (□), sorted, and between them what may be recognised wrong (``unsure``)."""
    spans: list[tuple[int, int, PartKind]] = [(start, end, "redaction") for start, end in find_redactions(text)]
    spans += [(*match.span(), "lost") for match in _LOST.finditer(text)]
    spans.sort()
    if unsure:
        taken = {at for start, end, _ in spans for at in range(start, end)}
        spans += [(start, end, "unsure") for start, end in unsure if taken.isdisjoint(range(start, end))]
        spans.sort()
    return spans


def marked_runs(text: str, marks: Sequence[Mark] = (), *, shown: str = "") -> tuple[Run, ...]:
    """Return the runs of a title or an excerpt, with marks and redactions; ``shown`` as in Layers."""
    masked = masked_spans(text)
    if not masked and not marks:
        return (Run((RunPart(shown or text),)),) if text else ()
    return cut_runs(Layers(text, marks, masked=masked, shown=shown), 0, len(text))


@dataclass(frozen=True, slots=True)
class _Line:
    """The layers of one line, with their offsets as plain numbers: a line may hold 40,000 edits and as many hits."""

    masked: Sequence[tuple[int, int, PartKind]]
    inserted: Sequence[Inserted]
    removed: Sequence[Removed]
    masked_starts: list[int]
    masked_ends: list[int]
    inserted_starts: list[int]
    inserted_ends: list[int]
    removed_at: list[int]

    @classmethod
    def of(cls, layers: Layers, start: int, end: int) -> _Line:
        """Return what lies in ``layers.text[start:end]`` or touches it."""
        first = bisect_right(layers.masked, start, key=lambda span: span[1])
        masked = layers.masked[first : bisect_left(layers.masked, end, key=lambda span: span[0])]
        first = bisect_right(layers.inserted, start, key=lambda each: each.end)
        inserted = layers.inserted[first : bisect_left(layers.inserted, end, key=lambda each: each.start)]
        first = bisect_left(layers.removed, start, key=lambda each: each.at)
        removed = layers.removed[first : bisect_right(layers.removed, end, key=lambda each: each.at)]
        return cls(
            masked,
            inserted,
            removed,
            [span[0] for span in masked],
            [span[1] for span in masked],
            [each.start for each in inserted],
            [each.end for each in inserted],
            [each.at for each in removed],
        )


def cut_runs(layers: Layers, start: int, end: int) -> tuple[Run, ...]:
    """Return the runs of ``layers.text[start:end]``; marks that cross either end are cut there."""
    runs: list[Run] = []
    at = start
    line = _Line.of(layers, start, end)
    shown = layers.shown or layers.text
    first = bisect_right(layers.marks, start, key=lambda mark: mark.end)
    for index in range(first, len(layers.marks)):
        mark = layers.marks[index]
        if mark.start >= end:
            break
        begin, stop = max(mark.start, at), min(mark.end, end)
        if begin > at:
            runs.append(Run(_parts(line, shown, layers.quoted, at, begin)))
        number = index + 1 if layers.numbered and mark.start >= start else 0
        runs.append(Run(_parts(line, shown, layers.quoted, begin, stop), mark.term, number))
        at = stop
    runs.append(Run(_parts(line, shown, layers.quoted, at, end, closed=True)))
    return tuple(run for run in runs if run.parts)


def _parts(
    line: _Line, shown: str, quoted: tuple[int, int] | None, start: int, end: int, *, closed: bool = False
) -> tuple[RunPart, ...]:
    """Return the parts of one stretch.

    Removed words stand at its start or inside, at its end only if ``closed``.
    """
    first = bisect_right(line.masked_ends, start)
    masked = line.masked[first : bisect_left(line.masked_starts, end)]
    first = bisect_right(line.inserted_ends, start)
    added_here = line.inserted[first : bisect_left(line.inserted_starts, end)]
    first = bisect_left(line.removed_at, start)
    removed = line.removed[first : (bisect_right if closed else bisect_left)(line.removed_at, end)]
    if not (masked or added_here or removed or quoted):  # most stretches
        return (RunPart(shown[start:end]),) if start < end else ()
    inserted = [(each.start, each.end, each.rule) for each in added_here]
    quoted = quoted or (0, 0)
    cuts = {start, end, *(each.at for each in removed), *(cut for cut in quoted if start < cut < end)}
    cuts.update(cut for span in (*masked, *inserted) for cut in span[:2] if start < cut < end)
    parts: list[RunPart] = []
    ordered = sorted(cuts)
    gone = hidden = added = 0  # all three lists are walked along with the cuts: a line may hold 40,000 edits
    for index, cut in enumerate(ordered):
        while gone < len(removed) and removed[gone].at == cut:
            parts.append(RunPart(removed[gone].text, change="del", rule=removed[gone].rule))
            gone += 1
        if index + 1 == len(ordered):
            break
        while hidden < len(masked) and masked[hidden][1] <= cut:
            hidden += 1
        while added < len(inserted) and inserted[added][1] <= cut:
            added += 1
        kind: PartKind = masked[hidden][2] if hidden < len(masked) and masked[hidden][0] <= cut else ""
        rule = inserted[added][2] if added < len(inserted) and inserted[added][0] <= cut else ""
        words = shown[cut : ordered[index + 1]]
        passage: Quoted = ("first" if cut == quoted[0] else "more") if quoted[0] <= cut < quoted[1] else ""
        parts.append(RunPart(words, kind, "ins" if rule else "", rule, passage))
    return tuple(parts)
