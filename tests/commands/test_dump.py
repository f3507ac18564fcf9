"""manage.py dump and import_dump: what they say, and the code with which they end."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.core.management import CommandError, call_command

from archive.backups.fsck import find_faults
from archive.backups.packing import write_backup
from archive.backups.restoring import restore_backup
from archive.models import Original, Report
from archive.storage.dump_folders import whole_dumps
from archive.storage.originals import remove_original
from config.data_dir import why_no_archive
from tests.archive.backups.files import another_machine
from tests.archives import tables_made_once

TABLES: dict = {}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DUMP_DIR = tmp_path / "dumps"
    settings.REGIONS_FILE = tmp_path / "regions.csv"
    settings.REGIONS_FILE.write_text("code,name,short,level,parent\n620000,甘肃省,甘肃,province,\n", "utf-8")
    with tables_made_once(TABLES):  # by the migrations of the first test
        yield settings.DUMP_DIR


def run(command: str, *arguments, **options) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_a_dump_is_written_where_the_setting_says_and_older_ones_go(make_report, folder, tmp_path):
    make_report()
    assert "数据集已写好" in run("dump")
    (first,) = whole_dumps(folder)
    assert "1 篇" in run("dump", tmp_path / "elsewhere", "--originals")
    (folder / first.name).rename(folder / "jiceng-20200101-000000")
    assert f"移走了旧的：{folder / 'jiceng-20200101-000000'}" in run("dump", "--keep", "1")
    assert len(whole_dumps(folder)) == 1


def test_a_lost_original_is_told_and_ends_with_code_1(make_report, folder, capsys):
    report = make_report()
    remove_original(report.original.sha256)
    with pytest.raises(SystemExit) as ended:
        run("dump", "--originals")
    assert ended.value.code == 1
    assert len(whole_dumps(folder)) == 1


def test_a_number_to_keep_below_1_is_refused(db):
    with pytest.raises(CommandError, match="至少是 1"):
        run("dump", "--keep", "-3")


@pytest.fixture
def imported(make_report, folder, tmp_path, settings):
    """Another machine that came from a dump without originals; and the same dump with them."""
    make_report(title="定西的报告", data="原件".encode())
    run("dump")
    run("dump", tmp_path / "whole", "--originals")
    with another_machine(tmp_path / "new", settings):
        said = run("import_dump", whole_dumps(folder)[0])
        yield said, whole_dumps(tmp_path / "whole")[0]


def test_the_import_says_what_came_and_what_lacks(imported):
    said, _ = imported
    assert "已装入 1 篇报告" in said
    assert "其中 1 篇的原件不在数据集里" in said
    assert "check_originals --from" in said
    assert Original.objects.get().is_left_out


def test_fsck_tells_originals_that_were_not_in_the_dump_and_calls_them_no_damage(imported):
    (fault,) = find_faults()
    assert fault.kind == "original-left-out"
    assert "不在导入的数据集里" in fault.sentence
    assert "不是损坏" in fault.sentence
    said = run("fsck")  # ends without a code
    assert "全部对得上" in said
    assert [json.loads(line)["kind"] for line in run("fsck", "--jsonl").splitlines()] == ["original-left-out"]


def test_what_is_lost_of_an_imported_archive_is_a_fault_all_the_same(imported):
    Original.objects.update(is_left_out=False)
    assert [fault.kind for fault in find_faults()] == ["original-missing"]


def test_check_originals_counts_them_apart_and_takes_them_from_a_dump_that_has_them(imported):
    _, whole = imported
    assert "另有 1 件不在导入的数据集里" in run("check_originals")
    assert "已取回 1 件" in run("check_originals", "--from", whole)
    original = Original.objects.get()
    assert not original.is_left_out
    assert original.path.read_bytes() == "原件".encode()
    assert list(find_faults()) == []


def test_the_page_and_the_download_say_that_the_original_is_not_here(imported, client, caplog):
    report = Report.objects.get()
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "没有带来原件" in page
    assert f'href="/reports/{report.pk}/original"' not in page
    with caplog.at_level(logging.ERROR):
        response = client.get(f"/reports/{report.pk}/original")
    assert response.status_code == 404
    assert "没有带来原件" in response.content.decode()
    assert "cannot be read" not in caplog.text


def test_a_backup_of_an_imported_archive_is_whole_and_restores(imported, tmp_path, settings):
    from django.db import transaction

    with transaction.atomic():  # the test allows no second connection
        manifest = write_backup(tmp_path / "backup.tar")
    assert manifest.missing == ()
    assert len(manifest.left_out) == 1
    with another_machine(tmp_path / "restored", settings):
        restore_backup(tmp_path / "backup.tar")
        assert Original.objects.get().is_left_out


def test_a_refused_dump_ends_in_a_sentence(make_report, folder, tmp_path, settings):
    make_report()
    run("dump")
    (dump,) = whole_dumps(folder)
    with pytest.raises(CommandError, match=r"已有 1 篇报告.*另设一个空的 DATA_DIR"):
        run("import_dump", dump)
    (dump / "README.md").write_text("changed")
    with another_machine(tmp_path / "new", settings), pytest.raises(CommandError, match="请重新下载一份"):
        run("import_dump", dump)


def test_both_commands_speak_english_too(make_report, folder):
    make_report()
    said = run("dump", lang="en")
    assert "data set" in said.lower()
    with pytest.raises(CommandError, match="empty DATA_DIR"):
        run("import_dump", whole_dumps(folder)[0], lang="en")


def test_an_import_needs_no_archive_where_it_makes_one(tmp_path):
    assert why_no_archive(tmp_path, ["import_dump", "/srv/dump"]) == ""
    assert "没有文库" in why_no_archive(tmp_path, ["dump"])


def test_an_erasure_says_that_dumps_went_with_it(make_report, folder):
    number = make_report().pk
    run("dump")
    assert "含它的数据集已移走，请运行 manage.py dump" in run("erase", number, "--reason", "依法", "--yes")
