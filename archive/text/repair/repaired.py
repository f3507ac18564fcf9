"""The outcome of a repair."""

from __future__ import annotations

from dataclasses import dataclass

from archive.text.edits import Edit


@dataclass(frozen=True, slots=True)
class Repaired:
    """``text`` is ``apply_edits(input, edits)``; ``edits`` (kind ``repair``) count offsets in the input.

    ``damaged`` says that some damage was seen but could not be undone, so that words are missing or wrong.
    ``notes`` are Chinese sentences for the editor: what was mended how often, and what was left.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    damaged: bool = False
    notes: tuple[str, ...] = ()
