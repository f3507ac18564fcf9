"""One file that holds the whole archive, and the way back from it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import io
import json
import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.backups.manifest import SEAL, BackupError, Manifest
from archive.backups.packing import Packer, write_backup
from archive.backups.reading import check_hashes, members_of
from archive.backups.restoring import check_backup, restore_backup
from archive.backups.rows import columns_of, from_line, read_rows, tables_of, to_line
from archive.backups.snapshot import in_place_of_default
from archive.indexing import check_index
from archive.models import ImportBatch, ImportFile, Measure, Report, Source
from tests.conftest import PROJECT
from tests.own_database import own_database

LARGE = int(os.environ.get("BACKUP_REPORTS", "60"))


@contextlib.contextmanager
def another_machine(folder: Path, settings):
    """An empty DATA_DIR with an empty database, for the length of the block."""
    before = (settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR)
    folder.mkdir(exist_ok=True)
    from search.engine import get_engine

    settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR = folder, folder / "originals", folder / "index"
    get_engine.cache_clear()
    described = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "db.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
        },
    }
    try:
        with in_place_of_default(described):
            yield
    finally:
        settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR = before
        get_engine.cache_clear()


@pytest.fixture
def backup(make_report, tmp_path) -> Path:
    """A backup of two reports, one of them a draft."""
    make_report(
        title="定西市谋深抓实基层党建",
        text="整顿软弱涣散村党组织。",
        region="621100",
        date="2021-08",
        source="陇中晨讯",
    )
    make_report(status=Report.Status.DRAFT)
    write_backup(tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def all_rows() -> dict[str, list[bytes]]:
    return {
        model._meta.db_table: [to_line(row) for row in read_rows(model, "default")]
        for model in tables_of()
        if model._meta.db_table != "archive_indexchange"
    }


def rewritten(path: Path, change) -> Path:
    """The backup once more, with its manifest changed by ``change(dict)``."""
    new = path.with_name("rewritten.tar")
    with new.open("wb") as file:
        packer = Packer(file)
        for name, _, content in members_of(path):
            if name != "manifest.json":
                if name != SEAL:
                    packer.add(name, content.read())
                continue
            row = json.loads(content.read())
            change(row)
            changed = json.dumps(row).encode()
            packer.add(name, changed)
            packer.add(SEAL, Manifest.seal(changed))
        packer._tar.close()
    return new


def with_member(path: Path, member: tarfile.TarInfo, content: bytes = b"") -> Path:
    new = path.with_name("strange.tar")
    new.write_bytes(path.read_bytes())
    with tarfile.open(new, "a") as tar:
        tar.addfile(member, io.BytesIO(content))
    return new


# The way there and back


def test_every_row_original_and_hit_comes_back(backup, tmp_path, settings):
    rows = all_rows()
    with another_machine(tmp_path / "new", settings):
        restore_backup(backup)
        assert all_rows() == rows
        assert all(report.original.path.is_file() for report in Report.objects.all())
        assert check_index().agrees


def test_a_number_once_given_is_not_given_again(make_report, tmp_path, settings):
    make_report()
    number = make_report().pk
    Report.objects.get(pk=number).delete()
    write_backup(tmp_path / "backup.tar")
    with another_machine(tmp_path / "new", settings):
        restore_backup(tmp_path / "backup.tar")
        report = Report.objects.get()
        original = report.original
        original.pk, original.sha256 = None, "0" * 64
        original.save()
        report.pk, report.original = None, original
        report.save(force_insert=True)
        assert report.pk > number


def test_an_upload_that_waits_comes_along(db, tmp_path, settings):
    batch = ImportBatch.objects.create()
    folder = tmp_path / "incoming" / str(batch.pk)
    folder.mkdir(parents=True)
    (folder / "00001").write_bytes("整顿".encode("gb18030"))
    ImportFile.objects.create(batch=batch, path="a.txt", status="waiting", stored=f"{batch.pk}/00001")
    write_backup(tmp_path / "backup.tar")
    with another_machine(tmp_path / "new", settings):
        restore_backup(tmp_path / "backup.tar")
        stored = ImportFile.objects.get().stored
        assert (tmp_path / "new" / "incoming" / stored).read_bytes() == "整顿".encode("gb18030")


def test_a_backup_of_an_older_version_is_brought_up_to_date(db, tmp_path, settings):
    with another_machine(tmp_path / "old", settings):
        executor = MigrationExecutor(connections["default"])
        executor.migrate([("archive", "0004_queue_by_doubt"), ("auth", "0012_alter_user_first_name_max_length")])
        state = executor.loader.project_state(
            [("archive", "0004_queue_by_doubt"), ("auth", "0012_alter_user_first_name_max_length")]
        )
        state.apps.get_model("archive", "Source").objects.create(name="陇中晨讯")
        with (tmp_path / "old.tar").open("wb") as file:
            packer = Packer(file)
            for model in tables_of(state.apps):
                columns = [field.column for field in columns_of(model)]
                list(packer.add_table(model._meta.db_table, columns, list(read_rows(model, "default"))))
            migrations = {"archive": ("0004_queue_by_doubt",), "auth": ("0012_alter_user_first_name_max_length",)}
            packer.finish(
                Manifest("0.0.9", "2021-08-16", "sqlite", migrations, tuple(packer.tables), dict(packer.members), {})
            )
    with another_machine(tmp_path / "new", settings):
        restore_backup(tmp_path / "old.tar")
        assert Source.objects.get().name == "陇中晨讯"
        assert Measure.objects.count() == 30  # what a later migration writes


def test_a_trial_restore_leaves_the_archive_that_serves_alone(backup):
    rows = all_rows()
    check_backup(backup)
    assert all_rows() == rows


def test_a_backup_taken_under_load_restores_field_by_field(tmp_path):
    """BACKUP_REPORTS=10000 makes it as large as the issue asks."""
    with own_database() as source, own_database() as target:
        variables = {**os.environ, **source}
        variables.pop("DATA_DIR", None)
        if target:
            variables["TARGET_DATABASE_URL"] = target["DATABASE_URL"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.archive.backing_up", str(tmp_path), "--reports", str(LARGE)],
            cwd=PROJECT, env=variables, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["changes_meanwhile"] > 0, "nothing was written while the backup ran"
    assert told["differing"] == []
    assert (told["unsound"], told["orphans"], told["index_agrees"]) == (0, 0, True)
    assert told["found"] == told["expected"]


# What a file must be before anything is done with it


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_is_found_or_lies_between_the_members(backup, where, bit):
    data = bytearray(backup.read_bytes())
    data[int(where * len(data))] ^= 1 << bit
    changed = backup.with_name("changed.tar")
    changed.write_bytes(data)
    try:
        found = check_hashes(changed)
    except BackupError:
        return
    assert found == check_hashes(backup)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True))
def test_a_backup_that_was_cut_off_is_refused(backup, where):
    cut = backup.with_name("cut.tar")
    whole = backup.read_bytes().rstrip(b"\0")  # a tar ends with zeros, which nobody misses
    cut.write_bytes(whole[: int(where * len(whole))])
    with pytest.raises(BackupError, match="换一份备份"):
        check_hashes(cut)


@pytest.mark.parametrize(
    "name", ["../up", "/etc/passwd", "originals/../../up", "tables/x/../../y.jsonl.gz", "incoming/1/.."]
)
def test_a_name_that_leads_elsewhere_is_refused(backup, name):
    with pytest.raises(BackupError, match="不该有的内容"):
        check_hashes(with_member(backup, tarfile.TarInfo(name)))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(backup, kind):
    member = tarfile.TarInfo("originals/" + "a" * 64)
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(BackupError, match="不该有的内容"):
        check_hashes(with_member(backup, member))


def test_a_member_more_than_the_manifest_names_is_refused(backup):
    with pytest.raises(BackupError, match="多余"):
        check_hashes(with_member(backup, tarfile.TarInfo("originals/" + "a" * 64)))


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    (tmp_path / "a.tar").write_bytes("不是备份".encode() * 1000)
    with pytest.raises(BackupError, match="不是备份"):
        check_hashes(tmp_path / "a.tar")


def test_a_backup_of_a_later_version_is_refused_with_the_remedy(backup, tmp_path, settings):
    later = rewritten(backup, lambda row: row["migrations"].update(archive=["9999_later"]))
    with another_machine(tmp_path / "new", settings), pytest.raises(BackupError, match="请先升级程序"):
        restore_backup(later)


def test_a_backup_of_a_later_format_is_refused(backup):
    with pytest.raises(BackupError, match="请先升级程序"):
        check_hashes(rewritten(backup, lambda row: row.update(format=2)))


def test_a_backup_that_lacks_rows_is_refused_and_nothing_is_swapped_in(backup, tmp_path, settings):
    lacking = rewritten(
        backup, lambda row: next(t for t in row["tables"] if t["name"] == "archive_report").update(rows=3)
    )
    with another_machine(tmp_path / "new", settings):
        with pytest.raises(BackupError, match="应有 3 行"):
            restore_backup(lacking)
        assert connections["default"].introspection.table_names() == []


def test_an_archive_with_reports_is_not_restored_over(backup):
    with pytest.raises(BackupError, match=r"已有 2 个报告.*空的 DATA_DIR"):
        restore_backup(backup)


def test_a_restore_that_was_stopped_goes_on(backup, tmp_path, settings, monkeypatch):
    with another_machine(tmp_path / "new", settings):
        with monkeypatch.context() as patched:
            patched.setattr("archive.backups.restoring._swap_in", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                restore_backup(backup)
        cut_off = next(path for path in (tmp_path / "new" / "originals").rglob("*") if path.is_file())
        cut_off.chmod(0o644)
        cut_off.write_bytes(b"")  # as a power cut may leave it
        restore_backup(backup)
        assert {report.original.path.stat().st_size for report in Report.objects.all()} != {0}
        assert Report.objects.count() == 2


# Writing


def test_only_its_owner_reads_a_backup(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_that_is_stopped_leaves_the_earlier_one(backup):
    before = backup.read_bytes()

    def stop(step: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_backup(backup, progress=stop)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.glob("*.part")] == []


def test_an_original_that_is_gone_is_told_and_the_rest_is_there(make_report, tmp_path):
    gone, here = make_report().original, make_report().original
    gone.path.unlink()
    manifest = write_backup(tmp_path / "backup.tar")
    assert manifest.missing == (gone.sha256,)
    assert f"originals/{here.sha256}" in manifest.members


def test_who_is_logged_in_stays_on_this_machine(db, tmp_path, client):
    client.force_login(get_user_model().objects.create_user("bianji"))
    manifest = write_backup(tmp_path / "backup.tar")
    assert "django_session" not in {table.name for table in manifest.tables}


def test_a_file_that_cannot_be_written_is_a_sentence(db, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match="备份写不成"):
        write_backup(tmp_path / "file" / "backup.tar")


# Rows

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(json_values))
def test_a_row_read_back_is_the_row(row):
    assert from_line(to_line(row)) == row


@given(st.datetimes(timezones=st.just(datetime.UTC)))
def test_a_time_keeps_its_microseconds(moment):
    field = Report._meta.get_field("created_at")
    assert field.to_python(from_line(to_line([moment]))[0]) == moment


def test_a_manifest_reads_as_it_was_written(backup):
    manifest = check_hashes(backup)
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest
    assert dataclasses.asdict(manifest)["counts"]["reports"] == 2
