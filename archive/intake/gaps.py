"""Gaps (缺字): where a report's text stays damaged, kept at its place through every later change.

Repair finds gaps in the text that it made; cleaning and editors change that text. A gap moves with the words around it
and ends where somebody writes over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from archive.text.evidence import Candidate
from archive.text.repair import Gap, place_gaps

__all__ = ["gap_rows", "place_gaps", "read_gaps"]


def gap_rows(gaps: Iterable[Gap]) -> list[dict[str, object]]:
    """Gaps as Report.gaps keeps them: {start, end, candidates: [{value, rule, quote, confidence}], quote}."""
    return [
        {
            "start": gap.start,
            "end": gap.end,
            "candidates": [asdict(candidate) for candidate in gap.candidates],
            "quote": gap.quote,
        }
        for gap in gaps
    ]


def read_gaps(rows: Iterable[Mapping], text: str) -> list[Gap]:
    """The gaps of ``gap_rows``, without any that lies outside ``text``."""
    gaps = (
        Gap(
            row["start"],
            row["end"],
            tuple(Candidate(**each) for each in row.get("candidates", ())),
            row.get("quote", ""),
        )
        for row in rows
    )
    return sorted((gap for gap in gaps if 0 <= gap.start < gap.end <= len(text)), key=lambda gap: gap.start)
