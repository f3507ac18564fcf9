"""Atom feeds: valid XML, ids that last, nothing new while nothing is new."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from archive.exporting import feeds
from archive.exporting.feeds import FeedHead, SteadyAtom, atom_feed, xml_text
from archive.models import PublicChange, Report
from archive.publishing.changes import number_changes
from archive.publishing.publish import withdraw_report

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def fetch(client):
    """fetch(address, **parameters) -> the feed's root element."""

    def fetch(address: str, **parameters):
        response = client.get(address, parameters)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        return etree.fromstring(response.content)

    return fetch


@pytest.fixture
def two(make_report):
    """A report of 2013 that came in last, and one of 2021 that came in an hour before; the public saw them change long ago."""
    reports = [
        make_report(
            title="定西的整顿", text="整顿之后", region="621100", date="2021-08-16", published_at=MORNING, source="报"
        ),
        make_report(title="泸州的整顿", text="整顿", date="2013", published_at=MORNING + timedelta(hours=1)),
    ]
    number_changes()
    PublicChange.objects.update(changed_at=MORNING)
    return reports


def texts(feed, path: str) -> list[str]:
    return feed.xpath(path + "/text()", namespaces=ATOM)


@pytest.mark.parametrize("address", ["/feed.atom", "/search/feed.atom", "/search/feed.atom?q=整顿&sort=oldest"])
def test_what_came_in_last_stands_first_whatever_its_date(two, fetch, address):
    assert texts(fetch(address), "//a:entry/a:title") == ["泸州的整顿", "定西的整顿"]


def test_a_searchs_feed_holds_what_the_search_finds(two, fetch):
    assert texts(fetch("/search/feed.atom", q="整顿", region="62"), "//a:entry/a:title") == ["定西的整顿"]


def test_a_regions_feed_holds_its_reports_under_the_filters_of_its_page(two, fetch):
    assert texts(fetch("/regions/620000/feed.atom", year="2021"), "//a:entry/a:title") == ["定西的整顿"]


def test_a_feed_names_itself_and_its_page_whatever_page_of_the_list_one_was_on(two, fetch):
    feed = fetch("/search/feed.atom", q="整顿", page="3", sort="newest")
    q = "q=%E6%95%B4%E9%A1%BF"
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [f"http://testserver/search/feed.atom?{q}"]
    assert feed.xpath("a:link[@rel='alternate']/@href", namespaces=ATOM) == [f"http://testserver/search/?{q}"]


def test_ids_last_and_entries_lead_to_the_reports(two, fetch):
    feed = fetch("/feed.atom")
    assert texts(feed, "//a:entry/a:id")[1] == f"tag:testserver,2025:reports/{two[0].pk}"
    links = feed.xpath("//a:entry/a:link/@href", namespaces=ATOM)
    assert links[1] == f"http://testserver{two[0].get_absolute_url()}"


def test_site_url_stands_before_every_address_and_in_every_id(two, client, settings):
    settings.SITE_URL = "https://jiceng.example"
    source = client.get("/search/feed.atom", {"q": "整顿"}).content.decode()
    assert "testserver" not in source
    assert f"tag:jiceng.example,2025:reports/{two[0].pk}" in source


def test_a_feed_holds_fifty_at_most(make_report, fetch, monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 2)
    for number in range(4):
        make_report(title=f"第{number}", text="整顿", published_at=MORNING + timedelta(hours=number))
    assert texts(fetch("/search/feed.atom", q="整顿"), "//a:entry/a:title") == ["第3", "第2"]
    assert texts(fetch("/feed.atom"), "//a:entry/a:title") == ["第3", "第2"]


def test_uploaded_text_stays_text_after_the_reader_takes_the_summary_for_html(make_report, fetch):
    make_report(title="<b>甲</b>&", text="<script>alert(1)</script>整顿", source="报<i>")
    feed = fetch("/feed.atom")
    assert texts(feed, "//a:entry/a:title") == ["<b>甲</b>&"]
    shown = html.fromstring(f"<div>{texts(feed, '//a:summary')[0]}</div>")
    assert not shown.xpath(".//script | .//i")
    assert "<script>alert(1)</script>整顿" in shown.text_content()


def test_an_unchanged_feed_is_not_sent_again(two, client):
    first = client.get("/search/feed.atom", {"q": "整顿"})
    again = client.get("/search/feed.atom", {"q": "整顿"}, headers={"If-None-Match": first["ETag"]})
    since = client.get("/feed.atom", headers={"If-Modified-Since": first["Last-Modified"]})
    assert (again.status_code, since.status_code) == (304, 304)


def test_a_changed_report_makes_the_feed_new(two, client):
    first = client.get("/feed.atom")
    two[0].title = "定西再整顿"
    two[0].save()
    assert client.get("/feed.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_empty_feed_is_the_same_at_any_time(engine, client):
    first = client.get("/search/feed.atom", {"q": "没有"})
    assert first.status_code == 200
    assert first["Last-Modified"] == "Wed, 01 Jan 2025 00:00:00 GMT"


def test_a_withdrawn_report_leaves_the_feed(two, fetch):
    Report.objects.filter(pk=two[0].pk).update(status=Report.Status.WITHDRAWN)
    assert texts(fetch("/search/feed.atom", q="整顿"), "//a:entry/a:title") == ["泸州的整顿"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/search/feed.atom?kind=x", 400), ("/regions/62/feed.atom", 404), ("/regions/620000/feed.atom?year=1900", 400)],
)
def test_what_cannot_be_fed_is_refused(two, read, address, status):
    page = read(address)
    assert page.status == status
    assert page.text


def test_beyond_the_limit_of_exports_a_feed_still_answers(two, fetch, settings):
    settings.EXPORT_LIMIT = 1
    assert texts(fetch("/search/feed.atom", q="整顿"), "//a:entry/a:title") == ["定西的整顿"]


@pytest.mark.parametrize("count", [2, 12])
def test_queries_do_not_grow_with_the_entries(make_report, client, count, django_assert_num_queries):
    for number in range(count):
        make_report(text="整顿", region=("621102", "510500")[number % 2], source=f"报{number}")
    number_changes()
    with django_assert_num_queries(2):
        client.get("/search/feed.atom", {"q": "整顿"})


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("/", "/feed.atom"),
        ("/search/?q=整顿&page=2", "/search/feed.atom?q=%E6%95%B4%E9%A1%BF"),
        ("/regions/620000/?kind=other", "/regions/620000/feed.atom?kind=other"),
    ],
)
def test_a_page_names_its_feed_in_its_head(two, read, address, feed):
    assert read(address).all("//link[@rel='alternate'][@type='application/atom+xml']/@href")[0] == feed


@given(st.text(max_size=40))
def test_any_text_makes_a_feed_that_xml_readers_read(text):
    head = FeedHead(text, "/", "/feed.atom", "https://jiceng.example", text)
    source = atom_feed([], head)
    source.add_item(title=xml_text(text), link="https://jiceng.example/", description=xml_text(text))
    root = etree.fromstring(source.writeString("utf-8").encode("utf-8"))
    assert isinstance(source, SteadyAtom)
    assert "".join(texts(root, "//a:entry/a:title")) == xml_text(text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("address", ["/feed.atom", "/search/feed.atom?q=整顿", "/regions/620000/feed.atom"])
@pytest.mark.parametrize("change", ["withdraw", "correct"])
def test_a_report_that_leaves_the_feed_moves_its_time(two, client, monkeypatch, address, change):
    first = client.get(address)
    report = Report.objects.get(pk=two[0].pk)
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    if change == "withdraw":
        withdraw_report(report)
    else:
        report.region = None
        report.save()
    again = client.get(address)
    assert parsedate_to_datetime(again["Last-Modified"]) > parsedate_to_datetime(first["Last-Modified"])
    since = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 200
