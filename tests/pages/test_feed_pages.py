"""Feeds in pages (RFC 5005): along rel=next every report comes, whatever is published and withdrawn meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from lxml import etree

from archive.exporting import feeds
from archive.publishing.publish import withdraw_report

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
ADDRESSES = [
    "/feed.atom",
    "/search/feed.atom?q=整顿&sort=oldest",
    "/regions/620000/feed.atom?kind=other",
    "/search/feed.atom",
]


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 3)


@pytest.fixture
def seven(make_report):
    """Seven reports, the last one first in a feed; two came at the same moment, and of one nobody knows when."""
    hours = (None, 1, 2, 2, 3, 4, 5)
    return [
        make_report(
            title=f"第{number}篇", text="整顿", region="621102",
            published_at=None if hour is None else MORNING + timedelta(hours=hour, microseconds=7),
        )
        for number, hour in enumerate(hours)
    ]  # fmt: skip


@pytest.fixture
def fetch(client):
    """fetch(address) -> (titles, {relation: address without the origin})."""

    def fetch(address: str) -> tuple[list[str], dict[str, str]]:
        answer = client.get(address)
        assert answer.status_code == 200
        root = etree.fromstring(answer.content)
        links = {}
        for link in root.findall("a:link", ATOM):
            parts = urlsplit(link.get("href"))
            assert parts.scheme, "addresses in a feed are whole"
            links[link.get("rel")] = f"{parts.path}?{parts.query}" if parts.query else parts.path
        assert len(root.findall("a:id", ATOM)) == 1
        return root.xpath("a:entry/a:title/text()", namespaces=ATOM), links

    return fetch


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_pages_of_a_feed_hold_every_report_once_and_lead_there_and_back(seven, fetch, address):
    titles, links = fetch(address)
    assert "previous" not in links
    first, seen, pages = links["self"], list(titles), [titles]
    while "next" in links:
        here = links["self"]
        titles, links = fetch(links["next"])
        assert links["first"] == first
        assert links["previous"] == here
        seen += titles
        pages.append(titles)
    assert seen == [f"第{number}篇" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert list(map(len, pages)) == [3, 3, 1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_falls_between_two_pages_while_reports_come_and_go(seven, fetch, make_report, address):
    titles, links = fetch(address)
    seen = list(titles)
    withdraw_report(seven[4])  # the entry that names the place of the next page
    withdraw_report(seven[6])
    make_report(title="新来的", text="整顿", region="621102", published_at=MORNING + timedelta(days=1))
    while "next" in links:
        titles, links = fetch(links["next"])
        seen += titles
    assert seen == [f"第{number}篇" for number in (6, 5, 4, 3, 2, 1, 0)]


def test_a_feed_that_is_whole_on_one_page_has_no_links_to_others(seven, fetch):
    _, links = fetch("/search/feed.atom?q=没有的词")
    assert not {"first", "next", "previous"} & links.keys()


@pytest.mark.parametrize("place", ["x", "1", "1-", "１-１", "9" * 19 + "-1", "1-" + "9" * 30, "-99999999999999999-1"])
@pytest.mark.parametrize("address", ["/feed.atom", "/search/feed.atom?q=整顿", "/regions/620000/feed.atom"])
def test_a_strange_place_is_refused(seven, client, address, place):
    answer = client.get(f"{address}{'&' if '?' in address else '?'}before={place}")
    assert answer.status_code == 400
    assert "rel=next" in answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_costs_the_same_few_queries(seven, client, address, django_assert_max_num_queries):
    answer = etree.fromstring(client.get(address).content)
    (following,) = answer.xpath("a:link[@rel='next']/@href", namespaces=ATOM)
    parts = urlsplit(following)
    with django_assert_max_num_queries(4):
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200
