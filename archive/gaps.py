"""Gaps (缺字): where a report's text stays damaged, kept at its place through every later change.

Repair finds gaps in the text that it made; cleaning and editors change that text. A gap moves with the words around it
and ends where somebody writes over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from archive.text.edits import Edit
from archive.text.evidence import Candidate
from archive.text.repair import Gap


def place_gaps(gaps: Iterable[Gap], *steps: Sequence[Edit]) -> list[Gap]:
    """The gaps in offsets of the text that ``steps`` lead to, each step's edits counted in the text before it.

    A gap that an edit touches is gone: removed with its line, or filled. Linear in gaps and edits.
    """
    placed = sorted(gaps, key=lambda gap: gap.start)
    for edits in steps:
        placed = list(_moved(placed, edits))
    return placed


def _moved(gaps: Sequence[Gap], edits: Sequence[Edit]) -> Iterable[Gap]:
    at = shift = 0
    for gap in gaps:
        while at < len(edits) and edits[at].end <= gap.start:
            shift += len(edits[at].after) - len(edits[at].before)
            at += 1
        if at == len(edits) or edits[at].start >= gap.end:
            yield replace(gap, start=gap.start + shift, end=gap.end + shift)


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
