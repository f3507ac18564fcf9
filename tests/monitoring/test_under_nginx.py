"""deploy/nginx.conf under a real nginx: what it refuses before the archive, with which words, and what it logs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.nginx import NGINX, Proxy, nginx
from tests.serving import wait_until

pytestmark = pytest.mark.skipif(not NGINX, reason="no nginx on this machine: apt-get install nginx-light")


#: Paths of the posts that reached the archive, at the moment when their heads did.
asked: list[str] = []


class Archive(BaseHTTPRequestHandler):
    """In the archive's place: its own 400 at /refused, no answer at /away, else the address that was asked for."""

    def do_GET(self) -> None:
        if self.path.startswith("/away"):
            return
        body = "档案自己的话" if self.path == "/refused" else self.path
        self.send_response(400 if self.path == "/refused" else 200)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self) -> None:
        asked.append(self.path)  # before the body is read
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def proxy(tmp_path_factory) -> Iterator[Proxy]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Archive) as behind:
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        with nginx(tmp_path_factory.mktemp("nginx"), behind.server_port) as running:
            yield running
        behind.shutdown()


@pytest.mark.parametrize(
    ("line", "head", "status", "remedies"),
    [
        ("GET /api/v1/search?q=软弱涣散 HTTP/1.1", "", 400, ("改成百分号编码", "curl -G --data-urlencode")),
        ("GET /search/?q=weak lax HTTP/1.1", "", 400, ("改成百分号编码", "curl -G --data-urlencode")),
        ("GET /search/export.csv?q=软弱涣散 HTTP/1.1", "", 400, ("改成百分号编码", "curl -G --data-urlencode")),
        (f"GET /saved/?ids={'1,' * 5000} HTTP/1.1", "", 414, ("缩短检索词", "Shorten the query")),
        ("GET / HTTP/1.1", f"Cookie: {'a=b;' * 3000}\r\n", 431, ("清除本站的 Cookie", "Clear the cookies")),
        ("POST / HTTP/1.1", "Content-Length: 65537\r\n", 413, ("请先登录", "log in")),
        ("POST /login/ HTTP/1.1", "Content-Length: 2147483648\r\n", 413, ("请先登录", "log in")),
        ("POST /admin/login/ HTTP/1.1", "Content-Length: 20000000\r\n", 413, ("请先登录", "log in")),
        ("POST /admin/archive/report/uploads/ HTTP/1.1", "Content-Length: 20000000\r\n", 413, ("请先登录", "log in")),
        ("POST /admin/archive/report/upload/ HTTP/1.1", "Content-Length: 3000000000\r\n", 413, ("分几批", "batches")),
        ("POST /api/v1/uploads HTTP/1.1", "Content-Length: 3000000000\r\n", 413, ("分几批", "batches")),
        ("POST /api/v1/uploads/ HTTP/1.1", "Content-Length: 20000000\r\n", 413, ("请先登录", "log in")),
    ],
)
def test_what_is_refused_unread_is_told_its_remedy(proxy, line, head, status, remedies):
    answer = proxy.ask(line, head)
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert "Content-Type: text/plain; charset=utf-8" in answer
    assert "X-Content-Type-Options: nosniff" in answer
    assert all(remedy in answer for remedy in remedies)
    assert not any(words in proxy.logged for words in ("软弱", "\\x", "weak lax", "1,1,1", "a=b;"))


def test_an_encoded_address_reaches_the_archive_unchanged(proxy):
    assert proxy.ask("GET /search/?q=%E8%BD%AF%E5%BC%B1&x='~ HTTP/1.1").endswith("/search/?q=%E8%BD%AF%E5%BC%B1&x='~")


def test_no_query_reaches_a_log_while_the_archive_is_away(proxy):
    answer = proxy.ask("GET /away?q=weak-lax HTTP/1.1")
    assert answer.startswith("HTTP/1.1 503 ")
    assert "请稍候半分钟再来" in answer
    wait_until(lambda: "GET /away 503" in proxy.logged, proxy.process)  # nginx writes its line behind the answer
    assert "weak-lax" not in proxy.logged


def test_nobody_opens_the_words_of_a_refusal(proxy):
    assert proxy.ask("GET /refused/head HTTP/1.1").startswith("HTTP/1.1 404 ")


def test_an_answer_of_the_archive_itself_passes_unchanged(proxy):
    answer = proxy.ask("GET /refused HTTP/1.1")
    assert answer.startswith("HTTP/1.1 400 ")
    assert answer.endswith("档案自己的话")


def test_half_sent_bodies_wait_in_the_proxy_but_uploads_are_passed_on(proxy):
    asked.clear()
    uploads = ["/admin/archive/report/upload/", "/api/v1/uploads"]
    paths = ["/", "/admin/login/", "/admin/archive/report/", "/look/", "/login/"] * 4 + uploads
    opened = []
    for path in paths:
        half = socket.create_connection(("127.0.0.1", proxy.port))
        half.sendall(f"POST {path} HTTP/1.1\r\nHost: jiceng.example\r\nContent-Length: 5000\r\n\r\na".encode())
        opened.append(half)
    until = time.monotonic() + 10
    while len(asked) < len(uploads) and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.3)
    assert sorted(asked) == uploads
    assert proxy.ask("GET /healthz HTTP/1.1").startswith("HTTP/1.1 200 ")
    for half in opened:
        half.close()


def test_one_address_holds_so_many_requests_open_and_no_more(proxy):
    opened = []
    for _ in range(64):
        half = socket.create_connection(("127.0.0.1", proxy.port))
        half.sendall(b"POST / HTTP/1.1\r\nHost: jiceng.example\r\nContent-Length: 500\r\n\r\na")
        opened.append(half)
    time.sleep(0.3)
    answer = proxy.ask("GET /healthz HTTP/1.1")
    assert answer.startswith("HTTP/1.1 429 ")
    assert "请等几秒后再试" in answer
    for half in opened:
        half.close()
    time.sleep(0.3)
    assert proxy.ask("GET /healthz HTTP/1.1").startswith("HTTP/1.1 200 ")
