"""The walk from report to report stays under the filter of the list that the editor came from."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from archive.desk.editing import correct_report, version_of
from archive.intake.doubts import note_doubts
from archive.models import ImportBatch, NearPair, Report
from tests.admin.conftest import sentences

LIST = reverse("admin:archive_report_changelist")
TEXT = "整顿软弱涣散党组织，健全三会一课。" * 20


def _address(report: Report, filters: str = "") -> str:
    here = reverse("admin:archive_report_change", args=[report.pk])
    return f"{here}?{urlencode({'_changelist_filters': filters})}" if filters else here


@pytest.fixture
def batches(make_report) -> tuple[str, list[Report], list[Report]]:
    """The filter of the first batch with its drafts, the most doubtful first, and the drafts of another batch between."""
    own, other = ImportBatch.objects.create(label="岷县"), ImportBatch.objects.create(label="漳县")
    sure, unsure = {"region": "621100", "date": "2021"}, {"is_damaged": True}
    made = [
        make_report(title="甲", text=f"甲{TEXT}", status="draft", batch=own, **unsure),
        make_report(title="乙", text=f"乙{TEXT}", status="draft", batch=other, date="2021"),
        make_report(title="丙", text=f"丙{TEXT}", status="draft", batch=own, **sure),
        make_report(title="丁", text=f"丁{TEXT}", status="draft", batch=other, **sure),
    ]
    for report in made:
        note_doubts(report)
        report.refresh_from_db()
    return f"batch__id__exact={own.pk}", made[::2], made[1::2]


def _send(desk, report: Report, filters: str, action: str):
    fields = {"version": version_of(report), "has_flags": "1", "action": action}
    return desk.post(_address(report, filters), fields)


@pytest.mark.parametrize("status", ["", "&status__exact=draft"])
def test_the_steps_stay_in_the_batch_that_the_list_showed(desk, batches, status):
    filters, (first, last), _ = batches
    filters += status
    page = desk.get(_address(first, filters)).content.decode()
    assert "待审 2 件中第 1 件" in page
    assert f'rel="next" href="{_address(last, filters)}"' in page
    page = desk.get(_address(last, filters)).content.decode()
    assert f'rel="prev" href="{_address(first, filters)}"' in page
    assert 'rel="next"' not in page


@pytest.mark.parametrize("action", ["publish_next", "next", "return"])
def test_a_button_that_leaves_leads_to_the_next_of_the_batch(desk, batches, action):
    filters, (first, last), _ = batches
    assert _send(desk, first, filters, action)["Location"] == _address(last, filters)


@pytest.mark.parametrize("action", ["publish_next", "next"])
def test_behind_the_last_of_the_batch_comes_the_list_as_it_was_filtered(desk, batches, action):
    filters, (_, last), _ = batches
    response = _send(desk, last, filters, action)
    assert response["Location"] == f"{LIST}?{filters}"
    assert "最后一件" in sentences(response)


def test_publishing_and_going_on_publishes(desk, batches):
    filters, (first, _), _ = batches
    _send(desk, first, filters, "publish_next")
    first.refresh_from_db()
    assert first.is_published


def test_what_cannot_be_published_keeps_the_editor_on_its_page(desk, make_report):
    empty = make_report(status="draft", text=" ", extracted_text=" ")
    make_report(status="draft")
    response = _send(desk, empty, "", "publish_next")
    assert response["Location"] == _address(empty)
    assert "没有正文" in sentences(response)


def test_the_crumb_leads_back_to_the_list_as_it_was_filtered(desk, batches):
    filters, (first, _), _ = batches
    filters += "&status__exact=draft&p=1&o=-4"
    page = desk.get(_address(first, filters)).content.decode()
    assert f'href="{LIST}?{filters.partition("&p=")[0].replace("&", "&amp;")}"' in page


def test_a_published_report_leads_on_to_the_drafts_of_its_batch(desk, batches):
    filters, (first, last), _ = batches
    response = _send(desk, first, filters, "publish")
    assert response["Location"] == _address(first, filters)
    page = desk.get(response["Location"]).content.decode()
    assert f'data-key="j" rel="next" href="{_address(last, filters)}"' in page
    assert "件中第" not in page


def test_a_list_of_published_reports_is_walked_as_it_stands(desk, make_report):
    older, newer = make_report(title="旧"), make_report(title="新")
    make_report(status="draft")
    filters = "status__exact=published"
    page = desk.get(_address(newer, filters)).content.decode()
    assert "已发布 2 件中第 1 件" in page
    assert f'rel="next" href="{_address(older, filters)}"' in page


def test_a_searched_list_is_walked_too(desk, batches):
    _, (first, _), (other, _) = batches
    page = desk.get(_address(other, "q=乙&status__exact=draft")).content.decode()
    assert "待审 1 件中第 1 件" in page
    assert first.title not in page


def test_the_list_of_a_batch_begins_with_its_most_doubtful_draft(desk, batches):
    filters, (first, last), _ = batches
    Report.objects.filter(pk=first.pk).update(status="published")
    page = desk.get(f"{LIST}?{filters}").content.decode()
    assert page.index(f">{last.title}</a>") < page.index(f">{first.title}</a>")


def test_a_batch_page_opens_its_reports_in_their_batch(desk, batches):
    filters, (first, _), _ = batches
    first.batch.files.create(path="甲.txt", status="created", report=first)
    page = desk.get(reverse("admin:archive_importbatch_change", args=[first.batch_id])).content.decode()
    assert f'href="{_address(first, filters)}"' in page


@pytest.mark.parametrize(
    "filters", ["batch__id__exact=x", "source__nobody=1", "status__exact=%00", "original__received_by__password=1"]
)
def test_a_filter_that_no_list_answers_leaves_all_drafts(desk, batches, filters):
    _, (first, _), _ = batches
    assert "待审 4 件中第 1 件" in desk.get(_address(first, filters)).content.decode()


def test_several_near_duplicates_are_judged_at_once(desk, make_report):
    draft = make_report(title="后来的", text=TEXT, status="draft")
    pairs = [
        NearPair.objects.create(first=draft, second=make_report(text=f"{each}{TEXT}"), similarity=0.9)
        for each in range(3)
    ]
    note_doubts(draft)
    draft.refresh_from_db()
    page = desk.get(_address(draft)).content.decode()
    assert all(f'name="pairs" value="{pair.pk}:"' in page for pair in pairs)
    fields = {"version": version_of(draft), "has_flags": "1", "verdicts": "near"}
    response = desk.post(_address(draft), fields | {"pairs": [f"{pair.pk}:" for pair in pairs[:2]]})
    assert "判定为：近似" in sentences(response)
    assert list(NearPair.objects.order_by("pk").values_list("verdict", flat=True)) == ["near", "near", ""]
    draft.refresh_from_db()
    assert "与已发布 1 篇近似 90%" in [row["words"] for row in draft.doubts]


def test_verdicts_over_one_of_another_editor_are_all_refused(desk, make_report):
    draft = make_report(text=TEXT, status="draft")
    pairs = [
        NearPair.objects.create(first=draft, second=make_report(text=f"{each}{TEXT}"), similarity=0.9)
        for each in range(2)
    ]
    NearPair.objects.filter(pk=pairs[1].pk).update(verdict="same")
    fields = {"version": version_of(draft), "has_flags": "1", "verdicts": "unrelated"}
    response = desk.post(_address(draft), fields | {"pairs": [f"{pair.pk}:" for pair in pairs]})
    assert response.status_code == 409
    assert list(NearPair.objects.order_by("pk").values_list("verdict", flat=True)) == ["", "same"]


def test_the_pages_of_a_report_keep_the_filter_of_the_list(admin_client, batches):
    desk = admin_client
    filters, (report, _), _ = batches
    correct_report(report.pk, seen=version_of(report), card={"title": "改题"})
    kept = "?" + urlencode({"_changelist_filters": filters})
    review = _address(report, filters)
    history = reverse("admin:archive_report_history", args=[report.pk]) + kept
    erase = reverse("admin:archive_report_erase", args=[report.pk]) + kept
    page = desk.get(review).content.decode()
    assert f'href="{history}"' in page
    for address in (history, erase):
        page = desk.get(address).content.decode()
        assert f'href="{review}"' in page, address
        assert f'href="{LIST}?{filters}"' in page, address
    state = Report.history.filter(id=report.pk).order_by("history_id").first()
    address = reverse("admin:archive_report_state", args=[report.pk, state.history_id])
    assert f'href="{address}{kept}"' in desk.get(history).content.decode()
    page = desk.get(address + kept).content.decode()
    assert all(f'href="{each}"' in page for each in (review, history, f"{kept}&amp;with=now"))
    restored = desk.post(address + kept, {"version": version_of(Report.objects.get(pk=report.pk))})
    assert restored["Location"] == review
