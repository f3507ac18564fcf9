"""Several places in one facet: chosen one after another, counted side by side, taken back one by one."""

from __future__ import annotations

import pytest

from search.documents import Query
from search.engine import get_engine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def four(make_report):
    return [
        make_report(text="整顿一，软弱涣散", region="621121", date="2019"),
        make_report(text="整顿二", region="621121", date="2021"),
        make_report(text="整頓三", region="620500", date="2021"),
        make_report(text="整顿四", region="510100", date="2022"),
        make_report(text="整顿五"),
    ]


def address_of(page, words: str) -> str:
    links = page.all("//section[@aria-labelledby='facet-region']//a[not(@class)]")
    (address,) = [link.get("href") for link in links if link.text_content().startswith(words)]
    return address


def total(page) -> str:
    return page.texts("//h2[@id='total']")[0]


def test_two_places_are_chosen_by_clicks_and_their_counts_stand_side_by_side(read):
    page = read(address_of(read("/search/", q="整顿", region="6211"), "通渭县"))
    assert total(page) == "2 篇"
    page = read(address_of(page, "四川省"))
    assert "region=621121&region=51" in page.response.request["QUERY_STRING"]
    assert total(page) == "3 篇"
    chips = page.texts("//div[@class='list-head']//a[@class='chip']")
    assert [" ".join(chip.split()[:4]) for chip in chips] == ["地区 通渭县 2 篇", "地区 四川省 1 篇"]
    page = read(address_of(page, "成都市"))
    assert "region=621121&region=5101" in page.response.request["QUERY_STRING"]
    assert total(page) == "3 篇"


def test_each_place_is_taken_back_by_itself(read):
    page = read("/search/", q="整顿", region=["6211", "51"])
    chips = {each.text_content().split()[1]: each.get("href") for each in page.all("//section//a[@class='chip']")}
    assert total(read(chips["定西市"])) == "1 篇"
    assert total(read(chips["四川省"])) == "2 篇"
    assert total(read(address_of(page, "定西市"))) == "1 篇"


def test_unknown_and_a_place_add_up(read):
    assert total(read("/search/", q="整顿", region=["51", "none"])) == "2 篇"


def test_the_api_takes_several_places_and_counts_each(client):
    found = client.get("/api/v1/search", {"q": "整顿", "region": ["6211", "510000"]}).json()
    assert found["total"] == 3
    assert [(row["code"], row["count"]) for row in found["facets"]["region"]] == [("6211", 2), ("51", 1)]
    wrong = client.get("/api/v1/search", {"region": ["62", "99"]})
    assert wrong.status_code == 400
    assert "“99”" in wrong.json()["error"]


def test_a_single_place_may_come_as_text_to_the_engine():
    engine = get_engine()
    assert engine.count(Query(region="62")) == engine.count(Query(region=("62",))) == 3
    assert engine.count(Query(region=("621121", "51"))) == 3


def test_the_advanced_form_takes_several_places_over(read, client):
    page = read("/search/", q="整顿", region=["621121", "51"])
    (address,) = page.all("//a[@class='to-advanced']/@href")
    form = read(address)
    assert "地区:四川省" in form.text
    assert "OR" in form.all("//input[@name='rest']/@value")[0]
    (results,) = [link for link in form.all("//a/@href") if link.startswith("/search/?q=")][:1]
    assert total(read(results)) == "3 篇"


def test_a_refused_place_leaves_the_good_one(read):
    page = read("/search/", q="整顿", region=["51", "99"])
    assert page.status == 400
    assert total(page) == "1 篇"


def test_every_count_of_the_page_obeys_the_filters(read):
    page = read("/search/", q="整頓", region="62")
    forms = page.texts("//div[@class='forms']//dd/span")
    assert forms == ["整頓 1", "整顿 2"]


def test_years_outside_the_range_stay_and_are_not_chosen(read):
    page = read("/search/", q="整顿", from_="2021", to="2022")
    bars = page.all("//section[@aria-labelledby='facet-year']//a[starts-with(@id, 'year-')]")
    assert [(bar.get("id"), bar.get("aria-current")) for bar in bars] == [
        ("year-2019", None),
        ("year-2021", "true"),
        ("year-2022", "true"),
    ]
