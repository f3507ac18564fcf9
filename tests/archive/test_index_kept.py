"""What the index could not take is told, tried again without a new publication, and never blocks the rest."""

from __future__ import annotations

import errno
import json
import shutil
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from archive.backups.fsck import find_faults
from archive.models import IndexChange, Report
from archive.monitoring import readiness
from archive.publishing import keeper, outbox
from archive.publishing.outbox import apply_index_changes, check_index, note_change, pending_changes, rebuild_index
from archive.publishing.publish import publish_report, withdraw_report
from search.documents import IndexDamaged, Query
from search.engines.whoosh.disk.storage import DurableStorage, live_folder
from tests.admin.conftest import desk, editor  # noqa: F401  the cast of the desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def writable(monkeypatch):
    """Return a function that makes every new file of an index fail, as on a disk mounted read-only, or no longer."""
    real = DurableStorage.create_file

    def fail(self, name, *args, **options):
        raise OSError(errno.EROFS, "Read-only file system", name)

    return lambda holds: monkeypatch.setattr(DurableStorage, "create_file", real if holds else fail)


@pytest.fixture
def damaged(engine, settings):
    def damage(kind: str = ".txt", part: float = 0.5):
        path = max(live_folder(settings.INDEX_DIR).glob(f"*{kind}"), key=lambda path: path.stat().st_size)
        raw = bytearray(path.read_bytes())
        raw[int(len(raw) * part)] ^= 0x10
        path.write_bytes(raw)
        return path.name

    return damage


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


@pytest.mark.parametrize("kind", [".txt", ".trm", ".pst", ".col", ".toc"])
def test_check_and_fsck_name_a_flipped_bit_and_a_rebuild_mends_it(kind, make_report, damaged, capsys, engine):
    make_report(text="三会一课。")
    name = damaged(kind)
    with pytest.raises(SystemExit, match="1"):
        call_command("index", "check")
    assert f"damaged: {name}" in capsys.readouterr().out
    assert ("index-damaged", name) in [(fault.kind, fault.subject) for fault in find_faults()]
    call_command("index", "rebuild")
    call_command("index", "check")
    assert not list(find_faults())
    assert engine.search(Query("三会一课")).total == 1


def test_check_with_fix_mends_damage_too(make_report, damaged, capsys):
    make_report()
    damaged()
    call_command("index", "check", "--fix")
    assert "database and index agree" in capsys.readouterr().out


def test_without_checksums_check_says_unchecked(make_report, engine, settings, capsys, monkeypatch):
    make_report()
    monkeypatch.setattr(DurableStorage, "checksums", lambda *_: {})
    call_command("index", "check")
    assert "unchecked: 4 files" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [".toc", ".col"])
def test_pages_answer_and_an_editor_publishes_while_the_index_is_damaged(
    kind, client, make_report, damaged, django_capture_on_commit_callbacks, settings
):
    from search.engine import get_engine

    report, draft = make_report(text="三会一课。"), make_report(text="阵地建设。", status=Report.Status.DRAFT)
    damaged(kind)
    get_engine.cache_clear()
    for address, status in {"/": 200, "/regions/": 200, f"/reports/{report.pk}/": 200, "/search/?q=三会": 503}.items():
        answer = client.get(address)
        assert answer.status_code == status, address
    assert "检索暂停" in answer.content.decode()
    assert client.get("/readyz").status_code == 503
    assert client.get("/api/v1/search?q=三会").status_code == 503
    assert client.get("/suggest/?q=三会").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(draft)
        withdraw_report(report)
    assert pending_changes() == 2
    rebuild_index()
    assert pending_changes() == 0
    assert check_index().agrees
    assert client.get("/search/?q=阵地").status_code == 200


def test_prepare_rebuilds_a_damaged_index(make_report, damaged, engine, capsys, settings):
    settings.LOAD_SAMPLES = False
    make_report()
    damaged(".txt")
    call_command("prepare")
    assert "index: damaged; rebuilding it from 1 reports" in capsys.readouterr().out
    assert not engine.check_files().damaged


def test_the_keeper_refuses_damage_everywhere_and_rebuilds(make_report, damaged, engine, monkeypatch, settings):
    make_report(text="三会一课。")
    damaged(".txt")
    started = []

    def start(*command):
        with pytest.raises(IndexDamaged):
            engine.search(Query("三会一课"))
        started.append(command)
        call_command(*command)
        return lambda seconds: True

    monkeypatch.setattr(keeper, "start_command", start)
    monkeypatch.setattr(keeper.time, "sleep", lambda seconds: None)
    keeper.keep_index(check_files=True)
    assert started == [("index", "rebuild")]
    assert engine.search(Query("三会一课")).total == 1
    assert not (settings.INDEX_DIR / "DAMAGED").exists()


def test_a_deleted_index_is_left_to_the_operator(engine, settings, monkeypatch):
    monkeypatch.setattr(keeper, "start_command", lambda *_: pytest.fail("a rebuild was started"))
    shutil.rmtree(settings.INDEX_DIR)
    keeper.keep_index(check_files=True)


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
