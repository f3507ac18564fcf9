"""The results page when a value is refused, and its order for the keyboard."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two(make_report):
    make_report(title="定西整顿软弱涣散", region="621100", date="2019-06", kind="news", source="甲报")
    make_report(title="德阳整顿软弱涣散", region="510600", date="2021-08-16", kind="report", source="乙报")


@pytest.mark.parametrize("typed", ["去年春天", "2021-13", "二〇二"])
def test_a_refused_date_leaves_list_facets_and_the_typed_words_standing(read, typed):
    page = read("/search/", q="整顿", region="62", from_=typed, to="2020")
    assert page.status == 400
    assert typed in page.texts("//*[@role='alert']")[0]
    assert page.all("//aside//input[@name='from']/@value") == [typed]
    assert page.all("//aside//input[@name='to']/@value") == ["2020"]
    assert page.texts("//h2[@id='total']") == ["1 篇"]
    assert page.texts("//aside//section[@aria-labelledby='facet-kind']")
    assert {field.get("name"): field.get("value") for field in page.all("//search//div[@id='kept']/input")} == {
        "region": "62",
        "to": "2020",
    }


@pytest.mark.parametrize(
    "parameters", [{"region": "99"}, {"kind": ["news", "poem"]}, {"sort": "best"}, {"page": "x"}, {"source": "无此报"}]
)
def test_a_refused_filter_leaves_what_can_be_answered(read, parameters):
    page = read("/search/", q="整顿", **parameters)
    assert page.status == 400
    assert page.texts("//h2[@id='total']") == ["1 篇" if "kind" in parameters else "2 篇"]
    assert page.texts("//aside//h2")


def test_a_query_that_cannot_be_read_keeps_its_filters(read):
    page = read("/search/", q="整" * 401, region="62", kind="news")
    assert page.status == 400
    kept = page.all("//search//div[@id='kept']/input")
    assert [(field.get("name"), field.get("value")) for field in kept] == [("region", "62"), ("kind", "news")]


def test_the_list_comes_before_the_facets_and_a_link_skips_to_each(read):
    page = read("/search/", q="整顿")
    skips = page.all("//body/a[@class='skip-on']/@href")
    assert skips == ["#total", "#facets"]
    for address in skips:
        assert len(page.all(f"//*[@id='{address[1:]}' and @tabindex='-1']")) == 1
    # What stands in a closed sheet or is hidden is no stop; buttons of one choice are a single one.
    shown = "[not(ancestor-or-self::*[@popover or @hidden])]"
    stops = page.all(
        f"//a[@href]{shown} | //button{shown} | //summary{shown} | //input[not(@type='hidden')"
        f" and (@type!='radio' or @checked or not(@type))]{shown}"
    )
    first = next(place for place, stop in enumerate(stops) if stop.get("href", "").startswith("/reports/"))
    assert first <= 30


def test_a_value_has_the_same_id_before_and_after_it_is_chosen(read):
    before = set(read("/search/", q="整顿").all("//aside//section//li/a[not(@class)]/@id"))
    after = set(read("/search/", q="整顿", kind="news").all("//aside//section//li/a[not(@class)]/@id"))
    assert {"kind-news", "kind-report", "region-62"} <= before
    assert {"kind-news", "kind-report", "region-62"} <= after


def test_no_id_stands_twice(read):
    found = read("/search/", q="整顿", kind="news", size="1").all("//@id")
    assert len(found) == len(set(found))


def test_many_sources_have_a_box_that_takes_a_name_or_a_part_of_one(make_report, read, client):
    for number in range(14):
        make_report(text="整顿", source=f"陇上第{number:02}日报", region="62" + "0" * 4)
    page = read("/search/", q="整顿", region="62", sort="newest")
    (form,) = page.all("//aside//form[.//input[@name='source_like']]")
    kept = {each.get("name"): each.get("value") for each in form.xpath(".//input[@type='hidden']")}
    assert kept == {"q": "整顿", "region": "62", "sort": "newest"}
    whole = client.get("/search/", {**kept, "source_like": "陇上第03日报"})
    assert read(whole["Location"]).texts("//h2[@id='total']") == ["1 篇"]
    assert "source=" in whole["Location"]
    part = client.get("/search/", {**kept, "source_like": "第0"})
    page = read(part["Location"])
    assert page.texts("//h2[@id='total']") == ["10 篇"]
    assert page.all("//search//input[@name='q']/@value") == ["(整顿) (来源:第0)"]
