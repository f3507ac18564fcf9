"""The ways into research: one click from a list of results, from a facet and from a region's page, with the same question."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from archive.research.ways import ways_beside
from search.documents import Query
from tests.pages.conftest import Page, squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, make_report):
    for place, year, source in (("621102", "2019", "陇上"), ("621121", "2020", "陇上"), ("520000", "2020", "黔中")):
        make_report(text="整顿支部", region=place, date=year, source=source)
    make_report(text="整顿支部示例", region="620000", date="2019", is_sample=True)
    return lambda address, **parameters: Page(client.get(address, parameters))


def ways(page) -> dict[str, dict[str, list[str]]]:
    """Return {page of research: its parameters} of the line under the head of a list."""
    links = page.all("//p[@class='research-ways']/a")
    return {urlsplit(link.get("href")).path: parse_qs(urlsplit(link.get("href")).query) for link in links}


def beside(page) -> dict[str, list[str]]:
    """Return {facet: the columns that it leads to}."""
    links = page.all("//p[@class='facet-beside']/a")
    return {squeezed(link.find("span")): parse_qs(urlsplit(link.get("href")).query)["c"] for link in links}


def test_results_lead_to_every_page_with_their_words_and_filters(read):
    found = ways(read("/search/", q="整顿", region="62", kind="other", sort="oldest"))
    assert found["/compare-words/"] == {"q": ["整顿"], "c": ["62"], "kind": ["other"]}
    assert found["/figures/"] == {"q": ["整顿"], "region": ["62"], "kind": ["other"]}
    assert not ways(read("/search/", q="绝无此词"))


def test_a_region_leads_there_with_its_filters_and_stands_in_the_first_column(read):
    page = read("/regions/620000/", year="2019")
    assert ways(page)["/compare-words/"] == {"c": ["62"], "year": ["2019"]}


def test_a_facet_lays_the_values_chosen_side_by_side_else_its_two_largest(read, client):
    assert beside(read("/search/", q="整顿")) == {
        "地区": ["62", "52"],
        "年份": ["2019", "2020"],
        "来源": ["source:陇上", "source:黔中"],
    }
    assert beside(read("/search/", q="整顿", region="6211"))["地区"] == ["621102", "621121"]
    chosen = read("/search/", q="整顿", region=["52", "621102"])
    assert beside(chosen)["地区"] == ["52", "621102"]
    (link,) = chosen.all("//section[@aria-labelledby='facet-region']/p/a/@href")
    assert Page(client.get(link)).texts("//p[@class='compared-count']") == [
        "报告 1 篇，含此词 1 篇，太少，不算百分比",
        "报告 1 篇，含此词 1 篇，太少，不算百分比",
    ]


def test_each_page_of_research_leads_to_the_others_with_the_same_question(read):
    page = read("/compare-words/", q="整顿", c=["62", "52"], kind="other", samples="1")
    links = [link.get("href") for link in page.all("//nav[@class='research-row']/a[not(@class)]")]
    assert links == [
        way.address for way in ways_beside(Query(text="整顿", region=("62", "52"), kind=("other",), fold=True))
    ]
    figures = read("/figures/", q="支部", region="62")
    (back,) = figures.all("//nav[@class='research-row']/a[starts-with(@href, '/compare-words/')]/@href")
    assert parse_qs(urlsplit(back).query) == {"q": ["支部"], "c": ["62"]}
