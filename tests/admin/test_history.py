"""Who changed what: the states of a report, one against another, and the way back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as few
from hypothesis import strategies as st

from archive.desk.editing import EditingError, StaleReport, correct_report, version_of
from archive.desk.restoring import restore_report, text_of
from archive.models import Region, Report
from archive.publishing.publish import publish_report, withdraw_report
from archive.text.edits import apply_edits
from tests.admin.conftest import sentences


@pytest.fixture
def report(make_report) -> Report:
    """As the next request finds it, not as the one that took it in holds it."""
    made = make_report(title="原题", text="整顿软弱涣散党组织。\n一村一策。", source="定西日报", date="2021-08")
    return Report.objects.get(pk=made.pk)


def change(report: Report, **values) -> Report:
    text = values.pop("text", None)
    return correct_report(report.pk, seen=version_of(Report.objects.get(pk=report.pk)), card=values, text=text).report


def states(report: Report) -> list:
    return list(Report.history.filter(id=report.pk).order_by("history_id"))


def address(report: Report, state) -> str:
    return reverse("admin:archive_report_state", args=[report.pk, state.history_id])


def test_a_report_that_comes_in_costs_no_history(make_report):
    made = make_report(status="draft")
    publish_report(made)
    assert not Report.history.exists()


def test_the_first_change_keeps_what_stood_before(report):
    change(report, title="改题")
    assert [state.title for state in states(report)] == ["原题", "改题"]


def test_a_later_change_adds_one_state(report):
    change(report, title="改题")
    change(report, title="又改题")
    assert [state.title for state in states(report)] == ["原题", "改题", "又改题"]


def test_a_save_that_changes_nothing_is_no_state(report):
    report.save()
    assert not states(report)


def test_publishing_and_withdrawing_are_states(report):
    withdraw_report(report)
    publish_report(report)
    assert [state.status for state in states(report)] == ["published", "withdrawn", "published"]


def test_a_state_names_who_made_it(send, report, editor):
    send(report, own_title="改题")
    assert states(report)[-1].history_user == editor


def test_a_state_holds_no_text_but_tells_it(report):
    change(report, text="整顿软弱涣散村党组织。\n一村一策。")
    first, second = states(report)
    assert not hasattr(second, "text")
    assert text_of(first, report.extracted_text) == "整顿软弱涣散党组织。\n一村一策。"
    assert text_of(second, report.extracted_text) == "整顿软弱涣散村党组织。\n一村一策。"


def test_a_state_before_is_brought_back_whole(report):
    change(report, title="改题", source="甘肃日报", author="周岩", text="只剩一句。")
    restore_report(report.pk, seen=version_of(Report.objects.get()), state=states(report)[0].history_id)
    now = Report.objects.get()
    assert (now.title, now.source.name, now.author) == ("原题", "定西日报", "")
    assert now.text == "整顿软弱涣散党组织。\n一村一策。"


def test_bringing_back_is_a_change_like_any_other(report):
    change(report, title="改题")
    first = states(report)[0].history_id
    restore_report(report.pk, seen=version_of(Report.objects.get()), state=first)
    assert [state.title for state in states(report)] == ["原题", "改题", "原题"]
    assert states(report)[-1].history_change_reason == "恢复到第 1 版"


def test_bringing_back_does_not_publish(report):
    withdraw_report(report)
    restore_report(report.pk, seen=version_of(Report.objects.get()), state=states(report)[0].history_id)
    assert Report.objects.get().status == "withdrawn"


def test_bringing_back_reaches_the_index(desk, report, found, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(report, text="只剩一句。")
    assert not found("软弱涣散")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address(report, states(report)[0]), {"version": version_of(Report.objects.get())})
    assert found("软弱涣散") == {report.pk}


def test_nothing_is_brought_back_over_what_a_colleague_changed_meanwhile(desk, report):
    change(report, title="改题")
    seen = version_of(Report.objects.get())
    change(report, title="同事所改")
    response = desk.post(address(report, states(report)[0]), {"version": seen})
    assert response.status_code == 409
    assert "别人改过" in sentences(response)
    assert Report.objects.get().title == "同事所改"


def test_the_law_of_stale_versions_holds_below_the_page(report):
    change(report, title="改题")
    with pytest.raises(StaleReport):
        restore_report(report.pk, seen="", state=states(report)[0].history_id)


def test_a_state_of_another_report_is_refused(report, make_report):
    change(report, title="改题")
    other = make_report()
    with pytest.raises(EditingError):
        restore_report(other.pk, seen=version_of(Report.objects.get(pk=other.pk)), state=states(report)[0].history_id)


def test_a_region_that_is_gone_is_named_with_the_remedy(desk, make_report):
    made = Report.objects.get(pk=make_report(region="621123").pk)
    change(made, region=None)
    Region.objects.get(code="621123").delete()
    response = desk.post(address(made, states(made)[0]), {"version": version_of(Report.objects.get(pk=made.pk))})
    assert response.status_code == 422
    assert "621123" in sentences(response)


def test_the_page_of_a_state_shows_what_it_changed(desk, report):
    change(report, title="改题", text="整顿软弱涣散村党组织。\n一村一策。")
    page = desk.get(address(report, states(report)[1])).content.decode()
    assert re.search(r"<td>原题</td>\s*<td>改题</td>", page)
    assert "<ins>村</ins>" in page


def test_the_list_of_states_says_who_and_what(desk, send, report, editor):
    send(report, own_title="改题", action="withdraw")
    page = desk.get(reverse("admin:archive_report_history", args=[report.pk])).content.decode()
    for words in ("题名", "状态：已发布 → 已撤回", editor.username, "入库时的样子"):
        assert words in page


def test_the_states_of_each_report_are_numbered_from_one(desk, make_report, report):
    for number in range(3):
        change(make_report(title=f"别的{number}"), title="别的改题")
    change(report, title="改题")
    change(report, title="再改题")
    page = desk.get(reverse("admin:archive_report_history", args=[report.pk])).content.decode()
    assert re.findall(r">第 (\d+) 版</a>", page) == ["3", "2", "1"]
    first = desk.get(address(report, states(report)[0]))
    assert first.context["title"].startswith("第 1 版：")
    assert "&rsaquo; 第 1 版" in first.content.decode()


def test_the_list_of_states_costs_the_same_however_many(desk, report, django_assert_max_num_queries):
    for number in range(9):
        change(report, title=f"第{number}题")
    with django_assert_max_num_queries(9):
        desk.get(reverse("admin:archive_report_history", args=[report.pk]))


def test_who_may_only_look_brings_nothing_back(desk, editor, report):
    change(report, title="改题")
    editor.user_permissions.set(editor.user_permissions.filter(codename="view_report"))
    response = desk.post(address(report, states(report)[0]), {"version": version_of(Report.objects.get())})
    assert response.status_code == 403
    assert Report.objects.get().title == "改题"


@few(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("整顿软弱涣散村。", min_size=1, max_size=20))
def test_every_text_there_ever_was_comes_back_exactly(report, text):
    change(report, text=text)
    change(report, text=f"又{text}又")
    state = states(report)[-2]
    restore_report(report.pk, seen=version_of(Report.objects.get()), state=state.history_id)
    now = Report.objects.get()
    assert now.text == text == apply_edits(now.extracted_text, now.edit_list)
