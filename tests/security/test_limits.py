"""Limits for each address, the login, and the headers of every answer."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from django.urls import get_resolver, reverse
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st

from archive.web import clients
from archive.web.clients import client_address, client_network, kind_of, seconds_to_wait
from tests.security.test_permissions import patterns

HERE = "203.0.113.7"


@pytest.fixture
def limits(settings, monkeypatch):
    """Two of each kind a minute, which does not end while a test asks."""
    caches[clients.CACHE].clear()
    now = time.time() // clients.MINUTE * clients.MINUTE + 30
    monkeypatch.setattr(clients, "time", SimpleNamespace(time=lambda: now))
    settings.THROTTLE = True
    settings.THROTTLE_LIMITS = dict.fromkeys(settings.THROTTLE_LIMITS, 2)
    yield settings
    caches[clients.CACHE].clear()


def ask(*addresses: str, **headers) -> list[int]:
    return [Client().get(address, REMOTE_ADDR=HERE, **headers).status_code for address in addresses]


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=党",
        "/api/v1/search?q=党",
        "/suggest/?q=党",
        "/search/export.csv",
        "/concordance/?q=党",
        "/neighbours/?q=党",
        "/neighbours/export.csv",
        "/api/v1/neighbours",
        "/api/v1/keywords",
        "/corpora/",
        "/packs/",
        "/packs/new/?q=党",
        "/reuse/",
        "/api/v1/reuse",
        "/concordance/export.csv",
        "/api/v1/concordance",
        "/api/v1/compare",
        "/feed.atom",
        "/opensearch-suggest?q=党",
    ],
)
def test_the_third_is_refused(limits, engine, address):
    assert ask(address, address, address) == [200, 200, 429]


def test_a_refusal_says_when_to_come_back(limits, engine):
    ask("/search/", "/search/")
    response = Client().get("/search/", REMOTE_ADDR=HERE)
    assert 1 <= int(response["Retry-After"]) <= 121
    assert f"请 {response['Retry-After']} 秒后再试" in response.content.decode()


def test_the_api_refuses_in_json(limits, engine):
    ask("/api/v1/search", "/api/v1/search")
    response = Client().get("/api/v1/search", REMOTE_ADDR=HERE)
    assert response.status_code == 429
    assert "秒后再试" in response.json()["error"]


def test_an_export_is_counted_apart_from_searches(limits, engine):
    assert ask("/search/", "/search/", "/search/export.csv") == [200, 200, 200]


def test_another_address_is_not_held_up(limits, engine):
    ask("/search/", "/search/", "/search/")
    assert Client().get("/search/", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_reading_and_health_are_never_refused(limits, engine):
    assert ask(*["/healthz", "/about/"] * 3) == [200] * 6


def test_throttle_off_refuses_nothing(limits, engine):
    limits.THROTTLE = False
    assert ask(*["/search/"] * 4) == [200] * 4


def test_what_a_browser_claims_of_itself_buys_nothing(limits, engine):
    assert ask(*["/search/"] * 2) == [200, 200]
    assert ask("/search/", HTTP_X_FORWARDED_FOR="198.51.100.1") == [429]


def test_behind_a_trusted_proxy_each_reader_counts_alone(limits, engine):
    limits.TRUSTED_PROXIES = [f"{HERE}/32"]
    assert ask("/search/", "/search/", HTTP_X_FORWARDED_FOR="198.51.100.1") == [200, 200]
    assert ask("/search/", HTTP_X_FORWARDED_FOR="198.51.100.2") == [200]
    assert ask("/search/", HTTP_X_FORWARDED_FOR="198.51.100.2, 198.51.100.1") == [429]


def test_a_cache_that_fails_stops_nobody(limits, monkeypatch):
    class Broken:
        def get_many(self, keys):
            raise ConnectionError

    monkeypatch.setattr(clients, "caches", {clients.CACHE: Broken()})
    assert seconds_to_wait("search", HERE) == 0


@few(max_examples=60, deadline=None)
@given(steps=st.lists(st.floats(0, 40), min_size=1, max_size=40), limit=st.integers(1, 5))
def test_whoever_waits_as_told_is_served_and_nobody_gets_more_than_twice(steps, limit):
    from django.test import override_settings

    caches[clients.CACHE].clear()
    now, served = 1_000_000.0, []
    with override_settings(THROTTLE_LIMITS={"search": limit}):
        for step in steps:
            now += step
            wait = seconds_to_wait("search", HERE, now=now)
            if wait:
                now += wait
                assert seconds_to_wait("search", HERE, now=now) == 0
            served.append(now)
    for start in served:
        assert sum(start <= at < start + 60 for at in served) <= 2 * limit


@pytest.mark.parametrize(
    ("peer", "claims", "address"),
    [
        ("10.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "unsinn", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.9", "203.0.113.7", "203.0.113.9"),
        ("", "203.0.113.7", None),
        ("10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1, " * 5000, "10.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(rf, settings, peer, claims, address):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert client_address(rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=claims)) == address


def test_a_household_counts_as_one(rf):
    networks = {client_network(rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")) for number in (1, 0xFFFF)}
    assert networks == {"2001:db8:1:2::"}


def guess(password: str, name: str = "zhouyan", address: str = HERE, page: str = "admin:login"):
    return Client().post(reverse(page), {"username": name, "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def account(db) -> User:
    return User.objects.create_user("zhouyan", password="zhongguancun-3", is_staff=True)


@pytest.mark.parametrize("page", ["admin:login", "login"])
def test_after_five_wrong_passwords_the_right_one_has_to_wait(account, page):
    for _ in range(5):
        answer = guess("falsch", page=page)
    assert answer.status_code == 429
    refused = guess("zhongguancun-3", page=page)
    assert refused.status_code == 429
    assert "暂停登录 15 分钟" in refused.content.decode()
    assert refused["Retry-After"] == "900"


def test_a_name_that_does_not_exist_is_answered_alike(account):
    known = [guess("falsch").status_code for _ in range(6)]
    unknown = [guess("falsch", name="nobody").status_code for _ in range(6)]
    assert known == unknown


def test_the_guesses_of_another_do_not_shut_the_owner_out(account):
    for _ in range(6):
        guess("falsch")
    assert guess("zhongguancun-3", address="203.0.113.8").status_code == 302


def test_a_login_begins_a_session_of_its_own(account):
    browser = Client()
    browser.get(reverse("admin:login"))
    before = browser.session.session_key
    browser.post(reverse("admin:login"), {"username": "zhouyan", "password": "zhongguancun-3"})
    assert browser.session.session_key not in (None, before)


def test_the_session_cookie_is_for_the_server_alone_and_ends(account):
    cookie = guess("zhongguancun-3").cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 12 * 3600


@pytest.mark.parametrize("password", ["kurz", "1234567890123", "password123", "zhouyan123"])
def test_a_weak_password_is_refused(password):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password(password, User(username="zhouyan"))


def test_the_login_leads_to_no_other_site(account, client):
    response = client.post(
        "/login/?next=https://boese.example/",
        {"username": "zhouyan", "password": "zhongguancun-3", "next": "https://boese.example/"},
    )
    assert response["Location"] == "/"


@pytest.mark.parametrize("address", ["/", "/search/?q=党", "/admin/login/", "/login/", "/nirgends/", "/api/v1/search"])
def test_every_answer_carries_the_headers(engine, client, address):
    response = client.get(address)
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_an_original_is_shut_in_even_if_somebody_opens_it(client, make_report):
    report = make_report(filename="a.html", data=b"<script>alert(1)</script>")
    response = client.get(reverse("report-original", args=[report.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_new_address_has_a_limit_unless_it_is_named_here():
    """What reads nothing dear, and what supervisors ask; a login counts where it is sent."""
    names = {name for name, _ in patterns(get_resolver()) if not name.startswith("admin:")}
    free = {
        name
        for name in names
        if kind_of(SimpleNamespace(view_name=name, namespaces=name.split(":")[:-1]), "POST") is None
    }
    assert {"oai", "api:uploads", "api:upload", "dump-export"} <= names - free
    assert sorted(free) == [
        "about", "api-page", "archive", "favicon", "healthz", "logout", "look", "metrics", "oai-schema", "opensearch", "readyz",
        "robots", "sitemap", "sitemap-pages", "sitemap-reports",
    ]  # fmt: skip
