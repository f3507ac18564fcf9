"""/compare-words/: each number as long as its list, columns by place, year and source, small columns said, files as the page."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from archive.models import NearPair
from archive.publishing.outbox import to_document
from search.documents import QueryError
from tests.pages.conftest import Page, squeezed

pytestmark = pytest.mark.django_db

OWN = {"62": "马铃薯产业党支部", "52": "坝坝会议事"}


@pytest.fixture
def reports(make_report, engine):
    """Of 甘肃 twelve reports, five with the term; of 贵州 four, one with it; a pair of near duplicates; one undated; a sample."""
    with make_report.together():
        for number in range(12):
            term = "整顿软弱涣散党组织" if number < 5 else "修路"
            make_report(
                text=f"{term}，{OWN['62']}，{OWN['62']}。",
                region="621102",
                date=f"{2018 + number % 3}",
                source="陇上党建",
            )
        for number in range(4):
            term = "软弱涣散的班子" if number == 0 else "修路"
            make_report(
                text=f"{term}，{OWN['52']}，{OWN['52']}。",
                region="520000",
                date="2020" if number else "",
                source="黔中党建",
            )
        first = make_report(text="软弱涣散整顿报告", region="621102", date="2018")
        second = make_report(text="软弱涣散整顿报告", region="621102", date="2018")
        make_report(text="软弱涣散示例", region="621102", date="2018", is_sample=True)
        NearPair.objects.create(first=first, second=second, similarity=1.0)
    engine.apply(upserts=map(to_document, (first, second)))


@pytest.fixture
def read(client):
    return lambda **parameters: Page(client.get("/compare-words/", parameters))


def entries(client, address: str) -> int:
    """Return the entries of the list at an address of the results page, as the page counts them."""
    query = urlsplit(address).query
    near = "" if "near=" in query else "&near=fold"
    found = client.get(f"/api/v1/search?{query}{near}").json()
    return found["folded_total"] if near else found["total"]


def counts(page) -> list[str]:
    return page.texts("//p[@class='compared-count']")


@pytest.mark.parametrize(
    ("filters", "links_at_least"),
    [({}, 10), ({"near": "all"}, 10), ({"samples": "1", "kind": "other"}, 10), ({"in": "问题"}, 6)],
)
def test_every_number_leads_to_a_list_as_long_as_it_says(reports, make_report, client, read, filters, links_at_least):
    for text in (
        "一、主要做法\n软弱涣散。\n二、存在问题\n修路不力。",
        "一、主要做法\n修路。\n二、存在问题\n软弱涣散。",
    ):
        make_report(text=text, region="621102", date="2018")
    page = read(q="软弱涣散", c=["62", "52", "2018"], **filters)
    links = page.all("//div[@id='found']//a[@class='count-link']")
    assert len(links) > links_at_least
    for link in links:
        number = int("".join(filter(str.isdigit, squeezed(link))))
        assert entries(client, link.get("href")) == number, link.get("href")


def test_columns_say_reports_share_and_interval_and_few_reports_have_no_percentage(reports, read):
    page = read(q="软弱涣散", c=["甘肃省", "贵州"])
    assert counts(page) == ["报告 13 篇，含此词 6 篇，占 46%", "报告 4 篇，含此词 1 篇，太少，不算百分比"]
    assert "95% 区间 23–71%" in page.text
    assert "已发布 18 篇，不计示例 1 篇" in page.text  # those of the columns together
    assert not read(q="软弱涣散", c=["62", "52"], region="62").all("//a[@class='chip']")  # each column brings its own
    assert "已发布 17 篇" in read(c=["2018", "2019-2020"]).text
    assert "甘肃省只有 13 篇，不足 30：特有的词只供找线索" in page.text
    assert page.all("//label[@class='term-field']/input[@name='c']/@value") == ["甘肃省", "贵州省"]


def test_two_columns_with_shares_have_a_difference_with_its_interval(reports, make_report, read):
    for _ in range(12):
        make_report(text="只修路。", region="610000", date="2019")
    page = read(q="软弱涣散", c=["62", "61"])
    assert "两栏相差 46 个百分点，差的 95% 区间 +13 至 +71，不含 0：甘肃省较高。" in page.text
    assert "含 0：看不出高低。" in read(q="修路", c=["61", "2019"]).text


def test_years_tell_none_of_some_from_no_reports(reports, read):
    page = read(q="软弱涣散", c=["62", "52"])
    rows = {
        row[0]: row[1:]
        for row in (
            [squeezed(cell) for cell in row] for row in page.all("//table[contains(@class, 'year-rows')]/tbody/tr")
        )
    }
    assert list(rows) == ["2018", "2019", "2020"]
    assert rows["2018"] == ["3/5", "无报告"]
    assert rows["2020"] == ["1/4", "0/3"]
    assert "贵州省：另有日期未注明 1 篇，含此词 1 篇" in page.text


def own_words(page) -> list[dict[str, list[str]]]:
    """The words of each column with their cells."""
    return [
        {squeezed(row.xpath("th")[0]): [squeezed(cell) for cell in row.xpath("td")] for row in table.xpath("tbody/tr")}
        for table in page.all("//table[@class='own-words']")
    ]


def test_own_words_stand_in_both_directions_and_lead_to_their_reports(reports, client, read):
    page = read(c=["62", "52"])
    here, there = own_words(page)
    assert here["马铃薯"][:3] == ["24", "0", "12"]
    assert there["坝坝"][:3] == ["8", "0", "4"]
    assert not here.keys() & there.keys()
    (link,) = [each.get("href") for each in page.all("//table[@class='own-words']//a") if squeezed(each) == "马铃薯"]
    assert entries(client, link) == 12


def test_columns_exchanged_have_the_same_words(reports, read):
    assert own_words(read(c=["62", "52"])) == own_words(read(c=["52", "62"]))[::-1]


def test_the_api_holds_the_words_of_the_page(reports, client, read):
    asked = {"c": ["62", "52"]}
    here, there = own_words(read(**asked))
    answer = client.get("/api/v1/keywords", asked).json()["columns"]
    assert [(each["column"], each["reports"], each["reports_there"]) for each in answer] == [
        ("62", 13, 4),
        ("52", 4, 13),
    ]
    names = ("here", "there", "reports_here")
    for column, shown in zip(answer, (here, there), strict=True):
        assert {row["text"]: [str(row[name]) for name in names] for row in column["rows"]} == {
            word: cells[:3] for word, cells in shown.items()
        }
    assert client.get("/api/v1/keywords?c=62").json() == {"columns": []}
    assert client.get("/api/v1/keywords?c=不存在的地方&c=62").status_code == 400


def test_words_are_those_of_the_reports_with_the_term_unless_all_are_asked_for(reports, read):
    page = read(q="软弱涣散", c=["62", "52"])
    assert "没有够格的词" in page.text  # one report of 贵州 is no ground
    (other,) = page.links("全部报告")
    assert parse_qs(urlsplit(other).query)["of"] == ["all"]
    assert own_words(read(q="软弱涣散", c=["62", "52"], of="all"))[0]["马铃薯"][0] == "24"


def test_an_engine_that_does_not_count_words_leaves_the_counts_standing(reports, read, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.engine.WhooshEngine.keywords", refusing_lines)
    page = read(c=["62", "52"])
    assert "这里不列出各处。" in page.text
    assert counts(page)[0] == "报告 13 篇"
    assert not own_words(page)


def test_years_sources_and_kinds_are_columns_and_what_stands_in_two_is_said(reports, read):
    assert counts(read(c=["2018", "2019-2020"])) == ["报告 5 篇", "报告 11 篇"]
    assert counts(read(c=["source:陇上党建", "黔中党建", "kind:other"])) == ["报告 12 篇", "报告 4 篇", "报告 17 篇"]
    assert "甘肃省与2018年有 5 篇相同，两栏都计。" in read(c=["62", "2018"]).text
    assert "定西市与甘肃省有 13 篇相同" in read(c=["6211", "62"]).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [(["不存在的地方"], "不是馆藏中的地区、年份或来源"), (["11", "12", "13", "14", "15"], "一次至多并列 4 栏")],
)
def test_what_is_no_column_is_refused_in_a_sentence(reports, regions, read, typed, said):
    page = read(c=typed)
    assert page.status == 400
    assert said in page.texts("//p[@role='alert']")[0]


def test_a_page_without_columns_offers_places_years_and_sources_with_their_counts(reports, client, read):
    page = read(q="软弱涣散")
    (gansu,) = [link.get("href") for link in page.all("//p[@class='column-offers']/a") if "甘肃省" in squeezed(link)]
    beside = Page(client.get(gansu))
    assert counts(beside) == ["报告 13 篇，含此词 6 篇，占 46%"]
    assert [squeezed(link) for link in beside.all("//p[@class='column-offers'][1]/a")] == ["贵州省 1"]


def test_no_report_outside_the_columns_changes_a_number_of_theirs(reports, make_report, read):
    def numbers(page) -> list[str]:
        return [squeezed(each) for each in page.all("//div[@id='found']/section[@aria-labelledby!='offers']")]

    before = numbers(read(q="软弱涣散", c=["62", "52"], of="all"))
    for _ in range(6):
        make_report(text=f"软弱涣散，{OWN['52']}，{OWN['62']}。", region="610000", date="2018", source="陕西党建")
    assert numbers(read(q="软弱涣散", c=["62", "52"], of="all")) == before


def test_lines_that_the_engine_refuses_leave_the_counts_standing(reports, read, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.engine.WhooshEngine.lines", refusing_lines)
    page = read(q="软弱涣散", c=["62", "52"])
    assert counts(page)[0] == "报告 13 篇，含此词 6 篇，占 46%"
    assert page.text.count("不列出各处") == 2


def test_a_line_of_a_column_leads_to_its_part_of_a_long_report(make_report, read, client):
    paragraph = "修路，修桥，修水渠，村里的事一件一件办。" * 20 + "\n"
    make_report(text=paragraph * 300 + "最后整顿软弱涣散。", region="621102", date="2019")
    make_report(text="修路", region="520000", date="2019")
    (link,) = read(q="软弱涣散", c=["62", "52"]).all("//ul[@class='column-lines']//a/@href")
    assert "&part=" in link
    assert Page(client.get(link)).all(f"//mark[@id='{urlsplit(link).fragment}']")


def refusing_lines(*_, **__):
    raise QueryError("这里不列出各处。")


def test_files_hold_the_numbers_of_the_page(reports, client, read):
    page = read(q="软弱涣散", c=["62", "52"])
    files = {link.text: link.get("href") for link in page.all("//ul[@class='research-files']//a")}
    head, gansu, guizhou = csv.reader(io.StringIO(b"".join(client.get(files["CSV"])).decode("utf-8-sig")))
    assert gansu[:4] == ["甘肃省", "62", "13", "6"]
    assert guizhou[:4] == ["贵州省", "52", "4", "1"]
    assert dict(zip(head, gansu, strict=True))["所问"] == "并列：软弱涣散，甘肃省、贵州省"
    book = load_workbook(io.BytesIO(b"".join(client.get(files["Excel"]))))
    assert book.sheetnames == ["各栏", "逐年", "特有的词", "说明"]
    (cited,) = page.texts("//p[@class='citation of-gb']")
    assert (
        "并列：软弱涣散，甘肃省、贵州省[DB/OL]. 甘肃省 13 篇，含此词 6 篇；贵州省 4 篇，含此词 1 篇，馆藏版本" in cited
    )


def test_programs_get_the_numbers_of_the_page(reports, client):
    asked = {"q": "软弱涣散", "c": ["62", "52"]}
    answer = client.get("/api/v1/compare", asked).json()
    gansu, guizhou = answer["columns"]
    assert [(each["label"], each["reports"], each["with_term"]) for each in (gansu, guizhou)] == [
        ("甘肃省", 13, 6),
        ("贵州省", 4, 1),
    ]
    assert (round(gansu["low"], 2), round(gansu["high"], 2)) == (0.23, 0.71)
    assert sum(year["reports"] for year in guizhou["years"]) == 4
    assert (gansu["words"], answer["difference"]) == (None, None)
    named = client.get("/api/v1/compare", asked | {"words": "1", "of": "all"}).json()["columns"]
    assert "马铃薯" in [word["word"] for word in named[0]["words"]]
    assert client.get("/api/v1/compare", {"c": "绝无此地"}).status_code == 400
    assert client.get("/api/v1/compare", asked | {"words": "x"}).status_code == 400
