"""The import of a web archive that is stopped, killed or out of room goes on where it was, and holds each page once."""

from __future__ import annotations

import pytest

from archive.intake import batches
from archive.intake.batches import resume_batch, retry_failed, stop_batch, work_through_batch
from archive.intake.packages import unpacking
from archive.models import ImportBatch, ImportFile, Report
from archive.storage.incoming import NoRoom, incoming_folder
from tests.archive.test_captures import pages, rows_of
from tests.archive.uploading import report_of, uploaded
from tests.text.made_archives import warc_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _table(regions, engine):
    """The region table and an empty index."""


def test_a_stopped_batch_goes_on_where_it_was_and_holds_each_page_once(monkeypatch):
    monkeypatch.setattr(unpacking, "PAGES_A_COMMIT", 4)
    batch = uploaded({"a.warc.gz": warc_of(pages(10))})
    real = unpacking.sync_batch_folder

    def stop_then(batch_id):
        stop_batch(batch)
        real(batch_id)

    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "sync_batch_folder", stop_then)
        assert work_through_batch(batch.pk) == 0
    container = batch.files.get(path="a.warc.gz")
    assert container.read_to["counts"]["pages"] == 4
    assert "已取出网页 4 篇" in container.note
    assert batch.files.count() == 5
    resume_batch(batch)
    assert work_through_batch(batch.pk) == 10
    assert Report.objects.values("original__address").distinct().count() == Report.objects.count() == 10


@pytest.mark.parametrize(
    "moment", ["write_incoming", "sync_batch_folder", "bulk_create", "add_note", "remove_incoming"]
)
def test_a_worker_that_dies_at_any_step_of_the_unpacking_leaves_no_page_twice(monkeypatch, moment):
    monkeypatch.setattr(unpacking, "PAGES_A_COMMIT", 3)
    batch = uploaded({"a.warc.gz": warc_of(pages(8))})
    for at in (1, 2, 4):
        left = [at]

        def dying(*arguments, real, left=left, **options):
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            return real(*arguments, **options)

        owner = {"bulk_create": type(ImportFile.objects), "add_note": ImportBatch}.get(moment, unpacking)
        real = getattr(owner, moment)
        with monkeypatch.context() as patch:
            patch.setattr(owner, moment, lambda *given, real=real, **options: dying(*given, real=real, **options))
            try:
                work_through_batch(batch.pk)
            except KeyboardInterrupt:
                continue
    work_through_batch(batch.pk)
    found = list(Report.objects.values_list("original__address", flat=True))
    assert sorted(found) == sorted(pages(8))
    batch.refresh_from_db()
    assert batch.note == "a.warc.gz：取出网页 8 篇。"
    assert not incoming_folder(batch.pk).exists()


def test_sixty_pages_whose_worker_dies_three_times_are_there_once_each(monkeypatch):
    monkeypatch.setattr(unpacking, "PAGES_A_COMMIT", 20)
    batch = uploaded({"a.warc.gz": warc_of(pages(60))})
    for owner, name, at in (
        (unpacking, "write_incoming", 31),
        (batches, "import_file", 13),
        (batches, "remove_incoming", 22),
    ):
        left, real = [at], getattr(owner, name)

        def dying(*arguments, real=real, left=left, **options):
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            return real(*arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(owner, name, dying)
            with pytest.raises(KeyboardInterrupt):
                work_through_batch(batch.pk)
    work_through_batch(batch.pk)
    assert sorted(Report.objects.values_list("original__address", flat=True)) == sorted(pages(60))
    assert {status for _, status in rows_of(batch)} == {"created"}


def test_an_archive_at_which_workers_die_again_and_again_fails_by_name(monkeypatch):
    batch = uploaded({"a.warc.gz": warc_of(pages(2)), "b.txt": report_of("乙")})

    def die(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "write_incoming", die)
        for _ in range(batches.DEATHS_A_FILE):
            with pytest.raises(KeyboardInterrupt):
                work_through_batch(batch.pk)
        work_through_batch(batch.pk)
    assert dict(rows_of(batch)) == {"a.warc.gz": "failed", "b.txt": "created"}


def test_a_full_disk_keeps_the_pages_so_far_and_a_retry_takes_the_rest(monkeypatch):
    monkeypatch.setattr(unpacking, "PAGES_A_COMMIT", 3)
    batch = uploaded({"a.warc.gz": warc_of(pages(8))})

    def full(size):
        raise NoRoom("服务器磁盘满了。")

    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "check_room", full)
        work_through_batch(batch.pk)
    assert Report.objects.count() == 3
    assert "磁盘满了" in batch.files.get(status="failed").error
    assert retry_failed(batch) == 1
    work_through_batch(batch.pk)
    assert Report.objects.count() == 8
