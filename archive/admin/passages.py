"""A report's text as the editor sees it: what was repaired in place, what was removed struck out.

Pure: strings and edits in, frozen parts out; the template escapes and draws them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from archive.labels import edit_rule_label
from archive.text.edits import Edit

#: Words on each side of a change that is listed away from its place.
CONTEXT = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One edit by its number in the report's list, to be drawn as ``del`` and ``ins``."""

    index: int
    before: str
    after: str
    label: str

    @property
    def lines(self) -> str:
        """What was removed, without the line ends around it."""
        return self.before.strip("\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they are (``change`` is None), or a change in the line."""

    words: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the text, or whole lines that were removed (one piece, with its change)."""

    kind: Literal["paragraph", "removed"]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class BlankChange:
    """A change of blanks or line ends alone: nothing to see in its place, so it is listed with the words around."""

    change: Change
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """The whole text with its changes; the counts are those of the edits by the step that made them."""

    blocks: tuple[Block, ...]
    blanks: tuple[BlankChange, ...]
    repaired: int
    removed: int
    by_hand: int


def review_text(extracted: str, edits: Sequence[Edit]) -> ReviewedText:
    """Lay ``extracted`` out with ``edits`` (flat, as a report keeps them)."""
    blanks = [
        BlankChange(
            _change(index, edit),
            extracted[max(0, edit.start - CONTEXT) : edit.start],
            extracted[edit.end : edit.end + CONTEXT],
        )
        for index, edit in enumerate(edits)
        if not _is_visible(edit)
    ]
    kinds = Counter(edit.kind for edit in edits if _is_visible(edit))
    return ReviewedText(
        tuple(_blocks(extracted, edits)), tuple(blanks), kinds["repair"], kinds["clean"], kinds["editor"]
    )


def _change(index: int, edit: Edit) -> Change:
    return Change(index, edit.before, edit.after, edit_rule_label(edit.rule))


def _is_visible(edit: Edit) -> bool:
    return bool(edit.before.strip() or edit.after.strip())


def _blocks(extracted: str, edits: Sequence[Edit]) -> Iterator[Block]:
    pieces: list[Piece] = []
    at = 0
    for index, edit in enumerate(edits):
        yield from _lines(extracted[at : edit.start], pieces)
        at = edit.end
        change = _change(index, edit)
        if not _is_visible(edit):
            yield from _lines(edit.after, pieces)
        elif not edit.after.strip() and _covers_lines(extracted, edit):
            yield from _paragraph(pieces)
            yield Block("removed", (Piece(change=change),))
        else:
            pieces.append(Piece(change=change))
    yield from _lines(extracted[at:], pieces)
    yield from _paragraph(pieces)


def _lines(words: str, pieces: list[Piece]) -> Iterator[Block]:
    """Add ``words`` to the open paragraph in ``pieces``, closing it at every line end."""
    for number, line in enumerate(words.split("\n")):
        if number:
            yield from _paragraph(pieces)
        if line:
            pieces.append(Piece(line))


def _paragraph(pieces: list[Piece]) -> Iterator[Block]:
    if any(piece.change or piece.words.strip() for piece in pieces):
        yield Block("paragraph", tuple(pieces))
    pieces.clear()


def _covers_lines(extracted: str, edit: Edit) -> bool:
    """True where nothing but line ends stands beside what was removed."""
    opens = edit.start == 0 or extracted[edit.start - 1] == "\n" or edit.before.startswith("\n")
    closes = edit.end == len(extracted) or extracted[edit.end] == "\n" or edit.before.endswith("\n")
    return opens and closes
