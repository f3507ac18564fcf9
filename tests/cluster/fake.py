"""A node that is not one: a small server on loopback that answers as the test says, over TLS if it is given a certificate."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    body: str
    headers: dict[str, str]


#: Status and body of the answer; None for a connection that is closed without one.
Answer = tuple[int, Any] | None


class FakeNode:
    """``asked``: all requests so far. ``answer`` may be replaced while it runs; ``url`` is where it listens."""

    def __init__(self, answer: Callable[[Asked], Answer]) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.released = threading.Event()
        self.url = ""

    def hang(self, _: Asked) -> Answer:
        """Answer nothing until the node ends."""
        self.released.wait(60)
        return None


@contextmanager
def fake_node(answer: Callable[[Asked], Answer], certificate: Path | None = None) -> Iterator[FakeNode]:
    """Yield a running node. ``certificate``: a file with key and certificate."""
    node = FakeNode(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            asked = Asked(self.command, self.path.partition("?")[0], body, dict(self.headers))
            node.asked.append(asked)
            answered = node.answer(asked)
            if answered is None:
                self.close_connection = True
                return
            content = json.dumps(answered[1]).encode()
            self.send_response(answered[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    node.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield node
    finally:
        node.released.set()
        server.shutdown()
        server.server_close()


def make_certificate(folder: Path, name: str, alternative: str) -> Path:
    """Return a file with a key and a certificate of its own for ``alternative``, such as IP:127.0.0.1 or DNS:example."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName={alternative}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    certificate.write_text(certificate.read_text("ascii") + key.read_text("ascii"), "ascii")
    return certificate
