"""A new version without down time: SIGUSR2 while readers ask, and not one of them fails."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds: float = 240.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def server(tmp_path):
    """gunicorn on an archive of its own, as ``manage.py serve`` starts it: its first process, its port, its output."""
    port = free_port()
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "PORT": str(port), "LOAD_SAMPLES": "0", "THROTTLE": "off"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("DATABASE_URL", None)
    log = tmp_path / "out"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=PROJECT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(lambda: "ready:" in log.read_text())
        yield process, port, log
    finally:
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def test_no_request_fails_while_a_new_version_takes_over(server):
    process, port, log = server
    failures: list[str] = []
    answered = [0]
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/about/")
                response = connection.getresponse()
                response.read()
                connection.close()
                if response.status != 200:
                    failures.append(str(response.status))
                answered[0] += 1
            except OSError as error:
                failures.append(repr(error))
            stop.wait(0.02)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        os.kill(process.pid, signal.SIGUSR2)
        wait_for(lambda: log.read_text().count("ready:") == 2)
        wait_for(lambda: process.poll() is not None)
        before = answered[0]
        wait_for(lambda: answered[0] > before + 20)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not failures, failures[:5]
