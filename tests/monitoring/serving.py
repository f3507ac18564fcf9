"""The real gunicorn on a folder of its own, for what no test client can show."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import PROJECT

_METRIC = re.compile(r'^(jiceng_requests_total)\{status="200",view="(\w+)"\} ([0-9.]+)$', re.MULTILINE)

#: Descriptor 3, and the number of the very process that is to have it.
_AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True)
class Served:
    """A master that answers at ``address``, and the file that its log goes to."""

    process: subprocess.Popen
    address: str
    log: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(self.address + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def counted(self, view: str) -> float:
        """Requests of ``view`` that all workers together have counted."""
        return sum(float(number) for _, name, number in _METRIC.findall(self.get("/metrics")[1]) if name == view)

    def workers(self) -> set[int]:
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return {int(pid) for pid in found.stdout.split()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {
        **kept,
        "DATA_DIR": str(folder),
        "LOAD_SAMPLES": "0",
        "ADMIN_PASSWORD": "test-only-7",
        "PYTHONWARNINGS": "ignore",  # a machine that keeps no bytecode hears those of the packages at each start
        "WEB_WORKERS": "2",
        "WEB_THREADS": "2",
        **more,
    }


@contextmanager
def served(folder: Path, *, listening: socket.socket | None = None, **more: str) -> Iterator[Served]:
    """``manage.py serve``; with ``listening`` as under systemd, which hands its socket over as descriptor 3."""
    port = listening.getsockname()[1] if listening else free_port()
    log = folder.parent / f"log-{time.monotonic_ns()}.txt"
    process = start(folder, log, port=port, listening=listening, **more)
    try:
        wait_until(lambda: "ready: " in log.read_text(), process)
        yield Served(process, f"http://127.0.0.1:{port}", log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(40)


def start(folder: Path, log: Path, *, port: int, listening: socket.socket | None = None, **more: str):
    command = [sys.executable, "manage.py", "serve"]
    if listening:
        command = [sys.executable, "-c", _AS_SYSTEMD, str(listening.fileno()), *command]
    with log.open("w") as written:
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment(folder, PORT=str(port), **more),
            stdout=written,
            stderr=subprocess.STDOUT,
            pass_fds=[listening.fileno()] if listening else [],
        )


def wait_until(holds, process: subprocess.Popen, seconds: float = 400) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)
