"""The page of figures as its reader meets it: rows with their sentence, what they rest on, ticks and their sum, files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from tests.pages.conftest import Page, squeezed
from tests.research.making import read_into_table

TONGWEI, LONGXI, DINGXI = "621121", "621122", "621100"


@pytest.fixture
def read(client):
    def read(address: str = "/figures/", **parameters) -> Page:
        parameters = {name.rstrip("_"): value for name, value in parameters.items()}
        return Page(client.get(address, parameters))

    return read


@pytest.fixture
def reports(make_report, regions) -> dict:
    texts = {
        "tongwei": ("2020年整顿软弱涣散村党组织14个。\n2020年工作开局良好。又整顿软弱涣散社区党组织3个。", TONGWEI),
        "longxi": ("2020年整顿软弱涣散村党组织22个，其中列入整顿的软弱涣散社区党组织**个。", LONGXI),
        "dingxi": ("2020年整顿软弱涣散党组织279个。2021年整顿软弱涣散党组织6个。", DINGXI),
    }
    with make_report.together():
        made = {name: make_report(title=name, text=text, region=code) for name, (text, code) in texts.items()}
    for report in made.values():
        read_into_table(report)
    return made


@pytest.fixture
def any_number_may_be_added(monkeypatch):
    """A list of few rows that offers sums all the same: what they say does not hang on how many rows there are."""
    monkeypatch.setattr("archive.views.research.figures.FEW", 1)


def key_of(page: Page, number: str) -> str:
    (box,) = page.all(f"//li[contains(@class, 'figure-row')][.//mark[starts-with(., '{number}')]]//input[@name='pick']")
    return box.get("value")


def rows(page: Page) -> list[str]:
    return [squeezed(mark) for mark in page.all("//ol[@class='figure-rows']//mark")]


def test_each_row_shows_its_sentence_with_the_number_marked_and_what_it_rests_on(reports, read):
    page = read(q="软弱涣散村")
    assert rows(page) == ["14个", "22个"]
    one = squeezed(page.all("//li[contains(@class, 'figure-row')]")[0])
    for words in (
        "通渭县 定西市",
        "2020",
        "整顿",
        "软弱涣散村党组织",
        "14 个",
        "2020年整顿软弱涣散村党组织14个",
        "本句写明",
        "按报告的地区：通渭县",
    ):
        assert words in one, words
    (link,) = page.all("//li[1]//p[@class='figure-source']/a/@href")
    assert f"/reports/{reports['tongwei'].pk}/?quote=14" in link
    marked = read(link.partition("#")[0])
    assert squeezed(marked.all("//*[@id='passage']")[0]) == "14个"


@pytest.mark.usefixtures("any_number_may_be_added")
def test_a_redacted_row_stays_is_counted_and_cannot_be_ticked(reports, read):
    page = read(q="软弱涣散社区")
    assert "隐去 1 行" in page.text
    (row,) = page.all("//li[contains(., '隐去')][contains(@class, 'figure-row')]")
    assert squeezed(row.xpath(".//mark")[0]) == "**个"
    assert row.xpath(".//input[@name='pick']/@disabled")
    assert "原文隐去，不入求和" in squeezed(row)
    assert rows(read(redacted="1")) == ["**个"]


@pytest.mark.usefixtures("any_number_may_be_added")
def test_the_year_of_the_paragraphs_opening_is_said_and_left_out_of_sums(reports, read):
    page = read(q="软弱涣散社区", region=TONGWEI)
    (row,) = page.all("//li[contains(@class, 'figure-row')]")
    assert "2020 据段首" in squeezed(row)
    assert "年份只据段首，不入求和" in squeezed(row)
    summed = read(q="软弱涣散社区", pick=key_of(page, "3"))
    assert squeezed(summed.all("//*[@id='sum-total']")[0]) == "不能求和"


@pytest.mark.usefixtures("any_number_may_be_added")
def test_ticked_rows_of_one_level_year_and_unit_are_added_without_script(reports, read, client):
    page = read(q="软弱涣散")
    (form,) = [form for form in page.document.forms if form.get("class") == "figure-list"]
    assert form.method == "GET"
    fields = [*form.form_values(), ("pick", key_of(page, "14")), ("pick", key_of(page, "22"))]
    summed = Page(client.get(form.action.partition("#")[0], fields and _dict(fields)))
    box = squeezed(summed.all("//*[@id='sum']")[0])
    assert "选中 2 行 36 个" in box
    assert "定西市，县级，2020 年，单位“个”，做到；14 + 22" in box
    city = squeezed(summed.all("//li[contains(., '279')][contains(@class, 'figure-row')]")[0])
    assert "范围含通渭县 14 个，与所选重计" in city
    assert len(summed.all("//input[@name='pick'][@checked]")) == 2
    cited = summed.texts("//p[contains(@class, 'of-gb')]")[0]
    assert "所选 2 行之和 36 个" in cited
    assert "pick=" in cited


def _dict(fields):
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.usefixtures("any_number_may_be_added")
def test_a_county_and_its_city_have_no_sum_and_the_page_says_why(reports, read):
    page = read(q="软弱涣散")
    summed = read(q="软弱涣散", pick=[key_of(page, "14"), key_of(page, "279"), key_of(page, "6")])
    box = squeezed(summed.all("//*[@id='sum']")[0])
    for words in (
        "不能求和",
        "级别不一：地级 2 行、县级 1 行。",
        "年份不一：2020 年 2 行、2021 年 1 行。",
        "定西市 279 个的范围含通渭县 14 个。",
    ):
        assert words in box, words


@pytest.mark.usefixtures("any_number_may_be_added")
def test_ticks_of_other_pages_and_rows_that_are_gone_are_kept_and_told(reports, read):
    first = read(size="2")
    far = read(size="2", page="2", pick=[key_of(first, "279"), "999.1"])
    assert key_of(first, "279") in far.all("//input[@type='hidden'][@name='pick']/@value")
    assert "勾选过的 1 行已不在此条件下" in squeezed(far.all("//*[@id='sum']")[0])
    assert all("pick=" in link for link in far.all("//nav[@class='pager']//a/@href"))


def test_fewer_than_ten_rows_stand_without_a_sum(reports, read):
    page = read(q="软弱涣散", pick="1.1")
    assert "此条件下只有 6 行，都出自 3 篇，不足以比较。故不作求和。" in page.text
    assert len(rows(page)) == 6
    assert not page.all("//input[@name='pick']")
    assert not page.all("//*[@id='sum']")


def test_few_rows_none_and_a_page_past_the_end_are_said(reports, read):
    assert "此条件下只有 2 行，都出自 2 篇，不足以比较。" in read(q="软弱涣散村").text
    empty = read(q="软弱涣散", region="52")
    assert "没有合乎这些条件的数字" in empty.text
    assert any("region" not in link and "q=" in link for link in empty.all("//ul[@class='ways']//a/@href"))
    assert "这一页没有了" in read(q="软弱涣散", page="9").text


def test_a_reports_own_figures_are_listed_on_request_in_the_order_of_its_text(reports, read):
    page = read(f"/reports/{reports['tongwei'].pk}/")
    (address,) = page.links("本篇的数字")
    own = read(address)
    assert rows(own) == ["14个", "3个"]
    assert own.all("//nav[@class='sorts']/a[@aria-current]")[0].text == "按原文次序"


@pytest.mark.parametrize(("status", "code"), [("draft", 404), ("withdrawn", 410)])
def test_the_figures_of_a_report_that_is_not_public_are_not_told(reports, read, status, code):
    report = reports["tongwei"]
    report.status = status
    report.save()
    assert read(report=report.pk).status == code
    assert read("/figures/export.csv", report=report.pk).status == code
    assert "14个" not in rows(read())


def test_files_hold_the_rows_of_the_page_numbers_as_numbers_and_redacted_ones_as_words(reports, client, read):
    asked = {"q": "软弱涣散", "sort": "largest"}
    shown = rows(read(**asked))
    table = list(csv.DictReader(io.StringIO(body(client, "csv", asked).decode("utf-8-sig"))))
    assert [row["原文写法"] for row in table] == shown
    assert [row["数"] for row in table] == ["279", "22", "14", "6", "3", "隐去"]
    assert all(row["引文"] and row["原句"] and row["地址"].startswith("http") for row in table)
    sheet = load_workbook(io.BytesIO(body(client, "xlsx", asked))).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    values = [sheet.cell(line, head.index("数") + 1).value for line in range(2, sheet.max_row + 1)]
    assert values == [279, 22, 14, 6, 3, "隐去"]
    lines = [json.loads(line) for line in body(client, "jsonl", asked).decode().splitlines()]
    assert lines[0]["page"]["所问"] == "数字：软弱涣散"
    api = client.get("/api/v1/figures", asked).json()["rows"]
    assert [{key: line[key] for key in api[0]} for line in lines[1:]] == api


def body(client, ending: str, asked: dict) -> bytes:
    answer = client.get(f"/figures/export.{ending}", asked)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_is_in_the_language_of_the_page(reports, client, ending):
    client.cookies["lang"] = "en"
    content = body(client, ending, {})
    if ending == "csv":
        assert "Unit" in content.decode("utf-8-sig").splitlines()[0]


def test_the_question_of_an_address_stands_in_the_form_and_the_switches_turn_one_thing(reports, read):
    page = read(q="軟弱", action="整顿", region="62", from_="2019", to="2021", unit="个", status="done")
    values = {field.get("name"): field.get("value") for field in page.all("//form[@class='research-question']//input")}
    assert (values["q"], values["action"], values["from"], values["to"], values["unit"], values["region"]) == (
        "軟弱",
        "整顿",
        "2019",
        "2021",
        "个",
        "62",
    )
    assert page.texts("//form//option[@selected]") == ["做到"]
    assert [squeezed(chip).split(" ×")[0] for chip in page.all("//a[@class='chip']")] == [
        "对象 軟弱",
        "做法词 整顿",
        "地区 甘肃省",
        "年份 2019–2021",
        "单位 个",
        "做到或打算 做到",
    ]
    (each,) = page.links("改为逐篇计")
    assert "near=all" in each
    assert "q=" in each


def test_the_list_behind_a_number_is_as_long_as_the_number(reports, read, make_report):
    read_into_table(make_report(text="整顿软弱涣散村党组织5个，培训**人。"))
    page = read(q="软弱涣散")
    links = page.all("//div[contains(@class, 'research-said')]//a[contains(., ' 行')]")
    assert [squeezed(link) for link in links] == ["隐去 1 行", "年份不明 1 行", "地区不明 1 行"]
    for link in links:
        assert f"{squeezed(link).split()[1]} 行，出自" in read(link.get("href")).texts("//h2[@id='total']")[0]


def test_a_list_without_rows_has_files_without_rows_and_offers_none(reports, client, read):
    assert not read(q="绝无此物").links("CSV")
    assert (
        len(body(client, "csv", {"q": "绝无此物"}).decode("utf-8-sig").splitlines()) == 2
    )  # the head, and what was asked
    assert len(body(client, "jsonl", {"q": "绝无此物"}).splitlines()) == 1


def test_samples_that_stand_aside_are_counted_and_can_be_taken_in(reports, read, make_report):
    assert "示例" not in read().text
    read_into_table(make_report(text="2020年整顿软弱涣散村党组织9个。", is_sample=True))
    page = read()
    assert "不计示例 1 篇（计入）" in page.text
    assert "9个" not in rows(page)
    with_samples = read(page.links("计入")[0])
    assert "示例 1 篇计在内（不计）" in with_samples.text
    assert "9个" in rows(with_samples)


def test_what_is_wrong_is_said_on_the_page(reports, read):
    page = read(region="99")
    assert page.status == 400
    assert "没有“99”" in page.text


def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(reports, client, django_assert_max_num_queries):
    for size in ("2", "100"):
        with django_assert_max_num_queries(16):
            client.get("/figures/", {"q": "软弱涣散", "size": size, "pick": "1.1"})


def test_a_list_is_kept_to_numbers_in_one_kind_of_section(make_report, read):
    text = "一、主要做法\n整顿软弱涣散村党组织14个。\n二、存在的问题\n仍有软弱涣散村党组织3个。"
    read_into_table(make_report(text=text))
    page = read(in_="问题", q="软弱涣散")
    assert rows(page) == ["3个"]
    assert any("in=" not in link and "q=" in link for link in page.all("//a[contains(@class, 'chip')]/@href"))
    assert rows(read(in_="measures")) == ["14个"]
    assert "段落（in）只能是 做法、问题" in read(in_="别处").text
