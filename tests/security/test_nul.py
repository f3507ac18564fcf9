"""No character NUL of a request reaches the database: PostgreSQL takes none, and the page would fail."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.security.hostile import NAMES, addresses, asking

#: A session's key as a cookie may spell it: \000 is NUL.
COOKIE = 'sessionid="abcdefghijklmnopqrstuvwxyz\\000"'
#: Parameters that lead to another page before the rest is read.
LEADS_AWAY = {"within", "place", "lang", "action", "o", "p", "e"}
SLOW = os.environ.get("SLOW_TESTS") == "1"


class Watch:
    """A wrapper of the connection that keeps the statements to which a NUL was given."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        if holds_nul(values):
            self.found.append(statement[:300])
        return execute(statement, values, many, context)


def holds_nul(values: Any) -> bool:
    if isinstance(values, str):
        return "\0" in values
    return isinstance(values, Iterable) and any(map(holds_nul, values))


def requests_of(address: str, numbers: list[int]) -> list[tuple[str, str, dict[str, str]]]:
    """Method, path and parameters: all that do not lead away; by SLOW_TESTS=1 also all, each alone, and sent as a form."""
    path = asking(random.Random(1), re.sub(r"<(str:)?code>", "620000", address), numbers[:1]).path
    every = dict.fromkeys(NAMES, "软\x00弱") | {"not": "source:软\0弱"}
    chosen = [{name: value for name, value in every.items() if name not in LEADS_AWAY}]
    if SLOW:
        chosen += [every, *({name: value} for name, value in every.items())]
    return [(method, path, each) for method in ("GET", "POST")[: 1 + SLOW] for each in chosen]


@pytest.mark.parametrize("who", ["stranger", "administrator"])
def test_no_nul_of_a_parameter_reaches_the_database(who, numbers, regions, monkeypatch):
    monkeypatch.setattr("archive.admin.uploads.start_and_wait", lambda batch, seconds: None)
    monkeypatch.setattr("archive.admin.batches.start_and_wait", lambda batch, seconds: None)
    client = Client(raise_request_exception=False)
    user = User.objects.create_superuser("root", password="x")
    known = [each for each in addresses() if (who == "administrator") is each.startswith("admin/")]
    watch, wrong = Watch(), []
    for address in known:
        for method, path, parameters in requests_of(address, numbers):
            if who == "administrator" and "_auth_user_id" not in client.session:
                client.force_login(user)
            encoded = urlencode(parameters)
            sent = {"QUERY_STRING": encoded} if method == "GET" else {"data": encoded}
            with connection.execute_wrapper(watch):
                answer = client.generic(method, path, content_type="application/x-www-form-urlencoded", **sent)
            if watch.found or (answer.status_code >= 500 and path != "/readyz"):
                wrong.append(f"{method} {path} {sorted(parameters)[:3]}: {answer.status_code} {watch.found[:1]}")
                watch.found.clear()
    assert wrong == []


def test_no_nul_of_an_address_reaches_the_database(numbers, regions):
    client = Client(raise_request_exception=False)
    user = User.objects.create_superuser("root", password="x")
    watch, wrong = Watch(), []
    for address in (each for each in addresses() if "<" in each):
        # logout is among the addresses
        client.force_login(user)
        path = "/" + re.sub(r"\(\?P<\w+>[^)]*\)", "621100", re.sub(r"<int:\w+>", str(numbers[0]), address))
        path = re.sub(r"<[^>]+>", "62%001100", path).replace("^", "").replace("$", "").replace("\\.", ".")
        with connection.execute_wrapper(watch):
            answer = client.get(path)
        if watch.found or answer.status_code >= 500:
            wrong.append(f"{path}: {answer.status_code} {watch.found[:1]}")
            watch.found.clear()
    assert wrong == []


@pytest.mark.parametrize("path", ["/", "/login/", "/admin/", "/search/?q=党", "/readyz"])
def test_no_nul_of_a_cookie_reaches_the_database(client, engine, path):
    watch = Watch()
    with connection.execute_wrapper(watch):
        answer = client.get(path, HTTP_COOKIE=f'{COOKIE}; lang="\\000"')
    assert answer.status_code in (200, 302, 503)
    assert watch.found == []


@pytest.mark.parametrize("parameter", ["source=a%00b", "not=source:a%00b"])
def test_a_name_with_nul_is_refused_with_a_sentence(client, engine, parameter):
    answer = client.get(f"/api/v1/search?{parameter}")
    assert answer.status_code == 400
    assert "里不能有空字符（NUL）" in answer.json()["error"]


def test_a_list_of_the_desk_refuses_a_lookup_with_nul(admin_client):
    watch = Watch()
    with connection.execute_wrapper(watch):
        assert admin_client.get("/admin/archive/report/?region=a%00b").status_code == 400
    assert watch.found == []
