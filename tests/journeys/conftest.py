"""A real gunicorn on a free port with a DATA_DIR of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.own_database import own_database

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "sehr-langes-passwort-1"
START_SECONDS = 120


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


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's chromium; skips visibly where there is none, unless REQUIRE_BROWSER=1."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, but there is no chromium: apt-get install chromium")
        pytest.skip("no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser, archive_server) -> Iterator:
    """A fresh page of a fresh reader; the test fails if any page asked for something elsewhere."""
    context = browser.new_context(base_url=archive_server.url, locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: (
            elsewhere.append(request.url) if not request.url.startswith((archive_server.url, "data:")) else None
        ),
    )
    yield page
    context.close()
    assert elsewhere == []
