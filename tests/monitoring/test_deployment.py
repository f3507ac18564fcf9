"""What deploy/ and the documents name is what the program reads."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.conftest import PROJECT

DEPLOY = PROJECT / "deploy"
_READ = re.compile(r'env_(?:str|int|bool|list|origin|choice)\(\s*"([A-Z_]+)"')
_LISTED = re.compile(r"^\| `([A-Z_]+)`", re.MULTILINE)


def listed() -> set[str]:
    return set(_LISTED.findall((PROJECT / "docs" / "operations.md").read_text("utf-8")))


def settings_of(file: str) -> dict[str, str]:
    lines = (DEPLOY / file).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize(
    "name", ["LOG_FORMAT", "ACCESS_LOG", "METRICS", "METRICS_TOKEN", "DISK_LEAST_MB", "SLOW_SEARCH_MS"]
)
def test_each_setting_of_the_watch_is_listed_and_read(name):
    read = {found for file in (PROJECT / "config").glob("*.py") for found in _READ.findall(file.read_text("utf-8"))}
    assert name in read & listed()


def test_the_example_names_only_settings_that_are_listed():
    assert set(settings_of("jiceng.env")) <= listed()


def test_socket_settings_and_proxy_agree_on_the_address():
    chosen = settings_of("jiceng.env")
    address = f"{chosen['HOST']}:{chosen['PORT']}"
    assert f"ListenStream={address}" in (DEPLOY / "jiceng.socket").read_text("utf-8")
    assert f"server {address};" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_this_machine_may_ask_for_its_health():
    assert "127.0.0.1" in settings_of("jiceng.env")["ALLOWED_HOSTS"].split(",")


def test_the_proxy_overwrites_what_strangers_send():
    proxy = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "X-Forwarded-For $remote_addr;" in proxy
    assert "$proxy_add_x_forwarded_for" not in proxy


def test_no_location_drops_the_headers_of_the_server():
    """nginx forgets all inherited proxy_set_header lines where a location has one of its own."""
    proxy = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "proxy_set_header" not in proxy[proxy.index("location /") :]


def test_the_proxys_log_holds_neither_question_nor_address():
    form = next(
        line for line in (DEPLOY / "nginx.conf").read_text("utf-8").splitlines() if line.startswith("log_format")
    )
    assert not re.search(r"\$(request\b|request_uri|args|query_string|remote_addr|http_)", form)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")
def test_systemd_understands_the_units(tmp_path):
    """With programs that are here instead of those that an installation has."""
    for unit in DEPLOY.glob("jiceng*.*"):
        if unit.suffix in {".service", ".socket", ".timer"}:
            text = unit.read_text("utf-8").replace("/opt/jiceng/current/.venv/bin/python", "/bin/true")
            (tmp_path / unit.name).write_text(text)
    units = [
        str(tmp_path / name)
        for name in ("jiceng.service", "jiceng.socket", "jiceng-backup.timer", "jiceng-mcp.service")
    ]
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    # Whatever else this machine has may be wrong; of our units nothing is to be said.
    assert not [line for line in told.stderr.splitlines() if "jiceng" in line]
