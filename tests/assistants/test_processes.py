"""``manage.py mcp`` as a process: over standard input and output, and over HTTP behind its switch."""

from __future__ import annotations

import socket
import sys
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import CommandError

pytest.importorskip("mcp", reason="mcp is not installed: make mcp")

from mcp import Client, StdioServerParameters

from config.environment import env_secret
from tests import PROJECT, warm
from tests.archives import own_archive
from tests.assistants.conversing import on_a_loop
from tests.serving import environment, free_port

TOKEN = "t" * 40


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The variables of an archive with the sample reports."""
    with own_archive(tmp_path_factory) as (folder, variables):
        yield {**environment(folder, **variables), "LANG": "C.UTF-8"}


async def _talk(server) -> tuple[list[str], dict, dict]:
    """The names of the tools, a report's first paragraph, and what is said of the words of that paragraph."""
    async with Client(server) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        found = (await client.call_tool("search", {"q": "软弱涣散"})).structured_content
        read = await client.call_tool("read", {"report": found["reports"][0]["report"]})
        words = next(line["text"] for line in read.structured_content["lines"] if len(line["text"]) > 30)[:40]
        checked = await client.call_tool("check_quotation", {"text": f"“{words}”"})
        return names, read.structured_content, checked.structured_content


def assert_answers(names: list[str], read: dict, checked: dict) -> None:
    assert names == ["search", "read", "cite", "check_quotation", "regions"]
    assert read["sample"]
    assert checked["verdict"] == "exact"
    assert read["report"] in [passage["source"]["report"] for passage in checked["passages"]]


def test_an_assistant_that_starts_it_talks_over_standard_input_and_output(archive):
    """Nothing but the protocol may be printed there: a line that is none would end the conversation."""
    server = StdioServerParameters(command=sys.executable, args=["manage.py", "mcp"], env=archive, cwd=PROJECT)
    assert_answers(*on_a_loop(_talk, server))


def _serve() -> None:
    execute_from_command_line(["manage.py", "mcp", "--http"])


def test_over_http_a_process_of_its_own_answers_and_logs_nothing_of_it(archive, tmp_path):
    port, log = free_port(), tmp_path / "log"
    variables = {**archive, "MCP_HTTP": "1", "MCP_PORT": str(port), "LOG_LEVEL": "DEBUG", "ACCESS_LOG": "1"}
    process = warm.start(_serve, variables=variables, output=log)
    try:
        while not (log.exists() and "ready:" in log.read_text()):
            assert process.is_alive(), log.read_text()
            time.sleep(0.05)
        assert f"ready: http://127.0.0.1:{port}/mcp" in log.read_text()
        assert_answers(*on_a_loop(_talk, f"http://127.0.0.1:{port}/mcp"))
    finally:
        process.terminate()
        process.join(60)
    assert process.exitcode is not None
    written = log.read_text()
    assert "软弱涣散" not in written
    assert "POST" not in written


def test_http_is_switched_off_unless_the_operator_says_otherwise():
    with pytest.raises(CommandError, match="MCP_HTTP=1"):
        call_command("mcp", "--http")


def test_http_of_a_closed_archive_asks_for_a_token(settings):
    settings.MCP_HTTP, settings.REQUIRE_LOGIN, settings.MCP_TOKEN = True, True, ""
    with pytest.raises(CommandError, match="MCP_TOKEN_FILE"):
        call_command("mcp", "--http")


def test_a_taken_port_is_told_before_anything_is_loaded(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.MCP_HTTP, settings.MCP_PORT = True, taken.getsockname()[1]
        with pytest.raises(CommandError, match="MCP_PORT"):
            call_command("mcp", "--http")


def test_where_the_package_is_missing_the_command_names_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    for name in ("server", "web"):
        monkeypatch.delitem(sys.modules, f"archive.assistants.{name}", raising=False)
        monkeypatch.delattr(f"archive.assistants.{name}", raising=False)
    with pytest.raises(CommandError, match=r"缺少 mcp 这个包.*make mcp"):
        call_command("mcp")


@pytest.mark.parametrize(("content", "words"), [(None, "读不了"), ("", "是空的"), ("kurz\n", "至少要 32 个字符")])
def test_a_token_file_that_is_missing_empty_or_short_is_refused(monkeypatch, tmp_path, content, words):
    path = tmp_path / "token"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("MCP_TOKEN_FILE", str(path))
    with pytest.raises(ImproperlyConfigured, match=words):
        env_secret("MCP_TOKEN_FILE", least=32)
    path.write_text(TOKEN + "\n")
    assert env_secret("MCP_TOKEN_FILE", least=32) == TOKEN
