"""Nothing half-written looks like a dump, the newest are kept, and an erased report leaves every one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.dumps import writing
from archive.dumps.layout import DumpError, original_name
from archive.dumps.writing import write_dump
from archive.models import ErasedReport, Report
from archive.publishing.erasing import erase_report
from archive.storage.dump_folders import PART, holds, remove_dump, whole_dumps
from archive.storage.processes import lock_path, try_lock
from tests.archive.dumps.conftest import MADE, files_of
from tests.archive.dumps.test_writing import lines


class Stopped(BaseException):
    """As Ctrl-C or a kill: no handler of errors sees it."""


@pytest.mark.parametrize("step", ["_write_tables", "package_of", "_write_originals", "_copy", "sync_folder"])
def test_a_dump_stopped_anywhere_looks_like_none_and_the_next_run_is_whole(filled, tmp_path, monkeypatch, step):
    whole = files_of(write_dump(tmp_path / "whole", originals=True, now=MADE).folder)
    real, called = getattr(writing, step), []

    def stop(*arguments, **options):
        called.append(1)
        if step == "_copy" and len(called) == 1:
            return real(*arguments, **options)
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(writing, step, stop)
        with pytest.raises(Stopped):
            write_dump(tmp_path / "dumps", originals=True, now=MADE)
    assert whole_dumps(tmp_path / "dumps") == []
    assert [path.name for path in (tmp_path / "dumps").iterdir()] == [PART]
    assert files_of(write_dump(tmp_path / "dumps", originals=True, now=MADE).folder) == whole
    assert not (tmp_path / "dumps" / PART).exists()


def test_the_next_run_keeps_sound_originals_and_drops_what_became_private(filled, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(writing, "sync_folder", lambda folder: (_ for _ in ()).throw(Stopped))
        with pytest.raises(Stopped):
            write_dump(tmp_path / "dumps", originals=True)
    part = tmp_path / "dumps" / PART
    kept = part / original_name(filled[0].original.sha256)
    inode = kept.stat().st_ino
    (kept.parent / "half.new").write_bytes(b"half")
    Report.objects.filter(pk=filled[1].pk).update(status=Report.Status.WITHDRAWN)
    dump = write_dump(tmp_path / "dumps", originals=True).folder
    assert (dump / original_name(filled[0].original.sha256)).stat().st_ino == inode
    assert [name for name in files_of(dump) if name.startswith("originals/")] == [
        original_name(filled[0].original.sha256)
    ]


def test_the_newest_are_kept_and_a_half_removed_one_is_cleared(filled, tmp_path):
    folder = tmp_path / "dumps"
    for day in range(4):
        write_dump(folder, now=MADE + timedelta(days=day), keep=2)
    assert [dump.name for dump in whole_dumps(folder)] == ["jiceng-20261203-111500", "jiceng-20261202-111500"]
    (folder / "jiceng-20261201-111500.removing").mkdir()
    (folder / "notes").mkdir()
    write_dump(folder, now=MADE + timedelta(days=5))
    assert sorted(path.name for path in folder.iterdir()) == [
        "jiceng-20261202-111500", "jiceng-20261203-111500", "jiceng-20261205-111500", "notes",
    ]  # fmt: skip


def test_one_process_writes_at_a_time(filled, tmp_path):
    with try_lock(lock_path("dump")) as is_ours:
        assert is_ours
        with pytest.raises(DumpError, match="另一个进程正在写"):
            write_dump(tmp_path / "dumps")


def test_a_folder_that_takes_no_files_is_told(filled, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DumpError, match=r"数据集写不成.*请换一个"):
        write_dump(tmp_path / "file" / "dumps")


def test_no_more_reports_than_a_range_are_in_memory(make_report, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 3)
    for _ in range(8):
        make_report()
    sizes = []
    monkeypatch.setattr(writing, "record_of", lambda report, pages, real=writing.record_of: (sizes.append(report.pk), real(report, pages))[1])  # fmt: skip
    ranges = []
    real = writing._ranges
    monkeypatch.setattr(
        writing, "_ranges", lambda reports: (ranges.append(len(some)) or some for some in real(reports))
    )
    assert len(lines(write_dump(tmp_path / "dumps").folder)) == 8
    assert ranges == [3, 3, 2]
    assert len(sizes) == 8


def test_a_report_that_is_erased_while_a_dump_is_written_is_not_in_it(filled, tmp_path, monkeypatch):
    real, number = writing._write_tables, filled[1].pk

    def write(*arguments):
        found = real(*arguments)
        if not ErasedReport.objects.exists():
            erase_report(number, reason="依法")
        return found

    monkeypatch.setattr(writing, "_write_tables", write)
    assert [line["id"] for line in lines(write_dump(tmp_path / "dumps").folder)] == [filled[0].pk]


def test_an_erased_report_leaves_every_dump_with_the_erasure(filled, make_report, tmp_path, settings, django_capture_on_commit_callbacks):  # fmt: skip
    settings.DUMP_DIR = tmp_path / "dumps"
    older = write_dump(settings.DUMP_DIR, now=MADE).folder
    number = make_report().pk
    newer = write_dump(settings.DUMP_DIR, now=MADE + timedelta(days=1)).folder
    (settings.DUMP_DIR / PART).mkdir()
    with django_capture_on_commit_callbacks(execute=True):
        erase_report(number, reason="依法")
    assert whole_dumps(settings.DUMP_DIR) == [older]
    assert not newer.exists()
    assert not (settings.DUMP_DIR / PART).exists()


def test_whether_a_dump_holds_a_report_is_told_by_halves(make_report, tmp_path):
    made = [make_report(text=f"第{number}篇。" * (1 + 5000 * (number % 3))) for number in range(9)]
    for report in made[::2]:
        Report.objects.filter(pk=report.pk).update(status=Report.Status.WITHDRAWN)
    dump = write_dump(tmp_path / "dumps").folder
    numbers = {line["id"] for line in lines(dump)}
    assert {number for number in range(made[-1].pk + 3) if holds(dump, number)} == numbers
    (dump / "reports.jsonl").write_bytes(b"\0" * 100)
    assert holds(dump, 1)  # what cannot be told is withheld
    remove_dump(dump)
    assert whole_dumps(tmp_path / "dumps") == []


def test_a_dump_without_reports_holds_none(db, tmp_path):
    dump = write_dump(tmp_path / "dumps").folder
    assert not holds(dump, 1)
    assert files_of(dump)["sources.csv"] == b"name,reports\r\n"


def test_an_erasure_goes_on_where_the_dumps_cannot_be_removed(make_report, tmp_path, settings, monkeypatch, django_capture_on_commit_callbacks):  # fmt: skip
    from archive.dumps.offered import offered_dumps
    from archive.publishing import erasing

    settings.DUMP_DIR = tmp_path / "dumps"
    number = make_report().pk
    make_report()
    dump = write_dump(settings.DUMP_DIR).folder

    def refuse(folder, number):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(erasing, "remove_from_dumps", refuse)
    assert offered_dumps() == [dump]
    with django_capture_on_commit_callbacks(execute=True):
        erase_report(number, reason="依法")
    assert not Report.objects.filter(pk=number).exists()
    assert dump.is_dir()
    assert offered_dumps() == []
