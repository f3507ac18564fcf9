"""The server over HTTP, a process of its own: who may ask, how often, how much and how long. Everything else is ``server``.

A web page of another site must not ask through a reader's browser (DNS rebinding): the names of the host and of the origin
are checked. Each request stands for itself, so that no session is kept.
"""

from __future__ import annotations

import hmac
import json
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import anyio
import uvicorn
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from mcp.server import Server
from mcp.server.transport_security import TransportSecuritySettings

from archive.assistants.server import SECONDS, make_server
from archive.web.clients import client_network, seconds_to_wait

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH, ALIVE = "/mcp", "/healthz"
#: Seconds for a request in all: its body, its turn and the answer.
_REQUEST_SECONDS = SECONDS + 15
_CONNECTIONS = 100
_HERE = ("127.0.0.1", "localhost", "[::1]")

WRONG_HOST = "这个主机名不在 ALLOWED_HOSTS 里，不回答。"
WRONG_ORIGIN = "别的网站的网页不能来问。"
NO_TOKEN = "须出示令牌：Authorization: Bearer 令牌。令牌请向管理员要。"  # noqa: S105  a sentence
ONLY_POST = "这个地址只收 POST，内容是 MCP（Streamable HTTP）的消息。"
NOTHING_HERE = f"这里没有内容。MCP 的地址是 {PATH}。"
TOO_LARGE = "发来的内容太大，至多 {0} 字节。"
TOO_SLOW = "请求太慢，已经停下。请再试一次。"


def make_application(token: str = "", server: Server[Any] | None = None) -> Application:
    """Return the ASGI application. ``token``: what each client must send, "" for nothing; ``server`` is for tests."""
    inner = (server or make_server()).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=settings.SMALL_BODY_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # checked here
    )

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await inner(scope, receive, send)
        elif scope["type"] == "http":
            await _answer(inner, token, scope, receive, send)

    return application


async def _answer(inner: Application, token: str, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] == ALIVE and scope["method"] in ("GET", "HEAD"):
        await _say(send, HTTPStatus.OK, {"alive": True})
        return
    if refused := await anyio.to_thread.run_sync(_refusal, scope, headers, token):
        await _say(send, *refused)
        return
    is_begun = False

    async def watched(message: MutableMapping[str, Any]) -> None:
        nonlocal is_begun
        is_begun = True
        await send(message)

    with anyio.move_on_after(_REQUEST_SECONDS) as limit:
        await inner(scope, receive, watched)
    if limit.cancelled_caught and not is_begun:
        await _say(send, HTTPStatus.REQUEST_TIMEOUT, {"error": TOO_SLOW})


def _refusal(
    scope: Scope, headers: dict[str, str], token: str
) -> tuple[HTTPStatus, dict[str, Any], dict[str, str]] | None:
    """Return status, body and headers of the answer to a request that goes no further."""
    allowed = [*settings.ALLOWED_HOSTS, *_HERE]
    if not _is_ours(headers.get("host", ""), allowed):
        return HTTPStatus.BAD_REQUEST, {"error": WRONG_HOST}, {}
    origin = headers.get("origin")
    if origin is not None and not _is_ours(urlsplit(origin).netloc, allowed):
        return HTTPStatus.FORBIDDEN, {"error": WRONG_ORIGIN}, {}
    if scope["path"] != PATH:
        return HTTPStatus.NOT_FOUND, {"error": NOTHING_HERE}, {}
    if scope["method"] != "POST":
        return HTTPStatus.METHOD_NOT_ALLOWED, {"error": ONLY_POST}, {"allow": "POST"}
    seconds = seconds_to_wait("api", _network(scope, headers)) if settings.THROTTLE else 0
    if seconds:
        limit = settings.THROTTLE_LIMITS["api"]
        sentence = f"您的地址在一分钟内接口调用超过 {limit} 次，请 {seconds} 秒后再试。"
        return HTTPStatus.TOO_MANY_REQUESTS, {"error": sentence}, {"retry-after": str(seconds)}
    if token and not _has_token(headers.get("authorization", ""), token):
        return HTTPStatus.UNAUTHORIZED, {"error": NO_TOKEN}, {"www-authenticate": "Bearer"}
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > settings.SMALL_BODY_BYTES:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": TOO_LARGE.format(settings.SMALL_BODY_BYTES)}, {}
    return None


def _is_ours(host: str, allowed: list[str]) -> bool:
    domain, _ = split_domain_port(host.lower())
    return bool(domain) and validate_host(domain, allowed)


def _has_token(header: str, token: str) -> bool:
    scheme, _, given = header.partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def _network(scope: Scope, headers: dict[str, str]) -> str:
    """Return the network that the limits count for, by the rule of the pages (archive/web/clients.py)."""
    request = HttpRequest()
    client = scope.get("client")
    request.META = {
        "REMOTE_ADDR": client[0] if client else "",
        "HTTP_X_FORWARDED_FOR": headers.get("x-forwarded-for", ""),
    }
    return client_network(request)


async def _say(send: Send, status: HTTPStatus, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
    written = json.dumps(body, ensure_ascii=False).encode()
    named = {"content-type": "application/json; charset=utf-8", "cache-control": "no-store"} | (headers or {})
    named["content-length"] = str(len(written))
    await send(
        {
            "type": "http.response.start",
            "status": int(status),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }
    )
    await send({"type": "http.response.body", "body": written})


def serve_http(listening: socket.socket, token: str) -> None:
    """Answer on a bound socket until the process is told to end. Nothing of a request is logged."""
    config = uvicorn.Config(
        make_application(token),
        log_config=None,
        access_log=False,
        proxy_headers=False,  # a claim of X-Forwarded-For is judged as on the pages
        server_header=False,
        ws="none",
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=int(_REQUEST_SECONDS),
    )
    uvicorn.Server(config).run(sockets=[listening])
