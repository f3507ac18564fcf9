"""What every store of originals does alike, on a disk and in S3."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command

from archive.backups.fsck import find_faults
from archive.backups.packing import write_backup
from archive.backups.restoring import restore_backup
from archive.intake.rereading import read_again
from archive.models import Original, Report
from archive.publishing.erasing import erase_report
from archive.storage.originals import (
    has_original,
    keep_original,
    open_original,
    orphan_files,
    place_of,
    read_original,
    remove_original,
    sha256_of,
    state_of_original,
    unfinished_files,
)
from tests.archive.backups.files import all_rows, another_machine

pytestmark = pytest.mark.usefixtures("store")

BYTES = "某县抓党建促乡村振兴，整顿软弱涣散村党组织。".encode("gb18030") + b"\x00\xff"


def test_the_bytes_come_back_as_they_came():
    large = BYTES * 60_000  # more than stays in memory
    for data in (BYTES, b"", large):
        sha256 = keep_original(data)
        assert sha256 == hashlib.sha256(data).hexdigest()
        assert read_original(sha256, len(data)) == data
        with open_original(sha256, len(data)) as file:
            assert file.read(3) == data[:3]


def test_keeping_the_same_bytes_again_keeps_one():
    keep_original(BYTES)
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(keep_original, [BYTES] * 8)) == {sha256_of(BYTES)}
    assert list(orphan_files(())) == [place_of(sha256_of(BYTES))]
    assert list(unfinished_files()) == []


def test_what_is_not_there_is_said_to_be_missing():
    absent = sha256_of(b"absent")
    assert not has_original(absent)
    assert state_of_original(absent) == "missing"
    with pytest.raises(FileNotFoundError):
        open_original(absent, 6)
    remove_original(absent)


def test_what_was_removed_is_gone():
    sha256 = keep_original(BYTES)
    assert has_original(sha256)
    remove_original(sha256)
    assert not has_original(sha256)


def test_what_no_row_names_is_found_in_the_order_of_names():
    names = sorted(keep_original(bytes([number])) for number in range(12))
    assert [path.name for path in orphan_files(iter(names[::2]))] == names[1::2]
    assert [path.name for path in orphan_files(set(names[1::2]))] == names[::2]
    assert not list(orphan_files(names))


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5])
def test_a_walk_by_the_beginning_of_a_name_yields_those_alone(length):
    from archive.storage.originals import _store

    names = sorted(keep_original(bytes([number])) for number in range(12))
    prefix = names[5][:length]
    assert [path.name for path in _store().walk(prefix)] == [name for name in names if name.startswith(prefix)]


def test_a_reader_downloads_the_bytes_as_they_were_received(make_report, client):
    report = make_report(data=BYTES, filename="某县.txt")
    response = client.get(f"/reports/{report.pk}/original")
    assert (response.status_code, response["Content-Length"]) == (200, str(len(BYTES)))
    assert b"".join(response.streaming_content) == BYTES


def test_an_original_that_is_gone_is_said_in_a_sentence(make_report, client):
    report = make_report(data=BYTES)
    remove_original(report.original.sha256)
    response = client.get(f"/reports/{report.pk}/original")
    assert response.status_code in (404, 503)  # a disk answers 404, as always
    assert "报告正文仍可阅读" in response.content.decode()


def test_the_check_of_the_whole_archive_finds_nothing_and_then_what_is_lost(make_report):
    report, other = make_report(data=BYTES), make_report()
    assert list(find_faults()) == []
    remove_original(report.original.sha256)
    keep_original(b"of no report")
    found = {(fault.kind, fault.subject) for fault in find_faults()}
    assert found == {
        ("original-missing", report.original.sha256),
        ("file-without-row", str(place_of(sha256_of(b"of no report")))),
    }
    assert has_original(other.original.sha256)


@pytest.mark.parametrize("store", ["s3"], indirect=True)  # of a disk: tests/archive/backups
def test_a_backup_holds_the_originals_and_brings_them_back(make_report, tmp_path, settings):
    reports = [make_report(data=BYTES), make_report()]
    names = {report.original.sha256 for report in reports}
    manifest = write_backup(tmp_path / "backup.tar")
    assert manifest.missing == ()
    rows = all_rows()
    for name in names:
        remove_original(name)
    with another_machine(tmp_path / "new", settings):
        restore_backup(tmp_path / "backup.tar")
        assert all_rows() == rows
        assert {state_of_original(name) for name in names} == {"sound"}
        assert not list(orphan_files(Original.objects.kept()))


def test_a_lost_original_comes_back_from_a_backup(make_report, tmp_path):
    report = make_report(data=BYTES)
    write_backup(tmp_path / "backup.tar")
    remove_original(report.original.sha256)
    out = StringIO()
    call_command("check_originals", backup=tmp_path / "backup.tar", stdout=out)
    assert "已取回 1 件" in out.getvalue()
    assert read_original(report.original.sha256, len(BYTES)) == BYTES


def test_an_erased_report_takes_its_original_along(make_report, django_capture_on_commit_callbacks):
    report = make_report(data=BYTES)
    with django_capture_on_commit_callbacks(execute=True):
        erase_report(report.pk, reason="当事人请求删除")
    assert not has_original(report.original.sha256)
    assert not list(orphan_files(()))


def test_a_report_is_read_again_from_its_original(make_report):
    text = "某县整顿村党组织\n\n2021年8月，某县选派第一书记整顿软弱涣散村党组织，成效明显，群众满意。\n"
    report = make_report(data=text.encode(), filename="某县.txt", text="旧", extracted_text="旧")
    assert read_again(report.pk).state != "from-text"
    remove_original(report.original.sha256)
    assert read_again(Report.objects.get().pk).state == "from-text"
