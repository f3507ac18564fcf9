"""A recognised text is marked as one, wherever it goes: page, files, references, API."""

from __future__ import annotations

import csv
import io
import json

import pytest

from archive.exporting.citation import bibtex_entry, gb7714, plain, ris_entry
from archive.intake.files import ImportedFile
from archive.management.commands.import_reports import to_row
from archive.models import Report
from tests.scanning import DOUBTFUL_LINE, PICTURE, make_scan

NOTICE = "本文由文字识别从页面图像得到，可能有认错的字。"
WARNING = "正文由文字识别得到，引用请核对原件"


@pytest.fixture
def scan(monkeypatch, regions, engine) -> Report:
    report = make_scan(monkeypatch, publish=True)
    return Report.objects.select_related("original", "source", "region").get(pk=report.pk)


def test_the_page_says_how_the_text_was_read_and_where_its_images_are(read, scan):
    page = read(scan.get_absolute_url())
    assert NOTICE in page.text
    assert "1 处没有把握" in page.text
    assert "请对照原件。" in page.text  # a whole sentence in print, where links of notes are left out
    assert [note for note in page.texts("//p[@class='note']") if note == "按"] == []
    (link,) = page.links("看页面图像")
    assert b"".join(page.response.client.get(link).streaming_content) == PICTURE


def test_doubtful_characters_have_a_mark_with_words_and_nothing_else_has(read, scan):
    page = read(scan.get_absolute_url())
    marked = page.all("//div[contains(@class,'text')]//span[@class='unsure']")
    assert [(span.text, span.get("title")) for span in marked] == [("换", "文字识别没有把握")]


def test_a_mark_of_a_hit_and_a_doubtful_character_stand_together(read, scan):
    page = read(scan.get_absolute_url(), q="软弱换散")
    assert page.texts("//div[contains(@class,'text')]//mark") == ["软弱换散"]
    assert page.texts("//div[contains(@class,'text')]//mark//span[@class='unsure']") == ["换"]


def test_a_text_that_was_written_as_one_has_no_notice(read, make_report):
    assert NOTICE not in read(make_report(text=DOUBTFUL_LINE).get_absolute_url()).text


@pytest.mark.parametrize("cite", [gb7714, plain, bibtex_entry, ris_entry])
def test_every_reference_warns_of_a_recognised_text(cite, scan, make_report):
    from datetime import date

    said = {"address": "https://example.org/1", "accessed": date(2026, 1, 1)}
    assert WARNING in cite(scan, **said)
    assert WARNING not in cite(make_report(), **said)


def test_files_and_the_api_say_it_too(client, scan, make_report):
    written = make_report()
    numbers = f"{scan.pk},{written.pk}"
    lines = b"".join(client.get("/saved/export.jsonl", {"ids": numbers}).streaming_content).decode().splitlines()
    assert {row["id"]: row["recognised"] for row in map(json.loads, lines[1:])} == {scan.pk: True, written.pk: False}
    table = b"".join(client.get("/saved/export.csv", {"ids": numbers}).streaming_content).decode("utf-8-sig")
    rows = {row["编号"]: row["文字识别"] for row in csv.DictReader(io.StringIO(table))}
    assert rows == {str(scan.pk): "是", str(written.pk): ""}
    assert [client.get(f"/api/v1/reports/{each.pk}").json()["recognised"] for each in (scan, written)] == [True, False]


def test_a_row_of_the_command_says_it(scan, make_report):
    from pathlib import Path

    assert to_row(ImportedFile(Path("a.png"), "created", scan))["recognised"] is True
    assert to_row(ImportedFile(Path("a.txt"), "created", make_report()))["recognised"] is False
    assert to_row(ImportedFile(Path("a.txt"), "failed"))["recognised"] is False
