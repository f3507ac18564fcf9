"""The outbox: nothing lost, nothing doubled, and a check that proves it."""

from __future__ import annotations

import fcntl
from threading import Timer

import pytest

from archive.models import IndexChange, Report
from archive.publishing import outbox as indexing
from archive.publishing.checking import check_index
from archive.publishing.outbox import (
    apply_index_changes,
    changes_applied_once,
    note_change,
    pending_changes,
    rebuild_index,
    to_document,
)
from archive.storage.processes import outbox_lock_path
from search.documents import IndexBusy, IndexMissing, Query

pytestmark = pytest.mark.django_db


def test_a_document_carries_the_date_at_its_own_precision(make_report):
    assert to_document(make_report(date="2019-11")).date == "2019-11"
    assert to_document(make_report(date="2021")).date == "2021"
    assert to_document(make_report()).date == ""


def test_applying_twice_changes_nothing(engine, make_report):
    report = make_report(text="三会一课。", status=Report.Status.DRAFT)
    Report.objects.filter(pk=report.pk).update(status=Report.Status.PUBLISHED)
    for _ in range(2):
        IndexChange.objects.create(report_id=report.pk)
        assert apply_index_changes() == 1
        assert engine.search(Query("三会一课")).total == 1


def test_a_change_reads_the_state_of_the_moment_it_is_applied(engine, make_report):
    report = make_report(text="旧文字。")
    IndexChange.objects.create(report_id=report.pk)
    Report.objects.filter(pk=report.pk).update(text="新文字。")
    apply_index_changes()
    assert engine.search(Query("新文字")).total == 1
    assert engine.search(Query("旧文字")).total == 0


def test_a_change_of_a_report_that_is_gone_removes_it(engine, make_report):
    report = make_report(text="阵地建设。")
    number = report.pk
    report.delete()
    IndexChange.objects.create(report_id=number)
    apply_index_changes()
    assert engine.search(Query("阵地建设")).total == 0


def test_a_row_stays_when_the_engine_fails(engine, make_report, monkeypatch):
    IndexChange.objects.create(report_id=make_report().pk)

    def fails(**changes):
        raise OSError("disk full")

    monkeypatch.setattr(engine, "apply", fails)
    with pytest.raises(OSError, match="disk full"):
        apply_index_changes()
    assert pending_changes() == 1


def test_only_one_process_applies_at_a_time(engine, make_report, settings):
    IndexChange.objects.create(report_id=make_report().pk)
    with (settings.DATA_DIR / "index-outbox.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy):
            apply_index_changes()
    assert apply_index_changes() == 1


def test_many_changes_of_a_batch_are_applied_once(engine, make_report, monkeypatch, django_capture_on_commit_callbacks):
    reports = [make_report(text=f"第{number}村。") for number in range(5)]
    commits = []
    apply = engine.apply
    monkeypatch.setattr(engine, "apply", lambda **changes: (commits.append(1), apply(**changes)))
    with changes_applied_once(), django_capture_on_commit_callbacks(execute=True):
        for report in reports:
            note_change(report)
    assert len(commits) == 1
    assert pending_changes() == 0


@pytest.mark.parametrize(("rows", "left"), [(40, 41), (10, 0)])
def test_a_request_leaves_only_a_long_backlog_of_others_to_a_process_of_its_own(
    rows, left, engine, make_report, monkeypatch, django_capture_on_commit_callbacks
):
    report = make_report()
    IndexChange.objects.bulk_create(IndexChange(report_id=report.pk) for _ in range(rows))
    started = []
    monkeypatch.setattr(indexing, "_start_applying", lambda: started.append(1))
    monkeypatch.setattr(indexing, "REQUEST_SECONDS", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        note_change(report)
    assert (pending_changes(), bool(started)) == (left, left > 0)


def test_a_request_starts_no_process_where_another_is_applying(
    engine, make_report, monkeypatch, settings, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(indexing, "_start_applying", lambda: pytest.fail("a process was started"))
    report = make_report()
    with (settings.DATA_DIR / "index-outbox.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with django_capture_on_commit_callbacks(execute=True):
            note_change(report)
    assert pending_changes() == 1


def test_check_finds_missing_stale_and_extra_and_mends_them(engine, make_report):
    missing = make_report(text="甲村。")
    stale = make_report(text="乙村。")
    engine.apply(deletes=[missing.pk])
    Report.objects.filter(pk=stale.pk).update(title="另一个题名")
    extra = make_report(text="丙村。")
    Report.objects.filter(pk=extra.pk).update(status=Report.Status.WITHDRAWN)
    check = check_index()
    assert (check.missing, check.stale, check.extra) == ((missing.pk,), (stale.pk,), (extra.pk,))
    assert not check.agrees
    check_index(fix=True)
    assert check_index().agrees


def test_a_rebuild_holds_exactly_the_published_reports_and_empties_the_outbox(engine, make_report):
    kept = make_report(text="第一书记。")
    make_report(text="第一书记草稿。", status=Report.Status.DRAFT)
    IndexChange.objects.create(report_id=kept.pk)
    assert rebuild_index() == 1
    assert [hit.id for hit in engine.search(Query("第一书记")).hits] == [kept.pk]
    assert pending_changes() == 0


def test_what_is_withdrawn_and_published_during_a_rebuild_is_so_in_the_new_index(engine, make_report, monkeypatch):
    withdrawn, changed, kept = (make_report(text=f"阵地建设{number}。") for number in range(3))
    reading = indexing._all_documents

    def meanwhile():
        documents = list(reading())
        Report.objects.filter(pk=withdrawn.pk).update(status=Report.Status.WITHDRAWN)
        Report.objects.filter(pk=changed.pk).update(text="改过的文字。")
        for report in (withdrawn, changed):
            IndexChange.objects.create(report_id=report.pk)
        assert apply_index_changes() == 2
        yield from documents

    monkeypatch.setattr(indexing, "_all_documents", meanwhile)
    assert rebuild_index() == 2
    assert check_index().agrees
    assert [hit.id for hit in engine.search(Query("阵地建设")).hits] == [kept.pk]


def test_a_rebuild_takes_the_rows_of_an_applier_that_its_swap_turned_away(engine, make_report, settings):
    IndexChange.objects.create(report_id=make_report().pk)
    with (settings.DATA_DIR / "index-outbox.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        Timer(0.2, lambda: fcntl.flock(held, fcntl.LOCK_UN)).start()
        rebuild_index()
        assert pending_changes() == 0


def test_a_rebuild_leaves_rows_to_whoever_is_applying(engine, make_report, settings, monkeypatch):
    monkeypatch.setattr(indexing, "_PATIENCE", 0.1)
    IndexChange.objects.create(report_id=make_report().pk)
    with (settings.DATA_DIR / "index-outbox.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        rebuild_index()
        assert pending_changes() == 1


def test_without_an_index_the_error_names_the_command(settings, tmp_path):
    from search.engine import get_engine

    settings.INDEX_DIR = tmp_path / "nothing-here"
    get_engine.cache_clear()
    with pytest.raises(IndexMissing, match="index rebuild"):
        get_engine().search(Query("党建"))


@pytest.mark.parametrize("is_earlier", [False, True])
def test_the_outbox_lock_lies_in_locks_unless_an_earlier_version_made_it(make_report, settings, is_earlier):
    if is_earlier:
        (settings.DATA_DIR / "index-outbox.lock").touch()
    note_change(make_report())
    outbox_lock_path().parent.mkdir(exist_ok=True)
    with outbox_lock_path().open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy):
            apply_index_changes()
    apply_index_changes()
    assert {path.name for path in settings.DATA_DIR.glob("*.lock")} == ({"index-outbox.lock"} if is_earlier else set())


def test_what_waits_to_leave_the_index_is_one_query_that_names_no_number(
    engine, make_report, django_assert_num_queries
):
    stays, withdrawn = make_report(region="621102"), make_report(region="621102")
    Report.objects.filter(pk=withdrawn.pk).update(status=Report.Status.WITHDRAWN)
    IndexChange.objects.bulk_create(IndexChange(report_id=pk) for pk in (stays.pk, withdrawn.pk, 999_999, withdrawn.pk))
    with django_assert_num_queries(1) as queries:
        assert indexing.waiting_removals() == [withdrawn.pk, 999_999]
    assert " IN (" not in queries.captured_queries[0]["sql"]
    with django_assert_num_queries(1):
        assert indexing.waiting_removals(Report.objects.unplaced()) == sorted([stays.pk, withdrawn.pk, 999_999])
