"""A disk that is full or takes no writes: a sentence says so, nothing is half done, and what was typed stays."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse

from archive.intake import uploads
from archive.intake.workers import start_worker
from archive.models import ImportBatch, ImportFile, Report
from archive.storage.incoming import incoming_folder
from tests.admin.conftest import sentences

LONG = "通渭县逐村整顿软弱涣散党组织。" * 20_000


@contextmanager
def full_disk():
    """SQLite says what it says on a full disk: its file may not grow."""
    if connection.vendor != "sqlite":
        pytest.skip("another database: the disk of a server is not to be filled here")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1000000000")


@pytest.mark.django_db(transaction=True)
def test_an_editor_on_a_full_disk_reads_it_and_keeps_what_was_typed(send, make_report):
    report = make_report(status=Report.Status.DRAFT, title="旧题名")
    row = Report.objects.filter(pk=report.pk).values().get()
    typed = {"text": LONG, "was_title": "旧题名", "own_title": "打了半天的题名", "action": "publish"}
    with full_disk():
        response = send(report, **typed)
    page = response.content.decode()
    assert response.status_code == 507
    assert "磁盘已满" in sentences(response)
    assert "没有丢" in sentences(response)
    assert LONG in page
    assert 'value="打了半天的题名"' in page
    assert Report.objects.filter(pk=report.pk).values().get() == row
    assert send(report, **typed).status_code == 302
    assert Report.objects.get(pk=report.pk).title == "打了半天的题名"


@pytest.mark.parametrize(
    "message", ["database or disk is full", "attempt to write a readonly database", "could not extend file: No space"]
)
def test_a_page_that_cannot_be_written_says_so(client, monkeypatch, db, message):
    def fail(*arguments, **options):
        raise OperationalError(message) from sqlite3.OperationalError(message)

    monkeypatch.setattr("archive.views.home.render", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 507
    assert "磁盘" in response.content.decode()


def test_another_failure_stays_a_failure(client, monkeypatch, db):
    monkeypatch.setattr("archive.views.home.render", lambda *arguments, **options: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "磁盘" not in response.content.decode()


def refuse(*arguments, **options):
    raise OSError(errno.EROFS, "Read-only file system")


@pytest.fixture
def upload(desk, regions):
    def upload(data: bytes):
        files = [SimpleUploadedFile("a.txt", data), SimpleUploadedFile("b.txt", data)]
        return desk.post(reverse("admin:archive_report_upload"), {"files": files})

    return upload


@pytest.mark.parametrize("step", ["write_incoming", "sync_batch_folder", "batch_lock"])
def test_an_upload_to_a_read_only_disk_is_refused_with_a_sentence(upload, monkeypatch, step):
    monkeypatch.setattr(uploads, step, refuse)
    response = upload(b"abc")
    assert response.status_code == 507
    assert "没有收下任何文件" in response.content.decode()
    assert not ImportBatch.objects.exists()
    assert not ImportFile.objects.exists()
    assert not list(incoming_folder(0).parent.glob("*"))


def test_a_large_upload_whose_bytes_cannot_be_spooled_is_refused_with_a_sentence(upload, monkeypatch):
    monkeypatch.setattr("archive.storage.spooled.tempfile.TemporaryFile", refuse)
    response = upload(b"abc" * 1_000_000)
    assert response.status_code == 507
    assert "没有收下任何文件" in response.content.decode()


@pytest.mark.django_db
def test_a_batch_whose_worker_does_not_start_waits(monkeypatch):
    monkeypatch.setattr("archive.intake.workers.start_command", refuse)
    assert start_worker(ImportBatch.objects.create())(0.0) is False
