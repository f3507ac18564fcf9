"""Under the real gunicorn: workers that add up, a log without persons, restarts that nobody notices."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time

import pytest

from tests.serving import wait_until


@pytest.fixture
def archive(server):
    return server.running()


def test_all_workers_are_counted_together(archive):
    before = archive.counted("healthz")
    for _ in range(60):
        archive.get("/healthz")
    assert archive.counted("healthz") == before + 60


def test_what_a_worker_counted_outlives_it(archive):
    for _ in range(20):
        archive.get("/healthz")
    before, workers = archive.counted("healthz"), archive.workers()
    os.kill(archive.process.pid, signal.SIGHUP)
    wait_until(lambda: archive.workers() and not archive.workers() & workers, archive.process)
    assert archive.counted("healthz") >= before


def test_replaced_workers_leave_no_heap_of_files(archive):
    for _ in range(3):
        workers = archive.workers()
        os.kill(archive.process.pid, signal.SIGHUP)
        wait_until(lambda old=workers: archive.workers() and not archive.workers() & old, archive.process)
        archive.get("/healthz")
    assert (
        len(list((archive.folder / "metrics").glob("counter_*.db"))) <= 4
    )  # two slots, and two while both generations live


def test_every_line_of_the_log_is_json_and_tells_nobody(archive):
    archive.get("/search/?q=%E8%BD%AF%E5%BC%B1", **{"X-Request-ID": "from-the-proxy", "X-Forwarded-For": "203.0.113.9"})
    with socket.create_connection(("127.0.0.1", int(archive.url.rpartition(":")[2]))) as rude:
        rude.sendall(b"NONSENSE\r\n\r\n")
        rude.recv(1000)
    expected = ("Invalid request", "from-the-proxy")
    wait_until(lambda: all(words in archive.log.read_text() for words in expected), archive.process)
    written = archive.log.read_text()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert [line["view"] for line in lines if line.get("request_id") == "from-the-proxy"] == ["search"]
    assert not any(secret in written for secret in ("%E8%BD%AF", "软弱", "203.0.113.9", "ip=127"))
    plain = [line for line in written.splitlines() if not line.startswith("{")]
    assert all(line.startswith(("DATA_DIR:", "地区表：", "admin login", "ready:")) for line in plain), plain


@pytest.mark.parametrize(
    ("line", "head", "status", "kind"),
    [
        ("GET /api/v1/search?q=软弱涣散 HTTP/1.1", "", 400, "Invalid HTTP request line"),
        ("GET /search/?q=weak lax HTTP/1.1", "", 400, "Invalid HTTP Version"),
        ("GET /search/?q=<script>软弱 HTTP/1.1", "", 400, "Invalid HTTP request line"),
        (f"GET /saved/?ids={'1,' * 5000} HTTP/1.1", "", 414, "Request Line is too large"),
        ("GET / HTTP/1.1", f"Cookie: {'a=b;' * 3000}\r\n", 431, "limit request headers fields size"),
        ("GET / HTTP/1.1", "X-软弱: weak lax\r\n", 400, "Invalid HTTP header name"),
    ],
)
def test_no_word_of_a_request_that_cannot_be_read_reaches_the_log(archive, line, head, status, kind):
    """The answer is gunicorn's own; deploy/nginx.conf gives a remedy (test_under_nginx.py)."""
    before = len(archive.log.read_text())
    with socket.create_connection(("127.0.0.1", int(archive.url.rpartition(":")[2]))) as asking:
        asking.sendall(f"{line}\r\nHost: localhost\r\n{head}\r\n".encode())
        answer = asking.makefile("rb").read().decode(errors="replace")
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert "<script" not in answer
    wait_until(lambda: "Invalid request" in archive.log.read_text()[before:], archive.process)
    assert f'"message": "Invalid request: {kind}' in archive.log.read_text()[before:]
    secrets = ("软弱", "è½¯å¼±", "weak", "lax", "1,1", "a=b", "\\xe8", "script", "127.0.0.1")
    assert not any(words in archive.log.read_text()[before:] for words in secrets)


def test_a_reload_refuses_nobody(archive):
    def reload() -> None:
        old = archive.workers()
        os.kill(archive.process.pid, signal.SIGHUP)
        wait_until(lambda: archive.workers() and not archive.workers() & old, archive.process)

    answers = _ask_while(archive.url, reload)
    assert set(answers) == {200}


def test_with_the_socket_of_systemd_a_restart_refuses_nobody(archive, server):
    """Requests that come between two servers wait in the queue of the socket."""

    def restart() -> None:
        server.end()
        server.running()

    answers = _ask_while(archive.url, restart)
    assert set(answers) == {200}
    assert archive.process.poll() is not None


def _ask_while(address: str, happens) -> list[int | str]:
    """What /healthz answered before, while and after it happens, to a thread that opens a new connection for each question."""
    import urllib.request

    answers: list[int | str] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=300) as answer:
                    answers.append(answer.status)
            except OSError as error:
                answers.append(repr(error))
            time.sleep(0.02)

    asking = threading.Thread(target=ask, daemon=True)  # where nobody answers any more, nobody waits for it
    asking.start()

    def ten_more() -> None:
        after = len(answers) + 10
        while len(answers) < after and asking.is_alive():
            time.sleep(0.02)

    try:
        ten_more()
        happens()
        ten_more()
    finally:
        over.set()
    asking.join()
    return answers
