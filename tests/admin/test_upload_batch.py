"""The page of a batch: progress, results by kind, pages, and the buttons stop, go on, try again."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.intake import files as importing
from archive.intake.batches import resume_batch, stop_batch, work_through_batch
from archive.intake.packages import unpacking
from archive.intake.uploads import Upload, store_batch
from archive.models import ImportBatch, ImportFile, NearPair, Report
from archive.storage.incoming import batch_lock
from archive.web.clients import client_address
from tests.admin.conftest import sentences
from tests.text.made_archives import page, warc_of

WORDS = "通渭县整顿软弱涣散村党组织情况汇报{0}\n\n甘肃省定西市通渭县今年排查出{0}类问题，逐村整顿，一村一策。\n"
POLLING = "hx-trigger="


@pytest.fixture
def started(monkeypatch):
    """Numbers of the batches for which a worker was started; none does anything."""
    numbers: list[int] = []
    for module in ("uploads", "batches"):
        monkeypatch.setattr(f"archive.admin.{module}.start_and_wait", lambda batch, seconds: numbers.append(batch.pk))
    return numbers


@pytest.fixture
def batch(db) -> ImportBatch:
    """Two files that wait."""
    files = [(f"{name}.txt", WORDS.format(name).encode()) for name in "甲乙"]
    return store_batch(Upload(name, len(data), [data]) for name, data in files)


@pytest.fixture
def page_of(desk):
    def page_of(batch, query: str = "", **headers) -> str:
        response = desk.get(f"{reverse('admin:archive_importbatch_change', args=[batch.pk])}{query}", headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    return page_of


@pytest.fixture
def press(desk):
    def press(batch, action: str):
        return desk.post(reverse("admin:archive_importbatch_steer", args=[batch.pk]), {"action": action})

    return press


def test_an_upload_is_answered_before_its_files_are_read(desk, started):
    response = desk.post(
        reverse("admin:archive_report_upload"),
        {"files": [SimpleUploadedFile("甲.txt", WORDS.encode())]},
        REMOTE_ADDR="203.0.113.7",
    )
    batch = ImportBatch.objects.get()
    assert response["Location"] == reverse("admin:archive_importbatch_change", args=[batch.pk])
    assert "正在入库" in sentences(response)
    assert (batch.started_from, started) == ("203.0.113.7", [batch.pk])
    assert not Report.objects.exists()


def test_a_full_disk_is_answered_with_a_sentence(desk, started, monkeypatch):
    monkeypatch.setattr("archive.storage.incoming.shutil.disk_usage", lambda path: type("Usage", (), {"free": 0})())
    response = desk.post(reverse("admin:archive_report_upload"), {"files": [SimpleUploadedFile("a.txt", b"x")]})
    assert response.status_code == 507
    assert "磁盘" in response.content.decode()
    assert started == []


def test_a_waiting_batch_shows_how_far_it_is_and_asks_again_with_and_without_script(page_of, batch):
    page = page_of(batch)
    assert '<progress value="0" max="2"' in page
    assert POLLING in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_what_htmx_asks_for_is_the_part_alone(page_of, batch):
    part = page_of(batch, **{"HX-Request": "true"})
    assert part.lstrip().startswith('<div id="batch-progress"')
    assert "<html" not in part


def test_a_finished_batch_asks_no_more(page_of, batch, regions):
    work_through_batch(batch.pk)
    page = page_of(batch)
    assert POLLING not in page
    assert "http-equiv" not in page
    assert "<progress" not in page


def test_a_batch_that_is_worked_on_can_be_stopped_and_one_that_is_not_can_go_on(page_of, batch):
    with batch_lock(batch.pk):
        assert 'value="stop"' in page_of(batch)
        assert 'value="resume"' not in page_of(batch)
    assert 'value="resume"' in page_of(batch)


def test_a_batch_behind_another_says_that_its_turn_comes_and_can_be_stopped(page_of, batch):
    other = store_batch([Upload("丙.txt", 3, ["丙".encode()])])
    with batch_lock(other.pk):
        page = page_of(batch)
    assert "轮到这一批就开始" in page
    assert 'value="stop"' in page
    assert "轮到这一批就开始" not in page_of(batch)


def test_stop_sets_the_flag_and_go_on_takes_it_away_and_starts_a_worker(press, batch, started):
    press(batch, "stop")
    batch.refresh_from_db()
    assert batch.stopped_at
    press(batch, "resume")
    batch.refresh_from_db()
    assert batch.stopped_at is None
    assert started == [batch.pk]


def test_a_stopped_batch_neither_polls_nor_pretends(page_of, press, batch):
    press(batch, "stop")
    page = page_of(batch)
    assert "已停下" in page
    assert POLLING not in page


def test_failed_files_are_offered_again_and_then_wait(page_of, press, batch, started, regions, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(importing, "accept_file", lambda *_, **rest: 1 / 0)
        work_through_batch(batch.pk)
    assert "重试失败的 2 个" in page_of(batch)
    press(batch, "retry")
    assert set(batch.files.values_list("status", flat=True)) == {"waiting"}
    assert started == [batch.pk]


def test_failed_files_without_their_bytes_are_not_offered_again(page_of, press, started):
    batch = ImportBatch.objects.create()
    batch.files.create(path="a.txt", status="failed", error="读不到文件。")
    assert 'value="retry"' not in page_of(batch)
    assert "请重新上传" in sentences(press(batch, "retry"))
    assert started == []


def test_the_files_are_chosen_by_result_and_counted(page_of):
    batch = ImportBatch.objects.create()
    batch.files.create(path="good.txt", status="created")
    batch.files.create(path="bad.txt", status="failed", error="空文件。")
    page = page_of(batch, "?result=failed")
    assert "bad.txt" in page
    assert "good.txt" not in page
    assert "失败 1" in page
    assert "全部 2" in page


def test_a_near_duplicate_leads_to_its_twin(page_of, make_report):
    first, second = make_report(status="draft"), make_report(status="draft")
    NearPair.objects.create(first=first, second=second, similarity=0.934)
    batch = ImportBatch.objects.create()
    batch.files.create(path="a.txt", status="created", report=second, note="近似：…")
    page = page_of(batch, "?result=near")
    assert reverse("admin:archive_report_change", args=[first.pk]) in page
    assert "93 %" in page


def test_thousands_of_files_come_in_pages_and_the_queries_do_not_grow(page_of, desk, django_assert_max_num_queries):
    batch = ImportBatch.objects.create()
    ImportFile.objects.bulk_create(
        ImportFile(batch=batch, path=f"{number:04d}.txt", status="failed") for number in range(2000)
    )
    with django_assert_max_num_queries(11):
        page = page_of(batch, "?page=20")
    assert re.findall(r"[0-9]{4}\.txt", page)[::99] == ["1900.txt", "1999.txt"]
    assert 'href="?page=19"' in page


def test_only_who_may_upload_presses_a_button(colleague, batch):
    address = reverse("admin:archive_importbatch_steer", args=[batch.pk])
    assert colleague.post(address, {"action": "stop"}).status_code == 403
    batch.refresh_from_db()
    assert batch.stopped_at is None


def test_the_address_of_the_uploader_is_the_peers_unless_a_proxy_is_trusted(rf, settings):
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7"})
    settings.HTTPS = False
    assert client_address(request) == "127.0.0.1"
    settings.HTTPS = True
    assert client_address(request) == "203.0.113.7"  # what the proxy wrote, not what the browser claims
    assert client_address(rf.get("/", REMOTE_ADDR="")) is None


def test_of_many_near_duplicates_the_nearest_are_named_and_the_others_counted(page_of, make_report):
    ours, *twins = [make_report(status="draft") for _ in range(6)]
    for at, twin in enumerate(twins):
        NearPair.objects.create(first=ours, second=twin, similarity=0.8 + 0.03 * at)
    batch = ImportBatch.objects.create()
    batch.files.create(path="a.txt", status="created", report=ours, note="近似：…")
    page = page_of(batch)
    named = re.findall(r"第 (\d+) 号报告", page)
    assert named == [str(twin.pk) for twin in twins[:1:-1]]
    assert "另有 2 篇" in page


def test_a_web_archive_shows_how_far_it_is_read_and_then_what_was_not_taken(
    desk, regions, engine, page_of, monkeypatch
):
    pages = {f"http://example.org/{at}.html": page(f"第{at}件事") for at in range(3)}
    archive = warc_of({**pages, "http://example.org/": b"<html><body><a href='/'>\xe9\xa6\x96</a></body></html>"})
    batch = store_batch([Upload("站.warc.gz", len(archive), [archive])])
    monkeypatch.setattr(unpacking, "PAGES_A_COMMIT", 2)
    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "check_room", lambda size: stop_batch(batch))
        patch.setattr(unpacking, "PAGES_A_COMMIT", 1)
        work_through_batch(batch.pk)
    assert "正在拆开：已取出网页" in page_of(batch)
    resume_batch(batch)
    work_through_batch(batch.pk)
    shown = page_of(batch)
    assert "站.warc.gz：取出网页 4 篇。" in shown
    assert "略过 1" in shown
    report = Report.objects.order_by("pk").first()
    review = desk.get(reverse("admin:archive_report_change", args=[report.pk])).content.decode()
    assert "网页抓取于 2021-03-04 13:06" in review
