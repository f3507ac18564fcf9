"""A report's text as the editor sees it: repaired words in place, removed words struck out.

Pure: strings and edits in, frozen spans out; ``desk_tags`` escapes and renders them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from archive.languages.labels import edit_rule_label
from archive.layout.parts import heading_levels
from archive.layout.runs import PartKind, masked_spans
from archive.text.edits import Edit, Gap, apply_edits
from search.invisible import without_invisible

#: Characters on each side of an edit that is listed away from its place.
CONTEXT = 12


@dataclass(frozen=True, slots=True)
class ReviewEdit:
    """One edit by its number in the report's list, rendered as ``del`` and ``ins``.

    ``parts`` are the words of ``after``; a doubtful edit asks the editor to look at it.
    """

    index: int
    before: str
    after: str
    label: str
    rule: str = ""
    parts: tuple[ReviewSpan, ...] = ()
    is_doubtful: bool = False

    @property
    def lines(self) -> str:
        """The removed words without the line ends around them."""
        return self.before.strip("\n")


@dataclass(frozen=True, slots=True)
class ReviewSpan:
    """Unchanged words, or an edit in the line. ``gap`` counts from 1; 0 for none.

    ``place`` is the anchor of the line on the page image where words were recognised that may be wrong.
    """

    words: str = ""
    edit: ReviewEdit | None = None
    kind: PartKind = ""
    gap: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class UnsureWords:
    """Words that may be recognised wrong, by offsets in the text; ``place`` as in ReviewSpan."""

    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class ReviewBlock:
    """A paragraph of the text, or removed lines (one span, with its edit).

    ``level`` 2 or 3 makes it a heading, as on the public page; ``number`` counts all blocks from 1.
    """

    kind: Literal["paragraph", "removed"]
    spans: tuple[ReviewSpan, ...]
    level: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class BlankEdit:
    """An edit of blanks, line ends or invisible characters alone, listed with the words around it."""

    edit: ReviewEdit
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """The whole text with its edits; the counts are those of the edits by each step."""

    blocks: tuple[ReviewBlock, ...]
    blanks: tuple[BlankEdit, ...]
    gaps: tuple[Gap, ...]
    repaired: int
    removed: int
    by_hand: int

    def block_of(self, index: int) -> int:
        """Return the number of the block that holds the edit ``index``; 0 for a BlankEdit."""
        for block in self.blocks:
            if any(span.edit and span.edit.index == index for span in block.spans):
                return block.number
        return 0


def review_text(
    extracted: str,
    edits: Sequence[Edit],
    gaps: Sequence[Gap] = (),
    doubtful: Collection[int] = (),
    unsure: Sequence[UnsureWords] = (),
) -> ReviewedText:
    """Lay ``extracted`` out with the flat list ``edits``.

    ``gaps`` and ``unsure`` words count in the text that the edits lead to; ``doubtful`` are numbers of edits that the
    editor should look at.
    """
    text = apply_edits(extracted, edits)
    masks = _masks(text, gaps, [(each.start, each.end) for each in unsure])
    layout = _Layout(text, masks, heading_levels(text), {each.start: each.place for each in unsure})
    blanks: list[BlankEdit] = []
    labels = {rule: edit_rule_label(rule) for rule in {edit.rule for edit in edits}}
    at = shift = 0
    for index, edit in enumerate(edits):
        layout.add_words(at + shift, edit.start + shift)
        at, shown = edit.end, edit.start + shift
        shift += len(edit.after) - len(edit.before)
        before = without_invisible(edit.before)  # a mark of direction would turn the words around it
        said = (index, before, edit.after, labels[edit.rule], edit.rule)
        if not (before.strip() or edit.after.strip()):
            left, right = extracted[max(0, edit.start - CONTEXT) : edit.start], extracted[at : at + CONTEXT]
            blanks.append(BlankEdit(ReviewEdit(*said), without_invisible(left), without_invisible(right)))
            layout.add_words(shown, shown + len(edit.after))
        elif not edit.after.strip() and _covers_lines(extracted, edit):
            layout.add_removed(ReviewEdit(*said))
        else:
            parts = tuple(layout.cut(shown, shown + len(edit.after)))
            layout.add_edit(ReviewEdit(*said, parts, index in doubtful), shown)
    layout.add_words(at + shift, len(text))
    layout.end_paragraph()
    kinds = Counter(edit.kind for edit in edits if without_invisible(edit.before).strip() or edit.after.strip())
    return ReviewedText(
        tuple(layout.blocks), tuple(blanks), tuple(gaps), kinds["repair"], kinds["clean"], kinds["editor"]
    )


_Mask = tuple[int, int, PartKind, int]


@dataclass(slots=True)
class _Layout:
    """The blocks laid out so far. Offsets count in ``text``, the text with all edits applied."""

    text: str
    masks: Sequence[_Mask]
    levels: dict[int, int]
    places: dict[int, str]
    blocks: list[ReviewBlock] = field(default_factory=list)
    spans: list[ReviewSpan] = field(default_factory=list)
    level: int = 0
    passed: int = 0  # masks before everything that is still to come

    def add_words(self, start: int, end: int) -> None:
        """Add words to the open paragraph, which ends at every line end."""
        for number, line in enumerate(self.text[start:end].split("\n")):
            if number:
                self.end_paragraph()
                start += 1
            if line:
                self._note_level(start, start + len(line))
                self.spans += self.cut(start, start + len(line))
                start += len(line)

    def add_edit(self, edit: ReviewEdit, shown: int) -> None:
        self._note_level(shown, shown + len(edit.after))
        self.spans.append(ReviewSpan(edit=edit))

    def add_removed(self, edit: ReviewEdit) -> None:
        self.end_paragraph()
        self.blocks.append(ReviewBlock("removed", (ReviewSpan(edit=edit),), number=len(self.blocks) + 1))

    def end_paragraph(self) -> None:
        if any(span.edit or span.words.strip() for span in self.spans):
            self.blocks.append(ReviewBlock("paragraph", tuple(self.spans), self.level, len(self.blocks) + 1))
        self.spans.clear()
        self.level = 0

    def cut(self, start: int, end: int) -> Iterator[ReviewSpan]:
        """Yield the spans of ``text[start:end]``, redactions and gaps apart. Call it from the text's start to its end."""
        while self.passed < len(self.masks) and self.masks[self.passed][0] < end:
            begin, stop, kind, gap = self.masks[self.passed]
            if begin > start:
                yield ReviewSpan(self.text[start:begin])
            if max(begin, start) < min(stop, end):
                place = self.places.get(begin, "") if kind == "unsure" else ""
                yield ReviewSpan(self.text[max(begin, start) : min(stop, end)], kind=kind, gap=gap, place=place)
            if stop > end:
                return
            start, self.passed = max(start, stop), self.passed + 1
        if start < end:
            yield ReviewSpan(self.text[start:end])

    def _note_level(self, start: int, end: int) -> None:
        if not self.level and not self.spans and self.levels:
            bare = start + len(self.text[start:end]) - len(self.text[start:end].lstrip())
            self.level = self.levels.get(bare, 0)


def _masks(text: str, gaps: Sequence[Gap], unsure: Sequence[tuple[int, int]]) -> list[_Mask]:
    """Return redactions, lost characters, unsure words and gaps, sorted, without overlaps; a gap goes before any other mask."""
    masks: list[_Mask] = [(gap.start, gap.end, "lost", number) for number, gap in enumerate(gaps, 1)]
    masks += [(start, end, kind, 0) for start, end, kind in masked_spans(text, unsure)]
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


def _covers_lines(extracted: str, edit: Edit) -> bool:
    """Return whether only line ends stand beside the removed words."""
    opens = edit.start == 0 or extracted[edit.start - 1] == "\n" or edit.before.startswith("\n")
    closes = edit.end == len(extracted) or extracted[edit.end] == "\n" or edit.before.endswith("\n")
    return opens and closes
