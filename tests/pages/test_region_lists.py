"""The list of a region is the engine's; the database lists the same where there is no index."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import IndexChange, Report
from search.documents import EngineUnavailable
from search.engine import get_engine
from tests.counting import use_counting_engine

ADDRESS = "/regions/621100/"
CHOICES = [
    {},
    {"year": "2021"},
    {"source": "陇中党建通讯"},
    {"kind": "none"},
    {"year": "2020", "kind": "news"},
    {"page": "2"},
]


def entries(page) -> list[str]:
    return page.texts("//ol[@class='dated-entries']//h3")


@pytest.fixture
def many(make_report):
    dates = ["2021-01-01", "2021-01", "2021", "2020-12-31", "2020", ""]
    with make_report.together():
        return [
            make_report(
                title=f"第{number}篇",
                region=("621102", "621100", "621121")[number % 3],
                date=dates[number % 6],
                source="陇中党建通讯" if number % 4 else "",
                kind=("news", "", "experience")[number % 3],
            )
            for number in range(26)
        ]


@pytest.fixture
def unavailable(monkeypatch):
    """A function after which the engine answers nothing."""

    def fail(*arguments, **options):
        raise EngineUnavailable("no answer")

    def cut() -> None:
        for name in ("search", "search_many", "count_many"):
            monkeypatch.setattr(get_engine(), name, fail)

    return cut


def test_without_the_engine_a_region_lists_the_same_in_the_same_order(many, read, unavailable):
    by_engine = [read(ADDRESS, **choice) for choice in CHOICES]
    unavailable()
    for choice, page in zip(CHOICES, by_engine, strict=True):
        again = read(ADDRESS, **choice)
        assert entries(again) == entries(page) != [], choice
        for path in ("//h2[@id='list']", "//select[@name]/option", "//section[@aria-labelledby='years']//a", "//nav"):
            assert again.texts(path) == page.texts(path), (choice, path)


def test_without_the_engine_the_reports_without_a_region_are_listed_the_same(make_report, read, unavailable):
    with make_report.together():
        for year in range(2010, 2015):
            make_report(title=f"某地{year}", date=str(year), kind="news")
    pages = [read("/regions/none/", **choice) for choice in ({}, {"year": "2012"})]
    unavailable()
    assert [entries(page) for page in pages] == [entries(read("/regions/none/", **c)) for c in ({}, {"year": "2012"})]
    assert entries(pages[1]) == ["某地2012"]


def test_a_list_reads_as_many_rows_of_a_large_region_as_of_a_small_one(many, make_report, client):
    def reading(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return [each["sql"] for each in queries if "archive_report" in each["sql"]]

    before = [reading(address) for address in (ADDRESS, ADDRESS + "?year=2021", ADDRESS + "?page=2")]
    for sqls in before:
        # By number alone: nothing is counted, grouped, sorted or skipped.
        assert not [sql for sql in sqls if "OFFSET" in sql or "GROUP BY" in sql or "COUNT(" in sql or "DISTINCT" in sql]
    with make_report.together():
        for number in range(30):
            make_report(title=f"又{number}", region="621102", date="2021")
    after = [reading(address) for address in (ADDRESS, ADDRESS + "?year=2021", ADDRESS + "?page=2")]
    assert list(map(len, after)) == list(map(len, before))


def test_a_report_that_left_the_region_counts_nowhere_while_the_index_is_behind(many, make_report, read):
    Report.objects.filter(pk=many[0].pk).update(region=None)
    Report.objects.filter(pk=many[1].pk).update(status=Report.Status.WITHDRAWN)
    IndexChange.objects.bulk_create(IndexChange(report_id=each.pk) for each in many[:2])
    page = read(ADDRESS)
    assert page.texts("//h2[@id='list']") == ["报告 24 篇"]
    assert len(entries(page)) == 20
    assert "第0篇" not in [*entries(page), *entries(read(ADDRESS, page="2"))]


def test_a_file_and_a_feed_of_a_region_ask_for_its_filters_once(many, client, monkeypatch):
    asked = use_counting_engine(monkeypatch).asked
    assert client.get(ADDRESS + "export.csv", {"year": "2021"}).headers["X-Total"] == "14"
    assert asked == ["search"]
    asked.clear()
    assert client.get(ADDRESS + "feed.atom", {"year": "1999"}).status_code == 400
    assert asked == ["search"]
