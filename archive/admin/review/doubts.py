"""The anchors on the review page that the doubts lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.admin.review.text import ReviewedText, ReviewSpan
from archive.intake.doubts import Doubt

_ANCHORS = {
    "region": "row-region",
    "date": "row-date",
    "working": "row-title",
    "title": "row-title",
    "source": "row-source",
    "author": "row-author",
    "kind": "row-kind",
    "script": "row-script",
    "damaged": "row-flags",
    "truncated": "row-flags",
    "redacted": "row-flags",
    "near": "near",
    "pages": "scan",
}


@dataclass(frozen=True, slots=True)
class DoubtLink:
    """A doubt in words, and the anchor that it leads to."""

    words: str
    anchor: str


def link_doubts(doubts: Iterable[Doubt], reviewed: ReviewedText) -> list[DoubtLink]:
    """Return each doubt with its anchor, in the given order."""
    return [DoubtLink(doubt.words, _anchor(doubt.kind, reviewed)) for doubt in doubts]


def _anchor(kind: str, reviewed: ReviewedText) -> str:
    first, _, rest = kind.partition("-")
    if first == "unsure":
        return f"row-{rest}"
    if kind in _FIRST:
        spans = (span for block in reviewed.blocks for span in block.spans)
        return next((note for note in map(_FIRST[kind], spans) if note), "text-heading")
    return _ANCHORS.get(first, "text-heading")


def _doubtful_note(span: ReviewSpan) -> str:
    """Return the anchor of the note of a doubtful edit; "" for any other span."""
    return f"change-{span.edit.index}" if span.edit and span.edit.is_doubtful else ""


def _gap_note(span: ReviewSpan) -> str:
    """Return the anchor of the note with a gap's candidates, its own or that of the edit around it; else ""."""
    if span.edit:
        return f"change-{span.edit.index}" if any(part.gap for part in span.edit.parts) else ""
    return f"gap-{span.gap}" if span.gap else ""


def _unsure_words(span: ReviewSpan) -> str:
    """Return the anchor of words that may be recognised wrong; "" for any other span."""
    return f"w{span.place}" if span.place else ""


_FIRST = {"byte-shift": _doubtful_note, "gaps": _gap_note, "recognised": _unsure_words}
