"""The review page: what it shows, what it saves, and that the index follows."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.models import IndexChange, Report
from archive.text.edits import Edit
from tests.admin.conftest import sentences

EXTRACTED = "首页 > 正文\n我區(qū)整顿软弱涣散党组织。"
EDITS = [
    Edit(0, "首页 > 正文\n", "", "clean", "navigation").to_dict(),
    Edit(EXTRACTED.index("(qū)"), "(qū)", "", "repair", "pinyin-bracket").to_dict(),
]
TEXT = "我區整顿软弱涣散党组织。"


def _page(desk, report) -> str:
    return desk.get(reverse("admin:archive_report_change", args=[report.pk])).content.decode()


@pytest.fixture
def draft(make_report) -> Report:
    return make_report(
        status="draft", title="整顿情况", text=TEXT, extracted_text=EXTRACTED, edits=EDITS,
        evidence={
            "title": {"value": "整顿情况", "rule": "first-line", "quote": "整顿情况", "confidence": 0.9, "rivals": []},
            "date": {
                "value": None, "rule": "redacted", "quote": "****年3月", "confidence": 0.0,
                "rivals": [{"value": "2019", "rule": "in-a-sentence", "quote": "2019年底", "confidence": 0.3}],
            },
        },
    )  # fmt: skip


def test_the_page_shows_what_was_removed_and_repaired_with_its_rule(desk, draft):
    page = _page(desk, draft)
    assert "<del>首页 &gt; 正文</del>" in page
    assert "导航" in page
    assert "<del>(qū)</del>" in page
    assert page.count('name="put_back"') == 2


def test_the_page_shows_the_evidence_of_known_and_unknown_values(desk, draft):
    page = _page(desk, draft)
    for words in ("未注明", "****年3月", "原文已隐去", "2019年（月日未注明）", "2019年底", "把握"):
        assert words in page


def test_a_rival_is_taken_up(send, draft):
    assert send(draft, pick_date="2019").status_code == 302
    draft.refresh_from_db()
    assert draft.partial_date.iso == "2019"
    assert draft.evidence["date"]["rule"] == "editor"
    assert draft.evidence["date"]["quote"] == "2019年底"


def test_what_was_typed_wins_over_what_was_picked(send, draft):
    send(draft, was_date="", own_date="2020-05", pick_date="2019")
    draft.refresh_from_db()
    assert draft.partial_date.iso == "2020-05"


def test_a_field_left_as_it_was_does_not_win_over_a_pick(send, make_report):
    report = make_report(date="2021-08")
    send(report, was_date="2021-08", own_date="2021-08", pick_date="")
    report.refresh_from_db()
    assert report.date is None


def test_a_wrong_date_saves_nothing_and_keeps_what_was_typed(send, draft):
    response = send(draft, own_date="2021-02-30", own_title="新题", was_title="整顿情况")
    page = response.content.decode()
    assert response.status_code == 422
    assert "历书上没有“2021-02-30”这一天" in page
    assert 'value="2021-02-30"' in page
    assert 'value="新题"' in page
    draft.refresh_from_db()
    assert draft.title == "整顿情况"


def test_the_region_is_set_by_name(send, draft, regions):
    send(draft, own_region="定西市")
    draft.refresh_from_db()
    assert draft.region_id == "621100"


def test_flags_are_set_and_cleared(send, draft):
    send(draft, is_damaged="on")
    draft.refresh_from_db()
    assert draft.is_damaged
    send(draft)
    draft.refresh_from_db()
    assert not draft.is_damaged


def test_one_edit_is_put_back(send, draft):
    response = send(draft, put_back="1")
    draft.refresh_from_db()
    assert draft.text == "我區(qū)整顿软弱涣散党组织。"
    assert len(draft.edits) == 1
    assert response["Location"].endswith("#b2")


def test_putting_back_saves_the_card_too(send, draft):
    send(draft, put_back="0", own_author="龚利军")
    draft.refresh_from_db()
    assert (draft.author, draft.text) == ("龚利军", f"首页 > 正文\n{TEXT}")


def test_putting_back_over_an_unsaved_text_is_refused_and_loses_nothing(send, draft):
    response = send(draft, put_back="0", text="另写的正文。")
    assert response.status_code == 422
    assert "请先保存" in sentences(response)
    assert "另写的正文。" in response.content.decode()
    draft.refresh_from_db()
    assert draft.text == TEXT


def test_the_text_is_corrected_by_hand(send, draft):
    send(draft, text="我區整頓軟弱渙散黨組織。\r\n第二段。")
    draft.refresh_from_db()
    assert draft.text == "我區整頓軟弱渙散黨組織。\n第二段。"
    assert {edit["kind"] for edit in draft.edits} >= {"editor", "clean"}


def test_a_published_draft_is_found_at_once(send, draft, found):
    assert found("软弱涣散") == set()
    response = send(draft, action="publish")
    draft.refresh_from_db()
    assert draft.is_published
    assert "已发布" in sentences(response)
    assert found("软弱涣散") == {draft.pk}
    assert not IndexChange.objects.exists()


def test_a_withdrawn_report_is_not_found_any_more(send, make_report, found):
    report = make_report(text="整顿软弱涣散党组织。")
    assert found("软弱涣散") == {report.pk}
    send(report, action="withdraw")
    report.refresh_from_db()
    assert report.status == Report.Status.WITHDRAWN
    assert found("软弱涣散") == set()


def test_a_correction_of_a_published_report_reaches_the_index(send, make_report, found):
    report = make_report(text="整顿软弱涣散党组织。")
    send(report, text="健全三会一课。")
    assert found("软弱涣散") == set()
    assert found("三会一课") == {report.pk}


def test_a_correction_of_a_draft_does_not_reach_the_index(send, draft, found):
    send(draft, own_author="龚利军")
    assert found("软弱涣散") == set()


def test_a_stale_save_is_refused_and_shows_both_versions(send, draft, desk):
    stale = Report.objects.get(pk=draft.pk)
    send(draft, own_title="甲改的题", was_title="整顿情况")
    response = send(stale, own_title="乙改的题", was_title="整顿情况", action="publish")
    page = response.content.decode()
    assert response.status_code == 409
    assert "没有保存" in sentences(response)
    assert "乙改的题" in page
    assert "甲改的题" in page
    draft.refresh_from_db()
    assert (draft.title, draft.status) == ("甲改的题", "draft")


def test_a_stale_save_with_a_mistake_in_it_is_refused_as_stale(send, draft):
    stale = Report.objects.get(pk=draft.pk)
    send(draft, own_author="甲")
    assert send(stale, own_date="2021-02-30").status_code == 409  # a page with the new version would save next time


def test_saving_again_after_a_stale_save_does_not_bring_the_old_text_back(send, draft):
    stale = Report.objects.get(pk=draft.pk)
    send(draft, text="甲改的正文。")
    page = send(stale, own_author="乙").content.decode()
    assert "甲改的正文。</textarea>" in page


def test_every_change_is_kept_in_the_history(send, draft, editor):
    send(draft, own_author="龚利军", action="publish")
    notes = [entry.get_change_message() for entry in LogEntry.objects.filter(user=editor).order_by("id")]
    assert notes == ["改动：作者", "发布"]


def test_scripts_in_title_text_file_name_and_source_are_shown_as_text(desk, make_report):
    bad = "<script>alert(1)</script>"
    report = make_report(
        title=bad, text=bad, filename=f"{bad}.html", source=bad, author=bad, status="draft",
        extracted_text=f"{bad}{bad}",
        edits=[Edit(0, bad, "", "editor", bad).to_dict()],
        evidence={"author": {"value": bad, "rule": bad, "quote": bad, "confidence": 1, "rivals": [
            {"value": bad * 2, "rule": bad, "quote": bad, "confidence": 0.5}]}},
    )  # fmt: skip
    for address in (
        reverse("admin:archive_report_change", args=[report.pk]),
        reverse("admin:archive_report_changelist"),
        reverse("admin:archive_report_history", args=[report.pk]),
        reverse("admin:index"),
    ):
        assert "<script>alert" not in desk.get(address).content.decode(), address


def test_no_page_of_the_desk_needs_inline_script_or_style(desk, draft):
    for address in (
        reverse("admin:archive_report_change", args=[draft.pk]),
        reverse("admin:archive_report_changelist"),
        reverse("admin:archive_report_upload"),
        reverse("admin:index"),
    ):
        page = desk.get(address).content.decode()
        assert " style=" not in page, address
        assert "<style" not in page, address
        assert not [tag for tag in page.split("<script")[1:] if "src=" not in tag.split(">")[0]], address
