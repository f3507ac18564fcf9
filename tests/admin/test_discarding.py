"""A draft that nobody wants is discarded: out of the queue, kept with its original, and taken back if wanted."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.intake.doubts import note_doubts
from archive.intake.drafts import Duplicate, accept_file
from archive.intake.files import import_file
from archive.models import ImportBatch, ImportFile, NearPair, Report
from tests.admin.conftest import sentences

LIST = reverse("admin:archive_report_changelist")
TEXT = "整顿软弱涣散党组织，健全三会一课。" * 20


def _act(desk, action: str, *reports: Report, **fields):
    return desk.post(LIST, {"action": action, "_selected_action": [report.pk for report in reports], **fields})


def _now(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_a_discarded_draft_leaves_the_queue_and_the_editor_goes_on(send, desk, make_report):
    wrong, next_one = make_report(status="draft", title="传错的"), make_report(status="draft")
    response = send(wrong, action="discard")
    assert response["Location"] == reverse("admin:archive_report_change", args=[next_one.pk])
    assert "已弃置《传错的》" in sentences(response)
    desk.get(response["Location"])  # the sentence is shown once
    assert _now(wrong).status == "discarded"
    assert "传错的" not in desk.get(LIST, {"status__exact": "draft"}).content.decode()
    assert "传错的" in desk.get(LIST, {"status__exact": "discarded"}).content.decode()
    assert "待审 1 篇" in desk.get(reverse("admin:index")).content.decode()
    assert _now(wrong).original.path.exists()


def test_a_discarded_draft_is_taken_back(send, desk, make_report):
    wrong = make_report(status="draft")
    send(wrong, action="discard")
    page = desk.get(reverse("admin:archive_report_change", args=[wrong.pk])).content.decode()
    assert 'value="reclaim"' in page
    assert 'value="publish"' not in page
    send(_now(wrong), action="reclaim")
    assert _now(wrong).status == "draft"
    assert [state.status for state in Report.history.filter(id=wrong.pk).order_by("history_id")] == [
        "draft", "discarded", "draft",
    ]  # fmt: skip
    assert {"弃置", "取回"} <= {entry.get_change_message() for entry in LogEntry.objects.all()}


def test_ticked_drafts_are_discarded_and_others_are_named(desk, make_report):
    drafts, public = [make_report(status="draft") for _ in range(2)], make_report(title="公开的")
    told = sentences(_act(desk, "discard_selected", *drafts, public))
    assert "已弃置 2 篇" in told
    assert "《公开的》已发布，只有草稿可以弃置" in told
    assert _now(public).is_published
    assert "已取回 2 篇" in sentences(_act(desk, "reclaim_selected", *drafts))


def test_a_discarded_draft_is_not_published_by_the_way(desk, make_report):
    draft = make_report(status="discarded", title="弃置了的")
    assert "请先取回" in sentences(_act(desk, "publish_selected", draft, confirmed="all"))
    assert _now(draft).status == "discarded"


@pytest.mark.parametrize("name", ["report", "report-original", "report-print", "api:report"])
def test_readers_are_told_nothing_of_a_discarded_draft(client, make_report, name):
    draft = make_report(status="discarded")
    assert client.get(reverse(name, args=[draft.pk])).status_code == 404
    assert draft.pk not in [report.pk for report in Report.objects.once_published()]


def test_a_discarded_twin_is_no_doubt_until_it_is_taken_back(send, make_report):
    draft, twin = make_report(status="draft", text=TEXT), make_report(status="draft", text=f"又{TEXT}")
    NearPair.objects.create(first=draft, second=twin, similarity=0.9)
    note_doubts(draft)
    send(twin, action="discard")
    assert "near" not in [row["kind"] for row in _now(draft).doubts]
    send(_now(twin), action="reclaim")
    assert "near" in [row["kind"] for row in _now(draft).doubts]


@pytest.mark.parametrize("again", [b"same", b"\xef\xbb\xbfsame"])
def test_the_same_file_again_says_that_it_was_discarded_and_offers_it(desk, db, again):
    data = TEXT.encode()
    batch = ImportBatch.objects.create()
    first, _ = import_file(ImportFile(batch=batch, path="甲.txt"), data, filename="甲.txt")
    Report.objects.filter(pk=first.report_id).update(status="discarded")
    second, _ = import_file(ImportFile(batch=batch, path="乙.txt"), again.replace(b"same", data), filename="乙.txt")
    assert second.status == "duplicate"
    assert "已经弃置" in second.note
    assert "取回" in second.note
    page = desk.get(reverse("admin:archive_importbatch_change", args=[batch.pk])).content.decode()
    assert 'value="reclaim_selected">取回</button>' in page
    desk.post(LIST, {"action": "reclaim_selected", "_selected_action": [second.report_id]})
    assert Report.objects.get(pk=second.report_id).status == "draft"


def test_of_two_with_one_text_the_one_that_is_kept_is_named(make_report):
    gone, kept = make_report(text=TEXT, status="discarded"), make_report(text=TEXT, data=b"other")
    found = accept_file(TEXT.encode(), filename="丙.txt")
    assert isinstance(found, Duplicate)
    assert found.report.pk == kept.pk != gone.pk
    assert "弃置" not in found.sentence


def test_a_draft_is_discarded_and_taken_back_on_the_page_of_its_batch(desk, make_report):
    batch = ImportBatch.objects.create(label="岷县")
    draft = make_report(status="draft", title="传错的", batch=batch)
    ImportFile.objects.create(batch=batch, path="错.txt", status="created", report=draft)
    address = reverse("admin:archive_importbatch_change", args=[batch.pk])
    assert 'aria-label="弃置《传错的》"' in desk.get(address).content.decode()
    for action, status in (("discard_selected", "discarded"), ("reclaim_selected", "draft")):
        assert _act(desk, action, draft, return_to_batch=batch.pk)["Location"] == address
        assert _now(draft).status == status


def test_the_drafts_of_a_batch_are_discarded_together_after_a_page_that_names_them(desk, make_report):
    batch = ImportBatch.objects.create(label="岷县")
    drafts = [make_report(status="draft", title=f"传错的{number}", batch=batch) for number in range(3)]
    public, other = make_report(title="公开的", batch=batch), make_report(status="draft", title="别批的")
    assert (
        'value="discard_selected">弃置本批草稿…'
        in desk.get(reverse("admin:archive_importbatch_change", args=[batch.pk])).content.decode()
    )
    address = f"{LIST}?batch__id__exact={batch.pk}"
    whole = {"action": "discard_selected", "_selected_action": "0", "select_across": "1"}
    page = desk.post(address, whole).content.decode()
    assert "弃置 3 篇草稿？" in page
    assert "另有 1 篇不是草稿" in page
    assert "传错的2" in page
    assert "别批的" not in page
    assert {_now(draft).status for draft in drafts} == {"draft"}
    numbers = ",".join(str(draft.pk) for draft in drafts)
    sent = {"action": "discard_selected", "_selected_action": drafts[0].pk, "numbers": numbers, "confirmed": "all"}
    desk.post(address, sent)
    assert {_now(draft).status for draft in drafts} == {"discarded"}
    assert (_now(public).status, _now(other).status) == ("published", "draft")
