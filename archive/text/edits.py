"""Edits: every change between the extracted text and the text on the page.

An edit says: at ``start`` of the *extracted* text stood ``before``; on the
page stands ``after``. The edits of a report never overlap and are sorted, so
that both directions hold exactly::

    apply_edits(extracted, edits) == text
    undo_edits(text, edits) == extracted

and undoing one change is dropping one edit from the list. Later steps (cleaning, an
editor's hand) work on a text that is already changed; ``compose_edits`` carries
their edits back to the extracted text, so that one flat list tells everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

EditKind = Literal["repair", "clean", "editor"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. Offsets count code points.

    ``kind`` is the step that made it, ``rule`` the name of the rule within
    that step (``pinyin-bracket``, ``copyright`` ...).
    """

    start: int
    before: str
    after: str
    kind: EditKind
    rule: str

    @property
    def end(self) -> int:
        """Offset behind ``before`` in the text that the edit was made on."""
        return self.start + len(self.before)

    def to_dict(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_dict(cls, row: dict) -> Edit:
        return cls(row["start"], row["before"], row["after"], row["kind"], row["rule"])


class EditError(ValueError):
    """The edits do not fit the text: overlap, disorder, or other words there."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all ``edits`` made. Raises EditError if one does not fit."""
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
    """The text that ``edits`` were made on. Raises EditError if one does not fit."""
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
    """One list that does what ``first`` on ``text`` and then ``second`` do.

    ``second`` counts its offsets in ``apply_edits(text, first)``. Where the two
    touch (a removed line that held a mended character), they become one edit
    of the later kind and rule, whose ``before`` is the slice of ``text``.
    """
    # Edits of `first` as (start, end) in both texts, so that any span of the
    # middle text can be carried back to `text`.
    spans: list[tuple[int, int, Edit]] = []
    shift = 0
    for edit in first:
        spans.append((edit.start + shift, edit.start + shift + len(edit.after), edit))
        shift += len(edit.after) - len(edit.before)

    composed: list[Edit] = []
    index = shift = 0
    for later in second:
        start, end = later.start, later.end
        while index < len(spans) and not _touches(spans[index], start, end) and spans[index][0] < start:
            edit = spans[index][2]
            composed.append(edit)
            shift += len(edit.before) - len(edit.after)
            index += 1
        before_start, head, inner_shift = start + shift, "", 0
        swallowed_end = end
        while index < len(spans) and _touches(spans[index], start, end):
            middle_start, middle_end, edit = spans[index]
            if middle_start < start:
                head = edit.after[: start - middle_start]
                before_start = edit.start
            swallowed_end = max(swallowed_end, middle_end)
            inner_shift += len(edit.before) - len(edit.after)
            index += 1
        tail = ""
        if swallowed_end > end:
            tail = spans[index - 1][2].after[len(spans[index - 1][2].after) - (swallowed_end - end) :]
        before_end = swallowed_end + shift + inner_shift
        composed.append(Edit(before_start, text[before_start:before_end], head + later.after + tail, later.kind, later.rule))
        shift += inner_shift
    composed.extend(span[2] for span in spans[index:])
    return [edit for edit in _joined(composed) if edit.before != edit.after]


def _touches(span: tuple[int, int, Edit], start: int, end: int) -> bool:
    """Whether an edit of the first step lies in, or overlaps, the span."""
    middle_start, middle_end, _ = span
    if middle_start == middle_end:
        return start < middle_start < end
    return middle_start < end and start < middle_end


def _joined(edits: Sequence[Edit]) -> list[Edit]:
    """Two later edits that share one earlier edit overlap: join them."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and edit.start < joined[-1].end:
            raise EditError("two edits of one step lie in the same earlier edit")
        joined.append(edit)
    return joined
