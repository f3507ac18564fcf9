"""Doubts: each thing that an editor should look at is told, and nothing else."""

from __future__ import annotations

import pytest

from archive.intake.doubts import (
    UndecidedPair,
    accept_edit,
    find_doubts,
    is_returned,
    mark_article_unsure,
    mark_returned,
    note_doubts,
    note_missing_doubts,
)
from archive.models import ImportBatch, NearPair, Report
from archive.text.edits import Edit
from tests.archive.uploading import stored

LONG = "整顿软弱涣散党组织，健全三会一课。" * 20
SURE = {"rule": "labelled", "quote": "", "confidence": 0.97, "rivals": []}


def _report(**fields) -> Report:
    text = fields.pop("text", LONG)
    settled = {
        "title": "整顿情况", "text": text, "extracted_text": fields.pop("extracted_text", text), "region_id": "621100",
        "kind": "report", "script": "hans",
        "evidence": {name: {"value": "x", **SURE} for name in ("title", "region", "date", "source", "author", "kind")},
    }  # fmt: skip
    report = Report(**(settled | fields))
    if "date" not in fields:
        from archive.text.dates import PartialDate

        report.partial_date = PartialDate(2021, 8, 16)
    return report


def _unknown(name: str, rule: str) -> dict:
    return {name: {"value": None, "rule": rule, "quote": "", "confidence": 0.0, "rivals": []}}


def _words(report: Report, twins: list[UndecidedPair] | None = None) -> list[str]:
    return [doubt.words for doubt in find_doubts(report, twins or [])]


def test_a_report_of_which_all_is_known_has_no_doubts():
    assert find_doubts(_report()) == []


@pytest.mark.django_db
def test_a_draft_of_a_page_whose_article_was_not_found_has_the_doubt(regions):
    lists = "".join(f'<li><a href="/{at}">新闻第{at}条</a></li>' for at in range(5))
    sentences = "<p>村里开了三次会，大家把话说开了。</p><p>修路的钱由支部和各家各户一起筹。</p>"
    page = f"<html><title>村里修路的事</title><body>{sentences}<ul>{lists}</ul><h2>村里修路的事</h2><p>全文见上面。</p></body></html>"
    draft = stored(page.encode(), "a.html", ImportBatch.objects.create())
    assert "article-unsure" in [row["kind"] for row in draft.doubts]


@pytest.mark.django_db
def test_a_page_whose_article_was_not_found_is_a_doubt_that_stays(make_report):
    report = make_report()
    mark_article_unsure(report)
    for _ in range(2):
        note_doubts(report)
        assert [row["words"] for row in report.doubts].count("正文范围没有把握，整页都在") == 1


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("redacted", "地区隐去"),
        ("ambiguous", "地区几说未定"),
        ("never-named", "地区没有写出名字"),
        ("not-found", "地区未注明"),
    ],
)
def test_an_unknown_region_says_why(rule, words):
    assert _words(_report(region_id=None, evidence=_unknown("region", rule))) == [words]


@pytest.mark.parametrize(
    ("rule", "words"), [("redacted", "日期隐去"), ("no-year", "日期缺年份"), ("not-found", "日期未注明")]
)
def test_an_unknown_date_says_why(rule, words):
    assert _words(_report(date=None, evidence=_unknown("date", rule))) == [words]


def test_what_an_editor_left_unknown_is_no_doubt():
    assert _words(_report(region_id=None, evidence=_unknown("region", "editor"))) == []


def test_a_value_of_little_confidence_is_a_doubt():
    evidence = {"region": {"value": "621100", **SURE, "confidence": 0.89}}
    assert _words(_report(evidence=evidence)) == ["地区把握较高"]
    assert _words(_report(evidence={"region": {"value": "621100", **SURE, "confidence": 0.9}})) == []


@pytest.mark.parametrize(
    ("name", "words"), [("region", "地区把握不足，没有填写，有候选"), ("date", "日期把握不足，没有填写，有候选")]
)
def test_a_field_left_unknown_for_want_of_confidence_says_that_it_has_candidates(name, words):
    column = {"region": "region_id", "date": "date"}[name]
    assert _words(_report(**{column: None}, evidence=_unknown(name, "unsure"))) == [words]


@pytest.mark.parametrize("rule", ["editor", "given"])
def test_a_value_that_a_person_gave_is_no_doubt(rule):
    evidence = {"region": {"value": "621100", **SURE, "rule": rule, "confidence": 0.4}}
    assert _words(_report(evidence=evidence)) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_working_title": True}, "题名是拟的"),
        ({"is_truncated": True}, "不完整"),
        ({"is_damaged": True}, "有缺损"),
        ({"is_redacted": True}, "文中有隐去"),
        ({"script": "mixed"}, "繁简混排"),
        ({"text": "太短。"}, "只有 3 字"),
        ({"text": f"{LONG}□□", "is_damaged": True, "gaps": [{"start": len(LONG), "end": len(LONG) + 2}]}, "缺损 2 字"),
    ],
)
def test_each_flag_of_the_text_is_a_doubt(fields, words):
    assert _words(_report(**fields)) == [words]


def test_many_removals_are_a_doubt():
    junk = "导航" * len(LONG)
    edits = [Edit(0, junk, "", "clean", "navigation").to_dict()]
    assert _words(_report(extracted_text=junk + LONG, edits=edits)) == ["删去了 67%"]


SHIFT = Edit(0, "?;鶎", "。基層", "repair", "byte-shift")


def test_a_shift_is_a_doubt_until_an_editor_accepts_it():
    report = _report(extracted_text=f"?;鶎{LONG}", text=f"。基層{LONG}", edits=[SHIFT.to_dict()])
    assert _words(report) == ["错位还原 1 处"]
    accept_edit(report, SHIFT)
    assert _words(report) == []


def test_an_accepted_shift_stays_accepted_when_the_text_before_it_changes():
    first = Edit(0, "导航", "", "clean", "navigation")
    second = Edit(2, "?;鶎", "。基層", "repair", "byte-shift")
    report = _report(extracted_text=f"导航?;鶎{LONG}", text=f"。基層{LONG}", edits=[first.to_dict(), second.to_dict()])
    accept_edit(report, second)
    report.edit_list = [second]
    assert _words(report) == []


def test_twins_are_told_by_the_nearest_of_each_status():
    twins = [UndecidedPair(0.97, True), UndecidedPair(0.8, True), UndecidedPair(0.9, False)]
    assert _words(_report(), twins) == ["与已发布 2 篇近似 97%", "与未发布 1 篇近似 90%"]


def test_the_heaviest_doubt_comes_first():
    weights = [doubt.weight for doubt in find_doubts(_report(is_truncated=True, region_id=None, evidence={}))]
    assert weights == sorted(weights, reverse=True)


def test_a_returned_report_weighs_nothing_and_any_other_something(make_report):
    report = make_report(status="draft")
    note_doubts(report)
    assert report.doubt > 0
    mark_returned(report, "请补首页")
    note_doubts(report)
    report.refresh_from_db()
    assert (report.doubt, is_returned(report)) == (0, True)


def test_noting_leaves_the_version_of_the_report_alone(make_report):
    report = make_report(status="draft")
    before = report.updated_at
    note_doubts(report)
    report.refresh_from_db()
    assert report.updated_at == before
    assert report.doubt == 1 + sum(row["weight"] for row in report.doubts)


def test_a_decided_twin_is_no_doubt_any_more(make_report):
    twin, report = make_report(), make_report(status="draft")
    pair = NearPair.objects.create(first=twin, second=report, similarity=0.9)
    note_doubts(report)
    assert "near" in [row["kind"] for row in report.doubts]
    pair.verdict = "unrelated"
    pair.save()
    note_doubts(report)
    assert "near" not in [row["kind"] for row in report.doubts]


def test_drafts_from_before_get_their_doubts_once(make_report):
    old, returned = make_report(status="draft"), make_report(status="draft")
    make_report()
    mark_returned(returned, "请补首页")
    note_doubts(returned)
    assert note_missing_doubts() == 1
    assert note_missing_doubts() == 0
    old.refresh_from_db()
    assert old.doubt > 0
