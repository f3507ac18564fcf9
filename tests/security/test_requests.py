"""Hostile requests of every address. FUZZ_REQUESTS=10000 asks more than the suite's 300; each is told by its seed."""

from __future__ import annotations

import os
import random
import time

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.test import Client, RequestFactory

from config.application import Application
from tests.own_database import connection_kept
from tests.security.hostile import SCRIPT, Asking, addresses, asking

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "300"))
#: Of this thread's processor, so that a busy machine fails nothing.
LONGEST_SECONDS = 6.0


@pytest.fixture
def faults(monkeypatch):
    """What views raised and nobody answered, as words."""
    monkeypatch.setattr("archive.admin.uploads.start_and_wait", lambda batch, seconds: None)
    monkeypatch.setattr("archive.admin.batches.start_and_wait", lambda batch, seconds: None)
    monkeypatch.setattr("archive.api.uploads.start_worker", lambda batch: None)
    told: list[str] = []

    def note(sender, request, **rest):
        import traceback

        told.append(traceback.format_exc()[-1500:])

    got_request_exception.connect(note)
    yield told
    got_request_exception.disconnect(note)


def send(client: Client, asked: Asking) -> tuple[int, bool, float]:
    """Status, whether markup that came in went out as markup, seconds of the processor; streams are read to their end."""
    started = time.thread_time()
    sent = {"content_type": asked.media_type, "QUERY_STRING": asked.query, **asked.headers}
    try:
        response = client.generic(asked.method, asked.path, asked.body, **sent)
    except (SuspiciousOperation, LookupError, UnicodeError):  # before any view; config/application.py answers these
        request = RequestFactory()
        return status_of(request._base_environ(REQUEST_METHOD=asked.method, CONTENT_TYPE=asked.media_type, QUERY_STRING=asked.query)), False, 0.0  # fmt: skip
    body = b"".join(response) if response.streaming else response.content
    for name, value in response.items():
        assert not set(value) & set("\r\n"), name
    is_markup = any(kind in response.get("Content-Type", "") for kind in ("html", "xml"))
    return response.status_code, is_markup and SCRIPT.encode() in body, time.thread_time() - started


def status_of(environ: dict) -> int:
    """What the application that gunicorn serves says to a request."""
    said: list[str] = []
    with connection_kept():
        b"".join(Application()(environ, lambda status, headers: said.append(status)))
    return int(said[0].partition(" ")[0])


@pytest.mark.parametrize("who", ["stranger", "administrator"])
def test_no_request_of_any_address_fails_or_hangs(who, numbers, faults):
    client = Client(raise_request_exception=False)
    if who == "administrator":
        client.force_login(User.objects.create_superuser("root", password="x"))
    known = [each for each in addresses() if who == "administrator" or not each.startswith("admin/")]
    told = []
    for seed in range(REQUESTS // 2):
        chance = random.Random(f"{who} {seed}")
        asked = asking(chance, chance.choice(known), numbers)
        faults.clear()
        status, came_through, seconds = send(client, asked)
        wrong = faults[-1:]
        if status >= 500 and not (status == 503 and asked.path == "/readyz"):
            wrong.append(f"status {status}")
        if seconds > LONGEST_SECONDS:
            wrong.append(f"{seconds:.1f} seconds")
        if came_through:
            wrong.append("a script that came in went out")
        if wrong:
            told.append(f"{who} {seed}: {asked.method} {asked.path[:200]}?{asked.query[:300]} {asked.headers}: {wrong}")
        if who == "administrator" and "_auth_user_id" not in client.session:
            client.force_login(User.objects.get(username="root"))  # it asked for logout
    assert not told, f"{len(told)} of {REQUESTS // 2}:\n" + "\n\n".join(told[:8])


def test_every_public_address_is_asked(db):
    chance = random.Random(1)
    public = [each for each in addresses() if not each.startswith("admin/")]
    assert len(public) > 30
    for address in public:
        path = asking(chance, address, [1]).path
        assert not set(path) & set("<>^$()\\"), path


def test_the_same_seed_asks_the_same():
    assert asking(random.Random(7), "search/", [1]) == asking(random.Random(7), "search/", [1])


@pytest.mark.parametrize("charset", ["utf-8", "base64", "idna", "undefined", "no-such"])
def test_too_many_parameters_and_strange_charsets_are_a_bad_request_and_no_failure(charset, db):
    many = "&".join(f"x{number}=%E6" for number in range(1500))
    asked = RequestFactory()._base_environ(QUERY_STRING=many, CONTENT_TYPE=f"text/plain; charset={charset}")
    assert status_of(asked) == 400


@pytest.mark.parametrize("charset", ["base64", "idna", "undefined", "utf-16", "gb18030"])
def test_a_charset_other_than_that_of_the_forms_is_a_bad_request(charset, db, client):
    answer = client.get("/about/", headers={"Content-Type": f"text/plain; charset={charset}"})
    assert answer.status_code == 400
    assert "UTF-8" in answer.content.decode()
