"""Corrections: the law of the edits, and evidence for what an editor decided."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.desk.editing import (
    EditingError,
    SpotChange,
    StaleReport,
    correct_card,
    correct_report,
    correct_text,
    undo_edit,
    version_of,
)
from archive.models import Report, Source
from archive.models.card import evidence_of
from archive.text.dates import PartialDate
from archive.text.edits import Edit, apply_edits, undo_edits

EXTRACTED = "首页 > 党建\n我區(qū)整顿软弱涣散党组织。\n第二段，党建引领。\n点击量：12"
EDITS = [
    Edit(0, "首页 > 党建\n", "", "clean", "navigation"),
    Edit(EXTRACTED.index("(qū)"), "(qū)", "", "repair", "pinyin-bracket"),
    Edit(EXTRACTED.index("\n点击"), "\n点击量：12", "", "clean", "counter"),
]
CLEAN = "我區整顿软弱涣散党组织。\n第二段，党建引领。"


def _report(**fields) -> Report:
    report = Report(title="原题", extracted_text=EXTRACTED, text=apply_edits(EXTRACTED, EDITS), **fields)
    report.edit_list = EDITS
    assert report.text == CLEAN
    return report


def _law_holds(report: Report) -> bool:
    edits = report.edit_list
    return apply_edits(EXTRACTED, edits) == report.text and undo_edits(report.text, edits) == EXTRACTED


def test_a_correction_by_hand_joins_the_edits():
    report = _report()
    assert correct_text(report, CLEAN.replace("第二段", "第二節"))
    assert report.text == CLEAN.replace("第二段", "第二節")
    assert [edit.kind for edit in report.edit_list] == ["clean", "repair", "editor", "clean"]
    assert _law_holds(report)


def test_a_text_that_a_browser_sends_back_unchanged_is_no_correction():
    report = _report()
    assert not correct_text(report, CLEAN.replace("\n", "\r\n"))
    assert report.edit_list == EDITS


def test_a_correction_drops_control_characters_and_direction_marks():
    report = _report()
    assert not correct_text(report, CLEAN.replace("党", "\u202e党\x00\x1b"))


def test_an_invisible_character_that_an_editor_put_back_stays_when_the_form_comes_back():
    report = Report(extracted_text="党\u200b建。", text="党建。")
    report.edit_list = [Edit(1, "\u200b", "", "repair", "invisible")]
    undo_edit(report, 0)
    assert report.text == "党\u200b建。"
    assert not correct_text(report, "党\u200b建。")
    assert correct_text(report, "党\u200b建设。")
    assert report.text == "党建设。"


def test_a_value_typed_with_an_invisible_character_is_stored_without_it():
    report = _report()
    correct_card(report, title="整\u200b顿\u2060做法")
    assert report.title == "整顿做法"


def test_a_text_is_never_emptied():
    with pytest.raises(EditingError, match="不能为空"):
        correct_text(_report(), " \r\n ")


def test_putting_one_edit_back_leaves_the_others():
    report = _report()
    undo_edit(report, 1)
    assert report.text == CLEAN.replace("區", "區(qū)")
    assert _law_holds(report)


def test_putting_back_what_is_not_there_is_refused():
    with pytest.raises(EditingError, match="找不到"):
        undo_edit(_report(), 3)


def test_putting_back_the_only_words_is_refused():
    report = Report(extracted_text="", text="补上的话")
    report.edit_list = [Edit(0, "", "补上的话", "editor", "editor")]
    with pytest.raises(EditingError, match="正文就空了"):
        undo_edit(report, 0)
    assert report.text == "补上的话"


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(st.text("我區党建，。\n(ū)", min_size=1, max_size=40), st.integers(0, 6)), max_size=6))
def test_after_any_corrections_and_undoings_the_edits_still_lead_from_the_original_to_the_text(steps):
    report = _report()
    for step in steps:
        try:
            if isinstance(step, int):
                undo_edit(report, step)
            else:
                correct_text(report, step)
                assert report.text == step
        except EditingError:
            pass
        assert _law_holds(report)


@given(middle=st.integers(0, len(CLEAN)), words=st.text("增补的词\n。", min_size=1, max_size=6))
def test_putting_back_every_edit_gives_the_original(middle, words):
    report = _report()
    correct_text(report, CLEAN[:middle] + words + CLEAN[middle:])
    while report.edits:
        undo_edit(report, 0)
    assert report.text == EXTRACTED


def test_a_corrected_value_keeps_what_stood_there_as_a_rival():
    report = _report(author="王五")
    report.evidence = {
        "author": {
            "value": "王五", "rule": "byline", "quote": "作者：王五", "confidence": 0.9,
            "rivals": [{"value": "李四", "rule": "closing-name", "quote": "（李四）", "confidence": 0.4}],
        }
    }  # fmt: skip
    assert correct_card(report, author="赵六") == ("author",)
    evidence = evidence_of(report, "author")
    assert (evidence.value, evidence.rule, evidence.confidence) == ("赵六", "editor", 1.0)
    assert [(rival.value, rival.quote) for rival in evidence.rivals] == [("王五", "作者：王五"), ("李四", "（李四）")]


def test_a_rival_taken_up_lends_its_quote():
    report = _report(author="王五")
    report.evidence = {
        "author": {
            "value": "王五", "rule": "byline", "quote": "作者：王五", "confidence": 0.9,
            "rivals": [{"value": "李四", "rule": "closing-name", "quote": "（李四）", "confidence": 0.4}],
        }
    }  # fmt: skip
    correct_card(report, author="李四")
    evidence = evidence_of(report, "author")
    assert (evidence.rule, evidence.quote) == ("editor", "（李四）")
    assert [rival.value for rival in evidence.rivals] == ["王五"]


def test_a_value_left_alone_keeps_its_evidence():
    report = _report(author="王五")
    assert correct_card(report, author="王五", title="原题", date=None) == ()
    assert report.evidence == {}


def test_a_value_can_be_made_unknown():
    report = _report()
    report.partial_date = PartialDate(2021, 8)
    assert correct_card(report, date=None) == ("date",)
    assert (report.date, report.date_precision) == (None, "")
    assert evidence_of(report, "date").value is None
    assert [rival.value for rival in evidence_of(report, "date").rivals] == ["2021-08"]


def test_a_title_of_the_editor_is_no_working_title():
    report = _report(is_working_title=True)
    correct_card(report, title="我区整顿情况")
    assert not report.is_working_title


def test_a_report_never_loses_its_title():
    with pytest.raises(EditingError, match="题名不能为空"):
        correct_card(_report(), title="  ")


def test_a_value_that_the_card_does_not_have_is_an_error_of_the_program():
    with pytest.raises(TypeError, match="status"):
        correct_card(_report(), status="published")


@pytest.mark.django_db
def test_a_new_source_is_created_and_a_known_one_taken():
    report = _report()
    correct_card(report, source="定西日报")
    correct_card(report, source="甘肃日报")
    correct_card(report, source="定西日报")
    assert Source.objects.count() == 2
    assert report.source.name == "定西日报"


def test_a_save_over_another_version_changes_nothing(make_report):
    report = make_report(title="原题")
    seen = version_of(report)
    correct_report(report.pk, seen=seen, card={"title": "甲改的题"})
    with pytest.raises(StaleReport) as stale:
        correct_report(report.pk, seen=seen, card={"title": "乙改的题"}, text="乙改的正文")
    assert stale.value.report.title == "甲改的题"
    report.refresh_from_db()
    assert (report.title, report.text) == ("甲改的题", "这是第1篇报告的正文。")


def test_a_refused_step_leaves_the_other_changes_of_the_same_save_undone(make_report):
    report = make_report(title="原题")
    with pytest.raises(EditingError):
        correct_report(report.pk, seen=version_of(report), card={"title": "新题"}, at=SpotChange(put_back=5))
    report.refresh_from_db()
    assert report.title == "原题"


def test_a_save_without_changes_writes_nothing(make_report):
    report = make_report()
    assert (
        correct_report(report.pk, seen=version_of(report), card={"title": report.title}, text=report.text).changed == ()
    )
    assert version_of(Report.objects.get(pk=report.pk)) == version_of(report)
