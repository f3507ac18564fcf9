"""语境: every hit one line, as many as the report pages mark; the file is the screen; each number is its list."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from archive.models import NearPair
from archive.publishing.outbox import rebuild_index
from archive.publishing.publish import withdraw_report
from archive.research.lines.asking import AskedLines, ConcordanceForm, find_lines
from archive.research.subset import read_subset
from search.documents import QueryError
from search.hits import find_marks
from search.query import parse_query
from tests.pages.conftest import Page, squeezed

pytestmark = pytest.mark.django_db

LONG = "一、整顿\n县委**整顿软弱涣散村党组织12个。\n　　整顿之后，再看软弱涣散村干部。"
TRADITIONAL = "整頓軟弱渙散的村黨組織，**縣整頓軟弱渙散村。"


@pytest.fixture
def reports(make_report):
    first = make_report(title="整顿软弱涣散", text=LONG, region="621102", date="2019", source="定西日报")
    other = make_report(text=TRADITIONAL, region="520602", date="2021", script="hant")
    third = make_report(text="先整顿", date="2020")
    make_report(text=LONG, region="621102", date="2019", is_sample=True)
    return first, other, third


@pytest.fixture
def ask(client):
    return lambda parameters="": Page(client.get(f"/concordance/?{parameters}"))


def found(parameters: str):
    form = ConcordanceForm(QueryDict(parameters))
    assert form.is_valid(), form.error_sentence
    return find_lines(read_subset(form), AskedLines.of(form))


def words_of(line) -> str:
    """The words of a line of the page, without the label that a phone alone shows."""
    return "".join(line.itertext()).replace("前文 ", "", 1)


def test_there_is_a_line_for_each_mark_of_each_report_and_it_leads_to_that_mark(reports, ask, client):
    page = ask("q=软弱涣散")
    links = page.all("//a[@class='kwic-line']/@href")
    assert "5 处" in page.texts("//h2[@id='lines']")[0]
    assert len(links) == 5
    led: Counter[str] = Counter()
    for link in links:
        path, anchor = urlsplit(link).path, urlsplit(link).fragment
        report = Page(client.get(link))
        assert report.status == 200
        if anchor:
            assert report.all(f"//mark[@id='{anchor}']"), link
        led[path] += 1
    for report in reports:
        parsed = parse_query("软弱涣散")
        marks = find_marks(report.title, parsed, field="title") + find_marks(report.text, parsed)
        assert led[report.get_absolute_url()] == len(marks)


def test_a_line_shows_the_text_with_borders_of_paragraphs_and_redactions_as_they_are(reports):
    (row,) = found("q=整顿之后&order=left").rows
    assert (row.before, row.near_before) == ("委**整顿软弱涣散村党组织12个。¶", "¶")
    assert (row.words, row.after) == ("整顿之后", "，再看软弱涣散村干部。")
    assert row.paragraph == 2
    (row,) = found("q=县委").rows
    assert (row.before, row.after[:8]) == ("¶一、整顿¶", "**整顿软弱涣散")
    headings = [row.paragraph for row in found("q=整顿").rows if row.line.id == reports[0].pk]
    assert sorted(headings, key=str) == [0, 1, 2, None]


def test_every_line_is_a_slice_of_the_text_that_is_shown(reports):
    texts = {report.pk: {"title": report.title, "body": report.text} for report in reports}
    for order in ("right", "left", "newest", "oldest", "region"):
        rows = found(f"q=整顿&order={order}").rows
        assert len(rows) == 7
        for row in rows:
            text = texts[row.line.id][row.line.field]
            assert row.words == text[row.line.start : row.line.end]
            assert row.after.replace("¶", "") == "".join(text[row.line.end : row.line.end + 20].split())
            assert row.before.replace("¶", "") == "".join(text[max(0, row.line.start - 20) : row.line.start].split())


def test_orders_by_side_region_and_date_and_marks_what_it_ordered_by(reports, ask):
    right = [row.near_after for row in found("q=软弱涣散&order=right").rows]
    assert right == ["", "村。", "村党", "村干", "的村"]
    assert [row.near_before for row in found("q=软弱涣散&order=left").rows].count("整顿") == 2
    assert found("q=整顿&order=oldest").rows[0].report.pk == reports[0].pk
    assert found("q=整顿&order=newest").rows[0].report.pk == reports[1].pk
    assert found("q=整顿&order=region").rows[-1].report.pk == reports[2].pk
    assert ask("q=软弱涣散&order=left").all("//ol[@class='kwic by-left']//b")
    assert not ask("q=软弱涣散&order=newest").all("//ol//b")


SECTIONED = "一、主要做法\n整顿软弱涣散村党组织12个。\n二、存在问题\n一些村软弱涣散，整顿之后又软弱涣散。\n三、下一步打算\n继续整顿软弱涣散。"


def test_in_a_section_each_line_leads_to_its_mark_within_it(make_report, ask, client):
    make_report(text=SECTIONED)
    page = ask("q=软弱涣散&in=问题")
    links = page.all("//a[@class='kwic-line']/@href")
    assert len(links) == 2
    for number, link in enumerate(sorted(links, key=lambda link: urlsplit(link).fragment), 1):
        assert urlsplit(link).fragment == f"h{number}"
        assert Page(client.get(link)).all("//mark[@id]/@id") == ["h1", "h2"]
    (chosen,) = page.all("//select[@name='in']/option[@selected]")
    assert chosen.text_content().strip() == "问题"
    assert found("q=软弱涣散&in=下一步").concordance.total == 1


def test_the_number_of_reports_leads_to_their_list_where_the_list_is_as_long(reports, ask):
    (link,) = ask("q=软弱涣散").all("//h2[@id='lines']/a/@href")
    assert link.startswith("/search/?q=")
    page = ask("q=软弱涣散|来源:定西日报|日期:2020")
    assert "出自 2 篇" in page.text
    assert not page.all("//h2[@id='lines']/a")


def test_what_stands_beside_is_counted_and_each_number_leads_to_so_many_lines(reports, ask):
    for beside in "12":
        page = ask(f"q=软弱涣散&beside={beside}")
        for table in page.all("//table[@class='beside']"):
            rows = [[cell.text_content().strip() for cell in row] for row in table.findall("tbody/tr")]
            assert sum(int(row[1]) for row in rows) == 5
        links = page.all("//table[@class='beside']//a")
        assert links
        for link in links:
            led = found(urlsplit(link.get("href")).query)
            assert led.concordance.total == int(link.text_content())
            assert parse_qs(urlsplit(link.get("href")).query).get("beside", ["2"]) == [beside]


def test_the_files_hold_what_the_screen_shows_in_its_order(reports, ask, client):
    parameters = "q=软弱涣散&order=left&region=62&region=52"
    page = ask(parameters)
    shown = [words_of(line) for line in page.all("//a[@class='kwic-line']")]
    addresses = page.all("//ul[@class='research-files']//a[contains(@href, '/export.')]/@href")
    assert [urlsplit(each).path for each in addresses] == [
        "/concordance/export.csv", "/concordance/export.xlsx", "/concordance/export.jsonl",
    ]  # fmt: skip
    files = [b"".join(client.get(each)) for each in addresses]
    head, *rows = csv.reader(io.StringIO(files[0].decode("utf-8-sig")))
    at = {name: head.index(name) for name in ("前文", "命中词", "后文", "段", "编号", "地区", "引文")}
    assert [row[at["前文"]] + row[at["命中词"]] + row[at["后文"]] for row in rows] == shown
    assert rows[0][head.index("所问")] == "语境：软弱涣散，左起"
    assert {row[at["地区"]] for row in rows} == {"甘肃省 › 定西市 › 安定区", "贵州省 › 铜仁市 › 碧江区"}
    assert all("[EB/OL]" in row[at["引文"]] for row in rows)
    book = load_workbook(io.BytesIO(files[1]))
    cells = [[cell.value for cell in row] for row in book.worksheets[0]][1:]
    assert [str(row[at["段"]]) for row in cells] == [row[at["段"]] for row in rows]
    _, *lines = map(json.loads, files[2].splitlines())
    assert [each["before"] + each["words"] + each["after"] for each in lines] == shown
    answer = client.get(f"/api/v1/concordance?{parameters}").json()
    assert [each["before"] + each["words"] + each["after"] for each in answer["rows"]] == shown
    assert (answer["total"], answer["reports"]) == (5, 2)


def test_the_words_of_a_file_are_all_in_the_language_of_the_page(reports, client):
    client.cookies["lang"] = "en"
    rows = list(csv.DictReader(io.StringIO(read_file(client, "/concordance/export.csv?q=软弱涣散"))))
    assert {row["Paragraph"] for row in rows if not row["Paragraph"].isdecimal()} == {"Title"}


def test_a_file_that_the_engine_refuses_is_a_sentence_and_no_half_of_a_file(reports, client, monkeypatch):
    def refuse(*_, **__):
        raise QueryError("这次不行，请再试。")

    monkeypatch.setattr("archive.research.lines.files.all_lines", refuse)
    refused = Page(client.get("/concordance/export.csv?q=软弱涣散"))
    assert refused.status == 400
    assert "这次不行" in refused.text


def read_file(client, address: str) -> str:
    return b"".join(client.get(address).streaming_content).decode("utf-8-sig")


def test_more_lines_than_a_file_may_hold_are_refused_with_a_sentence(reports, ask, client, monkeypatch):
    monkeypatch.setattr("archive.views.research.concordance.MOST_IN_FILE", 3)
    assert not ask("q=软弱涣散").all("//ul[@class='research-files']//a[contains(@href, '/export.')]")
    assert "一次至多导出 3 处" in ask("q=软弱涣散").text
    refused = Page(client.get("/concordance/export.csv?q=软弱涣散"))
    assert refused.status == 400
    assert "共 5 处，超过一次导出的上限 3 处" in refused.text


def test_samples_and_near_duplicates_are_left_out_unless_the_address_says_so(reports, make_report):
    twin = make_report(text=LONG, region="621102", date="2019")
    NearPair.objects.create(first=reports[0], second=twin, similarity=1.0)
    rebuild_index()
    assert found("q=整顿").concordance.total == 7
    assert found("q=整顿&near=all").concordance.total == 10
    assert found("q=整顿&near=all&samples=1").concordance.total == 13


def test_a_report_that_is_withdrawn_leaves_no_line_behind(reports):
    withdraw_report(reports[0])
    rows = found("q=软弱涣散").rows
    assert {row.line.id for row in rows} == {reports[1].pk}


def test_a_line_of_a_text_that_the_index_does_not_know_yet_is_left_out_and_told(reports, ask):
    type(reports[1]).objects.filter(pk=reports[1].pk).update(text="改过的话，" + TRADITIONAL)
    page = ask("q=软弱涣散")
    assert len(page.all("//a[@class='kwic-line']")) == 3
    assert "此页有 2 处所在的报告刚改过" in page.text


def test_pages_hold_fifty_lines_and_keep_the_question(make_report, ask):
    make_report(text="整顿。" * 120)
    page = ask("q=整顿&order=left&region=none")
    assert len(page.all("//ol/li")) == 50
    (following,) = page.all("//nav[@class='pager']//a[@rel='next']/@href")
    assert parse_qs(urlsplit(following).query) == {"q": ["整顿"], "order": ["left"], "page": ["2"], "region": ["none"]}
    assert ask("q=整顿&page=3").all("//ol/@start") == ["101"]
    assert "第 9 页没有了" in ask("q=整顿&page=9").text


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [("", "写上要看的词"), ("q=地区:62", "没有要在报告里找的词"), ("q=没有这样的", "这些报告里没有这样的话")],
)
def test_without_lines_the_page_says_why(reports, ask, parameters, sentence):
    page = ask(parameters)
    assert page.status == 200
    assert sentence in page.text


def test_a_wrong_order_is_a_sentence_on_the_page_and_in_the_api(reports, ask, client):
    assert ask("q=整顿&order=up").status == 400
    assert "排列（order）只能是" in ask("q=整顿&order=up").text
    answer = client.get("/api/v1/concordance?q=整顿&order=up")
    assert answer.status_code == 400
    assert "排列（order）只能是" in answer.json()["error"]


def test_lines_that_fill_more_than_a_page_are_grouped_by_what_they_are_ordered_by(make_report, ask):
    with make_report.together():
        make_report(text="整顿到位。" * 40)
        make_report(text="整顿提升。" * 20 + "整顿成效。")
    first, second = ask("q=整顿"), ask("q=整顿&page=2")
    opened = [[squeezed(each) for each in page.all("//ol[contains(@class, 'is-grouped')]/li[@class='opens']//span[@class='kwic-field']")]
              for page in (first, second)]  # fmt: skip
    assert opened == [["这一种共 40", "这一种共 1", "这一种共 20"], ["这一种共 20"]]
    assert len(first.all("//ol[contains(@class, 'kwic')]/li")) == 50
    assert not ask("q=整顿&order=newest").all("//*[contains(@class, 'is-grouped')]")
    assert not ask("q=成效").all("//*[contains(@class, 'is-grouped')]")
