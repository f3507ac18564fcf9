"""Batches: stored first, worked off later; nothing lost and nothing twice, wherever the worker dies."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from archive.intake import batches
from archive.intake import files as importing
from archive.intake.batches import resume_batch, retry_failed, stop_batch, work_through_batch
from archive.intake.packages import unpacking
from archive.intake.uploads import Upload, store_batch
from archive.models import ImportBatch, ImportFile, NearPair, Report
from archive.storage import incoming
from archive.storage.incoming import (
    BatchBusy,
    NoRoom,
    batch_lock,
    incoming_folder,
    is_worked_on,
)
from tests.archive.uploading import report_of, statuses, uploaded

pytestmark = pytest.mark.django_db


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.fixture(autouse=True)
def _table(regions, engine):
    """The region table and an empty index."""


def test_uploaded_files_wait_on_disk_under_names_of_ours():
    batch = uploaded({"甲.txt": report_of("甲")})
    row = batch.files.get()
    assert (row.status, row.path, row.stored) == ("waiting", "甲.txt", f"{batch.pk}/00001")
    assert (incoming_folder(batch.pk) / "00001").read_bytes() == report_of("甲")
    assert not Report.objects.exists()


def test_a_worker_takes_all_in_and_clears_the_stored_bytes_away():
    batch = uploaded({"a.txt": report_of("甲"), "b.txt": report_of("乙")})
    assert work_through_batch(batch.pk) == 2
    assert statuses(batch) == {"a.txt": "created", "b.txt": "created"}
    assert not incoming_folder(batch.pk).exists()
    batch.refresh_from_db()
    assert batch.finished_at


def test_a_failed_file_keeps_its_bytes_and_can_be_tried_again(monkeypatch):
    batch = uploaded({"a.txt": report_of("甲"), "b.txt": report_of("乙")})
    real = importing.accept_file

    def stumble(data, *, filename, **rest):
        if filename == "a.txt":
            raise RuntimeError("a fault of ours")
        return real(data, filename=filename, **rest)

    monkeypatch.setattr(importing, "accept_file", stumble)
    work_through_batch(batch.pk)
    row = batch.files.get(path="a.txt")
    assert (row.status, row.error) == ("failed", importing.PROGRAM_FAULT)
    assert incoming.stored_path(row.stored).read_bytes() == report_of("甲")
    monkeypatch.setattr(importing, "accept_file", real)
    assert retry_failed(batch) == 1
    work_through_batch(batch.pk)
    assert statuses(batch) == {"a.txt": "created", "b.txt": "created"}
    assert not incoming_folder(batch.pk).exists()


def test_a_worker_that_dies_between_report_and_bytes_leaves_one_report(monkeypatch):
    batch = uploaded({"a.txt": report_of("甲"), "b.txt": report_of("乙")})

    def die(stored):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(batches, "remove_incoming", die)
        with pytest.raises(KeyboardInterrupt):
            work_through_batch(batch.pk)
    assert statuses(batch) == {"a.txt": "created", "b.txt": "waiting"}
    assert ImportBatch.objects.unfinished().get() == batch
    assert work_through_batch(batch.pk) == 1
    assert Report.objects.count() == 2
    assert not incoming_folder(batch.pk).exists()


def test_a_file_at_which_the_worker_dies_again_and_again_is_passed_over(monkeypatch):
    batch = uploaded({"a.txt": report_of("甲"), "b.txt": report_of("乙")})
    real = batches.import_file

    def die(row, data, **rest):
        if row.path == "a.txt":
            raise KeyboardInterrupt  # as a kill would, it leaves no row behind
        return real(row, data, **rest)

    monkeypatch.setattr(batches, "import_file", die)
    for _ in range(batches.DEATHS_A_FILE):
        with pytest.raises(KeyboardInterrupt):
            work_through_batch(batch.pk)
    work_through_batch(batch.pk)
    assert statuses(batch) == {"a.txt": "failed", "b.txt": "created"}
    assert "中断" in batch.files.get(path="a.txt").error


def test_a_second_worker_is_kept_out_while_one_is_at_it():
    batch = uploaded({"a.txt": report_of("甲")})
    with batch_lock(batch.pk):
        assert is_worked_on(batch.pk)
        with pytest.raises(BatchBusy):
            work_through_batch(batch.pk)
    assert not is_worked_on(batch.pk)


def test_a_stopped_batch_does_nothing_until_it_is_let_go_on():
    batch = uploaded({"a.txt": report_of("甲")})
    stop_batch(batch)
    assert work_through_batch(batch.pk) == 0
    assert statuses(batch) == {"a.txt": "waiting"}
    assert not ImportBatch.objects.unfinished().exists()
    assert resume_batch(batch) == 1
    assert work_through_batch(batch.pk) == 1


def test_a_zip_that_finds_no_room_says_so_and_can_be_tried_again(monkeypatch):
    batch = uploaded({"a.zip": zipped({"甲.txt": report_of("甲")}), "b.txt": report_of("乙")})

    def full(size):
        raise NoRoom("服务器磁盘满了")

    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "check_room", full)
        work_through_batch(batch.pk)
    assert statuses(batch) == {"a.zip": "failed", "b.txt": "created"}
    assert "磁盘" in batch.files.get(path="a.zip").error
    assert retry_failed(batch) == 1
    work_through_batch(batch.pk)
    assert statuses(batch) == {"a.zip/甲.txt": "created", "b.txt": "created"}


def test_a_batch_may_publish_what_it_takes_in():
    batch = uploaded({"a.txt": report_of("甲")})
    ImportBatch.objects.filter(pk=batch.pk).update(publish=True)
    work_through_batch(batch.pk)
    assert Report.objects.get().is_published


def test_a_near_duplicate_is_created_and_named(monkeypatch, make_report):
    twin = make_report()
    real = importing.store_draft

    def store_draft(*args, **rest):
        draft = real(*args, **rest)
        NearPair.objects.get_or_create(first=twin, second=draft, defaults={"similarity": 0.93})
        return draft

    monkeypatch.setattr(importing, "store_draft", store_draft)
    batch = uploaded({"a.txt": report_of("甲")})
    work_through_batch(batch.pk)
    row = batch.files.get()
    assert row.status == "created"
    assert f"第 {twin.pk} 号报告（93 %）" in row.note


def test_who_uploaded_and_from_where_stays_with_the_original(editor_user):
    batch = store_batch([Upload("a.txt", 9, [report_of("甲")])], by=editor_user, received_from="203.0.113.7")
    work_through_batch(batch.pk)
    original = Report.objects.get().original
    assert (original.received_by, original.received_from) == (editor_user, "203.0.113.7")


@pytest.fixture
def editor_user(django_user_model):
    return django_user_model.objects.create_user("zhouyan")


def test_a_full_disk_is_told_before_anything_is_stored(monkeypatch):
    monkeypatch.setattr(incoming.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1024})())
    with pytest.raises(NoRoom, match="磁盘"):
        uploaded({"a.txt": report_of("甲")})
    assert not ImportBatch.objects.exists()


def test_a_zip_becomes_a_row_for_each_member():
    batch = uploaded(
        {"all.zip": zipped({"甲.txt": report_of("甲"), "子/乙.txt": report_of("乙"), "__MACOSX/x.txt": b"junk"})}
    )
    work_through_batch(batch.pk)
    assert statuses(batch) == {"all.zip/甲.txt": "created", "all.zip/子/乙.txt": "created"}
    assert not incoming_folder(batch.pk).exists()


def test_a_worker_that_dies_while_it_unpacks_leaves_no_member_twice(monkeypatch):
    batch = uploaded({"all.zip": zipped({"甲.txt": report_of("甲"), "乙.txt": report_of("乙")})})

    def die(batch_id):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "sync_batch_folder", die)
        with pytest.raises(KeyboardInterrupt):
            work_through_batch(batch.pk)
    assert statuses(batch) == {"all.zip": "waiting"}
    work_through_batch(batch.pk)
    assert Report.objects.count() == batch.files.count() == 2


def test_a_broken_zip_fails_and_the_others_go_through():
    batch = uploaded({"all.zip": b"PK\x03\x04" + b"\x00" * 60, "a.txt": report_of("甲")})
    work_through_batch(batch.pk)
    assert statuses(batch) == {"all.zip": "failed", "a.txt": "created"}


def test_a_list_among_the_files_gives_its_values_and_says_so():
    cards = "path,title,region,date\na.txt,县里报来的题名,甘肃省定西市,2021-08\n"
    batch = uploaded({"cards.csv": cards.encode(), "a.txt": report_of("甲")})
    work_through_batch(batch.pk)
    report = Report.objects.get()
    assert (report.title, report.region_id, report.partial_date.iso) == ("县里报来的题名", "621100", "2021-08")
    evidence = report.evidence["region"]
    assert (evidence["rule"], evidence["quote"]) == ("given", "甘肃省定西市")
    assert evidence["rivals"][0]["value"] == "621121"
    assert report.source.name == "陇中晨讯"  # not given, so found
    assert statuses(batch) == {"cards.csv": "list", "a.txt": "created"}


def test_a_list_inside_a_zip_speaks_of_the_members():
    rows = "\n".join(
        json.dumps({"path": f"{name}.txt", "source": "给定来源", "url": "https://example.org/1"}) for name in ("a", "b")
    )
    batch = uploaded(
        {"all.zip": zipped({"in/a.txt": report_of("甲"), "in/b.txt": report_of("乙"), "in/l.jsonl": rows.encode()})}
    )
    work_through_batch(batch.pk)
    assert {report.source.name for report in Report.objects.all()} == {"给定来源"}
    assert {report.original.address for report in Report.objects.all()} == {"https://example.org/1"}


def test_a_value_that_stands_for_nothing_fails_its_file_and_names_the_column():
    cards = "path,region\na.txt,没有这个县\nb.txt,621121\n"
    batch = uploaded({"cards.csv": cards.encode(), "a.txt": report_of("甲"), "b.txt": report_of("乙")})
    work_through_batch(batch.pk)
    row = batch.files.get(path="a.txt")
    assert row.status == "failed"
    assert "cards.csv 第 2 行" in row.error
    assert "地区" in row.error
    assert batch.files.get(path="b.txt").status == "created"


def test_a_row_of_a_list_without_its_file_is_reported():
    batch = uploaded({"cards.csv": "path,title\nnowhere.txt,某题\n".encode(), "a.txt": report_of("甲")})
    work_through_batch(batch.pk)
    row = batch.files.get(status=ImportFile.Status.FAILED)
    assert "nowhere.txt" in row.error
    assert retry_failed(batch) == 0
