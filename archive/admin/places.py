"""Where on the review page a doubt is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.admin.passages import ReviewedText
from archive.doubts import Doubt

_ANCHORS = {
    "region": "row-region",
    "date": "row-date",
    "working": "row-title",
    "script": "row-script",
    "gaps": "g1",
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
    if kind == "byte-shift":
        changes = (piece.change for block in reviewed.blocks for piece in block.pieces if piece.change)
        return next((f"change-{change.index}" for change in changes if change.is_doubtful), "text-heading")
    return _ANCHORS.get(first, "text-heading")
