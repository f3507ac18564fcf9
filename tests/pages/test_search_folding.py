"""Near duplicates in a list: one entry for all, the others under it, all of them on request."""

from __future__ import annotations

import pytest

from archive.models import NearPair
from archive.publishing.outbox import rebuild_index

BODY = "整顿软弱涣散村党组织，逐村列出清单，限期销号。"


@pytest.fixture
def copies(make_report):
    """Three copies, the third near the second alone; and one other report."""
    reports = [
        make_report(title="原来的", text=BODY, date="2020", source="县委组织部"),
        make_report(title="转来的", text=BODY + "转。", date="2021", source="日报"),
        make_report(title="再转的", text=BODY + "再转。", date="2022"),
        make_report(title="别的整顿", text="整顿纪律。"),
    ]
    for first, second, similarity in ((0, 1, 0.98), (1, 2, 0.95)):
        NearPair.objects.create(first=reports[first], second=reports[second], similarity=similarity)
    rebuild_index()
    return reports


def titles(page) -> list[str]:
    return page.texts("//li[@class='entry']//h3")


def test_copies_stand_under_one_entry_with_place_date_and_source(copies, read):
    page = read("/search/", q="整顿", sort="newest")
    assert titles(page) == ["再转的", "别的整顿"]
    assert page.texts("//details[@class='folded']/summary") == ["另有 2 篇近似"]
    under = page.texts("//details[@class='folded']//li")
    assert ["转来的" in under[0], "日报" in under[0], "2021" in under[0], "原来的" in under[1]] == [True] * 4


def test_the_list_says_how_many_reports_and_how_many_entries(copies, read):
    page = read("/search/", q="整顿")
    assert page.texts("//h2[@id='total']") == ["4 篇"]
    assert page.texts("//p[@class='folding']") == ["折叠近似后 2 条，全部列出"]


def test_the_switch_lists_all_and_folds_again(copies, read):
    page = read(read("/search/", q="整顿").links("全部列出")[0])
    assert len(titles(page)) == 4
    assert len(titles(read(page.links("折叠近似")[0]))) == 2


def test_the_switch_stays_thrown_on_every_link_of_the_list(copies, read):
    page = read("/search/", q="整顿", near="all", size="2")
    links = (
        page.all("//aside//li/a/@href")
        + page.all("//nav[@class='pager']/a/@href")
        + page.all("//nav[@class='sorts']/a/@href")
    )
    assert links
    assert not [address for address in links if "near=all" not in address]


def test_only_pairs_that_were_compared_offer_the_comparison(copies, read):
    page = read("/search/", q="整顿", sort="newest")
    (address,) = page.all("//a[@class='compare-link']/@href")
    assert read(address).status == 200


def test_without_copies_nothing_is_said_of_folding(make_report, read):
    make_report(text="整顿")
    page = read("/search/", q="整顿")
    assert page.all("//p[@class='folding']") == page.all("//details[@class='folded']") == []


def test_facets_count_every_copy(copies, read):
    assert read("/search/", q="整顿").texts("//section[@aria-labelledby='facet-source']//li/a[not(@class)]") == [
        "县委组织部1",
        "日报1",
        "未注明2",
    ]


def test_pages_of_a_folded_list_are_counted_by_entries(copies, read):
    page = read("/search/", q="整顿", size="1")
    assert page.texts("//nav[@class='pager']/a") == ["1", "2", "下一页"]


def test_a_copy_that_was_withdrawn_while_the_index_lags_is_not_named(copies, read):
    type(copies[1]).objects.filter(pk=copies[1].pk).update(status="withdrawn")
    assert "转来的" not in read("/search/", q="整顿", sort="newest").text


@pytest.mark.parametrize("groups", [2, 6])
def test_the_number_of_queries_does_not_grow_with_the_groups(make_report, read, django_assert_max_num_queries, groups):
    for number in range(groups):
        pair = [
            make_report(text=f"整顿{number}", region="621100"),
            make_report(text=f"整顿{number}。", region="510500"),
        ]
        NearPair.objects.create(first=pair[0], second=pair[1], similarity=0.99)
    rebuild_index()
    read("/search/", q="整顿")
    # reports, folded reports, their similarities, regions, measures
    with django_assert_max_num_queries(5):
        page = read("/search/", q="整顿")
    assert len(page.all("//details[@class='folded']")) == groups
