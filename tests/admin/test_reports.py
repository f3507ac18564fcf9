"""The list of reports: what it says of each, and what can be done to many at once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Report
from tests.admin.conftest import sentences


@pytest.fixture
def act(desk, django_capture_on_commit_callbacks):
    def act(action: str, *reports: Report):
        fields = {"action": action, "_selected_action": [report.pk for report in reports]}
        if action == "publish_selected":  # the page that asks is answered with 全部
            fields["confirmed"] = "all"
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(reverse("admin:archive_report_changelist"), fields)

    return act


def test_the_list_says_what_is_known_of_a_report(desk, make_report):
    make_report(title="整顿情况", region="621123", date="2021-08", source="定西日报", status="draft", is_redacted=True)
    page = desk.get(reverse("admin:archive_report_changelist")).content.decode()
    for words in ("整顿情况", "甘肃省 › 定西市 › 渭源县", "2021年8月（日未注明）", "定西日报", "草稿", "有隐去"):
        assert words in page


def test_the_list_is_searched_by_title(desk, make_report):
    make_report(title="整顿情况")
    make_report(title="三会一课")
    page = desk.get(reverse("admin:archive_report_changelist"), {"q": "整顿"}).content.decode()
    assert "整顿情况" in page
    assert "三会一课" not in page


def test_many_are_published_at_once_and_found(act, make_report, found):
    drafts = [make_report(status="draft", text=f"整顿软弱涣散党组织之{number}。") for number in range(3)]
    response = act("publish_selected", *drafts)
    assert "已发布 3 篇" in sentences(response)
    assert found("软弱涣散") == {draft.pk for draft in drafts}


def test_one_that_cannot_be_published_does_not_hold_up_the_others(act, make_report):
    draft, public = make_report(status="draft"), make_report(title="早已公开")
    told = sentences(act("publish_selected", draft, public))
    assert "已发布 1 篇" in told
    assert "《早已公开》已经发布" in told
    draft.refresh_from_db()
    assert draft.is_published


def test_many_are_withdrawn_at_once(act, make_report, found):
    reports = [make_report(text="整顿软弱涣散党组织。"), make_report(text="软弱涣散。")]
    act("withdraw_selected", *reports)
    assert found("软弱涣散") == set()
    assert set(Report.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_who_may_only_look_has_no_actions(act, editor, make_report):
    draft = make_report(status="draft")
    editor.user_permissions.set(editor.user_permissions.filter(codename="view_report"))
    act("publish_selected", draft)
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("number", [3, 20])
def test_the_number_of_queries_of_the_list_does_not_grow_with_its_rows(
    desk, make_report, django_assert_max_num_queries, number
):
    for _ in range(number):
        make_report(region="621123", source="定西日报")
    with django_assert_max_num_queries(12):
        desk.get(reverse("admin:archive_report_changelist"))


def test_the_completion_of_regions_gives_the_whole_path(desk, regions):
    answer = desk.get(
        reverse("admin:autocomplete"),
        {"app_label": "archive", "model_name": "report", "field_name": "region", "term": "渭源"},
    ).json()
    assert answer["results"] == [{"id": "621123", "name": "渭源县", "text": "甘肃省 › 定西市 › 渭源县"}]


def test_the_first_page_of_the_desk_leads_to_the_upload_and_the_drafts(desk, make_report):
    make_report(status="draft")
    page = desk.get(reverse("admin:index")).content.decode()
    assert reverse("admin:archive_report_upload") in page
    assert "待审 1 篇" in page
