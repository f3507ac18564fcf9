"""Where on the review page a doubt is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.admin.review.passages import Piece, ReviewedText
from archive.intake.doubts import Doubt

_ANCHORS = {
    "region": "row-region",
    "date": "row-date",
    "working": "row-title",
    "script": "row-script",
    "damaged": "row-flags",
    "truncated": "row-flags",
    "redacted": "row-flags",
    "near": "near",
}


@dataclass(frozen=True, slots=True)
class PlacedDoubt:
    """A doubt in words, and the anchor of the place that it speaks of."""

    words: str
    anchor: str


def doubts_with_places(doubts: Iterable[Doubt], reviewed: ReviewedText) -> list[PlacedDoubt]:
    """Each doubt with its place, in the given order."""
    return [PlacedDoubt(doubt.words, _anchor(doubt.kind, reviewed)) for doubt in doubts]


def _anchor(kind: str, reviewed: ReviewedText) -> str:
    first, _, rest = kind.partition("-")
    if first == "unsure":
        return f"row-{rest}"
    if kind in ("byte-shift", "gaps"):
        pieces = (piece for block in reviewed.blocks for piece in block.pieces)
        return next((note for note in map(_FIRST[kind], pieces) if note), "text-heading")
    return _ANCHORS.get(first, "text-heading")


def _doubtful_note(piece: Piece) -> str:
    """The note of a change that is to be looked at; "" for any other piece."""
    return f"change-{piece.change.index}" if piece.change and piece.change.is_doubtful else ""


def _gap_note(piece: Piece) -> str:
    """The note that offers what may stand in a gap: that of the change around it, or its own; "" for any other piece."""
    if piece.change:
        return f"change-{piece.change.index}" if any(part.gap for part in piece.change.parts) else ""
    return f"gap-{piece.gap}" if piece.gap else ""


_FIRST = {"byte-shift": _doubtful_note, "gaps": _gap_note}
