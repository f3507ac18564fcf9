"""A scan on the desk: the page image beside the text, for signed-in people alone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from lxml import html

from archive.intake.batches import stop_batch
from archive.models import ImportBatch, ImportFile, Report, ScannedPage
from archive.text.formats.recognised.installed import PICTURE_ENDINGS
from tests.scanning import install, make_scan


@pytest.fixture
def scan(monkeypatch, regions, engine) -> Report:
    return make_scan(monkeypatch)


def image_of(report: Report, number: int = 1) -> str:
    return reverse("admin:archive_report_page_image", args=[report.pk, number])


def review(desk, report):
    return html.fromstring(desk.get(reverse("admin:archive_report_change", args=[report.pk])).content.decode())


def test_every_page_image_stands_beside_the_text(desk, scan):
    page = review(desk, scan)
    images = page.xpath("//div[@id='scan']//img")
    assert [each.get("src") for each in images] == [image_of(scan, 1), image_of(scan, 2)]
    assert all(each.get("alt") and each.get("loading") == "lazy" and each.get("width") for each in images)
    assert page.xpath("//input[@id='with-original']/@checked")
    assert "没有认出文字" in page.xpath("string(//div[@id='scan']//figure[2])")


def test_a_doubtful_character_leads_to_its_line_on_the_image(desk, scan):
    page = review(desk, scan)
    (link,) = page.xpath("//div[@id='edits']//a[@class='unsure']")
    (place,) = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
    assert (link.text, place.tag) == ("换", "rect")
    assert [place.get(name) for name in ("x", "y", "height")] == ["100", "300", "40"]
    doubts = {each.text: each.get("href") for each in page.xpath("//nav[@class='doubt-bar']/a")}
    assert doubts["文字识别得到，1 处没有把握"] == f"#{link.get('id')}"
    assert doubts["第 2 页没有认出文字"] == "#scan"


def test_the_image_is_a_png_that_nothing_can_run_in(desk, scan):
    response = desk.get(image_of(scan))
    assert response.content.startswith(b"\x89PNG")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"].startswith("private")


def test_nobody_else_sees_the_image(client, colleague, scan):
    assert client.get(image_of(scan)).status_code == 302
    assert colleague.get(image_of(scan)).status_code == 403


def test_there_is_no_image_of_other_pages_and_of_texts_written_as_such(desk, scan, make_report):
    assert desk.get(image_of(scan, 3)).status_code == 404
    assert desk.get(image_of(make_report())).status_code == 404
    assert desk.post(image_of(scan)).status_code == 405


def test_an_image_that_cannot_be_made_says_why(desk, scan, monkeypatch):
    install(monkeypatch, []).deed = lambda asked: (
        {"refused": "图片已损坏，打不开。"} if asked["task"] == "open" else None
    )
    response = desk.get(image_of(scan))
    assert (response.status_code, response.content.decode()) == (422, "图片已损坏，打不开。")
    scan.original.path.unlink()
    assert desk.get(image_of(scan)).status_code == 404


def test_more_images_than_one_and_one_that_waits_are_asked_for_again(desk, scan, monkeypatch):
    from archive.intake import recognising

    assert recognising._admitted.acquire(blocking=False)
    assert desk.get(image_of(scan)).status_code == 200
    assert recognising._admitted.acquire(blocking=False)
    response = desk.get(image_of(scan))
    assert (response.status_code, response["Retry-After"]) == (503, "2")
    for _ in range(2):
        recognising._admitted.release()
    assert desk.get(image_of(scan)).status_code == 200


def test_a_text_that_was_written_as_one_has_its_words_beside_it(desk, make_report):
    page = review(desk, make_report(status="draft"))
    assert not page.xpath("//div[@id='scan']")
    assert page.xpath("//div[@class='extracted']")


def test_the_batch_says_which_page_is_being_read(desk):
    batch = ImportBatch.objects.create()
    stop_batch(batch)
    ImportFile.objects.create(batch=batch, path="扫描.pdf", status="waiting", stored="1/00001", pages=20, pages_done=2)
    page = html.fromstring(desk.get(reverse("admin:archive_importbatch_change", args=[batch.pk])).content.decode())
    assert "第 3 页，共 20 页" in " ".join(page.xpath("string(//table[@class='batch-files'])").split())
    assert page.xpath("//table[@class='batch-files']//progress/@value") == ["2"]


def test_the_form_takes_pictures_only_where_they_can_be_read(desk, monkeypatch):
    from archive.admin import uploads

    for name, words in (("", "要先装文字识别才收"), ("rapidocr-onnxruntime 9.9", "先识别文字再入库")):
        monkeypatch.setattr(uploads, "recogniser", lambda name=name: name)
        assert words in desk.get(reverse("admin:archive_report_upload")).content.decode()
    assert PICTURE_ENDINGS.isdisjoint(uploads.ACCEPTED_ENDINGS.split(",")) != bool(uploads.picture_endings())


def test_a_page_of_a_scan_is_one_row(scan):
    assert ScannedPage.objects.count() == 2
    assert str(ScannedPage.objects.of(scan)[0]).endswith("/1")
