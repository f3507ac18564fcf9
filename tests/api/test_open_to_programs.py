"""What every program gets under /api/: JSON in every error, a start page, HEAD, and CORS where nothing is written or closed."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from django.test import Client

from archive.api import api, endpoints
from archive.web import clients, middleware, programs
from config.limits import SMALL_BODY_BYTES

pytestmark = pytest.mark.django_db

READING = ["/api/v1/", "/api/v1/search", "/api/v1/suggest", "/api/v1/changes", "/api/v1/openapi.json"]
HERE = {"Origin": "https://example.org"}


def fail(*arguments, **options):
    raise RuntimeError("broken")


def away(*arguments, **options):
    raise OperationalError("the database is gone")


def sentence_of(answer) -> str:
    assert answer["Content-Type"].startswith("application/json")
    body = json.loads(answer.content)
    assert body.keys() == {"error"}
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.get("Content-Length", str(len(answer.content))) == str(len(answer.content))
    return body["error"]


@pytest.mark.parametrize(
    "address",
    ["/api", "/api/", "/api/v2/search", "/api/v1/nothing", "/api/v1/search/", "/api/v1/reports/x", "/api/%FF"],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_unknown_address_is_a_404_in_json_whoever_asks(client, engine, address, accept):
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 404
    assert "openapi.json" in sentence_of(answer)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("address", READING[:4])
def test_another_method_is_a_405_in_json(client, engine, address, method):
    answer = client.generic(method, address)
    assert answer.status_code == 405
    assert "GET" in sentence_of(answer)
    assert answer["Allow"]


def test_what_cannot_be_read_is_a_400_in_json(client, engine):
    assert "参数太多" in sentence_of(client.get("/api/v1/search?" + "&".join(["q=党"] * 3000)))
    assert "charset" in sentence_of(client.generic("POST", "/api/v1/search", b"x", "text/plain; charset=base64"))
    answer = client.get("/api/v1/search", headers={"Host": "a,b"})
    assert answer.status_code == 400
    assert sentence_of(answer)


def test_a_body_too_large_is_a_413_in_json(client, engine):
    answer = client.generic("POST", "/api/v1/search", b"x" * (SMALL_BODY_BYTES + 1), headers={"Accept": "text/html"})
    assert answer.status_code == 413
    assert sentence_of(answer)


def test_too_many_requests_are_a_429_in_json_with_the_time_to_wait(client, engine, settings):
    clients.caches[clients.CACHE].clear()
    settings.THROTTLE = True
    settings.THROTTLE_LIMITS = {**settings.THROTTLE_LIMITS, "api": 1}
    assert client.get("/api/v1/changes").status_code == 200
    answer = client.get("/api/v1/changes")
    assert answer.status_code == 429
    assert answer["Retry-After"] in sentence_of(answer)
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]
    clients.caches[clients.CACHE].clear()


@pytest.mark.parametrize(("failure", "status"), [(fail, 500), (away, 503)])
def test_a_failure_is_told_in_json(engine, monkeypatch, failure, status):
    monkeypatch.setattr(endpoints, "changes_shape", failure)
    answer = Client(raise_request_exception=False).get("/api/v1/changes", headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert "broken" not in sentence_of(answer)


def test_a_machine_that_may_not_serve_says_so_in_json(client, engine, monkeypatch):
    monkeypatch.setattr(middleware, "is_shared", lambda: True)
    monkeypatch.setattr(middleware, "refusal", lambda: "另一台")
    inner = middleware.refuse_second_machine(lambda request: pytest.fail("it was served"))
    from django.test import RequestFactory

    answer = programs.answer_programs(inner)(RequestFactory().get("/api/v1/changes"))
    assert answer.status_code == 503
    assert "另一台机器" in sentence_of(answer)
    assert answer["Retry-After"]


@pytest.mark.parametrize("address", READING)
def test_head_answers_as_get_without_a_body(client, engine, address):
    asked, answer = client.get(address), client.head(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"] == asked["Content-Type"]


@pytest.mark.parametrize("address", [*READING, "/api/v1/nothing"])
def test_a_page_of_another_site_may_ask_and_read_without_an_account(client, engine, address):
    preflight = client.options(address, headers=HERE | {"Access-Control-Request-Method": "GET"})
    assert (preflight.status_code, preflight.content) == (204, b"")
    for answer in (preflight, client.get(address, headers=HERE), client.head(address, headers=HERE)):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_no_other_address_is_open_to_pages_of_other_sites(client, engine, make_report):
    make_report()
    for address in ("/", "/reports/1/", "/feed.atom", "/admin/login/", "/search/export.csv", "/apis", "/suggest/?q=党"):
        for answer in (client.get(address, headers=HERE), client.options(address, headers=HERE)):
            assert "Access-Control-Allow-Origin" not in answer, address


def test_a_closed_archive_is_closed_to_pages_of_other_sites(client, engine, settings):
    settings.REQUIRE_LOGIN = True
    for address in READING:
        answer = client.get(address, headers=HERE)
        assert answer.status_code == 401
        assert "须登录" in answer.json()["error"]
        preflight = client.options(address, headers=HERE | {"Access-Control-Request-Method": "GET"})
        assert preflight.status_code != 204
        for each in (answer, preflight):
            assert "Access-Control-Allow-Origin" not in each


def test_an_address_that_writes_is_closed_to_pages_of_other_sites(client, engine):
    """Every operation of the API that is no GET must be named in ``WRITING``, whoever adds it."""
    writing = {
        path.removeprefix("/api/v1/").partition("/")[0]
        for path, operations in api.get_openapi_schema()["paths"].items()
        if set(operations) - {"get"}
    }
    assert writing <= set(programs.WRITING)
    for name in programs.WRITING:
        for method in ("GET", "POST", "OPTIONS"):
            answer = client.generic(method, f"/api/v1/{name}", headers=HERE)
            assert "Access-Control-Allow-Origin" not in answer
            assert "Access-Control-Allow-Methods" not in answer


def test_the_start_page_names_every_address_of_the_document(client, engine):
    answer = client.get("/api/v1/", headers={"Accept": "*/*"})
    assert answer.status_code == 200
    start = answer.json()
    document = client.get(start["openapi"]).json()
    assert {row["path"] for row in start["addresses"]} == set(document["paths"])
    assert all(row["summary"] for row in start["addresses"])
    assert client.get(start["page"]).status_code == 200
    assert client.get(start["feed"]).status_code == 200


def test_a_browser_is_led_from_the_start_to_a_page_for_people(client, engine):
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = client.get("/api/v1/", headers=browser)
    assert (answer.status_code, answer["Location"]) == (302, "/about/api/")
    assert "Accept" in answer["Vary"]
    for language, words in (("zh-Hans", "跟上变动"), ("zh-Hant", "跟上變動"), ("en", "Following")):
        client.cookies["lang"] = language.lower()
        page = client.get("/about/api/", headers=browser).content.decode()
        assert f'lang="{language}"' in page
        assert words in page
        assert "<script>" not in page
    client.cookies.clear()
    page = client.get("/about/api/", headers=browser).content.decode()
    for path in client.get("/api/v1/").json()["addresses"]:
        assert path["path"].rstrip("/").partition("/{")[0] in page
    for address in ("/about/", "/about/archive/"):
        assert 'href="/about/api/"' in client.get(address).content.decode()
