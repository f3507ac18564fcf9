"""Clients that send slowly, or half of a request, to a server at a port of this machine."""

from __future__ import annotations

import contextlib
import socket
import time
import urllib.request
from collections.abc import Iterator

#: Of each kind so many at once.
SLOW = 20
CHINESE = "/search/?q=%E5%85%9A%E5%BB%BA"
UPLOAD = "/admin/archive/report/upload/"
PAGES = ("/", "/admin/login/", "/admin/archive/report/", UPLOAD, "/login/", "/look/", "/no/such/")


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def head_of(path: str, length: int | str, *more: str) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: csrftoken={'a' * 32}", *more,
        "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {length}",
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


HALVES = {
    "heads": [b"GET / HTTP/1.1\r\nHost: 127.0.0.1"] * SLOW,
    "nothing": [b""] * SLOW,
    "blank lines": [b"\r\n\r\n"] * SLOW,
    "small bodies": [head_of(PAGES[number % len(PAGES)], 5000) + b"--x" for number in range(SLOW)],
    "large bodies": [head_of(PAGES[number % len(PAGES)], 10**8) + b"--x" for number in range(SLOW)],
    "lengths with zeros": [head_of(PAGES[number % len(PAGES)], "0" * 40 + "9" * 9) + b"--x" for number in range(SLOW)],
    "made-up sessions": [head_of("/", 10**8, "Cookie: sessionid=" + "b" * 32) + b"--x"] * SLOW,
    "pieces": [head_of("/", 10).replace(b"Content-Length: 10", b"Transfer-Encoding: chunked") + b"5\r\nab"] * SLOW,
}


@contextlib.contextmanager
def held_open(port: int, sent: list[bytes]) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(connect(port)) for _ in sent]
        for connection, words in zip(opened, sent, strict=True):
            connection.sendall(words)
        yield opened


def seconds_for(url: str, path: str) -> float:
    """Return how long a page takes, which must be there."""
    begun = time.monotonic()
    with urllib.request.urlopen(url + path, timeout=60) as answer:
        assert answer.status == 200
        answer.read()
    return time.monotonic() - begun
