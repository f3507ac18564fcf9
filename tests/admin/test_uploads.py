"""Uploading: good files become drafts, the others say by name why not. The worker runs here in the test itself."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.intake import files as importing
from archive.intake.batches import work_through_batch
from archive.intake.cards import lists
from archive.intake.cards.given import GIVEN
from archive.intake.cards.typed import kind_of
from archive.models import ImportBatch, ImportFile, Report
from archive.text.formats.tables.workbook import read_workbook
from tests.admin.conftest import sentences

REPORT = """渭源县抓实村级党组织整顿工作情况汇报

今年以来，渭源县委组织部把整顿软弱涣散村党组织作为抓基层打基础的头等任务，逐村摸排，一村一策。
全县共列出十一个村党组织，由县级领导联系，乡镇党委书记直接抓，驻村工作队具体帮，年底逐一验收。
"""
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)


def _file(name: str, words: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode() if isinstance(words, str) else words)


@pytest.fixture
def worker(monkeypatch):
    """Stands in for the process of its own: does the batch's work at once, on the test's database."""

    def work(batch, seconds):
        work_through_batch(batch.pk)

    monkeypatch.setattr("archive.admin.uploads.start_and_wait", work)
    monkeypatch.setattr("archive.admin.batches.start_and_wait", work)


@pytest.fixture
def upload(desk, regions, worker):
    def upload(*files, follow=True, **fields):
        return desk.post(reverse("admin:archive_report_upload"), {"files": list(files), **fields}, follow=follow)

    return upload


def test_a_file_becomes_a_draft_with_its_original(upload, editor):
    upload(_file("weiyuan.txt", REPORT), label="县里寄来")
    report = Report.objects.get()
    assert report.status == Report.Status.DRAFT
    assert "软弱涣散" in report.text
    assert report.original.filename == "weiyuan.txt"
    assert report.original.path.read_bytes() == REPORT.encode()
    assert report.original.received_by == editor
    assert report.batch.label == "县里寄来"


def test_bad_and_duplicate_files_are_named_with_the_reason_and_the_others_go_through(upload):
    second = REPORT.replace("渭源", "漳县").replace("十一个", "九个")
    page = upload(
        _file("a.txt", REPORT), _file("picture.docx", PICTURE), _file("copy.txt", REPORT), _file("b.txt", second)
    ).content.decode()  # fmt: skip
    rows = {row.path: row for row in ImportFile.objects.all()}
    assert {name: row.status for name, row in rows.items()} == {
        "a.txt": "created", "picture.docx": "failed", "copy.txt": "duplicate", "b.txt": "created"
    }  # fmt: skip
    assert rows["copy.txt"].report == rows["a.txt"].report
    assert rows["picture.docx"].error.endswith("。")
    for row in rows.values():
        assert row.path in page
    assert rows["picture.docx"].error in page
    assert page.count(reverse("admin:archive_report_change", args=[rows["a.txt"].report_id])) == 3  # draft, twin, near


def test_a_fault_of_the_program_in_one_file_does_not_stop_the_others(upload, monkeypatch):
    accept_file = importing.accept_file

    def stumble(data, *, filename, **rest):
        if filename == "bad.txt":
            raise RuntimeError("a fault")
        return accept_file(data, filename=filename, **rest)

    monkeypatch.setattr(importing, "accept_file", stumble)
    page = upload(_file("bad.txt", "一"), _file("a.txt", REPORT)).content.decode()
    assert "读这个文件时程序出错" in page
    assert dict(ImportFile.objects.values_list("path", "status")) == {"bad.txt": "failed", "a.txt": "created"}


def test_an_upload_without_a_file_is_answered_with_a_sentence(upload):
    response = upload()
    assert response.status_code == 422
    assert "没有选择文件" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_above_the_limit_is_refused_by_name_and_the_others_go_through(upload, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    upload(_file("大文件.txt", "党" * 400_000), _file("a.txt", REPORT))
    row = ImportFile.objects.get(path="大文件.txt")
    assert row.status == "failed"
    assert "大文件.txt" in row.error
    assert "1 MB" in row.error
    assert Report.objects.count() == 1


def test_too_many_files_at_once_are_answered_with_a_sentence(upload, settings):
    settings.MAX_UPLOAD_FILES = settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = upload(*(_file(f"{number}.txt", f"{REPORT}{number}") for number in range(3)))
    assert response.status_code == 413
    assert "最多上传 2 个文件" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_script_in_the_name_of_a_file_or_batch_is_shown_as_text(upload):
    page = upload(_file("<script>alert(1)<script>.txt", PICTURE), label="<script>alert(2)</script>").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;script&gt;alert(2)" in page
    assert "<script>alert" not in page


def test_the_desk_counts_what_became_of_the_files(upload):
    response = upload(_file("a.txt", REPORT), _file("b.txt", REPORT), follow=False)
    assert sentences(response) == "收到 2 个文件：已入库 1 个，重复 1 个。"


def test_the_number_of_queries_of_a_batch_page_does_not_grow_with_its_files(
    desk, make_report, django_assert_max_num_queries
):
    batch = ImportBatch.objects.create()
    for number in range(15):
        batch.files.create(path=f"{number}.txt", status="created", report=make_report())
    with django_assert_max_num_queries(10):
        desk.get(reverse("admin:archive_importbatch_change", args=[batch.pk]))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_sample_list_of_the_upload_page_is_a_list_of_cards_without_faults(desk, monkeypatch, ending):
    monkeypatch.setattr(lists, "parse_workbook", lambda data, filename: read_workbook(data))
    address = reverse(f"admin:archive_report_sample_{ending}")
    assert address in desk.get(reverse("admin:archive_report_upload")).content.decode()
    answer = desk.get(address)
    assert f".{ending}" in answer["Content-Disposition"]
    rows = lists.read_card_list(answer.content, "样表")
    assert [row.path for row in rows] == ["a.docx", "资料/b.pdf", "c.txt"]
    assert not any(row.fault for row in rows)
    assert set(rows[0].words) == set(GIVEN)
    assert rows[1].words["date"] == "2020-03"
    assert kind_of(rows[0].words["kind"])
