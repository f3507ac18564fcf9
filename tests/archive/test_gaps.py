"""Gaps keep their place while the text around them changes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from archive.models import Report
from archive.text.edits import Edit, Gap, apply_edits, edits_between, place_gaps
from archive.text.evidence import Candidate

GAP = Gap(2, 4, (Candidate("基层", "byte-shift", "", 0.5),), "?;鶎")


def _edit(start: int, before: str, after: str) -> Edit:
    return Edit(start, before, after, "clean", "x")


def test_a_gap_moves_with_a_removal_before_it():
    assert [(gap.start, gap.end) for gap in place_gaps([GAP], [_edit(0, "首", "")])] == [(1, 3)]


def test_a_gap_stays_where_the_text_changes_behind_it():
    assert place_gaps([GAP], [_edit(4, "党", "黨員")]) == [GAP]


def test_a_gap_that_was_written_over_is_gone():
    assert place_gaps([GAP], [_edit(2, "□", "基")]) == []


def test_a_gap_goes_with_the_line_that_held_it():
    assert place_gaps([GAP], [_edit(0, "首页□□正文", "")]) == []


def test_a_gap_follows_every_step():
    steps = [_edit(0, "首页", "")], [_edit(0, "", "新加：")]
    assert [(gap.start, gap.end) for gap in place_gaps([GAP], *steps)] == [(3, 5)]


def _report_with_gap(text: str) -> Report:
    report = Report(text=text)
    report.gap_list = [GAP]
    report.gaps = json.loads(json.dumps(report.gaps))  # as the database keeps them
    return report


def test_rows_and_gaps_are_the_same():
    assert _report_with_gap("首页□□正文").gap_list == [GAP]


def test_a_gap_outside_the_text_is_left_out():
    assert _report_with_gap("首页□").gap_list == []


TEXTS = st.text("党建□，\n", min_size=1, max_size=20)


@given(before=TEXTS, after=TEXTS, start=st.integers(0, 18), length=st.integers(1, 3))
def test_a_gap_that_is_left_still_holds_its_words(before, after, start, length):
    edits = edits_between(before, after, kind="editor", rule="editor")
    assert apply_edits(before, edits) == after
    gap = Gap(start, min(len(before), start + length))
    if gap.start < gap.end:
        for placed in place_gaps([gap], edits):
            assert after[placed.start : placed.end] == before[gap.start : gap.end]
