"""Crowds at the door of a served archive: half-sent requests that are kept open, and strangers who send without end."""

from __future__ import annotations

import contextlib
import http.client
import os
import select
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.drills.asking import files_of
from tests.processes import processes_of
from tests.security.slow import UPLOAD, connect

GIGABYTE = 1024**3
_PIECE = b"a" * 262_144


@contextlib.contextmanager
def kept_open(port: int, sent: list[bytes]) -> Iterator[list[int]]:
    """Hold a connection open for each of ``sent``, send a byte each second, and open anew what the server closes.

    Give a list with one item for each connection that was opened.
    """
    opened: list[int] = []
    over = threading.Event()
    connections: dict[socket.socket, bytes] = {}

    def open_one(words: bytes) -> None:
        connection = connect(port)
        connection.sendall(words)
        connections[connection] = words
        opened.append(1)

    def keep() -> None:
        while not over.wait(1):
            closed = set(select.select(list(connections), [], [], 0)[0])
            for connection in list(connections):
                with contextlib.suppress(OSError):
                    connection.send(b"a")
                if connection in closed:  # an answer, or its end
                    words = connections.pop(connection)
                    connection.close()
                    open_one(words)

    for words in sent:
        open_one(words)
    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        yield opened
    finally:
        over.set()
        keeper.join()
        for connection in connections:
            connection.close()


def upload_slowly(port: int, headers: Mapping[str, str], body: bytes, seconds: float) -> int:
    """Send a form to the upload page within about so many seconds; return the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.putrequest("POST", UPLOAD)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders()
    pieces = range(0, len(body), len(_PIECE))
    for at in pieces:
        connection.send(body[at : at + len(_PIECE)])
        time.sleep(seconds / len(pieces))
    status = connection.getresponse().status
    connection.close()
    return status


def send_without_end(port: int, path: str, cookie: str, *, in_pieces: bool, size: int) -> tuple[int, int]:
    """Send a body of ``size`` bytes as long as anybody takes it; return status and bytes that were taken.

    They are counted where the client hands them over, so those that wait in the kernel count too.
    """
    length = "Transfer-Encoding: chunked" if in_pieces else f"Content-Length: {size}"
    lines = [
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: csrftoken={'a' * 32}; {cookie}", "Content-Type: multipart/form-data; boundary=x", length,
    ]  # fmt: skip
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    taken, status, answer = 0, 0, b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sending:
        sending.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        piece = following = b"%x\r\n%s\r\n" % (len(_PIECE), _PIECE) if in_pieces else _PIECE
        if not in_pieces:
            piece = part + piece
        try:
            while taken < size:
                count = sending.send(piece)
                taken, piece = taken + count, piece[count:] or following
                if not status and select.select([sending], [], [], 0)[0]:
                    answer += sending.recv(65536)
                    status = int(answer.split(b" ", 2)[1])
            answer = answer or sending.recv(65536)
        except OSError:
            with contextlib.suppress(OSError):
                answer = answer or sending.recv(65536)
    return int(answer.split(b" ", 2)[1]) if answer else 0, taken


def written_by(archive: Path) -> int:
    """Return the bytes that the processes of an archive have written to files and pipes so far; connections do not count."""
    written = 0
    for process in processes_of(archive):
        with contextlib.suppress(OSError):
            numbers = dict(line.split(": ") for line in Path(f"/proc/{process}/io").read_text().splitlines())
            written += int(numbers["wchar"])
    return written


class Scales:
    """Weighs folders again and again: files with a name, and those without one that processes of ``archive`` have open."""

    def __init__(self, archive: Path, *others: Path) -> None:
        self._archive, self._folders = archive, (archive, *others)
        self.before = self.sizes()
        self.largest, self.at_most = 0, ""
        self.weighings = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def sizes(self) -> dict[str, int]:
        """Return {path: bytes} of what lies there now."""
        found: dict[str, int] = {}
        for folder in self._folders:
            for above, _, names in os.walk(folder):
                for name in names:
                    with contextlib.suppress(OSError):
                        found[f"{above}/{name}"] = os.stat(f"{above}/{name}").st_size
        for process in processes_of(self._archive):
            for descriptor, path in files_of(process).items():
                if path.endswith("(deleted)") and path.startswith(tuple(map(str, self._folders))):
                    with contextlib.suppress(OSError):
                        found[f"{path} of {process}"] = os.stat(f"/proc/{process}/fd/{descriptor}").st_size
        return found

    def end(self) -> dict[str, int]:
        """Stop, and return by how many bytes each file has grown since the beginning."""
        self._over.set()
        self._thread.join()
        return self._grown()

    def _grown(self) -> dict[str, int]:
        """A file that got smaller counts as no growth: it hides nothing that another one gained."""
        grown = {path: size - self.before.get(path, 0) for path, size in self.sizes().items()}
        return {path: bytes_ for path, bytes_ in grown.items() if bytes_ > 0}

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self.weighings += 1
            grown = self._grown()
            if sum(grown.values()) > self.largest:
                self.largest = sum(grown.values())
                self.at_most = max(grown, key=grown.__getitem__)
