"""A report whose every field is hostile, and a browser that walks all pages where it shows: nothing of it runs."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote, urljoin
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User

from archive.models import NearPair, Report
from archive.publishing.outbox import rebuild_index
from tests.browsing import fresh_reader
from tests.journeys.conftest import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = (
    "</title></textarea></style><script>window.hit=1;alert(1)</script><img src=x onerror=alert(2)>"
    "<svg onload=alert(3)>\"'><a href=javascript:alert(4)>软弱涣散</a>{{7*7}}{% debug %}&lt;b&gt;"
)
MOST_PAGES = 34
#: Addresses of links, those drawn in SVG too.
LINKS = "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href.split('#')[0])"
#: Links that hand out a file.
FILES = ("export.", "/original", "cite.", ".atom", "/api/", "logout", "opensearch")


@pytest.fixture
def hostile(make_report) -> list[Report]:
    """Two near duplicates that are hostile in all that an upload or an editor can fill."""
    candidate = {"value": HOSTILE, "rule": HOSTILE, "quote": HOSTILE, "confidence": 0.5}
    evidence = {name: {**candidate, "rivals": [candidate]} for name in ("title", "date", "region", "source")}
    text = f"一、{HOSTILE}\n=1+1 {HOSTILE}\n@SUM(1)\u202e{HOSTILE}"
    made = [
        make_report(
            text=f"{text}\n{number}", title=HOSTILE, author=HOSTILE[:100], source=HOSTILE[:100], evidence=evidence,
            filename=f"{HOSTILE[:150]}\r\nX-Evil: 1.html", region="621121", date="2021", kind="news",
        )
        for number in range(2)
    ]  # fmt: skip
    NearPair.objects.create(first=made[0], second=made[1], similarity=0.97)
    rebuild_index()
    return made


@pytest.fixture
def page(live_server, browser):
    """A reader's page that fails the test if anything opened a dialogue, or broke the policy."""
    dialogues: list[str] = []
    with fresh_reader(browser, live_server.url, own="tab") as page:
        page.on("dialog", lambda dialog: (dialogues.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
        yield page
    assert dialogues == []


def walk(page, starts, most=MOST_PAGES) -> set[str]:
    """Open the pages that the starts lead to; gives their addresses."""
    waiting, seen = list(starts), set()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = page.goto(address)
        assert answer.status < 500, address
        assert not page.evaluate("Boolean(window.hit)"), address
        assert page.locator("img[src='x'], svg[onload], a[href^='javascript:']").count() == 0, address
        links = page.eval_on_selector_all("main a[href]", LINKS)
        waiting += [
            link for link in links if link.startswith(urljoin(address, "/")) and not any(word in link for word in FILES)
        ]
    return seen


def test_no_page_runs_what_a_report_holds(page, hostile, live_server):
    one, two = (report.pk for report in hostile)
    words = quote(HOSTILE[:200])
    paths = [
        f"reports/{one}/", f"reports/{one}/?q=%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3&edits=1",
        f"reports/{one}/?q={words}&script=hant", f"reports/{one}/?quote={words}", f"reports/{one}/compare/{two}/",
        f"search/?q={words}", "search/?q=alert", f"search/?q=alert&near=all&source={words}",
        f"search/?mode={words}&sort={words}", f"search/advanced/?q={words}", f"saved/?ids={one},{two}", "", "regions/",
        words, "suggest/?q=title", "measures/",
    ]  # fmt: skip
    assert len(walk(page, [f"{live_server.url}/{path}" for path in paths])) >= 30


def test_the_desk_runs_nothing_either(page, hostile, live_server):
    enter(page, live_server, User.objects.create_superuser("zhouyan"))
    desk, one = f"{live_server.url}/admin/archive", hostile[0].pk
    starts = [
        f"{desk}/report/?status__exact=published", f"{desk}/report/{one}/change/", f"{desk}/report/{one}/history/",
        f"{desk}/source/", f"{desk}/report/?q={quote(HOSTILE[:60])}", f"{live_server.url}/admin/status/",
    ]  # fmt: skip
    assert walk(page, starts, most=len(starts)) == set(starts)


@pytest.fixture
def get(client, hostile):
    """What an address answers with, as bytes, and its headers."""

    def ask(path: str):
        answer = client.get(path)
        assert answer.status_code == 200, path
        return b"".join(answer) if answer.streaming else answer.content, answer.headers

    return ask


def test_the_original_is_handed_out_as_a_file_that_no_browser_opens(get, hostile):
    headers = get(f"/reports/{hostile[0].pk}/original")[1]
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "x-evil" not in headers


@pytest.mark.parametrize("ending", ["csv", "jsonl", "ris", "bib", "txt"])
def test_an_export_is_a_file_and_its_cells_are_no_formulas(get, hostile, ending):
    body, headers = get(f"/saved/export.{ending}?ids={','.join(str(report.pk) for report in hostile)}")
    assert headers["content-disposition"].startswith("attachment")
    if ending == "csv":
        cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


@pytest.mark.parametrize(
    "path", ["/feed.atom", "/search/feed.atom?q=alert", "/sitemap-reports-1.xml", "/opensearch.xml"]
)
def test_what_machines_read_as_xml_is_whole_and_holds_no_markup_of_a_report(get, path):
    body, _ = get(path)
    ElementTree.fromstring(body)
    assert b"<script>" not in body


def test_the_api_answers_json_and_marks_nothing_but_hits(get, hostile):
    for path in (f"/api/v1/reports/{hostile[0].pk}", "/api/v1/suggest?q=title", "/api/v1/search?q=alert"):
        body, headers = get(path)
        assert headers["content-type"].startswith("application/json"), path
        assert headers["x-content-type-options"] == "nosniff", path
        told = json.loads(body)
    snippets = [snippet for hit in told["hits"] for snippet in hit["snippets"]]
    assert snippets
    assert not [snippet for snippet in snippets if "<" in snippet.replace("<mark>", "").replace("</mark>", "")]
