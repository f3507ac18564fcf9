"""What the index could not take is told, tried again without a new publication, and never blocks the rest."""

from __future__ import annotations

import errno
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from archive.models import IndexChange, Report
from archive.monitoring import readiness
from archive.publishing import keeper, outbox
from archive.publishing.checking import check_index
from archive.publishing.outbox import apply_index_changes, note_change, pending_changes, rebuild_index
from archive.publishing.publish import publish_report, withdraw_report
from search.documents import Query
from search.engines.whoosh.disk.storage import DurableStorage
from search.engines.whoosh.writing import tokenising
from tests.admin.conftest import desk, editor  # noqa: F401  the cast of the desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def writable(monkeypatch):
    """Return a function that makes every new file of an index fail, as on a disk mounted read-only, or no longer."""
    real = DurableStorage.create_file

    def fail(self, name, *args, **options):
        raise OSError(errno.EROFS, "Read-only file system", name)

    return lambda holds: monkeypatch.setattr(DurableStorage, "create_file", real if holds else fail)


def wait(minutes):
    IndexChange.objects.update(created_at=timezone.now() - timedelta(minutes=minutes))


def test_what_an_unwritable_index_missed_is_applied_without_a_new_publication(
    engine, make_report, writable, django_capture_on_commit_callbacks
):
    report = make_report(text="三会一课。", status=Report.Status.DRAFT)
    writable(False)
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(report)
    assert outbox.index_is_in_trouble()
    assert pending_changes() == 1
    wait(1)
    keeper.keep_index()
    assert pending_changes() == 1
    writable(True)
    keeper.keep_index()
    assert pending_changes() == 0
    assert not outbox.index_is_in_trouble()
    assert engine.search(Query("三会一课")).total == 1


def test_the_keeper_comes_twice_a_minute():
    assert keeper.ROUND_SECONDS + keeper._FRESH.total_seconds() <= 30


def test_the_desk_tells_that_the_search_is_behind(
    desk,  # noqa: F811
    engine,
    make_report,
    writable,
    django_capture_on_commit_callbacks,
):
    report = make_report()
    writable(False)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(
            "/admin/archive/report/",
            {"action": "withdraw_selected", "_selected_action": [report.pk]},
            follow=True,
        )
    page = answer.content.decode()
    assert "已撤回 1 篇" in page
    assert "检索稍后才跟上这次改动" in page
    report.refresh_from_db()
    assert report.status == Report.Status.WITHDRAWN


def test_a_withdrawn_report_counts_nowhere_while_the_index_still_has_it(
    engine, make_report, writable, client, django_capture_on_commit_callbacks
):
    kept, withdrawn = make_report(text="阵地建设。"), make_report(text="阵地建设，秘密之词。")
    writable(False)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(withdrawn)
    assert engine.search(Query("秘密之词")).total == 1
    for address in ("/api/v1/search?q=秘密之词", "/api/v1/search?q=秘密之词&page=2", "/api/v1/search?q=阵地建设"):
        body = client.get(address).json()
        listed = [kept.pk] if "阵地" in address else []
        assert (body["total"], [hit["id"] for hit in body["hits"]]) == (len(listed), listed), body
    facets = client.get("/api/v1/search?q=秘密之词").json()["facets"]
    assert not any(facets.values()), facets


def test_an_index_that_is_behind_for_long_is_a_reason(client, engine, settings):
    IndexChange.objects.create(report_id=1)
    wait(readiness.STUCK_SECONDS / 60 + 1)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "the index is behind" in answer.json()["reasons"][0]


def test_an_index_that_cannot_be_written_is_a_reason(client, engine, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.engine.os.access", lambda *_: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["the index cannot be written"])


@pytest.fixture
def poison(engine, monkeypatch):
    """Make the index refuse documents of this number."""
    real, refused = engine.apply, set()

    def apply(*, upserts=(), deletes=()):
        upserts = list(upserts)
        if refused & {document.id for document in upserts}:
            raise ValueError("a document that the index cannot take")
        real(upserts=upserts, deletes=deletes)

    monkeypatch.setattr(engine, "apply", apply)
    return refused


def test_one_document_that_the_index_cannot_take_is_parked_and_the_rest_goes_on(
    engine,
    make_report,
    poison,
    desk,  # noqa: F811
):
    reports = [make_report(text=f"第{number}村阵地建设。") for number in range(9)]
    poison.add(reports[4].pk)
    for report in reports:
        engine.apply(deletes=[report.pk])
        IndexChange.objects.create(report_id=report.pk)
    assert apply_index_changes() == 8
    assert engine.search(Query("阵地建设")).total == 8
    for left in (1, 0, 0):
        assert apply_index_changes() == 0
        assert pending_changes() == left
    assert IndexChange.objects.get().tries == IndexChange.MAX_TRIES
    assert "索引收不下的报告" in (page := desk.get("/admin/status/").content.decode())
    assert "试了三次都没有成功" in page
    assert readiness.check_readiness().parked == 1
    assert rebuild_index() == 8
    assert check_index().missing == (reports[4].pk,)
    poison.clear()
    call_command("index", "apply")
    assert not IndexChange.objects.exists()
    assert check_index().agrees


def test_a_new_change_of_a_parked_report_is_tried_and_clears_it(engine, make_report, poison):
    report = make_report()
    IndexChange.objects.create(report_id=report.pk, tries=IndexChange.MAX_TRIES)
    note_change(report)
    assert apply_index_changes() == 1
    assert not IndexChange.objects.exists()


@pytest.mark.parametrize("is_indexed", [False, True])
def test_a_report_that_the_index_refuses_does_not_stop_a_rebuild(make_report, engine, monkeypatch, desk, is_indexed):  # noqa: F811
    reports = [make_report(text=f"第{number}村阵地建设。") for number in range(9)]
    refused = reports[4]
    if not is_indexed:
        engine.apply(deletes=[refused.pk])
    real = tokenising.tokenise

    def tokenise(document):
        if document.id == refused.pk:
            raise ValueError("a document that the index cannot take")
        return real(document)

    monkeypatch.setattr(tokenising, "tokenise", tokenise)
    assert rebuild_index() == 8
    assert engine.search(Query("阵地建设")).total == 8
    assert check_index().missing == (refused.pk,)
    assert readiness.check_readiness().parked == 1
    assert rebuild_index() == 8  # parked, it is not even tried
    assert IndexChange.objects.count() == 1
    monkeypatch.undo()
    call_command("index", "apply")
    assert check_index().agrees


@pytest.mark.parametrize("verb", [["rebuild"], ["apply"], ["check", "--fix"]])
def test_an_unwritable_index_is_a_sentence_of_the_command(verb, engine, make_report, writable):
    report = make_report()
    Report.objects.update(title="另一题名")
    IndexChange.objects.create(report_id=report.pk)
    writable(False)
    with pytest.raises(CommandError, match="索引读写不了"):
        call_command("index", *verb)


def test_readyz_names_the_parked(client, engine):
    IndexChange.objects.create(report_id=1, tries=IndexChange.MAX_TRIES)
    body = json.loads(client.get("/readyz").content)
    assert (body["pending"], body["parked"]) == (0, 1)
