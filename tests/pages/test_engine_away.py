"""The engine is away, or lost a part: what needs it says so with 503, and everything else stays."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import IndexChange, Report
from archive.publishing.outbox import changes_applied_once, pending_changes
from archive.publishing.publish import publish_report
from tests.admin.conftest import desk, editor  # noqa: F401  the cast of the desk
from tests.counting import AWAY, use_away_engine

pytestmark = pytest.mark.django_db

READING = ("search", "search_many", "count", "count_many", "titles", "vocabulary", "newest_commit", "status", "lines")

#: Pages that can do without the engine.
STAY = [
    "/",
    "/measures/",
    "/about/",
    "/about/archive/",
    "/about/api/",
    "/regions/",
    "/regions/?place=定西",
    "/regions/none/",
    "/regions/621102/",
    "/regions/621102/export.csv",
    "/regions/621102/feed.atom",
    "/feed.atom",
    "/saved/",
    "/opensearch.xml",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-reports-1.xml",
    "/api/v1/regions/62",
    "/healthz",
]
#: Those that cannot.
NEED = [
    "/search/",
    "/search/?q=整顿",
    "/search/?q=没有这样的一句话",
    "/search/?q=整顿&mode=exact&kind=report&sort=newest",
    "/search/advanced/?all=整顿",
    "/search/feed.atom?q=整顿",
    "/search/export.csv?q=整顿",
    "/suggest/?q=软",
    "/opensearch-suggest?q=软",
    "/api/v1/search?q=整顿",
    "/api/v1/suggest?q=软",
    "/concordance/?q=整顿",
    "/api/v1/concordance?q=整顿",
]


@pytest.fixture
def reports(make_report):
    with make_report.together():
        return [
            make_report(
                title=f"软弱涣散的整顿之{number}", text="安定区整顿软弱涣散党组织。三会一课。" * 3, region="621102"
            )
            for number in range(3)
        ]


@pytest.fixture
def away(reports, monkeypatch):
    return use_away_engine(monkeypatch)


def _answer(client, address):
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def test_without_the_engine_what_needs_it_answers_503_with_its_sentence_and_all_else_stays(client, reports, away):
    away.away, away.state = set(READING), "failed"
    of_report = [f"/reports/{reports[0].pk}/?q=整顿&results=q%3D整顿", f"/api/v1/reports/{reports[0].pk}"]
    for address in (*STAY, *of_report):
        assert _answer(client, address).status_code == 200, address
    for address in NEED:
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "10"), address
        content = response.json()["error"] if "json" in response["Content-Type"] else response.content.decode()
        assert AWAY in content, address
        assert "没有找到" not in content, address


@pytest.mark.parametrize("method", READING)
def test_an_engine_that_fails_in_any_method_never_makes_a_page_fail(client, reports, away, method):
    away.away = {method}
    addresses = ["/", "/measures/", "/regions/621102/", f"/reports/{reports[0].pk}/?q=整顿", "/search/?q=整顿", "/search/?q=没有这句 整顿",
                 "/suggest/?q=软", "/api/v1/search?q=整顿", "/search/export.csv?q=整顿", "/readyz"]  # fmt: skip
    for address in addresses:
        response = _answer(client, address)
        assert response.status_code in (200, 503), address
        if response.status_code == 503 and address != "/readyz":
            assert response["Retry-After"] == "10", address


def test_htmx_is_sent_to_the_whole_page_that_says_why(client, away):
    away.away = set(READING)
    response = client.get("/search/?q=整顿", headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith("/search/")


def test_the_sentence_is_in_the_language_of_the_page(away):
    away.away = set(READING)
    client = Client()
    client.cookies["lang"] = "en"
    page = client.get("/search/?q=整顿").content.decode()
    assert AWAY not in page
    assert "cluster" in page


@pytest.mark.parametrize(("state", "status"), [("ok", 200), ("degraded", 200), ("failed", 503)])
def test_a_degraded_engine_is_ready_and_a_failed_one_is_not(client, away, state, status):
    away.state = state
    response = client.get("/readyz")
    assert (response.status_code, response.json()["index"]) == (status, state)
    assert bool(response.json()["reasons"]) == (status == 503)


def test_the_status_page_tells_what_is_lost_what_waits_and_what_was_refused(desk, away, settings):  # noqa: F811
    IndexChange.objects.create(report_id=4711)
    IndexChange.objects.create(report_id=4712, tries=IndexChange.MAX_TRIES)
    away.state, settings.ENGINE = "degraded", "opensearch"
    page = desk.get("/admin/status/").content.decode()
    assert "少了一部分副本" in page
    assert "1 项，最早的等了" in page
    assert "1 篇" in page  # that the index refused
    away.away, away.state = set(READING), "failed"
    page = desk.get("/admin/status/").content.decode()
    assert "请查各节点" in page


def test_a_publication_without_the_engine_is_public_and_waits(
    client, make_report, away, django_capture_on_commit_callbacks
):
    away.away = {"apply", *READING}
    report = make_report(title="主题党日的做法", text="主题党日。", status=Report.Status.DRAFT)
    with changes_applied_once(), django_capture_on_commit_callbacks(execute=True):
        publish_report(report)
    assert client.get(f"/reports/{report.pk}/").status_code == 200
    assert pending_changes() == 1
