"""A real gunicorn on a free port with a DATA_DIR of its own, and readers at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client

from tests.serving import PASSWORD, Served, own_archive, served

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
#: The browser tells of a breach of the policy by an event too; on the console the tests hear both.
WATCH = """addEventListener("securitypolicyviolation", (breach) =>
  console.error(`policy: ${breach.violatedDirective} ${breach.blockedURI}`))"""


@pytest.fixture(scope="session")
def archive_server(tmp_path_factory) -> Iterator[Served]:
    """`manage.py serve` with the sample reports and two workers; all journeys come from one address, which is not held against them."""
    with own_archive(tmp_path_factory) as (folder, variables), served(folder, THROTTLE="off", **variables) as running:
        yield running


@contextmanager
def fresh_reader(browser, archive: Served, **options) -> Iterator:
    """A page of a reader who keeps nothing yet; fails if a page asked elsewhere, broke the policy, or a script failed."""
    faults: list[str] = []
    context = browser.new_context(
        **{"base_url": archive.url, "locale": "zh-CN", "viewport": {"width": 1280, "height": 900}, **options}
    )
    context.set_default_timeout(60_000)
    context.add_init_script(WATCH)
    page = context.new_page()

    def hear(message) -> None:
        # An answer of 404 or 410 is told on the console as well; those are what some tests ask for.
        if message.type == "error" and "the server responded with a status" not in message.text:
            faults.append(message.text)

    def see(request) -> None:
        if not request.url.startswith((archive.url, "data:")):
            faults.append(f"asked elsewhere: {request.url}")

    context.on("console", hear)
    context.on("request", see)
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert faults == []


@pytest.fixture
def page(browser, archive_server) -> Iterator:
    """A fresh page of a fresh reader at a desk."""
    with fresh_reader(browser, archive_server) as page:
        yield page


@pytest.fixture
def phone(browser, archive_server) -> Iterator:
    """A fresh page of a fresh reader with a phone, who may paste what a page copied."""
    with fresh_reader(browser, archive_server, **PHONE, permissions=["clipboard-read", "clipboard-write"]) as page:
        yield page


@pytest.fixture
def page_without_script(browser, archive_server) -> Iterator:
    """A phone's page in a browser that runs no script."""
    with fresh_reader(browser, archive_server, **PHONE, java_script_enabled=False) as page:
        yield page


def enter(page, live_server, user) -> None:
    """To the desk of a server in this process, as ``user``, without the form."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def log_in(page) -> None:
    """To the desk, as the first administrator."""
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("input[type=submit], button[type=submit]")
    page.wait_for_url("**/admin/")
