"""Edits: every change between the extracted text and the text on the page.

An edit says: at ``start`` of the *extracted* text stood ``before``; on the page stands ``after``. The edits of a
report never overlap and are sorted, so that both directions hold exactly::

    apply_edits(extracted, edits) == text
    undo_edits(text, edits) == extracted

To undo one change is to drop one edit from the list. Later steps (cleaning, an editor) work on a text that is already
changed; ``compose_edits`` carries their edits back to the extracted text, so that one flat list records everything.

A gap (缺字) is a place that no edit could repair. ``place_gaps`` carries gaps through later edits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from archive.text.evidence import Candidate

EditKind = Literal["repair", "clean", "editor"]

LOST_CHARACTER = "□"  # stands for a character whose bytes are lost


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. Offsets count code points.

    ``kind`` is the step that made it, ``rule`` the name of the rule within that step (``pinyin-bracket``,
    ``copyright`` ...).
    """

    start: int
    before: str
    after: str
    kind: EditKind
    rule: str

    @property
    def end(self) -> int:
        """Return the offset behind ``before`` in the text that the edit was made on."""
        return self.start + len(self.before)

    def to_dict(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_dict(cls, row: dict) -> Edit:
        return cls(row["start"], row["before"], row["after"], row["kind"], row["rule"])


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


class EditError(ValueError):
    """The edits do not fit the text: they overlap, are unsorted, or name other words."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with all ``edits`` made. Raises EditError if one does not fit."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or text[edit.start : edit.end] != edit.before:
            raise EditError(f"edit {edit!r} does not fit the text at {edit.start}")
        pieces += (text[at : edit.start], edit.after)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def undo_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text that ``edits`` were made on. Raises EditError if one does not fit."""
    pieces: list[str] = []
    at = shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        if start < at or text[start:end] != edit.after:
            raise EditError(f"edit {edit!r} was not made on this text")
        pieces += (text[at:start], edit.before)
        at = end
        shift += len(edit.after) - len(edit.before)
    pieces.append(text[at:])
    return "".join(pieces)


def compose_edits(first: Sequence[Edit], second: Sequence[Edit], text: str) -> list[Edit]:
    """Return one list that does what ``first`` on ``text`` and then ``second`` do.

    ``second`` counts its offsets in ``apply_edits(text, first)``. Edits that touch different words stay as they are.
    Where two overlap (a removed line with a repaired character), they become one edit of the later kind and rule,
    whose ``before`` is the slice of ``text``. What ``second`` undoes of ``first`` disappears. Raises EditError if
    either list does not fit.
    """
    middle = apply_edits(text, first)
    apply_edits(middle, second)  # raises where the second list does not fit
    spans: list[_Span] = []
    shift = 0
    for edit in first:
        start = edit.start + shift
        spans.append(_Span(start, start + len(edit.after), edit, True))
        shift += len(edit.after) - len(edit.before)
    spans += [_Span(edit.start, edit.end, edit, False) for edit in second]
    spans.sort(key=lambda span: (span.start, span.end))

    composed: list[Edit] = []
    shift = 0
    for cluster in _overlapping(spans):
        start, end = cluster[0].start, max(span.end for span in cluster)
        growth = sum(len(span.edit.after) - len(span.edit.before) for span in cluster if span.is_first)
        later = [span.edit for span in cluster if not span.is_first]
        if later:
            before = text[start - shift : end - shift - growth]
            after = apply_edits(middle[start:end], [replace(edit, start=edit.start - start) for edit in later])
            chief = max(later, key=lambda edit: len(edit.before))
            edit = Edit(start - shift, before, after, chief.kind, chief.rule)
        else:
            edit = cluster[0].edit
        if edit.before != edit.after:
            composed.append(edit)
        shift += growth
    return composed


def place_gaps(gaps: Iterable[Gap], *steps: Sequence[Edit]) -> list[Gap]:
    """Return the gaps in offsets of the text that ``steps`` lead to, each step's edits counted in the text before it.

    A gap that an edit touches disappears: removed with its line, filled, or repaired by a later rule. Linear in gaps
    and edits.
    """
    placed = sorted(gaps, key=lambda gap: gap.start)
    for edits in steps:
        placed = list(_moved(placed, edits))
    return placed


class _Span(NamedTuple):
    """Where an edit of either list lies in the middle text."""

    start: int
    end: int
    edit: Edit
    is_first: bool


def _overlapping(spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    """Yield groups of sorted spans that share characters; spans that merely touch stay apart."""
    cluster: list[_Span] = []
    reach = 0
    for span in spans:
        if cluster and span.start >= reach:
            yield cluster
            cluster = []
        cluster.append(span)
        reach = span.end if len(cluster) == 1 else max(reach, span.end)
    if cluster:
        yield cluster


def _moved(gaps: Sequence[Gap], edits: Sequence[Edit]) -> Iterator[Gap]:
    at = shift = 0
    for gap in gaps:
        while at < len(edits) and edits[at].end <= gap.start:
            shift += len(edits[at].after) - len(edits[at].before)
            at += 1
        if at == len(edits) or edits[at].start >= gap.end:
            yield replace(gap, start=gap.start + shift, end=gap.end + shift)


# The finest level compares character by character, which costs the product of both lengths.
_MAX_CHARACTER_PAIRS = 1_000_000
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CLAUSE = re.compile(r"[^，。；：！？、,;:!?]*[，。；：！？、,;:!?]|[^，。；：！？、,;:!?]+")


def edits_between(before: str, after: str, *, kind: EditKind, rule: str) -> list[Edit]:
    """Return the edits that turn ``before`` into ``after``: what an editor changed.

    Lines are compared first, then the clauses of changed lines, then the characters of changed clauses, so that
    20,000 characters take milliseconds. ``apply_edits(before, edits_between(before, after)) == after``.
    """
    edits: list[Edit] = []
    for start, old, new in _changes(before, after, 0, (_LINE.findall, _CLAUSE.findall, list)):
        if edits and edits[-1].end == start:  # neighbours of two clauses are one change
            edits[-1] = replace(edits[-1], before=edits[-1].before + old, after=edits[-1].after + new)
        else:
            edits.append(Edit(start, old, new, kind, rule))
    return edits


def _changes(
    before: str, after: str, offset: int, levels: Sequence[Callable[[str], list[str]]]
) -> Iterator[tuple[int, str, str]]:
    """Yield (start, old, new) of every difference, cut by the first level and refined by the rest."""
    if before == after:
        return
    head = _common_length(before, after)
    tail = _common_length(before[head:][::-1], after[head:][::-1])
    old, new, offset = before[head : len(before) - tail], after[head : len(after) - tail], offset + head
    if not old or not new or not levels or (len(levels) == 1 and len(old) * len(new) > _MAX_CHARACTER_PAIRS):
        yield offset, old, new
        return
    old_pieces, new_pieces = levels[0](old), levels[0](new)
    matcher = SequenceMatcher(None, old_pieces, new_pieces, autojunk=len(levels) > 1)
    at = offset
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        old_part, new_part = "".join(old_pieces[i1:i2]), "".join(new_pieces[j1:j2])
        if tag != "equal":
            yield from _changes(old_part, new_part, at, levels[1:])
        at += len(old_part)


def _common_length(left: str, right: str) -> int:
    """Return how many characters both begin with."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
