"""What differs between given words and a passage of the archive, character by character? Pure.

Two characters differ in form alone where the fold makes them equal: script, width, case, a twin of punctuation. Blanks and
invisible characters are compared between the others. Where the passage has the mark of a redaction or of a lost character,
nothing can be said of what the words have there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from archive.layout.runs import masked_spans
from archive.quotations.words import places, squeeze
from search.fold import fold_width
from search.invisible import without_invisible

DifferenceKind = Literal[
    "script", "width", "case", "punctuation", "blank", "line_break", "invisible",
    "changed", "left_out", "added", "redacted", "lost",
]  # fmt: skip

#: What each kind is called, in the order of the table in docs/assistants.md.
KINDS: dict[DifferenceKind, str] = {
    "script": "繁简或异体",
    "width": "全角半角",
    "case": "大小写",
    "punctuation": "标点写法",
    "blank": "空格",
    "line_break": "换行",
    "invisible": "不可见字符",
    "changed": "字不同",
    "left_out": "引文少了",
    "added": "引文多了",
    "redacted": "馆藏此处已隐去，原字不明",
    "lost": "馆藏此处缺字，原字不明",
}
#: Kinds that the fold makes equal.
OF_FORM: frozenset[DifferenceKind] = frozenset(
    {"script", "width", "case", "punctuation", "blank", "line_break", "invisible"}
)
#: Characters around a passage that say whether a sign in it is a redaction.
_AROUND = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the quotation from its character ``at`` (from 0), and what the archive has instead; "" for nothing."""

    at: int
    given: str
    archive: str
    kind: DifferenceKind


def differences(given: str, text: str, start: int, end: int) -> list[Difference]:
    """Return what differs between ``given`` and the passage ``text[start:end]``, in order; [] if they are the same."""
    passage = text[start:end]
    if given == passage:
        return []
    masks = _masks(text, start, end)
    found: list[Difference] = []
    mine = its = 0  # what is before them is compared
    for one, other in (*_same_characters(given, passage), (len(given), len(passage))):
        if given[mine:one] != passage[its:other]:
            found.append(_between(given, passage, (mine, one), (its, other), masks))
        if one < len(given) and given[one] != passage[other]:
            found.append(Difference(one, given[one], passage[other], _kind_of_form(given[one], passage[other])))
        mine, its = one + 1, other + 1
    return found


def _same_characters(given: str, passage: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the characters that the fold makes equal, in the alignment with the fewest changes."""
    here, there = places(given), places(passage)
    for block in Levenshtein.editops(squeeze(given), squeeze(passage)).as_matching_blocks():
        for step in range(block.size):
            yield here[block.a + step], there[block.b + step]


def _between(
    given: str, passage: str, one: tuple[int, int], other: tuple[int, int], masks: dict[int, DifferenceKind]
) -> Difference:
    """Return the difference of two stretches, without the blanks that both begin or end with; either may be empty."""
    (first, last), (start, end) = one, other
    while first < last and start < end and given[first] == passage[start]:
        first, start = first + 1, start + 1
    while first < last and start < end and given[last - 1] == passage[end - 1]:
        last, end = last - 1, end - 1
    mine, its = given[first:last], passage[start:end]
    if not squeeze(mine) and not squeeze(its):
        return Difference(first, mine, its, _kind_of_blank(mine, its))
    masked = [masks[at] for at in range(start, end) if at in masks]
    kind: DifferenceKind = "changed" if squeeze(mine) and squeeze(its) else "added" if squeeze(mine) else "left_out"
    return Difference(first, mine, its, masked[0] if masked else kind)


def _kind_of_form(given: str, archive: str) -> DifferenceKind:
    if fold_width(given) != fold_width(archive):
        return "script"
    if not given.isalnum() and not archive.isalnum():
        return "punctuation"
    return "case" if given.lower() == archive.lower() else "width"


def _kind_of_blank(given: str, archive: str) -> DifferenceKind:
    if "\n" in given + archive:
        return "line_break"
    visible = without_invisible(given), without_invisible(archive)
    return "invisible" if visible[0] == visible[1] else "blank"


def _masks(text: str, start: int, end: int) -> dict[int, DifferenceKind]:
    """Return {offset in the passage: what the sign there stands for} of its redactions and lost characters."""
    first = max(0, start - _AROUND)
    found: dict[int, DifferenceKind] = {}
    for begin, stop, kind in masked_spans(text[first : end + _AROUND]):
        for at in range(max(start, begin + first), min(end, stop + first)):
            found[at - start] = "lost" if kind == "lost" else "redacted"
    return found


def unknown_signs(text: str, start: int, end: int) -> int:
    """Return how many characters of the passage stand for unknown ones."""
    return len(_masks(text, start, end))
