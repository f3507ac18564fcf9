"""Clients that send or read slowly cost no thread, and a stranger's body above 64 kB is never read: the real gunicorn."""

from __future__ import annotations

import contextlib
import socket
import time
import urllib.request
from collections.abc import Iterator

import pytest

from config.worker import READ_SECONDS

SLOW = 20
CHINESE = "/search/?q=%E5%85%9A%E5%BB%BA"
PAGES = (
    "/",
    "/admin/login/",
    "/admin/archive/report/",
    "/admin/archive/report/upload/",
    "/login/",
    "/look/",
    "/no/such/",
)


@pytest.fixture
def archive(server):
    running = server.running()
    running.get(CHINESE)  # the first one reads the dictionary
    return running


def connect(archive) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(archive.url.rpartition(":")[2])), timeout=30)


def head_of(path: str, length: int | str, *more: str) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: csrftoken={'a' * 32}", *more,
        "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {length}",
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextlib.contextmanager
def held_open(archive, sent: list[bytes]) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(connect(archive)) for _ in sent]
        for connection, words in zip(opened, sent, strict=True):
            connection.sendall(words)
        yield opened


def seconds_for(archive, path: str) -> float:
    begun = time.monotonic()
    with urllib.request.urlopen(archive.url + path, timeout=60) as answer:
        assert answer.status == 200
        answer.read()
    return time.monotonic() - begun


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


@pytest.mark.parametrize("kind", [*HALVES, "heads and bodies"])
def test_half_sent_requests_hold_nobody_up(archive, kind):
    sent = HALVES.get(kind) or [*HALVES["heads"], *HALVES["small bodies"], *HALVES["large bodies"]]
    with held_open(archive, sent) as opened:
        for _ in range(4):
            assert seconds_for(archive, "/healthz") < 1
            assert seconds_for(archive, CHINESE) < 2
            for connection in opened:
                with contextlib.suppress(OSError):
                    connection.sendall(b"a")
            time.sleep(0.3)


def test_answers_that_are_not_read_hold_nobody_up(archive):
    with contextlib.ExitStack() as stack:
        for _ in range(SLOW):
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.connect(("127.0.0.1", int(archive.url.rpartition(":")[2])))
            slow.sendall(b"GET /static/admin/css/base.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET")
        for _ in range(3):
            assert seconds_for(archive, "/healthz") < 1
            assert seconds_for(archive, CHINESE) < 2


def test_a_half_sent_request_is_closed_in_time_and_told_why(archive):
    begun = time.monotonic()
    with held_open(archive, [HALVES["heads"][0], HALVES["small bodies"][0]]) as opened:
        for connection in opened:
            connection.settimeout(READ_SECONDS + 15)
            answer = connection.makefile("rb").read().decode()
            assert answer.startswith("HTTP/1.1 408 ")
            assert "请检查网络后再试" in answer
    assert time.monotonic() - begun < READ_SECONDS + 5


def test_a_head_without_end_is_refused(archive):
    with connect(archive) as asking:
        with contextlib.suppress(OSError):
            for number in range(3000):
                asking.sendall(b"X-%d: %s\r\n" % (number, b"a" * 40))
        assert asking.makefile("rb").read().startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("path", [path for path in PAGES if "upload" not in path])
@pytest.mark.parametrize("session", ["", f"Cookie: sessionid={'b' * 32}"])
def test_a_strangers_large_body_is_refused_before_it_is_sent(archive, path, session):
    with connect(archive) as asking:
        asking.sendall(head_of(path, 600 * 1024 * 1024, *filter(None, [session])))
        answer = asking.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "请先登录" in answer


def test_a_body_without_a_length_is_refused(archive):
    with connect(archive) as asking:
        asking.sendall(HALVES["pieces"][0])
        assert asking.makefile("rb").read().startswith(b"HTTP/1.1 411 ")


def test_strangers_uploads_leave_nothing_on_the_disk(archive):
    """Each goes on sending as long as anybody reads; the upload page leads to the login."""
    before = files_in(archive.folder)
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"a" * 1_000_000
    for path in PAGES:
        with connect(archive) as asking, contextlib.suppress(OSError):
            asking.settimeout(10)
            asking.sendall(head_of(path, 2 * 1024**3) + part)
            for _ in range(30):
                asking.sendall(part)
                assert files_in(archive.folder) == before
    assert files_in(archive.folder) == before


def files_in(folder) -> set[str]:
    return {str(path) for path in (folder / "uploads").rglob("*")} | {
        str(path) for path in (folder / "incoming").rglob("*")
    }


def test_a_small_body_that_comes_in_pieces_arrives_whole(archive):
    body = b'--x\r\nContent-Disposition: form-data; name="look"\r\n\r\ndark\r\n--x--\r\n'
    with connect(archive) as asking:
        asking.sendall(head_of("/look/", len(body)))
        for at in range(0, len(body), 7):
            asking.sendall(body[at : at + 7])
            time.sleep(0.02)
        answer = asking.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 303 ")
    assert "look=dark" in answer


def test_whoever_waits_for_a_continue_gets_it(archive):
    body = b'--x\r\nContent-Disposition: form-data; name="look"\r\n\r\ndark\r\n--x--\r\n'
    with connect(archive) as asking:
        asking.sendall(head_of("/look/", len(body), "Expect: 100-continue"))
        assert asking.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        asking.sendall(body)
        assert b"look=dark" in asking.makefile("rb").read()


def test_a_long_answer_arrives_whole(archive):
    """It goes out by the worker's loop, as the client takes it."""
    whole = archive.get("/static/admin/css/base.css")[1].encode()
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        slow.connect(("127.0.0.1", int(archive.url.rpartition(":")[2])))
        slow.sendall(b"GET /static/admin/css/base.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        got = b""
        while piece := slow.recv(1000):
            got += piece
            if len(got) < 20_000:
                time.sleep(0.01)
    assert got.partition(b"\r\n\r\n")[2] == whole
