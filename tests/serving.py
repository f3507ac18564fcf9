"""The real gunicorn on a folder of its own, for what no test client can show."""

from __future__ import annotations

import contextlib
import os
import random
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

from tests import PROJECT, warm
from tests.processes import children_of

PASSWORD = "sehr-langes-passwort-1"

_METRIC = re.compile(r'^(jiceng_requests_total)\{status="200",view="(\w+)"\} ([0-9.]+)$', re.MULTILINE)

#: Dies with the tests. As under systemd: descriptor 3, and the number of the very process that is to have it.
_BEGIN = """
import os, sys
from tests.warm import die_with_parent
die_with_parent()
if sys.argv[1]:
    os.dup2(int(sys.argv[1]), 3)
    os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True)
class Served:
    """A master that answers at ``url`` for ``folder``, and the file that all it says goes to."""

    process: subprocess.Popen
    url: str
    folder: Path
    log: Path
    environment: dict[str, str]

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def manage(self, *arguments: str) -> str:
        """What a management command beside the server prints."""
        return warm.manage(self.environment, *arguments)

    def counted(self, view: str) -> float:
        """Requests of ``view`` that all workers together have counted."""
        return sum(float(number) for _, name, number in _METRIC.findall(self.get("/metrics")[1]) if name == view)

    def workers(self) -> set[int]:
        return children_of(self.process.pid)


def free_port() -> int:
    """One below those that Linux lends to connections: nothing takes it on the way to the server, or while it restarts."""
    for port in random.sample(range(12_000, 32_000), 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port was found")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process of the archive in ``folder``."""
    return {
        **{name: value for name, value in os.environ.items() if name not in warm.FORGOTTEN},
        "DATA_DIR": str(folder),
        "ADMIN_PASSWORD": PASSWORD,
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
        wait_until(lambda: "ready: " in log.read_text(), process, lambda: log.read_text())
        yield Served(process, f"http://127.0.0.1:{port}", folder, log, environment(folder, **more))
    finally:
        end(process)


class SharedServer:
    """One server for all tests of a worker that need one: counting, with a log in JSON, behind the socket of systemd.

    Tests may reload it, restart it, or end it; the next test finds it running at the same address.
    """

    def __init__(self, folder: Path, listening: socket.socket, **variables: str) -> None:
        self._folder, self._listening = folder, listening
        self._variables = {"METRICS": "1", "LOG_FORMAT": "json", "ACCESS_LOG": "1", "THROTTLE": "off"} | variables
        self._running: Served | None = None

    def running(self) -> Served:
        """Return the server, started if it does not run."""
        if self._running is None or self._running.process.poll() is not None:
            port, log = self._listening.getsockname()[1], self._folder.parent / f"log-{time.monotonic_ns()}.txt"
            process = start(self._folder, log, port=port, listening=self._listening, **self._variables)
            variables = environment(self._folder, **self._variables)
            self._running = Served(process, f"http://127.0.0.1:{port}", self._folder, log, variables)
            wait_until(lambda: "ready: " in log.read_text(), process, log.read_text)
        return self._running

    def end(self) -> None:
        if self._running:
            end(self._running.process)


def end(process: subprocess.Popen) -> None:
    """Ask it to stop, and wait; kill it if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ending_with_us(*command: str, listening: socket.socket | None = None) -> list[str]:
    """Return a command, to be run in the project's folder, whose process ends with ours. Its program is named by its whole path."""
    return [sys.executable, "-c", _BEGIN, str(listening.fileno()) if listening else "", *command]


def start(folder: Path, log: Path, *, port: int, listening: socket.socket | None = None, **more: str):
    command = ending_with_us(sys.executable, "manage.py", "serve", listening=listening)
    with log.open("w") as written:
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment(folder, PORT=str(port), **more),
            stdout=written,
            stderr=subprocess.STDOUT,
            pass_fds=[listening.fileno()] if listening else [],
        )


def serve_here() -> None:
    """Run ``manage.py serve`` in this warm process: the gunicorn that it would start anew begins here."""
    from django.core.management import call_command
    from gunicorn.app.wsgiapp import run

    def begin(program: str, arguments: list[str]) -> None:
        sys.argv = arguments[1:]
        run()

    os.execv = begin
    call_command("serve")


def wait_until(holds, process: subprocess.Popen, said=lambda: "", seconds: float = 400) -> None:
    """Until ``holds()``; fails with what the server ``said`` if it ends, or takes longer."""
    until = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None, f"the server ended:\n{said()}"
        assert time.monotonic() < until, f"it took too long:\n{said()}"
        time.sleep(0.05)
