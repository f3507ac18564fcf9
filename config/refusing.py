"""gunicorn's threads, with words of ours where a request is turned away before Django sees it.

Its own are English HTML and repeat the address. Ours say what to do; whatever else a client gets wrong is left to gunicorn.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from dataclasses import dataclass

from gunicorn.http.errors import InvalidHTTPVersion, InvalidRequestLine, LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

_NOT_ENCODED = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer to a request that is not read any further."""

    status: str
    sentences: tuple[str, str]

    def as_http(self) -> bytes:
        body = "".join(f"{sentence}\n" for sentence in self.sentences).encode()
        head = (
            f"HTTP/1.1 {self.status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode("ascii") + body


NOT_ENCODED = Refusal(
    "400 Bad Request",
    (
        "地址里有没有编码的汉字或空格，请改成百分号编码再试。用 curl 时写作：curl -G --data-urlencode 'q=软弱涣散' 地址",
        "The address holds characters that are not percent-encoded. With curl: curl -G --data-urlencode 'q=…' ADDRESS",
    ),
)
TOO_LONG = Refusal(
    "414 URI Too Long",
    (
        "地址太长，服务器不收。请缩短检索词，或减少地址里的条件和篇数再试。",
        "The address is too long. Shorten the question, or name fewer conditions or reports.",
    ),
)
TOO_MUCH_HEAD = Refusal(
    "431 Request Header Fields Too Large",
    (
        "浏览器随请求带来的内容（多半是 Cookie）太多，服务器不收。请清除本站的 Cookie 再打开。",
        "The head of the request is too large, most likely its cookies. Clear the cookies of this site and try again.",
    ),
)


def refusal_of(error: BaseException) -> Refusal | None:
    """What is said to a request that gunicorn cannot read; None where its own words must do."""
    match error:
        case LimitRequestLine():
            return TOO_LONG
        case LimitRequestHeaders():
            return TOO_MUCH_HEAD
        case InvalidRequestLine(req=str(line)) if _NOT_ENCODED.search(line):
            return NOT_ENCODED
        case InvalidHTTPVersion(version=str(rest)) if " HTTP/" in rest:  # behind the first space of the address
            return NOT_ENCODED
    return None


class Worker(ThreadWorker):
    """The worker of config/gunicorn.py."""

    def handle_error(self, req, client: socket.socket, addr, exc: BaseException) -> None:
        refusal = refusal_of(exc)
        if refusal is None:
            super().handle_error(req, client, addr, exc)
            return
        # The line itself may hold what somebody searched for.
        self.log.warning("refused unread: %s", refusal.status)
        with suppress(OSError):  # whoever asked has gone
            client.sendall(refusal.as_http())
