"""Whole lists as files: what stands in them, how they are named, what is refused."""

import csv
import io
import json
from datetime import date
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.exporting.exports import listing
from archive.models import Report
from archive.views.exports import file_name

ENDINGS = ("csv", "jsonl", "ris", "bib", "txt")


@pytest.fixture
def three(make_report):
    return [
        make_report(
            title="定西整顿软弱涣散党组织",
            text="去年排出软弱涣散村党组织十九个。整顿半年。",
            region="621100",
            date="2021-08-16",
            source="陇中党建通讯",
            author="顾苇杭",
            kind="experience",
        ),
        make_report(title="泸州的第一书记", text="先整顿班子。", region="510500", date="2019-11", kind="news"),
        make_report(title="黨組織建設幾點體會", text="所謂軟弱渙散，先是人散。", script="hant"),
    ]


@pytest.fixture
def take(client):
    """take(address, **parameters) -> the file's text."""

    def take(address: str, **parameters) -> str:
        response = client.get(address, parameters)
        assert response.status_code == 200, response.content.decode()
        return b"".join(response).decode()

    return take


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_holds_every_report_of_the_list_in_the_order_of_the_page(three, take, read):
    on_page = read("/search/", q="整顿").texts("//li[contains(@class, 'entry')]//h3")
    assert [row["题名"] for row in rows(take("/search/export.csv", q="整顿"))] == on_page


def test_a_row_tells_what_the_card_tells(three, take):
    row = rows(take("/search/export.csv", q="定西"))[0]
    assert row["地区"] == "甘肃省 › 定西市"
    assert (row["地区代码"], row["日期"], row["来源"], row["作者"]) == (
        "621100",
        "2021-08-16",
        "陇中党建通讯",
        "顾苇杭",
    )
    assert row["地址"] == f"http://testserver/reports/{three[0].pk}/"
    assert row["原件SHA-256"] == three[0].original.sha256


def test_what_is_unknown_is_an_empty_cell(three, take):
    row = rows(take("/search/export.csv", q="體會"))[0]
    assert (row["地区"], row["日期"], row["来源"], row["作者"]) == ("", "", "", "")


def test_a_date_keeps_its_precision(three, take):
    assert rows(take("/search/export.csv", q="泸州"))[0]["日期"] == "2019-11"


def test_a_table_names_its_list_once_and_its_conditions_in_words(three, take):
    (row,) = rows(take("/search/export.csv", q="整顿", region="62", page="7", size="1"))
    assert row["检索式"] == "整顿"
    assert row["检索条件"] == "地区=甘肃省"
    assert row["全部篇数"] == "1"
    assert row["导出日期"] == timezone.localdate().isoformat()
    assert unquote(row["检索地址"]) == "http://testserver/search/?q=整顿&region=62"
    first, second = rows(take("/search/export.csv", q="整顿"))
    assert first["检索式"] == "整顿"
    assert {second[name] for name in ("检索式", "检索条件", "全部篇数", "导出日期", "检索地址")} == {""}


def test_a_table_begins_with_the_mark_that_excel_needs_and_one_heading_row(three, take):
    text = take("/search/export.csv", q="没有这样的词")
    assert text.startswith("\ufeff序号,编号,题名")
    assert text.count("\r\n") == 1


def test_the_first_line_of_json_tells_of_the_list_and_each_other_of_a_report(three, take):
    first, *others = [json.loads(line) for line in take("/search/export.jsonl", q="整顿", kind="news").splitlines()]
    assert first["list"]["query"] == "整顿"
    assert first["list"]["filters"] == [["kind", "news"]]
    assert first["list"]["total"] == len(others) == 1
    assert others[0]["title"] == "泸州的第一书记"
    assert others[0]["region"]["path"] == ["四川省", "泸州市"]


def test_the_text_comes_only_when_asked_for(three, take):
    assert "text" not in json.loads(take("/search/export.jsonl", q="泸州").splitlines()[1])
    assert json.loads(take("/search/export.jsonl", q="泸州", text="1").splitlines()[1])["text"] == "先整顿班子。"


def test_every_entry_of_ris_names_address_and_list(three, take):
    entries = [entry for entry in take("/search/export.ris", q="整顿").split("ER  -") if "TY  -" in entry]
    assert len(entries) == 2
    for entry in entries:
        assert "\r\nUR  - http://testserver/reports/" in entry
        assert "\r\nY2  - " in entry
        assert "\r\nN1  - 基层文库，检索式：整顿，共 2 篇，" in entry


def test_bibtex_keeps_an_at_sign_of_the_question_from_beginning_an_entry(three, take):
    text = take("/search/export.bib", q="整顿 -@misc{a")
    assert text.count("@") == text.count("@online{")


def test_plain_references_are_numbered_as_the_list(three, take):
    lines = take("/search/export.txt", q="整顿").split("\r\n")
    assert lines[0].startswith("基层文库，检索式：整顿，共 2 篇，")
    assert [line[:4] for line in lines[2:4]] == ["[1] ", "[2] "]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_regions_list_is_taken_under_its_filters(three, take, ending):
    assert "定西整顿" in take(f"/regions/620000/export.{ending}", year="2021")
    assert "泸州" not in take(f"/regions/620000/export.{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_saved_list_is_taken_in_its_order(three, take, ending):
    text = take(f"/saved/export.{ending}", ids=f"{three[1].pk},{three[0].pk}")
    assert 0 < text.index("泸州的第一书记") < text.index("定西整顿")


@pytest.mark.parametrize(
    ("address", "parameters", "words"),
    [
        ("/search/export.csv", {"kind": "x"}, "类别（kind）只能是"),
        ("/search/export.csv", {"text": "1"}, "只有逐行 JSON"),
        ("/search/export.jsonl", {"text": "2"}, "只能是 1（附）或 0（不附）"),
        ("/search/export.csv", {"q": "整" * 401}, "400"),
        ("/regions/620000/export.csv", {"year": "1900"}, "年份只能从列表中选"),
        ("/saved/export.csv", {"ids": "甲"}, "不是编号"),
        ("/saved/export.csv", {}, "夹签是空的"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(three, read, address, parameters, words):
    page = read(address, **parameters)
    assert page.status == 400
    assert words in page.text


@pytest.mark.parametrize("address", ["/search/export.xml", "/search/export.", "/regions/999999/export.csv"])
def test_there_are_no_other_files(three, client, address):
    assert client.get(address).status_code == 404


def test_without_an_index_the_page_says_so(db, own_data_dir, client):
    assert client.get("/search/export.csv").status_code == 503


@pytest.mark.parametrize("address", ["/search/export.csv", "/regions/620000/export.csv"])
def test_a_list_beyond_the_limit_is_refused_with_the_way_to_part_it(three, read, settings, make_report, address):
    make_report(region="621100")
    settings.EXPORT_LIMIT = 1
    page = read(address)
    assert page.status == 400
    assert "超过一次导出的上限 1 篇" in page.text
    assert "按年份或地区缩小范围" in page.text


def test_the_menu_offers_no_file_beyond_the_limit(three, read, settings):
    settings.EXPORT_LIMIT = 2
    page = read("/search/")
    assert not page.all("//*[@id='take']//a[contains(@href, 'export.')]")
    assert "超过一次导出的上限" in page.texts("//*[@id='take']")[0]


def test_every_link_of_the_menu_leads_to_its_file(three, read, client):
    menu = read("/search/", q="整顿", region="62").all("//*[@id='take']//a/@href")
    links = [link for link in menu if link.partition("?")[0] not in ("/watch/", "/packs/new/")]  # pages that ask first
    assert len(menu) == len(links) + 2
    assert len(links) == len(ENDINGS) + 3  # a workbook, a table of hits, a feed
    for link in links:
        response = client.get(link)
        assert response.status_code == 200
        written = b"".join(response)
        assert ".xlsx" in link or "定西整顿" in written.decode()


def test_pages_of_the_engine_make_one_list(make_report, take, monkeypatch):
    for number in range(7):
        make_report(text="整顿" * (number + 1))
    whole = [row["编号"] for row in rows(take("/search/export.csv", q="整顿"))]
    monkeypatch.setattr(listing, "ENGINE_PAGE", 3)
    assert [row["编号"] for row in rows(take("/search/export.csv", q="整顿"))] == whole
    assert len(set(whole)) == 7


def test_the_first_bytes_come_before_the_last_query(make_report, client, monkeypatch):
    monkeypatch.setattr(listing, "BATCH", 2)
    for _ in range(6):
        make_report(text="整顿")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get("/search/export.csv", {"q": "整顿"})
        pieces = iter(response.streaming_content)
        next(pieces)
        early = len(queries)
        assert len(list(pieces)) == 3
        assert (early, len(queries)) == (1, 3)  # a database that is away is told before the first byte


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("count", [2, 12])
def test_queries_count_batches_not_reports(make_report, client, ending, count, django_assert_num_queries):
    with make_report.together():
        for number in range(count):
            make_report(text="整顿", region=("621102", "510500")[number % 2], source=f"报{number}", date="2021")
    with django_assert_num_queries(1):
        b"".join(client.get(f"/search/export.{ending}", {"q": "整顿"}))


def test_a_report_withdrawn_while_the_index_lags_is_not_taken(three, take):
    Report.objects.filter(pk=three[0].pk).update(status=Report.Status.WITHDRAWN)
    assert "定西整顿" not in take("/search/export.csv", q="整顿")


def test_the_file_is_named_after_question_and_day(three, client):
    response = client.get("/search/export.csv", {"q": "软弱涣散"})
    named = unquote(response["Content-Disposition"])
    assert named == f"attachment; filename*=utf-8''基层文库-软弱涣散-{timezone.localdate().isoformat()}.csv"
    assert response["X-Total"] == "2"


@pytest.mark.parametrize(
    "question", ["../../etc/passwd", "甲\r\nSet-Cookie: a=1", '"; filename="a.exe', "甲\u202e乙", "\x00", "甲/乙\\丙"]
)
def test_no_question_leads_out_of_the_name_or_the_header(question):
    name = file_name(question, date(2026, 11, 22), "csv")
    assert not set(name) & set('/\\"\r\n\x00;:\u202e')
    assert name.endswith("-2026-11-22.csv")
    assert name.count(".") == 1


def test_a_question_of_signs_alone_names_the_file_all():
    assert file_name("***", date(2026, 11, 22), "csv") == "基层文库-全部-2026-11-22.csv"


def test_site_url_stands_before_every_address(three, take, settings):
    settings.SITE_URL = "https://jiceng.example"
    text = take("/search/export.csv", q="定西")
    assert f"https://jiceng.example/reports/{three[0].pk}/" in text
    assert "testserver" not in text


def test_a_line_of_json_stays_one_line_whatever_the_text_holds(make_report, take):
    make_report(title="甲\u2028乙\n丙", text="整顿\r\n之后\u2029完")
    text = take("/search/export.jsonl", q="整顿", text="1")
    assert text.count("\n") == 2
    assert json.loads(text.split("\n")[1])["title"] == "甲\u2028乙\n丙"
