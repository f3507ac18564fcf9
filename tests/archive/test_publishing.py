"""Publishing and withdrawing, and the index that follows the commit."""

from __future__ import annotations

import pytest

from archive.models import Report
from archive.publishing.outbox import pending_changes
from archive.publishing.publish import PublishingError, publish_report, withdraw_report
from search.documents import IndexBusy, Query

pytestmark = pytest.mark.django_db


def found(engine, words: str) -> list[int]:
    return [hit.id for hit in engine.search(Query(words)).hits]


def test_a_published_report_is_found_right_after_the_commit(engine, make_report, django_capture_on_commit_callbacks):
    report = make_report(text="整顿软弱涣散党组织。", status=Report.Status.DRAFT)
    assert found(engine, "软弱涣散") == []
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(report)
    assert found(engine, "软弱涣散") == [report.pk]
    assert pending_changes() == 0
    assert report.published_at is not None


def test_a_withdrawn_report_is_no_longer_found(engine, make_report, django_capture_on_commit_callbacks):
    report = make_report(text="整顿软弱涣散党组织。")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(report)
    assert found(engine, "软弱涣散") == []
    report.refresh_from_db()
    assert report.status == Report.Status.WITHDRAWN


def test_a_withdrawn_report_can_be_published_again(engine, make_report, django_capture_on_commit_callbacks):
    report = make_report(text="四议两公开。", status=Report.Status.WITHDRAWN)
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(report)
    assert found(engine, "四议两公开") == [report.pk]
    assert report.withdrawn_at is None


@pytest.mark.parametrize(("fields", "word"), [({"title": " "}, "题名"), ({"text": " \n"}, "正文")])
def test_a_report_without_title_or_text_is_not_published(make_report, fields, word):
    report = make_report(status=Report.Status.DRAFT, **fields)
    with pytest.raises(PublishingError, match=word):
        publish_report(report)
    report.refresh_from_db()
    assert report.status == Report.Status.DRAFT


def test_what_is_published_is_not_published_twice_nor_a_draft_withdrawn(make_report):
    with pytest.raises(PublishingError, match="已经发布"):
        publish_report(make_report())
    with pytest.raises(PublishingError, match="没有发布"):
        withdraw_report(make_report(status=Report.Status.DRAFT))


@pytest.mark.parametrize(
    ("verb", "before", "between"),
    [
        (withdraw_report, Report.Status.PUBLISHED, withdraw_report),
        (publish_report, Report.Status.DRAFT, publish_report),
        (publish_report, Report.Status.WITHDRAWN, publish_report),
    ],
)
def test_an_older_instance_does_not_change_a_status_twice(make_report, verb, before, between):
    older = make_report(status=before)
    between(Report.objects.get(pk=older.pk))
    stored = Report.objects.filter(pk=older.pk).values()
    row, states = stored.get(), older.history.count()
    assert older.status == before
    with pytest.raises(PublishingError):
        verb(older)
    assert stored.get() == row
    assert older.history.count() == states


@pytest.mark.parametrize("field", ["title", "text"])
def test_an_older_instance_does_not_publish_a_title_or_text_that_is_gone(make_report, field):
    older = make_report(status=Report.Status.DRAFT)
    Report.objects.filter(pk=older.pk).update(**{field: " "})
    with pytest.raises(PublishingError):
        publish_report(older)
    assert not Report.objects.get(pk=older.pk).is_published


def test_an_older_instance_takes_no_older_card_into_the_history(make_report):
    older = make_report()
    newer = Report.objects.get(pk=older.pk)
    newer.author = "定西市委组织部"
    newer.save()
    withdraw_report(older)
    assert older.history.first().author == "定西市委组织部"
    assert Report.objects.get(pk=older.pk).author == "定西市委组织部"


def test_what_is_deleted_meanwhile_changes_its_status_no_more(make_report):
    older = make_report()
    Report.objects.get(pk=older.pk).delete()
    for verb in (publish_report, withdraw_report):
        with pytest.raises(PublishingError, match="不在馆藏"):
            verb(older)


def test_while_another_process_writes_the_change_waits_and_the_request_goes_on(
    engine, make_report, monkeypatch, django_capture_on_commit_callbacks
):
    report = make_report(text="主题党日。", status=Report.Status.DRAFT)

    def busy(**changes):
        raise IndexBusy("taken")

    monkeypatch.setattr(engine, "apply", busy)
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(report)
    assert pending_changes() == 1
    report.refresh_from_db()
    assert report.is_published
