"""Files and citations of a page of research: the same cells in each, with the question, its numbers and the date."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from archive.research.citing import CitedPage, holdings_version, notes_of, page_references
from archive.research.files import FILES, ResearchTable

CITED = CitedPage(
    "趋势：软弱涣散、{一}肩挑", "已发布 5 篇", "0123456789", "https://a.example/trends/?t=%E8%BD%AF", date(2026, 11, 30)
)
COLUMNS = (("year", "年份"), ("reports", "篇数"), ("share", "占比"), ("words", "原句"))
ROWS = ((2019, 12, 0.25, "=整顿"), (2020, None, Decimal("-1.5"), "甲\n乙"))


def tables(rows=ROWS):
    return [ResearchTable("逐年/逐省", COLUMNS, rows), ResearchTable("另一张", COLUMNS[:1], [(1,)])]


def written(ending: str, rows=ROWS) -> bytes:
    return b"".join(FILES[ending].write(tables(rows), notes_of(CITED, "地区=甘肃省")))


@pytest.mark.django_db
def test_a_csv_names_its_page_in_the_first_row_and_keeps_numbers_as_numbers():
    head, first, second = csv.reader(io.StringIO(written("csv").decode("utf-8-sig")))
    assert head[:5] == ["年份", "篇数", "占比", "原句", "文库"]
    assert first[:4] == ["2019", "12", "0.25", "'=整顿"]
    assert second[:4] == ["2020", "", "-1.5", "甲\n乙"]
    assert {"趋势：软弱涣散、{一}肩挑", "地区=甘肃省", "已发布 5 篇", "0123456789", "2026-11-30", CITED.address} <= set(
        first
    )
    assert not any(second[4:])


def test_a_csv_without_rows_still_names_its_page():
    _, only = csv.reader(io.StringIO(written("csv", rows=()).decode("utf-8-sig")))
    assert CITED.address in only


def test_a_workbook_has_a_sheet_for_each_table_and_the_notes_on_the_last():
    book = load_workbook(io.BytesIO(written("xlsx")))
    assert book.sheetnames == ["逐年-逐省", "另一张", "说明"]
    assert [[cell.value for cell in row] for row in book.worksheets[0]][1:] == [
        [2019, 12, 0.25, "=整顿"],
        [2020, None, -1.5, "甲\n乙"],
    ]
    assert {row[0].value: row[1].value for row in book.worksheets[2]}["馆藏版本"] == "0123456789"


def test_lines_of_json_have_the_keys_of_programs_and_the_page_first():
    page, *rows = map(json.loads, written("jsonl").splitlines())
    assert page["page"]["检索地址"] == CITED.address
    assert rows[0] == {"table": "逐年/逐省", "year": 2019, "reports": 12, "share": 0.25, "words": "=整顿"}
    assert rows[1]["share"] == "-1.5"
    assert rows[2] == {"table": "另一张", "year": 1}


def test_a_page_is_cited_with_its_question_numbers_version_and_day():
    gb, bib, ris = (reference.words for reference in page_references(CITED))
    assert gb == (
        "基层文库. 趋势：软弱涣散、{一}肩挑[DB/OL]. 已发布 5 篇，馆藏版本 0123456789，(2026-11-30)[2026-11-30]. "
        "https://a.example/trends/?t=%E8%BD%AF."
    )
    assert bib.startswith("@online{jiceng")
    assert bib.count("{") == bib.count("}")
    assert "url          = {https://a.example/trends/?t=%E8%BD%AF}" in bib
    assert ris.splitlines()[0] == "TY  - DATA"
    assert "N1  - 已发布 5 篇；馆藏版本 0123456789" in ris


def test_the_version_of_the_holdings_changes_with_a_publication(make_report):
    before = holdings_version()
    assert holdings_version() == before
    make_report()
    assert holdings_version() != before
