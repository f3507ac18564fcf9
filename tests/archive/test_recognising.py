"""Scans on their way in: page by page, stopped and resumed, stored with the place of each line."""

from __future__ import annotations

import sys

import pytest
from django.conf import settings

from archive.intake import recognising
from archive.intake.batches import resume_batch, stop_batch, work_through_batch
from archive.intake.drafts import prepare_file
from archive.intake.recognising import FAULTS_IN_A_ROW, RecognitionStopped, recognise_file, render_page
from archive.intake.rereading import read_again
from archive.models import ImportFile, Original, Report, ScannedPage, doubtful_spans
from archive.storage.originals import sha256_of
from archive.text.edits import Edit, apply_edits
from archive.text.formats.extracted import FormatError, NeedsRecognition
from archive.text.formats.recognised import installed
from tests.archive.uploading import report_of, statuses, uploaded
from tests.scanning import NAME, PICTURE, SCAN, dies, install, line, pages_of

NEED = NeedsRecognition("这是一张图片（PNG），没有可读的文字。", "image/png")
KEPT = "recognition"


@pytest.fixture(autouse=True)
def _table(regions, engine):
    """The region table and an empty index."""


def taken_in() -> Report:
    batch = uploaded({"扫描.png": PICTURE})
    work_through_batch(batch.pk)
    return Report.objects.get(pk=batch.files.get().report_id)


def test_without_the_program_the_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(installed, "recogniser", lambda: "")
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(installed.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(installed.sysconfig, "get_config_var", lambda name: "cpython-312-x86_64-linux-gnu")
    with pytest.raises(
        FormatError,
        match=r"这是一张图片（PNG），没有可读的文字。本机没有装文字识别.*make ocr.*requirements-ocr\.txt.*也可以先",
    ):
        recognise_file(PICTURE, NEED)


def test_where_no_package_fits_the_sentence_says_so(monkeypatch):
    monkeypatch.setattr(installed, "recogniser", lambda: "")
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    assert "没有适用于 Python 3.14 的安装包：请管理员改用 Python 3.11 至 3.12" in installed.why_missing()
    monkeypatch.setattr(sys, "version_info", (3, 11, 0))
    monkeypatch.setattr(installed.platform, "machine", lambda: "riscv64")
    assert "没有适用于这台机器" in installed.why_missing()
    monkeypatch.setattr(installed.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(installed.sysconfig, "get_config_var", lambda name: "cpython-311-x86_64-linux-musl")
    assert "没有适用于这台机器" in installed.why_missing()


@pytest.mark.django_db
def test_a_scan_becomes_a_draft_whose_lines_keep_their_places(monkeypatch):
    install(monkeypatch)
    report = taken_in()
    assert report.title == SCAN[0][0]
    assert report.partial_date.iso == "2021-08-16"
    assert (report.original.recogniser, report.original.media_type) == (NAME, "image/png")
    assert report.is_recognised
    pages = ScannedPage.objects.of(report)
    assert [page.number for page in pages] == [1, 2, 3]
    for page, words in zip(pages, SCAN, strict=True):
        assert [report.extracted_text[each.start : each.end] for each in page.line_list] == list(words)
    assert pages[1].line_list[0].box == (100, 100, 1020, 140)
    assert apply_edits(report.extracted_text, report.edit_list) == report.text


@pytest.mark.django_db
def test_doubtful_characters_are_counted_among_the_doubts_until_an_editor_changes_them(monkeypatch):
    words = "全镇排查出软弱换散村党组织四个，都已整顿到位。"
    sure = [0.4 if character == "换" else 0.99 for character in words]
    install(monkeypatch, [[line(SCAN[0][0], 100, 100), line(words, 100, 300, sure=sure)], []])
    report = taken_in()
    pages = ScannedPage.objects.of(report)
    (span,) = doubtful_spans(report, pages)
    assert report.text[slice(*span)] == "换"
    said = {row["kind"]: row["words"] for row in report.doubts}
    assert said["recognised"] == "文字识别得到，1 处没有把握"
    assert said["pages-empty"] == "第 2 页没有认出文字"
    at = report.extracted_text.index("换散")
    report.edit_list = sorted(
        [*report.edit_list, Edit(at, "换", "涣", "editor", "editor")], key=lambda edit: edit.start
    )
    assert doubtful_spans(report, pages) == []


@pytest.mark.django_db
def test_a_text_that_was_written_as_one_costs_no_query_and_has_no_such_doubt(django_assert_num_queries):
    batch = uploaded({"a.txt": report_of("甲")})
    work_through_batch(batch.pk)
    report = Report.objects.select_related("original").get()
    assert not report.is_recognised
    assert "recognised" not in {row["kind"] for row in report.doubts}
    with django_assert_num_queries(0):
        assert ScannedPage.objects.of(report) == []


@pytest.mark.django_db
def test_a_stopped_batch_goes_on_with_the_next_page(monkeypatch):
    made = install(monkeypatch)
    batch = uploaded({"扫描.png": PICTURE})

    def stop_at_second(asked):
        if asked == {"task": "read", "page": 2, "strip": 0}:
            stop_batch(batch)

    made.deed = stop_at_second
    assert work_through_batch(batch.pk) == 0
    row = batch.files.get()
    assert (row.status, row.pages_done, row.pages) == ("waiting", 2, 3)
    assert made.read == [1, 2]
    resume_batch(batch)
    assert work_through_batch(batch.pk) == 1
    assert made.read == [1, 2, 3]
    assert statuses(batch) == {"扫描.png": "created"}
    assert not (settings.DATA_DIR / KEPT / sha256_of(PICTURE)).exists()
    assert made.started == made.ended


@pytest.mark.django_db
def test_a_scan_that_is_killed_again_and_again_comes_in_with_each_page_once(monkeypatch):
    made = install(monkeypatch)
    batch = uploaded({"扫描.png": PICTURE})

    class Killed(BaseException):
        pass

    def killed_at(asked):
        if asked["task"] == "read" and asked["page"] not in seen:
            seen.add(asked["page"])
            raise Killed

    seen: set[int] = set()
    made.deed = killed_at
    for _ in SCAN:
        with pytest.raises(Killed):
            work_through_batch(batch.pk)
    assert work_through_batch(batch.pk) == 1
    assert made.read == [1, 2, 3]
    report = Report.objects.get()
    assert report.extracted_text.count("一村一策") == 1
    assert ScannedPage.objects.count() == 3


@pytest.mark.django_db
def test_the_deaths_of_a_worker_count_anew_behind_each_page_and_not_for_pages_read_before(monkeypatch):
    made = install(monkeypatch)
    batch = uploaded({"扫描.png": PICTURE})

    class Killed(BaseException):
        pass

    def killed_at_third(asked):
        if asked["task"] == "read" and asked["page"] == 3:
            raise Killed

    made.deed = killed_at_third
    for _ in range(5):
        with pytest.raises(Killed):
            work_through_batch(batch.pk)
    assert work_through_batch(batch.pk) == 1
    assert "几次中断" in batch.files.get().error


def test_one_page_that_the_recogniser_does_not_survive_costs_that_page(monkeypatch):
    made = install(monkeypatch)
    made.deed = lambda asked: dies(asked) if asked.get("page") == 2 else None
    extracted = recognise_file(PICTURE, NEED)
    assert "回访" not in extracted.text
    assert extracted.warnings == ("第 2 页没有识别成（太复杂，识别中断），没有收入。请与原件核对。",)
    assert made.started == made.ended == 2


def test_a_file_whose_pages_all_fail_is_given_up_with_the_reason(monkeypatch):
    made = install(monkeypatch, pages_of([["第一页"]] * 9))

    def hangs(asked):
        if asked["task"] == "read":
            raise TimeoutError

    made.deed = hangs
    with pytest.raises(FormatError, match=r"接连 3 页没有识别成.*180 秒内没有做完.*重新扫描"):
        recognise_file(PICTURE, NEED)
    assert made.started == made.ended == FAULTS_IN_A_ROW


def test_what_the_recogniser_answers_is_not_trusted(monkeypatch):
    made = install(monkeypatch)
    for lie in (
        {"lines": "x"},
        {"lines": [["字", [[0, 0]], [0.9]]]},
        {"turned": 45},
        {"width": -1},
        {"lines": [["字", [[0, 0]] * 4, []]]},
    ):
        whole = {"width": 9, "height": 9, "turned": 0, "strips": 1, "lines": []}
        made.deed = lambda asked, lie=lie, whole=whole: whole | lie if asked["task"] == "read" else None
        with pytest.raises(FormatError, match="没有识别成"):
            recognise_file(PICTURE, NEED)
    made.deed = lambda asked: {"png": "PGh0bWw+"} if asked["task"] == "render" else None
    with pytest.raises(FormatError):
        render_page(PICTURE, 1)


def test_the_ornament_of_a_page_is_no_report(monkeypatch):
    install(monkeypatch, pages_of([["返回首页"]]))
    with pytest.raises(FormatError, match="只认出 4 个字，不像一篇报告"):
        recognise_file(PICTURE, NEED)


def test_pages_of_another_version_of_the_program_are_read_again(monkeypatch):
    made = install(monkeypatch)

    def stop(done, pages):
        if done == 2:
            raise RecognitionStopped

    with pytest.raises(RecognitionStopped):
        recognise_file(PICTURE, NEED, watch=stop)
    monkeypatch.setattr(recognising, "recogniser", lambda: "another 2")
    recognise_file(PICTURE, NEED)
    assert made.read == [1, 2, 1, 2, 3]


@pytest.mark.django_db
def test_reading_again_takes_the_recognised_text_and_recognises_nothing(monkeypatch):
    made = install(monkeypatch)
    report = taken_in()
    made.read.clear()
    found = read_again(report.pk)
    assert (found.state, found.changes, made.read) == ("read", (), [])


@pytest.mark.django_db
def test_a_refused_file_says_why_in_its_row_and_can_be_tried_again(monkeypatch):
    monkeypatch.setattr(recognising, "why_missing", lambda: "本机没有装文字识别：请管理员运行 make ocr。")
    batch = uploaded({"扫描.png": PICTURE})
    work_through_batch(batch.pk)
    row = batch.files.get()
    assert row.status == ImportFile.Status.FAILED
    assert row.error.endswith("没有可读的文字。本机没有装文字识别：请管理员运行 make ocr。")
    assert row.stored
    assert not Original.objects.exists()


def test_a_prepared_scan_names_the_program(monkeypatch):
    from datetime import date

    install(monkeypatch)
    prepared = prepare_file(PICTURE, filename="a.png", today=date(2026, 1, 1))
    assert (prepared.recogniser, len(prepared.recognised)) == (NAME, 3)


def test_a_page_that_a_file_does_not_have_is_not_rendered(monkeypatch):
    install(monkeypatch)
    with pytest.raises(FormatError, match="没有第 4 页"):
        render_page(PICTURE, 4)
