"""A new version without down time: SIGUSR2 while readers ask, and not one of them fails."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time

import pytest

from tests import warm
from tests.archives import own_archive
from tests.processes import processes_of
from tests.serving import environment, free_port, serve_here


@pytest.fixture
def archive(tmp_path_factory):
    """A server at a port of its own: gunicorn cannot hand on a socket that systemd gave it."""
    with own_archive(tmp_path_factory) as (folder, variables):
        port, log = free_port(), folder.parent / "log.txt"
        log.touch()
        variables = environment(folder, PORT=str(port), THROTTLE="off", **variables)
        process = warm.start(serve_here, variables=variables, output=log)
        try:
            _wait_for(lambda: "ready: " in log.read_text())
            yield process, port, log
        finally:
            # The new master is not the process that was started; it ends as the first one would.
            serving = processes_of(folder, session=process.pid)
            for master in {pid for pid, parent in serving.items() if parent not in serving}:
                os.kill(master, signal.SIGTERM)
            process.join(40)


def test_no_request_fails_while_a_new_version_takes_over(archive):
    process, port, log = archive
    failures: list[str] = []
    answered = [0]
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
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
        _wait_for(lambda: log.read_text().count("ready:") == 2)
        _wait_for(lambda: not process.is_alive())
        before = answered[0]
        _wait_for(lambda: answered[0] > before + 20)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not failures, failures[:5]


def _wait_for(holds, seconds: float = 600.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)
