"""fsck: what does not fit together is named, and nothing else."""

from __future__ import annotations

import io
import json
import os

import pytest
from django.core.management import call_command
from django.db import connection

from archive.backups.fsck import find_faults
from archive.models import ImportBatch, ImportFile, Original, Report
from tests.processes import ordinary_rights


def kinds() -> list[str]:
    return [fault.kind for fault in find_faults()]


@pytest.fixture
def report(make_report) -> Report:
    make_report()
    return make_report(filename="通渭.txt")


def test_a_sound_archive_has_no_fault(report):
    assert kinds() == []


def test_a_missing_original_is_named(report):
    report.original.path.unlink()
    (fault,) = find_faults()
    assert (fault.kind, fault.subject) == ("original-missing", report.original.sha256)
    assert "通渭.txt" in fault.sentence


def test_a_changed_byte_of_an_original_is_found(report):
    report.original.path.chmod(0o644)
    report.original.path.write_bytes(b"x" + report.original.path.read_bytes()[1:])
    assert kinds() == ["original-changed"]


def test_an_original_without_a_report_is_named(report):
    Report.objects.filter(pk=report.pk).delete()
    assert kinds() == ["original-without-report", "index-extra"]


def test_a_file_without_a_row_is_named(report):
    (report.original.path.parent / "stray").write_bytes(b"x")
    assert kinds() == ["file-without-row"]


def test_edits_that_do_not_lead_to_the_text_are_found(report):
    Report.objects.filter(pk=report.pk).update(extracted_text="别的文字")
    (fault,) = find_faults()
    assert (fault.kind, fault.subject) == ("edits", f"archive_report/{report.pk}")


def test_edits_that_are_no_edits_are_found(report):
    Report.objects.filter(pk=report.pk).update(edits=[{"start": "x"}])
    assert kinds() == ["edits"]


def test_a_waiting_upload_whose_bytes_are_gone_is_named(report):
    batch = ImportBatch.objects.create()
    ImportFile.objects.create(batch=batch, path="a.txt", status="waiting", stored=f"{batch.pk}/00001")
    assert kinds() == ["upload-lost"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="another database: PostgreSQL lets no link dangle")
@pytest.mark.django_db(transaction=True)
def test_a_link_that_leads_nowhere_is_named():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        try:
            ImportFile.objects.create(batch_id=99, path="a.txt", status="failed")
            found = [fault for fault in find_faults() if fault.kind == "link"]
        finally:
            ImportFile.objects.all().delete()
            cursor.execute("PRAGMA foreign_keys=ON")
    assert ["批次" in fault.sentence and "99" in fault.sentence for fault in found] == [True]


def test_a_report_that_the_index_does_not_know_is_named(report, engine):
    engine.apply(deletes=[report.pk])
    assert kinds() == ["index-missing"]


def test_a_leftover_of_a_kill_is_told_and_removed_on_demand(report):
    old, new = (report.original.path.parent / f"incoming-{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert kinds() == ["leftover"]
    assert list(find_faults(fix=True)) == []
    assert (old.exists(), new.exists()) == (False, True)


def test_the_command_ends_with_1_and_tells_lines_of_json(report):
    Original.objects.get(pk=report.original_id).path.unlink()
    out = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("fsck", jsonl=True, stdout=out)
    assert stop.value.code == 1
    assert json.loads(out.getvalue())["kind"] == "original-missing"


def test_the_command_says_that_all_is_well(report):
    out = io.StringIO()
    call_command("fsck", stdout=out)
    assert out.getvalue().startswith("全部对得上")


@pytest.mark.parametrize(("name", "mode"), [("secret-key", 0), ("secret-key", 0o400), ("locks", 0o500), ("logs", 0)])
def test_what_the_account_may_not_use_is_named_with_its_remedy(report, settings, name, mode):
    path = settings.DATA_DIR / name
    path.write_text("x") if name == "secret-key" else path.mkdir(exist_ok=True)
    path.chmod(mode)
    with ordinary_rights():
        found = [(fault.kind, fault.subject) for fault in find_faults() if "chmod -R u+rwX" in fault.sentence]
    path.chmod(0o700)
    if os.getuid() == 0 and not found:
        pytest.skip("this account reads everything")
    assert found == [("closed", str(path))]


def test_a_damaged_backup_in_its_folder_is_named(report, settings):
    call_command("backup", stdout=io.StringIO(), stderr=io.StringIO())
    assert kinds() == []
    (backup,) = (settings.DATA_DIR / "backups").iterdir()
    raw = bytearray(backup.read_bytes())
    raw[len(raw) // 2] ^= 0x10
    backup.write_bytes(raw)
    assert kinds() == ["backup-damaged"]
