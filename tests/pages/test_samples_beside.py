"""Samples (示例) count as holdings while nothing else is published; they are found and exported as any report."""

from __future__ import annotations

import re

import pytest

from archive.models import Measure, Report
from archive.publishing.checking import check_index
from archive.publishing.erasing import erase_report
from archive.publishing.outbox import apply_index_changes
from archive.publishing.publish import publish_report, withdraw_report
from archive.publishing.samples import note_samples
from search.documents import Query

pytestmark = pytest.mark.django_db

TEXT = "整顿软弱涣散党组织。"


@pytest.fixture
def samples(engine, make_report):
    """Two published samples of 定西, and a draft of the archive's own."""
    Measure.objects.get_or_create(name="软弱涣散", defaults={"group": "组织建设"})
    for _ in range(2):
        make_report(text=TEXT, region="621102", date="2020", is_sample=True, source="编出来的报")
    return make_report(text=TEXT, region="621102", date="2021", status=Report.Status.DRAFT)


@pytest.fixture
def counted(client, engine, read):
    """Return a function of no arguments: the numbers of the same reports, by where they stand."""

    def counted() -> dict[str, int]:
        home = read("/")
        found = client.get("/api/v1/search", {"q": "软弱涣散"}).json()
        completed = client.get("/api/v1/suggest", {"q": "软弱"}).json()["completions"]
        numbers = {
            "holdings": home.texts("//dl[@class='holdings']//b")[0],
            "map": home.texts("//li[contains(@class, 't-62')]//span")[1],
            "measure": next(
                re.search(r"\d+", row)[0]
                for row in read("/measures/").texts("//main//li")
                if row.startswith("软弱涣散")
            ),
            "list": found["total"],
            "page": re.search(r"(\d+) 篇", read("/search/", q="软弱涣散").texts("//h2[@id='total']")[0])[1],
            "region facet": sum(each["count"] for each in found["facets"]["region"]),
            "region": client.get("/api/v1/regions/62").json()["count"],
            "region page": re.search(r"(\d+) 篇", read("/regions/621102/").text)[1],
            "completion": next(each["count"] for each in completed if each["text"] == "软弱涣散"),
            "export": client.get("/search/export.jsonl", {"q": "软弱涣散"}).headers["X-Total"],
            "feed": client.get("/search/feed.atom", {"q": "软弱涣散"}).content.count(b"<entry>"),
            "index": engine.count(Query()),
        }
        return {name: int(number) for name, number in numbers.items()}

    return counted


#: Where samples beside other reports do not count: the holdings, and the lists that these numbers lead to.
HOLDINGS = {"holdings", "map", "region", "region page"}


def test_beside_another_report_samples_are_found_but_are_no_holdings(
    samples, counted, django_capture_on_commit_callbacks
):
    assert set(counted().values()) == {2}
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(samples)
    assert {name: number for name, number in counted().items() if number != (1 if name in HOLDINGS else 3)} == {}
    assert check_index().agrees


def test_the_list_of_a_region_its_years_and_sources_leave_samples_beside_another_report_out(samples, read):
    publish_report(samples)
    apply_index_changes()
    page = read("/regions/621102/")
    assert page.texts("//h2[@id='list']") == ["报告 1 篇"]
    assert "最早 2021 年" in page.text or "2021 年" in page.text
    assert "2020" not in page.text
    assert "编出来的报" not in page.text


def test_the_samples_are_holdings_again_when_the_last_other_report_is_withdrawn(
    samples, counted, engine, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(samples)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(samples)
    assert set(counted().values()) == {2}
    with django_capture_on_commit_callbacks(execute=True):
        erase_report(samples.pk, reason="依法")
    assert engine.count(Query()) == 2
    assert check_index().agrees


def test_an_index_that_gave_the_samples_up_takes_them_again_at_the_next_start(samples, make_report, engine):
    make_report(text=TEXT)
    engine.apply(deletes=set(Report.objects.filter(is_sample=True).values_list("pk", flat=True)))
    assert not check_index().agrees
    note_samples()
    apply_index_changes()
    assert check_index().agrees
    assert engine.count(Query()) == 3


def test_a_sample_beside_other_reports_says_where_it_is_left_out(
    samples, client, read, django_capture_on_commit_callbacks
):
    number = Report.objects.filter(is_sample=True).first().pk
    assert "不计入馆藏" not in read(f"/reports/{number}/").text
    assert "现在所收都是示例" in read("/").text
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(samples)
    assert "它不计入馆藏的篇数，也不在各地区的清单里" in read(f"/reports/{number}/").text
    assert "现在所收都是示例" not in read("/").text
    assert f"/reports/{number}/" not in client.get("/sitemap-reports-1.xml").content.decode()


def test_a_list_leaves_samples_out_where_its_address_says_so_and_a_chip_takes_them_back(
    samples, make_report, client, read
):
    assert (
        client.get("/api/v1/search", {"q": "软弱涣散", "samples": "0"}).json()["total"] == 2
    )  # nothing else is published
    other = make_report(text=TEXT, region="621102", date="2021")
    page = read("/search/", q="软弱涣散", samples="0")
    assert page.texts("//h2[@id='total']") == ["1 篇"]
    assert client.get("/search/export.jsonl", {"q": "软弱涣散", "samples": "0"}).headers["X-Total"] == "1"
    assert all("samples=0" in link for link in page.all("//main//a[contains(@href, 'sort=')]/@href"))
    back = next(chip.get("href") for chip in page.all("//a[@class='chip']") if "示例" in chip.text_content())
    assert read(back).texts("//h2[@id='total']") == ["3 篇"]
    assert client.get(f"/reports/{other.pk}/", {"results": "samples=0"}).status_code == 200
    assert client.get("/api/v1/search", {"samples": "all"}).status_code == 400
