"""gunicorn's threaded worker, which gives a thread to a request only when its head and small body have arrived.

A client that sends or reads slowly waits on the worker's event loop, so it costs a descriptor and no thread. Every wait has
a time limit; beyond the most connections that may wait, the oldest is closed (docs/decisions/0014-reading-on-the-loop.md).
"""

from __future__ import annotations

import errno
import re
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from config.limits import SMALL_BODY_BYTES

#: Seconds for the head of a request together with a small body.
READ_SECONDS = 15.0
#: A larger body, and an answer: seconds without progress of the account, and bytes a second on the average beyond them.
GRACE_SECONDS = 20.0
LEAST_RATE = 4096
#: Bytes of a head; nginx takes 32 kB.
HEAD_BYTES = 64 * 1024
#: Bytes of an answer that wait on the loop; a thread writes what is longer.
ANSWER_BYTES = 1024 * 1024
#: Seconds and bytes that are read and thrown away behind an answer, so that a client that is still sending can read it.
LINGER_SECONDS = 2.0
LINGER_BYTES = 16 * 1024 * 1024
#: Connections of a worker that may wait.
MOST_WAITING = 256
#: A worker that stops gives a half-sent request no more than this.
STOP_SECONDS = 2.0

_LENGTH = re.compile(rb"^content-length:[ \t]*0*(\d*)[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding:", re.IGNORECASE | re.MULTILINE)
_EXPECTS = re.compile(rb"^expect:[ \t]*100-continue", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n\r\n"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LATE = "请求没有在限定的时间内发完。请检查网络后再试。\nThe request did not arrive in time. Please try again.\n"
_LONG = (
    "浏览器随请求带来的内容（多半是 Cookie）太多，服务器不收。请清除本站的 Cookie 再打开。\n"
    "The head of the request is too large, most likely its cookies. Clear the cookies of this site and try again.\n"
)


class BoundedSocket(socket.socket):
    """A client's connection. Bytes that the loop has read come first; a thread never waits for a slow client for long.

    ``rest`` is the number of bytes of the body that are still to come; what lies behind them is not read.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(fileno=descriptor)
        self.arrived = bytearray()
        self.rest = 0
        self.outgoing = bytearray()
        self.asked_to_continue = False
        self.must_linger = False
        self.left_to_throw_away = LINGER_BYTES
        self._until = 0.0

    def begin(self, rest: int) -> None:
        """Set the bytes of the body that a thread reads itself; their time begins now."""
        self.rest, self._until = rest, time.monotonic() + GRACE_SECONDS

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return bytes of this request, b"" behind them. Raises TimeoutError for a body that comes too slowly."""
        if self.arrived:
            piece = bytes(self.arrived[:size])
            del self.arrived[:size]
            return piece
        if not self.rest:
            return b""
        self.settimeout(max(0.001, self._until - time.monotonic()))
        piece = super().recv(min(size, self.rest), flags)
        self.rest = self.rest - len(piece) if piece else 0
        self._until += len(piece) / LEAST_RATE
        return piece

    def receive(self) -> bytes:
        """Return what has arrived, without waiting; b"" at the end. Raises BlockingIOError if nothing has."""
        return super().recv(HEAD_BYTES)

    def sendall(self, answer: Any, flags: int = 0) -> None:
        """Send what the client takes at once, and keep the rest for the loop. Waits only for a long answer.

        Raises ConnectionResetError, which gunicorn takes for a client that left, if it is read too slowly.
        """
        self.outgoing += answer
        self.send_some()
        until = time.monotonic() + GRACE_SECONDS
        while len(self.outgoing) > ANSWER_BYTES:
            self.settimeout(max(0.001, until - time.monotonic()))
            try:
                sent = super().send(self.outgoing[:HEAD_BYTES], flags)
            except TimeoutError as error:
                raise ConnectionResetError(errno.ECONNRESET, "the client reads too slowly") from error
            del self.outgoing[:sent]
            until += sent / LEAST_RATE

    def send_some(self) -> None:
        """Send as much of the answer as the client takes without waiting."""
        self.setblocking(False)
        try:
            while self.outgoing:
                sent = super().send(self.outgoing[: 4 * HEAD_BYTES])
                del self.outgoing[:sent]
        except BlockingIOError:
            pass


class ReadingWorker(ThreadWorker):
    """The threaded worker, for connections of one request (keepalive = 0)."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        #: Connection -> (when its wait ends, whether its request is being read), the oldest first.
        self.waiting: dict[Any, tuple[float, bool]] = {}

    def enqueue_req(self, conn: Any) -> None:
        """Read a new connection's request on the loop, and give it to a thread when it is there."""
        conn.sock = BoundedSocket(conn.sock.detach())
        conn.sock.setblocking(False)
        self.wait(conn, selectors.EVENT_READ, READ_SECONDS, self.read_request, reading=True)
        self.read_request(conn)

    def read_request(self, conn: Any) -> None:
        """Read what has arrived; answer or hand over what is complete."""
        try:
            piece = conn.sock.receive()
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self.drop(conn)
            return
        conn.sock.arrived += piece
        if state := _request_is_complete(conn.sock):
            self.stop_waiting(conn)
            if state == "long":
                self.refuse(conn, "431 Request Header Fields Too Large", _LONG)
                return
            conn.data_ready = True
            super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Future) -> None:
        """Send the rest of the answer on the loop, and close."""
        if fs.cancelled() or fs.exception() is not None:
            self.drop(conn)
        else:
            self.send_rest(conn)

    def send_rest(self, conn: Any) -> None:
        """Go on with the answer; behind it close, or throw away first what the client is still sending."""
        try:
            conn.sock.send_some()
            if conn.sock.outgoing:
                if conn not in self.waiting:
                    seconds = GRACE_SECONDS + len(conn.sock.outgoing) / LEAST_RATE
                    self.wait(conn, selectors.EVENT_WRITE, seconds, self.send_rest)
                return
            self.stop_waiting(conn)
            if conn.sock.must_linger:
                conn.sock.shutdown(socket.SHUT_WR)
                self.wait(conn, selectors.EVENT_READ, LINGER_SECONDS, self.throw_away)
                return
        except OSError:
            pass
        self.drop(conn)

    def throw_away(self, conn: Any) -> None:
        """Read what a client sends behind its answer, up to a bound."""
        try:
            count = len(conn.sock.receive())
        except BlockingIOError:
            return
        except OSError:
            count = 0
        conn.sock.left_to_throw_away -= count
        if not count or conn.sock.left_to_throw_away <= 0:
            self.drop(conn)

    def refuse(self, conn: Any, status: str, sentence: str) -> None:
        """Answer a request that no thread has seen."""
        body = sentence.encode()
        head = (
            f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        conn.sock.outgoing += head.encode() + body
        conn.sock.must_linger = True
        self.send_rest(conn)

    def wait(
        self, conn: Any, event: int, seconds: float, then: Callable[[Any], None], *, reading: bool = False
    ) -> None:
        """Call ``then`` on the loop when the client is ready; close the connection after ``seconds``."""
        if len(self.waiting) >= MOST_WAITING:
            self.drop(next(iter(self.waiting)))
        self.waiting[conn] = time.monotonic() + seconds, reading
        self.poller.register(conn.sock, event, partial(self.wake, conn, then))

    def wake(self, conn: Any, then: Callable[[Any], None], _: Any) -> None:
        """Go on with a connection, unless another event of the same moment closed it."""
        if conn in self.waiting:
            then(conn)

    def stop_waiting(self, conn: Any) -> None:
        """Take a connection off the loop; one that does not wait is left as it is."""
        if self.waiting.pop(conn, None):
            self.poller.unregister(conn.sock)

    def drop(self, conn: Any) -> None:
        """Close a connection for good."""
        self.stop_waiting(conn)
        self.nr_conns -= 1
        conn.close()

    def notify(self) -> None:
        """Tell the master that this worker lives, and close what waited too long; the loop calls it each second."""
        super().notify()
        now = time.monotonic()
        for conn, (until, reading) in list(self.waiting.items()):
            if until > now and not (reading and not self.alive and until - now < READ_SECONDS - STOP_SECONDS):
                continue
            if reading and conn.sock.arrived:
                self.stop_waiting(conn)
                self.refuse(conn, "408 Request Timeout", _LATE)
            else:
                self.drop(conn)


def _request_is_complete(connection: BoundedSocket) -> str:
    """Return "ready" for a request that a thread can work on, "long" for a head without end, "" while more must come.

    A chunked body is never read: the archive refuses it. A body above SMALL_BODY_BYTES is read by the thread, if at all.
    """
    start = 2 if connection.arrived.startswith(b"\r\n") else 0  # a blank line before a request is allowed
    end = connection.arrived.find(_END, start)
    if end < 0 or end > HEAD_BYTES:
        return "long" if len(connection.arrived) > HEAD_BYTES else ""
    head = bytes(connection.arrived[: end + 2])
    length = max((int(number[:18] or 0) for number in _LENGTH.findall(head)), default=0)
    rest = end + len(_END) + length - len(connection.arrived)
    if _CHUNKED.search(head):
        connection.must_linger = True
        return "ready"
    if length > SMALL_BODY_BYTES:
        connection.must_linger = True
        connection.begin(max(0, rest))
        return "ready"
    if rest > 0:
        if _EXPECTS.search(head) and not connection.asked_to_continue:
            connection.asked_to_continue = True
            connection.outgoing += _CONTINUE
            connection.send_some()
        return ""
    return "ready"
