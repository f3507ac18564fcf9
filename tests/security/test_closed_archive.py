"""A closed archive (REQUIRE_LOGIN=1) shows nothing to strangers, and tells people and programs where to log in."""

from __future__ import annotations

import random

import pytest
from django.contrib.auth.models import User

from tests.security.hostile import addresses, asking

HERE = "203.0.113.7"


@pytest.fixture
def closed(settings, engine):
    settings.REQUIRE_LOGIN = True
    return settings


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search/?q=dang",
        "/reports/1/",
        "/reports/1/original",
        "/regions/",
        "/saved/",
        "/concordance/",
        "/watch/?q=dang",
        "/neighbours/",
        "/corpora/",
        "/reuse/",
        "/reports/1/reuse/",
        "/corpora/x/",
        "/packs/",
        "/packs/new/",
    ],
)
def test_a_closed_archive_sends_strangers_to_the_login_and_back(closed, client, address):
    from urllib.parse import quote

    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == f"/login/?next={quote(address)}"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/search",
        "/search/export.csv",
        "/concordance/export.csv",
        "/neighbours/export.csv",
        "/api/v1/neighbours",
        "/api/v1/keywords",
        "/api/v1/concordance",
        "/api/v1/compare",
        "/reuse/export.csv",
        "/api/v1/reuse",
        "/api/v1/reports/1/reuse",
        "/feed.atom",
        "/suggest/?q=党",
        "/opensearch-suggest",
        "/oai?verb=Identify",
        "/oai/jiceng.xsd",
    ],
)
def test_a_closed_archive_tells_programs_with_a_sentence(closed, client, address):
    response = client.get(address)
    assert response.status_code == 401
    assert "须登录" in response.content.decode()


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/login/"])
def test_supervisors_and_the_login_stay_open(closed, client, address):
    assert client.get(address).status_code == 200


def test_an_open_address_asks_no_session(closed, client, django_assert_num_queries):
    client.force_login(User.objects.create_user("duzhe"))
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_metrics_keeps_its_own_check_in_a_closed_archive(closed, client):
    closed.METRICS = True
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR=HERE).status_code == 403


def test_the_admin_of_a_closed_archive_leads_to_its_own_login(closed, client):
    assert client.get("/admin/archive/report/")["Location"] == "/admin/login/?next=/admin/archive/report/"


def test_a_part_of_a_page_sends_the_browser_itself_to_the_login(closed, client):
    response = client.get("/search/?q=dang", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/search/?q=dang"


def test_every_address_of_a_closed_archive_is_closed_unless_its_view_says_otherwise(closed, client, make_report):
    """A new view is closed without a word; one that is open to everybody is added to this list."""
    make_report()
    answers = {each: client.get("/" + asking(random.Random(1), each, [1]).path.lstrip("/")) for each in addresses()}
    public = {each: answer for each, answer in answers.items() if not each.startswith("admin/")}
    is_closed = {
        each: answer.status_code == 401 or answer.get("Location", "").startswith("/login/?next=")
        for each, answer in public.items()
    }
    assert len(public) > 30
    assert sorted(each for each, closed in is_closed.items() if not closed) == [
        "api/v1/uploads", "favicon.ico", "healthz", "login/", "logout/", "look/", "metrics", "readyz",
        "watch/leave/",
    ]  # fmt: skip
    assert all("private" in answer["Cache-Control"] for answer in answers.values())


def test_who_is_logged_in_reads_a_closed_archive_and_no_proxy_keeps_it(closed, client):
    client.force_login(User.objects.create_user("duzhe"))
    response = client.get("/search/")
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
