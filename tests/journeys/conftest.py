"""A real gunicorn on a free port with a DATA_DIR of its own, and readers at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from tests.browsing import PHONE, fresh_reader
from tests.serving import PASSWORD, Served


@pytest.fixture(scope="session")
def archive_server(server) -> Served:
    """`manage.py serve` with the sample reports and two workers."""
    return server.running()


@pytest.fixture(scope="module")
def real_reports_go(archive_server) -> Iterator[None]:
    """What a file publishes is withdrawn behind it: beside a real report the samples of the others would not count."""
    yield
    archive_server.manage(
        "shell", "-c",
        "from archive.models import Report\nfrom archive.publishing.publish import withdraw_report\n"
        "for report in Report.objects.published().filter(is_sample=False): withdraw_report(report)",
    )  # fmt: skip


@pytest.fixture
def page(browser, archive_server) -> Iterator:
    """A fresh page of a fresh reader at a desk."""
    with fresh_reader(browser, archive_server.url) as page:
        yield page


@pytest.fixture
def phone(browser, archive_server) -> Iterator:
    """A fresh page of a fresh reader with a phone, who may paste what a page copied."""
    with fresh_reader(browser, archive_server.url, **PHONE, permissions=["clipboard-read", "clipboard-write"]) as page:
        yield page


@pytest.fixture
def page_without_script(browser, archive_server) -> Iterator:
    """A phone's page in a browser that runs no script."""
    with fresh_reader(browser, archive_server.url, **PHONE, java_script_enabled=False) as page:
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
