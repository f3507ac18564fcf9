"""Facets of the results page: combined, taken back one by one, values left out; counts that stay true."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(make_report):
    """News and reports of two provinces, one of them redacted and cut short."""
    return [
        make_report(text="整顿一", region="621100", date="2021", kind="news", source="甲报"),
        make_report(text="整顿二", region="620500", date="2020", kind="report", source="乙报"),
        make_report(text="整顿三", region="510500", date="2019", kind="report", source="甲报"),
        make_report(text="整顿四", kind="academic", is_redacted=True, is_truncated=True),
        make_report(text="整頓五", kind="template", script="hant"),
    ]


def facet(page, name: str) -> list[str]:
    return page.texts(f"//section[@aria-labelledby='facet-{name}']//a[not(@class)]")


def follow(page, name: str, words: str) -> str:
    """The address behind a value of a facet."""
    links = page.all(f"//section[@aria-labelledby='facet-{name}']//a[not(@class)]")
    (address,) = [link.get("href") for link in links if link.text_content().startswith(words)]
    return address


def total(page) -> str:
    return page.texts("//h2[@id='total']")[0]


def test_a_facet_in_force_still_offers_its_other_values(five, read):
    page = read("/search/", q="整顿", kind="news")
    assert total(page) == "1 篇"
    assert facet(page, "kind") == ["汇报总结2", "新闻1，已选，点此取消", "论文1", "范文1"]


def test_two_values_of_a_facet_add_up_and_each_goes_by_itself(five, read):
    page = read(follow(read("/search/", q="整顿", kind="news"), "kind", "汇报总结"))
    assert total(page) == "3 篇"
    chips = {chip.text_content().split()[1]: chip.get("href") for chip in page.all("//section//a[@class='chip']")}
    assert total(read(chips["新闻"])) == "2 篇"
    assert total(read(chips["汇报总结"])) == "1 篇"


def test_a_value_can_be_left_out_and_taken_in_again(five, read):
    page = read("/search/", q="整顿")
    (address,) = [link.get("href") for link in page.all("//a[@class='without']") if "论文" in link.text_content()]
    without = read(address)
    assert total(without) == "4 篇"
    assert "不含 论文" in without.texts("//section//ul[@class='chips']")[0]
    assert total(read(follow(without, "kind", "不含 论文"))) == "5 篇"


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [("quality", "完整", 4), ("quality", "有隐去", 1), ("script", "繁体", 1), ("source", "未注明", 2)],
)
def test_every_facet_narrows_the_list_to_its_number(five, read, name, words, found):
    address = follow(read("/search/", q="整顿"), name, words)
    assert total(read(address)) == f"{found} 篇"


def test_a_chosen_province_leaves_the_others_in_sight(five, read):
    page = read("/search/", q="整顿", region="62")
    assert page.texts("//section[@aria-labelledby='facet-region']/ul/li/a") == [
        "甘肃省2，已选，点此取消",
        "四川省1",
        "未注明2",
    ]


def test_many_sources_fold_and_the_chosen_one_stays_in_sight(make_report, read):
    for number in range(14):
        make_report(text="整顿", source=f"第{number:02}报")
    page = read("/search/", q="整顿", source="第13报")
    shown = page.texts("//section[@aria-labelledby='facet-source']/ul/li/a[not(@class)]")
    assert len(shown) == 10
    assert "第13报1，已选，点此取消" in shown
    assert page.texts("//section[@aria-labelledby='facet-source']//summary") == ["其余 4 个4"]


def test_a_year_alone_is_taken_back_by_its_bar(five, read):
    bars = read("/search/", q="整顿", from_="2021", to="2021").all("//*[local-name()='svg' and @data-first]//a")
    addresses = {bar.get("aria-label")[:4]: bar.get("href") for bar in bars}
    assert "from=" not in addresses["2021"]
    assert "from=2019&to=2019" in addresses["2019"]


def test_old_addresses_of_one_value_ask_as_before(five, read):
    assert total(read("/search/", q="整顿", source="甲报", kind="report")) == "1 篇"


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"quality": "shiny"}, "complete"),
        ({"script": "latin"}, "hans"),
        ({"not": "kind:poem"}, "kind:poem"),
        ({"not": "region:62"}, "region:62"),
        ({"near": "some"}, "fold"),
    ],
)
def test_a_value_that_is_none_is_refused_with_what_is_allowed(five, read, parameters, words):
    page = read("/search/", **parameters)
    assert page.status == 400
    assert words in page.texts("//*[@role='alert']")[0]


def test_more_values_than_a_reader_means_are_refused(five, client):
    address = "/search/?" + "&".join(f"not=source:甲报{number}" for number in range(50))
    assert client.get(address).status_code == 400


def test_an_empty_list_offers_no_order_and_no_file_but_its_feed(five, read):
    page = read("/search/", q="没有这样的词")
    assert page.all("//nav[@class='sorts']") == []
    assert page.all("//div[@id='order']") == []
    assert page.all("//a[contains(@href, '/search/export')]") == []
    assert page.texts("//button[contains(@class, 'take-opener')]") == ["订阅"]
    assert len(page.all("//div[@id='take']//a[contains(@href, '/search/feed.atom')]")) == 1
