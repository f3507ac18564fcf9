"""Clients that send or read slowly cost no thread, and a stranger's body above 64 kB is never read: the real gunicorn."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from config.worker import READ_SECONDS
from tests.security.slow import CHINESE, HALVES, PAGES, SLOW, connect, head_of, held_open, seconds_for

#: Seconds between the bytes of a half-sent request: who waits for them waits however fast they come.
PAUSE = 0.3 if os.environ.get("SLOW_TESTS") == "1" else 0.05


@pytest.fixture
def archive(server):
    running = server.running()
    running.get(CHINESE)  # the first one reads the dictionary
    return running


@pytest.fixture(scope="module", autouse=True)
def left(server) -> Iterator[Callable[[], list[tuple[str, float]]]]:
    """What half-sent requests were answered, and after how many seconds; they wait beside the other tests."""
    answers: list[tuple[str, float]] = []

    def read(connection: socket.socket, begun: float) -> None:
        connection.settimeout(READ_SECONDS + 15)
        with contextlib.suppress(OSError):
            answers.append((connection.makefile("rb").read().decode(), time.monotonic() - begun))

    with held_open(port_of(server.running()), [HALVES["heads"][0], HALVES["small bodies"][0]]) as opened:
        readers = [threading.Thread(target=read, args=(connection, time.monotonic())) for connection in opened]
        for reader in readers:
            reader.start()
        yield lambda: [reader.join() for reader in readers] and answers
        for reader in readers:
            reader.join()


def port_of(archive) -> int:
    return int(archive.url.rpartition(":")[2])


@pytest.mark.parametrize("kind", [*HALVES, "heads and bodies"])
def test_half_sent_requests_hold_nobody_up(archive, kind):
    sent = HALVES.get(kind) or [*HALVES["heads"], *HALVES["small bodies"], *HALVES["large bodies"]]
    with held_open(port_of(archive), sent) as opened:
        for _ in range(4):
            assert seconds_for(archive.url, "/healthz") < 1
            assert seconds_for(archive.url, CHINESE) < 2
            for connection in opened:
                with contextlib.suppress(OSError):
                    connection.sendall(b"a")
            time.sleep(PAUSE)


def long_sheet(archive) -> str:
    """Return the address of a style sheet of 20 KB."""
    return re.search(r'"(/static/admin/css/base\.[^"]+)"', archive.get("/admin/login/")[1])[1]


def test_answers_that_are_not_read_hold_nobody_up(archive):
    sheet = long_sheet(archive)
    with contextlib.ExitStack() as stack:
        for _ in range(SLOW):
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.connect(("127.0.0.1", port_of(archive)))
            slow.sendall(f"GET {sheet} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET".encode())
        for _ in range(3):
            assert seconds_for(archive.url, "/healthz") < 1
            assert seconds_for(archive.url, CHINESE) < 2


def test_a_head_without_end_is_refused(archive):
    with connect(port_of(archive)) as asking:
        with contextlib.suppress(OSError):
            for number in range(3000):
                asking.sendall(b"X-%d: %s\r\n" % (number, b"a" * 40))
        assert asking.makefile("rb").read().startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("path", [path for path in PAGES if "upload" not in path])
@pytest.mark.parametrize("session", ["", f"Cookie: sessionid={'b' * 32}"])
def test_a_strangers_large_body_is_refused_before_it_is_sent(archive, path, session):
    with connect(port_of(archive)) as asking:
        asking.sendall(head_of(path, 600 * 1024 * 1024, *filter(None, [session])))
        answer = asking.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "请先登录" in answer


def test_a_body_without_a_length_is_refused(archive):
    with connect(port_of(archive)) as asking:
        asking.sendall(HALVES["pieces"][0])
        assert asking.makefile("rb").read().startswith(b"HTTP/1.1 411 ")


def test_strangers_uploads_leave_nothing_on_the_disk(archive):
    """Each goes on sending as long as anybody reads; the upload page leads to the login."""
    before = files_in(archive.folder)
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"a" * 1_000_000
    for path in PAGES:
        with connect(port_of(archive)) as asking, contextlib.suppress(OSError):
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
    with connect(port_of(archive)) as asking:
        asking.sendall(head_of("/look/", len(body)))
        for at in range(0, len(body), 7):
            asking.sendall(body[at : at + 7])
            time.sleep(0.02)
        answer = asking.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 303 ")
    assert "look=dark" in answer


def test_whoever_waits_for_a_continue_gets_it(archive):
    body = b'--x\r\nContent-Disposition: form-data; name="look"\r\n\r\ndark\r\n--x--\r\n'
    with connect(port_of(archive)) as asking:
        asking.sendall(head_of("/look/", len(body), "Expect: 100-continue"))
        assert asking.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        asking.sendall(body)
        assert b"look=dark" in asking.makefile("rb").read()


def test_a_long_answer_arrives_whole(archive):
    """It goes out by the worker's loop, as the client takes it."""
    sheet = long_sheet(archive)
    whole = archive.get(sheet)[1].encode()
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        slow.connect(("127.0.0.1", port_of(archive)))
        slow.sendall(f"GET {sheet} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        got = b""
        while piece := slow.recv(1000):
            got += piece
            if len(got) < 20_000:
                time.sleep(0.01)
    assert got.partition(b"\r\n\r\n")[2] == whole


def test_a_half_sent_request_is_closed_in_time_and_told_why(left):
    """The last of this file: the requests were sent before the first, and the time limit went by meanwhile."""
    answers = left()
    assert len(answers) == 2
    for answer, seconds in answers:
        assert answer.startswith("HTTP/1.1 408 ")
        assert "请检查网络后再试" in answer
        assert READ_SECONDS - 1 < seconds < READ_SECONDS + 5
