"""The order of accession, and the way from one result to the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.in_results import window
from search.documents import LARGEST_PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def five(make_report):
    return [
        make_report(title=f"第{number}篇整顿", text="整顿。" * (6 - number), region="621100", date=f"{2020 - number}")
        for number in range(5)
    ]


def titles(page) -> list[str]:
    return page.texts("//li[@class='entry']//h3")


def test_what_came_in_last_comes_first_by_accession_whatever_its_date(read, client, five):
    wanted = [report.title for report in reversed(five)]
    assert titles(read("/search/", q="整顿", sort="added")) == wanted
    assert titles(read("/search/", sort="added")) == wanted
    assert titles(read("/search/", q="整顿", sort="newest")) == wanted[::-1]
    found = client.get("/api/v1/search", {"q": "整顿", "sort": "added"}).json()
    assert [hit["title"] for hit in found["hits"]] == wanted
    assert read("/search/", sort="added").texts("//nav[@class='sorts']/a[@aria-current]") == ["新收录"]


def test_the_home_page_leads_to_all_by_accession(read):
    assert "/search/?sort=added" in read("/").all("//section[@aria-labelledby='newest']//a/@href")


def test_each_result_leads_to_the_next_across_pages_and_back(read):
    page = read("/search/", q="整顿", region="62", size="2", sort="oldest")
    (first,) = page.all("//li[@class='entry'][1]//h3/a/@href")
    seen, page = [], read(first)
    while True:
        seen.append(page.texts("//h1")[0])
        assert f"结果第 {len(seen)} / 5 篇" in page.text
        following = page.all("//nav[@class='crumbs']//a[contains(@rel, 'next')]/@href")
        if not following:
            break
        page = read(following[0])
    assert seen == [f"第{number}篇整顿" for number in (4, 3, 2, 1, 0)]
    (back,) = page.all("//nav[@class='crumbs']//a[contains(@rel, 'prev')]/@href")
    assert read(back).texts("//h1") == ["第1篇整顿"]
    (results,) = page.all("//a[@class='back']/@href")
    assert "page=3" in results


def test_whoever_came_otherwise_or_by_a_wrong_list_sees_no_neighbours(read, five):
    address = five[0].get_absolute_url()
    for parameters in ({}, {"q": "火星"}, {"results": "region=99"}, {"q": "整顿", "results": "page=9"}):
        page = read(address, **parameters)
        assert page.status == 200
        assert not page.all("//a[contains(@rel, 'next')]")


@given(page=st.integers(1, 100_000), size=st.integers(1, 100))
def test_a_page_and_its_neighbours_lie_on_one_page_of_another_size(page, size):
    first, last = max(0, (page - 1) * size - 1), page * size + 1
    at, of = window(first, last)
    assert (at - 1) * of <= first < last <= at * of
    assert of <= LARGEST_PAGE
