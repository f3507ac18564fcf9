"""manage.py mcp: answer assistants by the Model Context Protocol, over standard input and output, or over HTTP."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.languages import say
from archive.management.sentences import ArchiveCommand
from archive.storage.faults import cause_of
from search.engine import get_engine


class Command(ArchiveCommand):
    help = gettext_noop("让智能助手检索、阅读和核对引文（MCP）。不写选项时经标准输入输出，由助手自己启动。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--http", action="store_true", help=say("在 MCP_HOST:MCP_PORT 上经 HTTP 提供；要先写 MCP_HTTP=1")
        )

    def handle(self, *, http: bool, **options: Any) -> None:
        server, web = _rooms()
        if not http:
            server.serve_stdio()
            return
        _refuse_what_is_closed()
        listening = _listen(settings.MCP_HOST, settings.MCP_PORT)
        get_engine()  # the words of its dictionary take seconds to load
        host, port = listening.getsockname()[:2]
        self.stdout.write(f"ready: http://{f'[{host}]' if ':' in host else host}:{port}{web.PATH}")
        self.stdout.flush()
        web.serve_http(listening, settings.MCP_TOKEN)


def _rooms() -> tuple[ModuleType, ModuleType]:
    """Return the modules that need the optional packages. Raises CommandError where these are missing."""
    try:
        from archive.assistants import server, web
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("archive"):
            raise
        package = (error.name or "").partition(".")[0]
        sentence = say("缺少 {0} 这个包，它不随文库安装。请运行：{1}", package, "make mcp")
        raise CommandError(sentence) from error
    return server, web


def _refuse_what_is_closed() -> None:
    """Raise CommandError where HTTP is not switched on, or would open a closed archive."""
    if not settings.MCP_HTTP:
        raise CommandError(say("经 HTTP 提供要先打开：MCP_HTTP=1。只供本机的助手用时，不必写 --http。"))
    if settings.REQUIRE_LOGIN and not settings.MCP_TOKEN:
        raise CommandError(
            say(
                "本文库须登录后使用（REQUIRE_LOGIN=1），经 HTTP 提供还要一个令牌：把它写进一个文件，再写明 MCP_TOKEN_FILE。"
            )
        )


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises CommandError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise CommandError(
            say("{0}:{1} 用不了（{2}）。请停下占用它的程序，或换一个 MCP_PORT。", host, port, cause_of(error))
        ) from error
    listening.listen(100)
    return listening
