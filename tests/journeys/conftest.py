"""A real gunicorn on a free port with a DATA_DIR of its own, and readers at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.own_database import own_database

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "sehr-langes-passwort-1"
START_SECONDS = 300
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
#: The browser tells of a breach of the policy by an event too; on the console the tests hear both.
WATCH = """addEventListener("securitypolicyviolation", (breach) =>
  console.error(`policy: ${breach.violatedDirective} ${breach.blockedURI}`))"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A running archive: its address, its folder, and what it printed at its start."""

    url: str
    data_dir: Path
    printed: tuple[str, ...]
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the server; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def own_variables() -> Iterator[dict[str, str]]:
    """Where the suite runs on a database server, the served archive has a database of its own there."""
    with own_database() as variables:
        yield variables


@pytest.fixture(scope="session")
def archive_server(tmp_path_factory, own_variables) -> Iterator[Archive]:
    """`manage.py serve` as `make run` calls it, with the sample reports and two workers."""
    data_dir = tmp_path_factory.mktemp("archive")
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "DEBUG", "HTTPS"}},
        **own_variables,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "ADMIN_PASSWORD": PASSWORD,
        "WEB_WORKERS": "2",
    }
    log = (data_dir / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    printed: list[str] = []
    ready = threading.Event()

    def read() -> None:
        for line in server.stdout:
            printed.append(line.rstrip("\n"))
            if line.startswith("ready: "):
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        if not ready.wait(START_SECONDS) or server.poll() is not None:
            pytest.fail(f"the server did not start:\n{chr(10).join(printed)}\n{(data_dir / 'server.log').read_text()}")
        yield Archive(f"http://127.0.0.1:{port}", data_dir, tuple(printed), environment)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


@contextmanager
def fresh_reader(browser, archive: Archive, **options) -> Iterator:
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


def log_in(page) -> None:
    """To the desk, as the first administrator."""
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("input[type=submit], button[type=submit]")
    page.wait_for_url("**/admin/")
