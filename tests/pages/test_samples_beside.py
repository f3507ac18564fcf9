"""Samples (示例) are held while nothing else is published: every number, and every list that it leads to, says the same."""

from __future__ import annotations

import re

import pytest

from archive.models import Measure, Report
from archive.publishing.checking import check_index
from archive.publishing.erasing import erase_report
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


def test_every_number_leaves_the_samples_out_once_another_report_is_published(
    samples, counted, django_capture_on_commit_callbacks
):
    draft = samples
    assert set(counted().values()) == {2}
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(draft)
    assert {name: number for name, number in counted().items() if number != 1} == {}
    assert check_index().agrees


def test_the_samples_are_held_again_when_the_last_other_report_is_withdrawn(
    samples, counted, engine, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(samples)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(samples)
    assert set(counted().values()) == {2}
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(samples)
    with django_capture_on_commit_callbacks(execute=True):
        erase_report(samples.pk, reason="依法")
    assert engine.count(Query()) == 2
    assert check_index().agrees


def test_two_reports_published_at_once_leave_no_sample_behind(
    samples, make_report, engine, django_capture_on_commit_callbacks
):
    other = make_report(text=TEXT, status=Report.Status.DRAFT)
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(samples)
        publish_report(other)
    assert engine.count(Query()) == 2
    assert check_index().agrees


def test_an_index_of_an_older_version_gives_the_samples_up_at_the_next_start(samples, make_report, engine):
    make_report(text=TEXT)
    assert not check_index().agrees
    note_samples()
    check_index(fix=True)
    assert check_index().agrees
    assert engine.count(Query()) == 1


def test_a_sample_beside_other_reports_can_still_be_read_and_says_where_it_is_left_out(
    samples, client, read, django_capture_on_commit_callbacks
):
    number = Report.objects.filter(is_sample=True).first().pk
    assert "不计入篇数" not in read(f"/reports/{number}/").text
    assert "现在所收都是示例" in read("/").text
    with django_capture_on_commit_callbacks(execute=True):
        publish_report(samples)
    assert "它不计入篇数，也不在检索和清单里" in read(f"/reports/{number}/").text
    assert "现在所收都是示例" not in read("/").text
    assert f"/reports/{number}/" not in client.get("/sitemap-reports-1.xml").content.decode()
