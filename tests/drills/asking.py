"""Ask a server, and know which of its workers answers."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import time
from collections.abc import Iterable
from typing import NamedTuple


class Answer(NamedTuple):
    """``worker`` is a process, 0 where none was recognised; ``asked`` and ``answered`` are of time.monotonic()."""

    worker: int
    status: int
    body: str
    asked: float
    answered: float


def ask(port: int, path: str, workers: Iterable[int] = ()) -> Answer:
    """GET ``path`` from 127.0.0.1 and wait for the whole answer. Raise OSError where nobody answers.

    The request is sent when one of the ``workers`` has taken the connection.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        worker = _worker_of(connection, port, workers) if workers else 0
        asked = time.monotonic()
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
        whole = connection.makefile("rb").read()
    head, _, body = whole.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.[01] (\d+)", head)
    if not status:
        raise OSError(f"no answer to {path}")
    return Answer(worker, int(status[1]), body.decode(errors="replace"), asked, time.monotonic())


def _worker_of(connection: socket.socket, port: int, workers: Iterable[int], seconds: float = 2.0) -> int:
    """Return the process that accepted the connection, by the inode of its end in /proc."""
    ours = f":{port:04X} 0100007F:{connection.getsockname()[1]:04X} "
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with open("/proc/net/tcp") as table:
            inodes = [line.split()[9] for line in table if ours in line]
        if inodes and inodes[0] != "0":
            wanted = f"socket:[{inodes[0]}]"
            for worker in workers:
                if wanted in files_of(worker).values():
                    return worker
        time.sleep(0.002)
    return 0


def files_of(process: int) -> dict[int, str]:
    """Return {descriptor of a process: what it leads to}; none where it has ended."""
    found = {}
    with contextlib.suppress(OSError):
        for name in os.listdir(f"/proc/{process}/fd"):
            with contextlib.suppress(OSError):
                found[int(name)] = os.readlink(f"/proc/{process}/fd/{name}")
    return found


def deleted_maps_of(process: int) -> int:
    """Return how many maps of deleted files of an index a process holds."""
    with open(f"/proc/{process}/maps") as maps:
        return sum("/index/" in line and line.rstrip().endswith("(deleted)") for line in maps)
