"""A report's text as the editor sees it: what was repaired in place, what was removed struck out.

Pure: strings and edits in, frozen parts out; the template escapes and draws them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from archive.languages.labels import edit_rule_label
from archive.layout.lines import lines_of
from archive.layout.runs import PartKind, masked_spans
from archive.text.edits import Edit, apply_edits
from archive.text.repair import Gap

#: Words on each side of a change that is listed away from its place.
CONTEXT = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One edit by its number in the report's list, to be drawn as ``del`` and ``ins``.

    ``parts`` are the words of ``after``; ``is_doubtful`` asks the editor to look at it.
    """

    index: int
    before: str
    after: str
    label: str
    rule: str = ""
    parts: tuple[Piece, ...] = ()
    is_doubtful: bool = False

    @property
    def lines(self) -> str:
        """What was removed, without the line ends around it."""
        return self.before.strip("\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they are (``change`` is None), or a change in the line. ``gap`` counts from 1; 0 for none."""

    words: str = ""
    change: Change | None = None
    kind: PartKind = ""
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the text, or whole lines that were removed (one piece, with its change).

    ``level`` 2 or 3 makes it a heading, as on the public page; ``number`` counts all blocks from 1.
    """

    kind: Literal["paragraph", "removed"]
    pieces: tuple[Piece, ...]
    level: int = 0
    number: int = 0


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
    gaps: tuple[Gap, ...]
    repaired: int
    removed: int
    by_hand: int

    def block_of(self, index: int) -> int:
        """Number of the block that holds the edit ``index``; 0 where it is not drawn in its place."""
        for block in self.blocks:
            if any(piece.change and piece.change.index == index for piece in block.pieces):
                return block.number
        return 0


def review_text(
    extracted: str, edits: Sequence[Edit], gaps: Sequence[Gap] = (), doubtful: Collection[int] = ()
) -> ReviewedText:
    """Lay ``extracted`` out with ``edits`` (flat, as a report keeps them). ``gaps`` count in the text that they lead
    to; ``doubtful`` are numbers of edits that the editor should look at."""
    text = apply_edits(extracted, edits)
    sheet = _Sheet(text, _masks(text, gaps), _levels(text))
    blanks: list[BlankChange] = []
    at = shift = 0
    for index, edit in enumerate(edits):
        sheet.add_words(at + shift, edit.start + shift)
        at, shown = edit.end, edit.start + shift
        shift += len(edit.after) - len(edit.before)
        change = Change(index, edit.before, edit.after, edit_rule_label(edit.rule), edit.rule)
        if not (edit.before.strip() or edit.after.strip()):
            left, right = extracted[max(0, edit.start - CONTEXT) : edit.start], extracted[at : at + CONTEXT]
            blanks.append(BlankChange(change, left, right))
            sheet.add_words(shown, shown + len(edit.after))
        elif not edit.after.strip() and _covers_lines(extracted, edit):
            sheet.add_removed(change)
        else:
            parts = tuple(sheet.cut(shown, shown + len(edit.after)))
            sheet.add_change(replace(change, parts=parts, is_doubtful=index in doubtful), shown)
    sheet.add_words(at + shift, len(text))
    sheet.end_paragraph()
    kinds = Counter(edit.kind for edit in edits if edit.before.strip() or edit.after.strip())
    return ReviewedText(
        tuple(sheet.blocks), tuple(blanks), tuple(gaps), kinds["repair"], kinds["clean"], kinds["editor"]
    )


_Mask = tuple[int, int, PartKind, int]


@dataclass(slots=True)
class _Sheet:
    """What is laid out so far. Offsets count in ``text``, the text with all edits made."""

    text: str
    masks: Sequence[_Mask]
    levels: dict[int, int]
    blocks: list[Block] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    level: int = 0
    passed: int = 0  # masks that lie before everything still to come

    def add_words(self, start: int, end: int) -> None:
        """Words of the open paragraph, which ends at every line end."""
        for number, line in enumerate(self.text[start:end].split("\n")):
            if number:
                self.end_paragraph()
                start += 1
            if line:
                self._see_level(start, start + len(line))
                self.pieces += self.cut(start, start + len(line))
                start += len(line)

    def add_change(self, change: Change, shown: int) -> None:
        self._see_level(shown, shown + len(change.after))
        self.pieces.append(Piece(change=change))

    def add_removed(self, change: Change) -> None:
        self.end_paragraph()
        self.blocks.append(Block("removed", (Piece(change=change),), number=len(self.blocks) + 1))

    def end_paragraph(self) -> None:
        if any(piece.change or piece.words.strip() for piece in self.pieces):
            self.blocks.append(Block("paragraph", tuple(self.pieces), self.level, len(self.blocks) + 1))
        self.pieces.clear()
        self.level = 0

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        """``text[start:end]`` in pieces, redactions and gaps apart. To be called from the text's start to its end."""
        while self.passed < len(self.masks) and self.masks[self.passed][0] < end:
            begin, stop, kind, gap = self.masks[self.passed]
            if begin > start:
                yield Piece(self.text[start:begin])
            if max(begin, start) < min(stop, end):
                yield Piece(self.text[max(begin, start) : min(stop, end)], kind=kind, gap=gap)
            if stop > end:
                return
            start, self.passed = max(start, stop), self.passed + 1
        if start < end:
            yield Piece(self.text[start:end])

    def _see_level(self, start: int, end: int) -> None:
        if not self.level and not self.pieces and self.levels:
            bare = start + len(self.text[start:end]) - len(self.text[start:end].lstrip())
            self.level = self.levels.get(bare, 0)


def _masks(text: str, gaps: Sequence[Gap]) -> list[_Mask]:
    """Redactions, lost characters and gaps, sorted and apart from each other; a gap is the most that can be said."""
    masks: list[_Mask] = [(gap.start, gap.end, "lost", number) for number, gap in enumerate(gaps, 1)]
    masks += [(start, end, kind, 0) for start, end, kind in masked_spans(text)]
    masks.sort(key=lambda mask: (mask[0], -mask[3]))
    apart: list[_Mask] = []
    for start, end, kind, gap in masks:
        if apart and start < apart[-1][1]:
            if gap and not apart[-1][3]:  # the mask that began before it ends where the gap begins
                apart[-1] = (apart[-1][0], start, *apart[-1][2:])
            else:
                start = apart[-1][1]
        if start < end:
            apart.append((start, end, kind, gap))
    return apart


def _levels(text: str) -> dict[int, int]:
    """{offset of a heading: its level}, as the public page sets them."""
    return {block.start: block.level for block in lines_of(text) if block.level}


def _covers_lines(extracted: str, edit: Edit) -> bool:
    """True where nothing but line ends stands beside what was removed."""
    opens = edit.start == 0 or extracted[edit.start - 1] == "\n" or edit.before.startswith("\n")
    closes = edit.end == len(extracted) or extracted[edit.end] == "\n" or edit.before.endswith("\n")
    return opens and closes
