"""Lists of cards as workbooks and as bibliographies."""

from __future__ import annotations

import contextlib
import datetime
import io
import random
import zipfile

import openpyxl
import pytest

from archive.intake.cards import lists
from archive.intake.cards.lists import read_card_list
from archive.text.formats import FormatError
from archive.text.formats.media_types import is_workbook
from archive.text.formats.tables import workbook
from archive.text.formats.tables.workbook import read_workbook
from tests.text.made_files import xlsx_file

HEADING = ["文件名", "题名", "地区", "日期", "来源"]


def with_member(data: bytes, name: str, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {each: package.read(each) for each in package.namelist()}
    members[name] = change(members[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for each, content in members.items():
            package.writestr(each, content)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def _no_process(monkeypatch):
    """The rows come from the reader itself; that a parser process reads them stands in test_parsed_apart."""
    monkeypatch.setattr(lists, "parse_workbook", lambda data, filename: read_workbook(data))


def test_a_workbook_is_a_list_of_cards_with_its_values_as_they_are_shown():
    data = xlsx_file(
        [
            HEADING,
            ["a.docx", "某县整顿", 621123.0, datetime.date(2021, 8, 16), "定西日报"],
            [],
            ["b.txt", None, None, 2020, ""],
        ]
    )
    rows = read_card_list(data, "著录.xlsx")
    assert [(row.path, dict(row.words)) for row in rows] == [
        ("a.docx", {"title": "某县整顿", "region": "621123", "date": "2021-08-16", "source": "定西日报"}),
        ("b.txt", {"date": "2020"}),
    ]
    assert [row.place for row in rows] == ["著录.xlsx 第 2 行", "著录.xlsx 第 4 行"]


@pytest.mark.parametrize(
    ("shown_as", "written"), [("yyyy-mm-dd", "2021-08-16"), ('yyyy"年"m"月"', "2021-08"), ("yyyy", "2021")]
)  # fmt: skip
def test_a_day_is_written_as_exactly_as_the_cell_shows_it(shown_as, written):
    book = openpyxl.Workbook()
    book.active.append(HEADING)
    book.active.append(["a.txt", "", "", datetime.datetime(2021, 8, 16)])
    book.active.cell(2, 4).number_format = shown_as
    buffer = io.BytesIO()
    book.save(buffer)
    (row,) = read_card_list(buffer.getvalue(), "t.xlsx")
    assert row.words["date"] == written


def test_the_heading_may_stand_below_a_title_and_on_another_sheet():
    data = xlsx_file([["说明"]], [["柳河镇著录表"], [], HEADING, ["a.txt", "整顿"]], names=("说明", "目录"))
    (row,) = read_card_list(data, "t.xlsx")
    assert (row.path, row.place) == ("a.txt", "t.xlsx（目录） 第 4 行")


def test_a_workbook_without_a_heading_of_a_list_is_none():
    data = xlsx_file([["村名", "党员数"], ["东沟村", 41]])
    assert is_workbook(data)
    assert read_card_list(data, "t.xlsx") is None


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    bomb = with_member(xlsx_file([HEADING]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 6_000_000)
    with pytest.raises(FormatError, match="太大"):
        read_workbook(bomb)


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_workbook_with_entities_of_its_own_is_refused(member):
    bomb = with_member(
        xlsx_file([HEADING]), member, lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml.partition(b"?>")[2]
    )
    with pytest.raises(FormatError, match="已损坏"):
        read_workbook(bomb)


def test_the_size_that_a_sheet_tells_is_not_believed():
    lie = with_member(
        xlsx_file([HEADING, ["a.txt", "整顿"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:E2"', b'ref="A1:XFD1048576"').replace(b'r="2"', b'r="1048576"', 1),
    )
    (name, rows), *_ = read_workbook(lie)
    assert name == "表1"
    assert len(rows) <= workbook.MAX_SHEET_ROWS


def test_a_workbook_of_too_many_letters_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_LETTERS", 100)
    with pytest.raises(FormatError, match="太大"):
        read_workbook(xlsx_file([["字" * 50] * 3]))


RIS = """TY  - NEWS
TI  - 柳河镇换届
AU  - 王明远
AU  - 李新华
DA  - 2019/08/16/
T2  - 柳河日报
UR  - http://example.org/a.html
L1  - files/12/柳河镇换届.pdf
ER  -

TY  - JOUR
T1  - 没有文件的一条
PY  - 2020
ER  -
"""
BIB = r"""% 由文献管理软件导出
@string{lh = {柳河日报}}
@article{liuhe2019,
  title = {{柳河镇}换届},
  author = {王明远 and 李新华},
  year = 2019,
  journal = "柳河日报",
  url = {http://example.org/a.html},
  file = {全文:files/12/柳河镇换届.pdf:application/pdf;Snapshot:files\\13\\a\_b.html:text/html},
}
"""


def test_a_bibliography_in_ris_that_names_files_is_a_list_of_cards():
    (row,) = read_card_list(RIS.encode(), "导出.ris")
    assert (row.path, row.place) == ("files/12/柳河镇换届.pdf", "导出.ris 第 1 行")
    assert row.words == {
        "title": "柳河镇换届", "author": "王明远、李新华", "date": "2019-08-16", "source": "柳河日报", "url": "http://example.org/a.html"
    }  # fmt: skip


def test_a_bibliography_in_bibtex_gives_a_row_for_each_of_its_files():
    rows = read_card_list(BIB.encode(), "导出.bib")
    assert [row.path for row in rows] == ["files/12/柳河镇换届.pdf", "files/13/a_b.html"]
    assert rows[0].words == {
        "title": "柳河镇换届", "author": "王明远、李新华", "date": "2019", "source": "柳河日报", "url": "http://example.org/a.html"
    }  # fmt: skip
    assert rows[0].place == "导出.bib 第 3 行"


@pytest.mark.parametrize("text", [RIS[RIS.index("\n\n") + 2 :], "@misc{a, title={换届}}", "@所有人 请看\n正文，文件"])
def test_a_bibliography_without_files_is_no_list(text):
    assert read_card_list(text.encode(), "a.ris") is None


@pytest.mark.parametrize(
    "text", ["@a{b," + "{" * 50_000, "@a{b,\n" * 5_000, '@a{b, title="' * 5_000, "TY  - X\n" * 5_000]
)
def test_a_broken_bibliography_ends(text):
    assert read_card_list(text.encode(), "a.bib") is None


def test_a_broken_workbook_gives_rows_or_is_refused():
    whole = xlsx_file([HEADING, ["a.txt", "整顿"]])
    for seed in range(60):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        with contextlib.suppress(FormatError):
            assert read_workbook(bytes(data)) is not None
