"""Files for office people: a workbook, a document, a table of hits; what they hold, opened again."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from django.utils import timezone

from archive.exporting.exports import listing, table
from archive.exporting.exports.quoting import first_quoted, quoted_hits, sentence_around
from search.query import parse_query

TEXT = "一、主要做法\n县里先摸底。去年排出软弱涣散村十九个，逐村整顿。\n\n二、成效\n软弱涣散的少了，“整顿”见效！"


@pytest.fixture
def three(make_report):
    with make_report.together():
        return [
            make_report(
                title="定西整顿软弱涣散党组织", text=TEXT, region="621100", date="2021-08", source="陇中党建通讯",
                author="顾苇杭", kind="experience",
            ),
            make_report(title="=1+1", text="先整顿班子。", region="620100", date="2019", kind="news", is_sample=True),
            make_report(title="泸州的第一书记", text="整顿过了。", region="510500", date="2019"),
        ]  # fmt: skip


@pytest.fixture
def book(client):
    """book(address, **parameters) -> the sheets of the workbook as lists of rows."""

    def book(address: str, **parameters) -> dict[str, list[tuple]]:
        response = client.get(address, parameters)
        assert response.status_code == 200, response.content.decode()
        opened = openpyxl.load_workbook(io.BytesIO(b"".join(response)))
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in opened}

    return book


def by_heading(rows: list[tuple]) -> list[dict]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def hits_table(client, **parameters) -> list[dict[str, str]]:
    response = client.get("/search/export.hits.csv", parameters)
    assert response.status_code == 200, response.content.decode()
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_workbook_counts_and_quotes_the_hits_of_each_report(three, book):
    rows = {row["编号"]: row for row in by_heading(book("/search/export.xlsx", q="整顿")["报告清单"])}
    row = rows[three[0].pk]
    assert row["命中数"] == 2
    assert row["首处原句"] == "去年排出软弱涣散村十九个，逐村整顿。"
    assert (row["地区"], row["日期"], row["来源"], row["类别"]) == (
        "甘肃省 › 定西市",
        "2021-08",
        "陇中党建通讯",
        "经验做法",
    )
    assert len(rows) == 3


def test_the_numbers_of_a_workbook_are_those_of_the_page_and_of_the_csv(three, book, client, read):
    rows = by_heading(book("/search/export.xlsx", q="整顿")["报告清单"])
    text = b"".join(client.get("/search/export.csv", {"q": "整顿"})).decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [str(row["命中数"]) for row in rows] == [row["命中数"] for row in cells]
    assert [row["首处原句"] for row in rows] == [row["首处原句"] for row in cells]
    said = read("/search/", q="整顿").texts("//li[contains(@class,'entry')]")
    assert all(f"{row['命中数']} 处" in words for row, words in zip(rows, said, strict=True))


def test_the_conditions_stand_in_words_on_a_sheet_of_their_own(three, book):
    address = {
        "q": "整顿",
        "region": "62",
        "from": "2019",
        "to": "2022",
        "kind": ["news", "experience"],
        "not": "script:hant",
    }
    said = dict(book("/search/export.xlsx", **address, sort="newest")["检索条件"])
    assert said["检索式"] == "整顿"
    assert said["地区"] == "甘肃省"
    assert said["日期"] == "2019–2022"
    assert said["类别"] == "新闻、经验做法"
    assert said["不含"] == "字形 繁体"
    assert said["排序"] == "新到旧"
    assert (said["全部篇数"], said["导出日期"]) == (2, timezone.localdate().isoformat())


def test_a_region_below_a_province_is_named_with_those_above(three, book):
    assert dict(book("/search/export.xlsx", region="6211")["检索条件"])["地区"] == "甘肃省 › 定西市"


def test_no_cell_of_a_workbook_is_a_formula(three, client, make_report):
    make_report(title="#N/A", text="整顿\x0b\x01\ufffe好", source="+86")
    response = client.get("/search/export.xlsx", {"q": "整顿"})
    opened = openpyxl.load_workbook(io.BytesIO(b"".join(response)))
    cells = [cell for row in opened["报告清单"] for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert {"=1+1", "#N/A", "+86"} <= {cell.value for cell in cells}


def test_a_sample_report_is_marked_in_a_workbook(three, book):
    marked = {row["编号"]: row["示例"] for row in by_heading(book("/search/export.xlsx", q="整顿")["报告清单"])}
    assert marked == {three[0].pk: None, three[1].pk: "示例，非史料", three[2].pk: None}


def test_a_list_without_a_query_has_no_hits_to_count(three, book):
    rows = by_heading(book("/regions/620000/export.xlsx")["报告清单"])
    assert len(rows) == 1  # the sample is no holding beside real reports
    assert {(row["命中数"], row["首处原句"]) for row in rows} == {(None, None)}


def test_a_saved_list_is_a_workbook_in_its_order(three, book):
    rows = by_heading(book("/saved/export.xlsx", ids=f"{three[2].pk},{three[0].pk}")["报告清单"])
    assert [row["编号"] for row in rows] == [three[2].pk, three[0].pk]


def test_a_workbook_speaks_the_language_of_the_page(three, book, client):
    client.cookies["lang"] = "en"
    sheets = book("/search/export.xlsx", q="整顿", region="62")
    assert list(sheets) == ["Reports", "Search conditions"]
    assert {"Title", "Hits", "First sentence quoted", "Place"} <= set(sheets["Reports"][0])
    assert dict(sheets["Search conditions"])["Place"] == "Gansu"


def test_a_workbook_beyond_the_limit_is_refused_with_the_way_to_part_it(three, read, settings):
    settings.EXPORT_LIMIT = 1
    assert "超过一次导出的上限 1 篇" in read("/search/export.xlsx").text


def test_queries_of_a_workbook_count_batches_of_texts(three, client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(listing, "BATCH_OF_TEXTS", 2)
    with django_assert_num_queries(2):
        b"".join(client.get("/search/export.xlsx", {"q": "整顿"}))


def test_a_table_of_hits_has_a_row_for_each_hit(three, client):
    rows = hits_table(client, q="软弱涣散", region="62")
    assert [(row["段"], row["命中词"], row["原句"]) for row in rows] == [
        ("1", "软弱涣散", "去年排出软弱涣散村十九个，逐村整顿。"),
        ("2", "软弱涣散", "软弱涣散的少了，“整顿”见效！"),
    ]
    assert {(row["编号"], row["题名"]) for row in rows} == {(str(three[0].pk), "定西整顿软弱涣散党组织")}
    assert rows[1]["地址"] == f"http://testserver/reports/{three[0].pk}/#p2"
    assert [row["检索条件"] for row in rows] == ["地区=甘肃省", ""]


def test_a_hit_in_a_heading_is_told_from_one_in_a_paragraph(three, client):
    assert [row["段"] for row in hits_table(client, q="成效")] == ["小标题"]


def test_a_table_of_hits_ends_at_its_bound_and_says_so(three, client, monkeypatch):
    monkeypatch.setattr(table, "MOST_HITS", 2)
    rows = hits_table(client, q="整顿")
    assert [row["序号"] for row in rows] == ["1", "2", ""]
    assert "一份命中表至多 2 行" in rows[2]["题名"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search/export.hits.csv?region=62", "请先输入检索词"),
        ("/saved/export.hits.csv?ids=1", "请先输入检索词"),
        ("/search/export.docx?q=整顿", "请先把要用的报告夹上"),
    ],
)
def test_a_file_that_does_not_fit_the_list_is_refused_with_the_way_out(three, read, address, words):
    page = read(address)
    assert page.status == 400
    assert words in page.text


def test_a_document_holds_the_reports_of_a_saved_list_with_their_citations(three, client):
    response = client.get("/saved/export.docx", {"ids": f"{three[1].pk},{three[0].pk}"})
    words = [paragraph.text for paragraph in docx.Document(io.BytesIO(b"".join(response))).paragraphs]
    assert "1. =1+1[示例，非史料]" in words
    assert "2. 定西整顿软弱涣散党组织" in words
    assert "甘肃省 › 定西市 · 2021年8月（日未注明） · 陇中党建通讯 · 顾苇杭" in words
    cited = words[words.index("引用") + 1 :]
    assert [line[:4] for line in cited] == ["[1] ", "[2] "]
    assert "顾苇杭. 定西整顿软弱涣散党组织[EB/OL]" in cited[1]
    assert f"http://testserver/reports/{three[0].pk}/" in cited[1]


def test_a_document_is_well_formed_whatever_a_title_holds(make_report, client):
    report = make_report(title="甲\x0b乙 ]]> & <w:t>\u2028丙", text="整顿")
    with ZipFile(io.BytesIO(b"".join(client.get("/saved/export.docx", {"ids": report.pk})))) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(packed.read(name))


def test_the_menu_says_which_file_is_for_which_program(three, read):
    labels = read("/search/", q="整顿").texts("//*[@id='take']//li")
    said = " ".join(labels)
    assert all(program in said for program in ("Excel", "Word", "Zotero", "NoteExpress"))
    assert any("docx" in label for label in read("/saved/", ids=three[0].pk).texts("//*[@id='take']//li"))


def test_a_sentence_is_cut_where_it_is_too_long():
    text = "甲" * 500 + "整顿" + "乙" * 500
    assert sentence_around(text, 500, 502) == "…" + "甲" * 200 + "整顿" + "乙" * 200 + "…"


def test_a_sentence_keeps_the_quotation_mark_behind_its_end():
    assert sentence_around("他说：“要整顿。”大家同意。", 4, 6) == "他说：“要整顿。”"
    assert sentence_around("“好。”先整顿班子", 5, 7) == "先整顿班子"


def test_a_report_found_by_its_title_alone_has_no_hits():
    parsed = parse_query("标题:整顿")
    assert first_quoted("班子整顿", parsed) == (0, "")
    assert list(quoted_hits("班子整顿", parsed)) == []
