"""One file that holds the whole archive, and the way back from it."""

from __future__ import annotations

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http import QueryDict

from archive.backups import restoring
from archive.backups.manifest import BackupError, Manifest
from archive.backups.packing import Packer, write_backup
from archive.backups.restoring import check_backup, restore_backup
from archive.backups.rows import columns_of, read_rows, tables_of
from archive.models import Corpus, ImportBatch, ImportFile, Measure, Pack, Report, SectionRow, Source
from archive.publishing.checking import check_index
from archive.readings.checking import check_readings
from archive.readings.following import follow_changes
from archive.research.packs.contents import make_contents
from archive.research.packs.keeping import store_pack, stored_contents
from archive.research.packs.question import read_question
from tests.archive.backups.files import all_rows, another_machine, rewritten


def test_every_row_original_and_hit_comes_back(backup, tmp_path, settings):
    rows = all_rows()
    with another_machine(tmp_path / "new", settings):
        restore_backup(backup)
        assert all_rows() == rows
        assert all(report.original.path.is_file() for report in Report.objects.all())
        assert check_index().agrees


def test_figures_and_sections_are_read_again_after_a_restore(backup, tmp_path, settings):
    follow_changes()
    read = list(SectionRow.objects.values_list("report_id", "start", "end", "kind"))
    with another_machine(tmp_path / "new", settings):
        restore_backup(backup)
        assert not SectionRow.objects.exists()
        assert check_readings().waiting == 1
        follow_changes()
        assert list(SectionRow.objects.values_list("report_id", "start", "end", "kind")) == read
        assert check_readings().agrees


def test_corpora_and_packs_come_along_and_a_pack_is_the_same_on_another_machine(make_report, tmp_path, settings):
    make_report(text="整顿软弱涣散村党组织3个。", region="621100", date="2021-08")
    Corpus.objects.create(slug="gansu", name="甘肃", query="q=整顿&region=62", left_out=[99])
    follow_changes()
    question = QueryDict("q=软弱涣散&corpus=gansu")
    pack = store_pack(make_contents(read_question("", question)))
    write_backup(tmp_path / "backup.tar")
    with another_machine(tmp_path / "new", settings):
        restore_backup(tmp_path / "backup.tar")
        follow_changes()
        assert Pack.objects.get().is_sound
        assert make_contents(read_question("", question)) == stored_contents(pack)


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
            patched.setattr(
                "archive.backups.restoring._swap_database", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
            )
            with pytest.raises(KeyboardInterrupt):
                restore_backup(backup)
        cut_off = next(path for path in (tmp_path / "new" / "originals").rglob("*") if path.is_file())
        cut_off.chmod(0o644)
        cut_off.write_bytes(b"")  # as a power cut may leave it
        restore_backup(backup)
        assert {report.original.path.stat().st_size for report in Report.objects.all()} != {0}
        assert Report.objects.count() == 2


@pytest.mark.parametrize("stop", ["load_database", "_place", "_check_whole", "rebuild_index"])
def test_a_restore_goes_on_from_wherever_it_was_stopped(backup, tmp_path, settings, monkeypatch, stop):
    class Stopped(Exception):
        pass

    def end(*arguments, **options):
        raise Stopped

    rows = all_rows()
    with another_machine(tmp_path / "new", settings):
        with monkeypatch.context() as patches:
            patches.setattr(restoring, stop, end)
            with pytest.raises(Stopped):
                restore_backup(backup)
        if stop in ("_check_whole", "rebuild_index"):
            assert Report.objects.exists()  # the database is in place
        restore_backup(backup)
        assert all_rows() == rows
        assert check_index().agrees
        assert not (settings.DATA_DIR / "restoring").exists()
        with pytest.raises(BackupError, match="已有"):
            restore_backup(backup)


def test_another_backup_does_not_go_on_where_a_restore_was_stopped(
    backup, make_report, tmp_path, settings, monkeypatch
):
    make_report()
    write_backup(tmp_path / "other.tar")
    with another_machine(tmp_path / "new", settings):
        with monkeypatch.context() as patches:
            patches.setattr(restoring, "rebuild_index", lambda **options: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                restore_backup(backup)
        with pytest.raises(BackupError, match="已有"):
            restore_backup(tmp_path / "other.tar")
        restore_backup(backup)
        assert check_index().agrees
