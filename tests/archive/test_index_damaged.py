"""A damaged index, or one that is gone: told by every check, survived by every page, rebuilt by itself."""

from __future__ import annotations

import shutil

import pytest
from django.core.management import call_command

from archive.backups.fsck import find_faults
from archive.models import Report
from archive.publishing import keeper
from archive.publishing.checking import check_index
from archive.publishing.outbox import pending_changes, rebuild_index
from archive.publishing.publish import publish_report, withdraw_report
from search.documents import IndexDamaged, Query
from search.engines.whoosh.disk.storage import DurableStorage, live_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def damaged(engine, settings):
    def damage(kind: str = ".txt", part: float = 0.5):
        path = max(live_folder(settings.INDEX_DIR).glob(f"*{kind}"), key=lambda path: path.stat().st_size)
        raw = bytearray(path.read_bytes())
        raw[int(len(raw) * part)] ^= 0x10
        path.write_bytes(raw)
        return path.name

    return damage


@pytest.mark.parametrize("kind", [".txt", ".trm", ".pst", ".col", ".tok", ".fpr", ".toc"])
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
    assert "数据库与索引一致。" in capsys.readouterr().out


def test_without_checksums_check_says_unchecked(make_report, engine, settings, capsys, monkeypatch):
    make_report()
    monkeypatch.setattr(DurableStorage, "checksums", lambda *_: {})
    call_command("index", "check")
    assert "unchecked: 6 个文件" in capsys.readouterr().out


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
    assert "索引坏了，正在由 1 篇报告重建" in capsys.readouterr().out
    assert not engine.check_files().damaged


@pytest.fixture
def rebuilds_at_once(monkeypatch):
    """Commands that the keeper starts run at once in this process; return the list of them."""
    started = []

    def start(*command):
        started.append(command)
        call_command(*command)
        return lambda seconds: True

    monkeypatch.setattr(keeper, "start_command", start)
    monkeypatch.setattr(keeper.time, "sleep", lambda seconds: None)
    return started


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


def test_an_index_that_is_deleted_while_the_archive_serves_is_rebuilt(
    make_report, engine, client, monkeypatch, settings, rebuilds_at_once
):
    make_report(text="三会一课。")
    shutil.rmtree(settings.INDEX_DIR)
    page = client.get("/search/?q=三会一课")
    assert (page.status_code, "检索暂停" in page.content.decode()) == (503, True)
    keeper.keep_index()
    assert rebuilds_at_once == [("index", "rebuild")]
    assert client.get("/search/?q=三会一课").status_code == 200
    assert engine.search(Query("三会一课")).total == 1
    assert check_index().agrees


def test_an_index_of_another_version_is_left_to_the_program_of_that_version(engine, settings, rebuilds_at_once):
    live = live_folder(settings.INDEX_DIR)
    other = live.rename(live.with_name("0123456789ab" + live.name[12:]))
    (settings.INDEX_DIR / "CURRENT").write_text(other.name)
    keeper.keep_index(check_files=True)
    assert rebuilds_at_once == []
