"""The server over HTTP: who may ask, how often, how much and how long."""

from __future__ import annotations

import json
import threading

import pytest
from django.core.cache import caches

pytest.importorskip("mcp", reason="mcp is not installed: make mcp")

import anyio
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from archive.assistants import server as protocol
from archive.assistants import web
from archive.assistants.server import make_server
from archive.assistants.web import make_application
from tests.assistants.conversing import in_the_tests_thread, on_a_loop

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8100"
TOKEN = "t" * 40
ASK = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "regions", "arguments": {"name": "定西"}}}
TAKES = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def serve(talk, *, token="", client=("203.0.113.7", 50000)):
    """What ``talk`` returns, given an HTTP client of the application."""

    async def over_http(work):
        server = make_server(work)
        application = make_application(token, server)
        transport = httpx2.ASGITransport(app=application, client=client)
        async with server.session_manager.run(), httpx2.AsyncClient(transport=transport, base_url=HERE) as http:
            return await talk(http)

    return in_the_tests_thread(over_http)


def ask(method="POST", path="/mcp", *, token="", times=1, body=None, **headers):
    async def talk(http):
        content = json.dumps(ASK) if body is None else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(times):
            answer = await http.request(method, path, content=content, headers={**TAKES, **named})
        return answer

    return serve(talk, token=token)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_official_client_asks_over_http_in_the_new_form_and_the_old(make_report, mode):
    report = make_report(text="全市整顿软弱涣散党组织二百七十九个。")

    async def talk(http):
        async with Client(streamable_http_client(f"{HERE}/mcp", http_client=http), mode=mode) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            return names, await client.call_tool("check_quotation", {"text": "软弱涣散党组织二百七十九个"})

    names, result = serve(talk)
    assert "check_quotation" in names
    assert result.structured_content["verdict"] == "exact"
    assert result.structured_content["passages"][0]["source"]["report"] == report.pk


def test_a_single_request_is_answered_without_a_session():
    answer = ask()
    assert answer.status_code == 200
    assert answer.json()["result"]["structuredContent"]["regions"] == []


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8100", "", "127.0.0.1.evil.example", "[::1"])
def test_a_foreign_host_is_refused_so_that_no_name_can_be_bound_anew(host):
    assert ask(host=host).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://", ""])
def test_a_page_of_another_site_is_refused(origin):
    assert ask(origin=origin).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8100", "localhost", "[::1]:8100", "jiceng.example"])
def test_this_machine_and_the_names_of_the_archive_are_answered(settings, host):
    settings.ALLOWED_HOSTS = ["jiceng.example"]
    assert ask(host=host, origin=f"https://{host}").status_code == 200


def test_a_client_that_asks_too_often_has_to_wait(settings):
    settings.THROTTLE = True
    settings.THROTTLE_LIMITS = {**settings.THROTTLE_LIMITS, "api": 3}
    caches["throttle"].clear()
    assert ask(times=3).status_code == 200
    answer = ask()
    assert (answer.status_code, answer.headers["retry-after"].isdigit()) == (429, True)
    assert "一分钟内接口调用超过 3 次" in answer.json()["error"]
    caches["throttle"].clear()


def test_without_the_token_nothing_is_answered_and_guesses_count():
    assert ask(token=TOKEN).status_code == 401
    assert ask(token=TOKEN, authorization="Bearer " + "u" * 40).headers["www-authenticate"] == "Bearer"
    assert ask(token=TOKEN, authorization=f"Basic {TOKEN}").status_code == 401
    assert ask(token=TOKEN, authorization="Bearer \u00fc".encode("latin-1")).status_code == 401
    assert ask(token=TOKEN, authorization=f"Bearer {TOKEN}").status_code == 200


@pytest.mark.parametrize(("method", "status"), [("GET", 405), ("DELETE", 405), ("PUT", 405)])
def test_only_post_is_taken(method, status):
    answer = ask(method)
    assert (answer.status_code, answer.headers["allow"]) == (status, "POST")


def test_nothing_else_of_the_archive_is_there():
    assert ask("GET", "/healthz").json() == {"alive": True}
    assert [ask("GET", path).status_code for path in ("/", "/admin/", "/api/v1/search", "/mcp/x")] == [404] * 4


def test_too_large_a_body_is_refused(settings):
    large = json.dumps({**ASK, "id": "x" * settings.SMALL_BODY_BYTES})
    assert ask(body=large).status_code == 413

    async def in_parts(http):
        async def parts():
            for at in range(0, len(large), 4096):
                yield large[at : at + 4096].encode()

        return await http.post("/mcp", content=parts(), headers=TAKES)

    assert serve(in_parts).status_code == 413


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', '{"jsonrpc": "2.0"}', "\x00", "[" * 5000])
def test_what_is_no_message_is_refused_and_does_no_harm(body):
    assert 400 <= ask(body=body).status_code < 500


def test_a_request_that_does_not_come_to_an_end_is_given_up(monkeypatch):
    monkeypatch.setattr(web, "_REQUEST_SECONDS", 0.05)

    async def slow(http):
        async def parts():
            yield b"{"
            await anyio.sleep(30)
            yield b"}"

        return await http.post("/mcp", content=parts(), headers=TAKES)

    answer = serve(slow)
    assert (answer.status_code, "太慢" in answer.json()["error"]) == (408, True)


def test_no_more_calls_than_there_are_places_are_worked_on(monkeypatch):
    taken = [protocol._places.acquire(blocking=False) for _ in range(protocol.AT_ONCE)]
    try:
        answer = on_a_loop(protocol.in_a_thread, "regions", {"name": "定西"})
    finally:
        for _ in taken:
            protocol._places.release()
    assert (answer.is_error, answer.content["error"]) == (True, protocol.BUSY)


def test_a_call_that_takes_too_long_is_given_up_and_frees_its_place_when_it_ends(monkeypatch):
    going = threading.Event()
    monkeypatch.setattr(protocol, "SECONDS", 0.05)
    monkeypatch.setattr(protocol, "run_tool", lambda name, arguments: going.wait(10))
    monkeypatch.setattr(protocol, "connections", type("None", (), {"close_all": staticmethod(lambda: None)}))
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(protocol, "_places", places)
    answer = on_a_loop(protocol.in_a_thread, "read", {})
    assert answer.content["error"] == protocol.TOO_LONG
    going.set()
    assert places.acquire(timeout=10)
