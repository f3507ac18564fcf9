"""A search within sections (段落), and the sections of a report on its page: what is found is what is marked."""

from __future__ import annotations

import csv
import io
from urllib.parse import unquote

import pytest

from archive.searching.form import SearchForm
from archive.text.sections import SECTION_NAMES, split_sections
from archive.web.addresses import list_address, querystring_of
from search.documents import Query

MEASURES = "一、主要做法\n第一书记带头整顿软弱涣散党组织，第一书记逐村走访。\n"
PROBLEMS = "二、存在问题\n有的第一书记轮换过频，集体经济薄弱。\n"
NEXT = "三、下一步打算\n继续整顿软弱涣散党组织。"
PASSAGES = "//div[contains(@class, 'excerpts')]"


@pytest.fixture
def two(make_report):
    """A report with sections, and one whose title alone has the words."""
    return [
        make_report(title="第一书记在村里", text=MEASURES + PROBLEMS + NEXT, date="2021"),
        make_report(title="第一书记谈存在问题", text="二、存在问题\n党员队伍老化。", date="2020"),
    ]


@pytest.mark.parametrize("named", ["问题", "問題", "problems", " 问题 "])
def test_a_section_is_named_in_either_script_or_as_programs_call_it(two, read, named):
    page = read("/search/", q="第一书记", in_=named)
    assert page.texts("//h2[@id='total']") == ["1 篇"]
    assert page.texts("//div[@class='entry-side']/p") == ["文中 1 处"]
    assert page.texts(f"{PASSAGES}//mark") == ["第一书记"]
    assert page.texts(PASSAGES) == ["有的第一书记轮换过频，集体经济薄弱。"]
    assert page.texts("//h3//mark") == []
    assert "只在“问题”段落里找" in page.text


def test_without_words_the_reports_that_have_such_a_section_are_listed_by_its_beginning(two, read):
    page = read("/search/", in_="问题")
    assert page.texts("//li[@class='entry']//h3") == ["第一书记在村里", "第一书记谈存在问题"]
    assert page.texts(PASSAGES)[0].startswith("二、存在问题")


def test_an_unknown_section_is_refused_and_the_list_stands(two, read):
    page = read("/search/", q="第一书记", in_="标题")
    assert page.status == 400
    assert "段落（in）只能是 做法、问题、下一步、启示、概况，不能是“标题”。" in page.text
    assert page.texts("//h2[@id='total']") == ["2 篇"]


def test_a_section_is_chosen_and_taken_back_beside_the_list(two, read):
    page = read("/search/", q="第一书记")
    section = "//section[@aria-labelledby='facet-in']//a"
    assert page.texts(section) == list(SECTION_NAMES.values())
    (address,) = [link.get("href") for link in page.all(section) if link.text_content() == "问题"]
    assert unquote(address) == "/search/?q=第一书记&in=问题"
    chosen = read(address)
    assert chosen.texts(f"{section}[@aria-current]") == ["问题，已选，点此取消"]
    assert [unquote(each) for each in chosen.all(f"{section}[@aria-current]/@href")] == ["/search/?q=第一书记"]
    assert any("段落" in chip and "问题" in chip for chip in chosen.texts("//*[contains(@class, 'chip')]"))
    assert [unquote(each) for each in chosen.all("//input[@type='hidden'][@name='in']/@value")][:1] == ["问题"]


def test_an_address_says_the_section_and_reads_back_to_it():
    for kind in SECTION_NAMES:
        query = Query("第一书记", section=kind, fold=True)
        form = SearchForm({"q": "第一书记", "in": SECTION_NAMES[kind]})
        assert form.is_valid()
        assert form.to_query(fold=True) == query
        assert f"in={SECTION_NAMES[kind]}" in unquote(list_address(query))
        assert f"in={SECTION_NAMES[kind]}" in unquote(querystring_of(query))


def test_a_report_opened_from_a_search_in_a_section_marks_only_the_hits_inside(two, read):
    found = read("/search/", q="第一书记", in_="问题", year="2021")
    (address,) = found.all("//li[@class='entry']//h3/a/@href")
    page = read(address)
    assert page.texts("//div[@class='text']//mark") == ["第一书记"]
    assert page.texts("//h1//mark") == []
    assert page.texts("//p[@class='hit-count']")[0].startswith("1")
    assert "只标“问题”段落里的命中。" in page.text
    (back,) = page.all("//a[@class='back']/@href")
    assert unquote(back) == "/search/?q=第一书记&in=问题&year=2021"
    (whole,) = page.links("标出全文的")
    assert len(read(whole).texts("//div[@class='text']//mark")) == 3


def test_marks_in_the_other_script_are_those_of_the_section_too(two, read):
    page = read(two[0].get_absolute_url(), q="第一书记", in_="問題", script="hant")
    assert page.texts("//div[@class='text']//mark") == ["第一書記"]


def test_a_report_tells_its_sections_in_the_margin_and_in_its_contents(two, read):
    page = read(two[0].get_absolute_url())
    lines = page.all("//div[@class='text']/*[@class='in-section']")
    assert [line.get("data-section") for line in lines] == ["做法", None, "问题", None, "下一步", None]
    outline = page.all("//nav[@class='outline']//li")
    assert [entry.xpath(".//small")[0].text_content() for entry in outline] == ["做法", "问题", "下一步"]
    # Whoever copies or quotes the text gets the words of the report alone.
    assert page.texts("//div[@class='text']//h2") == ["一、主要做法", "二、存在问题", "三、下一步打算"]
    assert "段落" not in read(two[0].get_absolute_url(), q="第一书记").texts("//div[@class='text']")[0]


def test_sections_that_are_not_classed_are_not_told(make_report, read):
    report = make_report(text="村里有党员三十人。\n二、存在问题\n党员队伍老化。\n三、组织保障\n成立专班。")
    assert [each.kind for each in split_sections(report.text)] == ["overview", "problems", "overview"]
    page = read(report.get_absolute_url())
    lines = page.all("//div[@class='text']/*[@id]")
    assert [line.get("data-section") for line in lines] == [None, "问题", None, None, None]
    assert [line.get("class") for line in lines] == [None, "in-section", "in-section", None, None]


def test_the_api_takes_a_section_and_says_so(two, client):
    answer = client.get("/api/v1/search", {"q": "第一书记", "in": "问题"}).json()
    assert (answer["total"], answer["terms"]) == (1, [{"term": "第一书记", "hits": 1}])
    assert "轮换过频" in answer["hits"][0]["snippets"][0]
    assert "只在“问题”段落里找" in answer["explain"][0]
    refused = client.get("/api/v1/search", {"q": "第一书记", "in": "标题"})
    assert refused.status_code == 400
    assert "段落（in）" in refused.json()["error"]


def test_files_count_and_quote_the_hits_of_the_section_and_name_it(two, client):
    asked = {"q": "第一书记", "in": "问题"}
    rows = list(csv.reader(io.StringIO(client.get("/search/export.csv", asked).getvalue().decode("utf-8-sig"))))
    named = dict(zip(rows[0], rows[1], strict=True))
    assert named["命中数"] == "1"
    assert any("轮换过频" in cell for cell in rows[1])
    assert any("段落=问题" in cell for cell in rows[1])
    hits = list(csv.reader(io.StringIO(client.get("/search/export.hits.csv", asked).getvalue().decode("utf-8-sig"))))
    assert len(hits) == 2


def test_the_advanced_form_hands_the_section_on(two, read, client):
    page = read("/search/advanced/", q="第一书记", in_="問題")
    assert page.all("//input[@name='in'][@checked]/@value") == ["问题"]
    led = client.get("/search/advanced/", {"all": "第一书记", "in": "问题", "go": "1"})
    assert unquote(led["Location"]) == "/search/?q=第一书记&in=问题"


def test_a_feed_of_a_search_in_a_section_holds_its_reports_alone(two, read, client):
    (feed,) = [each for each in read("/search/", q="第一书记", in_="问题").all("//a/@href") if "feed.atom" in each][:1]
    assert "in=问题" in unquote(feed)
    words = client.get(feed).content.decode()
    assert "第一书记在村里" in words
    assert "第一书记谈存在问题" not in words
