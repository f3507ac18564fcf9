"""Each request has an id and, on a switch, one line; no line tells who asked or for what."""

from __future__ import annotations

import io
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.monitoring.requests import begin_request, current_request_id, end_request
from config.logging import JsonLines, LineFormatter, escape_controls, without_persons


@pytest.fixture
def lines():
    """What the log holds after a request, in the form asked for."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)

    def read(form=JsonLines) -> None:
        handler.setFormatter(form())
        return stream

    yield read
    root.removeHandler(handler)


def test_a_sane_request_id_is_answered_back(client):
    answer = client.get("/healthz", headers={"X-Request-ID": "proxy-1234.abc"})
    assert answer["X-Request-ID"] == "proxy-1234.abc"


@pytest.mark.parametrize("given_id", ["", "短", "a" * 65, "ab cd efgh", "abcdefgh\x7f", "<script>alert"])
def test_an_odd_request_id_is_replaced(client, given_id):
    answer = client.get("/healthz", headers={"X-Request-ID": given_id})
    assert len(answer["X-Request-ID"]) == 32


def test_two_requests_have_two_ids(client):
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_an_id_ends_with_its_request(client):
    client.get("/healthz")
    assert current_request_id() == ""


def test_a_request_writes_one_json_line(client, settings, lines):
    settings.ACCESS_LOG = True
    stream = lines()
    client.get("/healthz", headers={"X-Request-ID": "abcdefgh"})
    line = json.loads(stream.getvalue())
    assert (line["method"], line["path"], line["view"], line["status"], line["request_id"]) == (
        "GET",
        "/healthz",
        "healthz",
        200,
        "abcdefgh",
    )
    assert line["duration_ms"] >= 0


def test_without_the_switch_no_line_is_written(client, settings, lines):
    settings.ACCESS_LOG = False
    stream = lines()
    client.get("/healthz")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", [JsonLines, LineFormatter])
def test_a_search_leaves_neither_words_nor_address_nor_agent(client, engine, settings, lines, form):
    settings.ACCESS_LOG = True
    stream = lines(form)
    client.get(
        "/search/",
        {"q": "软弱涣散"},
        REMOTE_ADDR="203.0.113.9",
        headers={"User-Agent": "Agent/7", "Referer": "http://r"},
    )
    written = stream.getvalue()
    assert "/search/" in written
    assert not any(secret in written for secret in ("软弱", "%E8%BD%AF", "203.0.113.9", "Agent/7", "http://r"))


def test_what_django_attaches_to_a_line_is_left_out(client, lines):
    stream = lines()
    assert client.get("/nowhere/", {"q": "软弱涣散"}).status_code == 404
    line = json.loads(stream.getvalue())
    assert line["message"] == "Not Found: /nowhere/"
    assert "request" not in line


def test_an_error_is_written_with_its_traceback(lines):
    stream = lines()
    try:
        raise ValueError("坏了")
    except ValueError:
        logging.getLogger("archive").exception("这一步没有做成")
    line = json.loads(stream.getvalue())
    assert line["message"] == "这一步没有做成"
    assert "ValueError: 坏了" in line["error"]


def test_a_refusal_is_written_without_a_traceback(client, lines, django_user_model):
    client.force_login(django_user_model.objects.create_user("xinren", is_staff=True))
    assert client.get("/admin/archive/report/").status_code == 403
    written = lines(LineFormatter).getvalue()
    assert "/admin/archive/report/" in written
    assert "Traceback" not in written


def test_a_line_end_in_a_path_begins_no_line(client, settings, lines):
    settings.ACCESS_LOG = True
    stream = lines(LineFormatter)
    client.get("/x%0A2026-01-01 INFO archive: forged")
    assert all("forged" not in line or "\\n2026" in line for line in stream.getvalue().splitlines())


@given(st.text())
def test_no_message_breaks_its_line(text):
    assert len(escape_controls(text).splitlines()) <= 1


@given(st.text(max_size=80))
def test_an_id_is_always_fit_for_a_header(text):
    token = begin_request(text)
    try:
        assert current_request_id().isascii()
        assert 8 <= len(current_request_id()) <= 64
    finally:
        end_request(token)


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (
            "Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'GET /软弱'",
            "Invalid request: Invalid HTTP request line",
        ),
        (
            "Invalid request from ip=2001:db8::9: Invalid HTTP Header: 'weak\nlax'",
            "Invalid request: Invalid HTTP Header",
        ),
        (
            "Invalid request from ip=: Proxy request from '203.0.113.9' not allowed",
            "Invalid request: Proxy request from",
        ),
        ("Error handling request GET /search/?q=软弱", "Error handling request GET /search/?…"),
        ("No more data after: 'GET /search/?q=weak lax HTTP/1.1'", "No more data after: 'GET /search/?…"),
    ],
)
def test_gunicorns_lines_lose_address_and_question(message, written):
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, message, (), None)
    assert without_persons(record)
    assert record.getMessage() == written
