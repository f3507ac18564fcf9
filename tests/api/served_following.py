"""A follower of a served archive, while writers work and server and writers are killed (-9), for the test beside this file."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import threading
import time
import urllib.error
from pathlib import Path

from tests.api.following import Deeds, differences, load_example
from tests.security.power_cut import kill_all, serving
from tests.warm import fork

#: Seconds a writer works before it is killed, at most.
_LIFE = 12.0


def run(folder: Path, port: int, steps: int) -> dict[str, object]:
    """Follow the archive of this process through so many deeds; return what was done and where the copy differs."""
    from django.db import connections

    address, chance = f"http://127.0.0.1:{port}", random.Random(1)
    example = load_example()
    example.PATIENCE = 0.05
    copy, journal = folder.parent / "copy", folder.parent / "deeds"
    journal.touch()
    stop, followed, fault = threading.Event(), [0], [""]

    def follow_for_ever() -> None:
        while not stop.is_set():
            try:
                followed[0] += example.follow(address, copy)
            except (OSError, urllib.error.URLError):
                pass
            except Exception as error:
                fault[0] = repr(error)
                return
            time.sleep(0.1)

    follower = threading.Thread(target=follow_for_ever, daemon=True)
    follower.start()
    kills, lives = 0, 0
    while _count(journal) < steps and not fault[0]:
        lives += 1
        connections.close_all()  # a fork must not share them
        _wait_until_free(port)
        with serving(folder, address) as server:
            writer = fork(work, chance.randrange(10**9), journal, output=folder / "writer.log")
            before, until = _count(journal), time.monotonic() + 120.0
            enough = before + chance.randrange(20, 60)
            life = time.monotonic() + chance.uniform(1.0, _LIFE)
            while (
                time.monotonic() < until
                and _count(journal) < enough
                and (_count(journal) == before or time.monotonic() < life)
            ):
                time.sleep(0.01)
            with contextlib.suppress(ProcessLookupError):
                os.kill(writer, signal.SIGKILL)
            os.waitpid(writer, 0)
            kills += kill_all(folder, server) > 0
    _wait_until_free(port)
    with serving(folder, address):
        stop.set()
        follower.join(300)
        fault[0] = fault[0] or ("the follower did not end" if follower.is_alive() else "")
        example.follow(address, copy)
        differing = differences(copy, lambda path: example.ask_patiently(address + path))
        tail = example.follow(address, copy)
    return {
        "deeds": _count(journal),
        "kills": kills,
        "lives": lives,
        "followed": followed[0],
        "told_at_the_end": tail,
        "kept": len(list(copy.glob("*.json"))),
        "differing": differing[:20],
        "fault": fault[0],
    }


def work(seed: int, journal: Path) -> None:
    """Do one deed after the other until this process is killed, a line of the journal for each that is committed."""
    from search.engine import get_engine
    from tests.making import ReportMaker

    class Unindexed:
        """The outbox writes the index; drafts are made without."""

        def apply(self, **_: object) -> None:
            return

    get_engine()
    make = ReportMaker(Unindexed())
    make._made = seed % 10**8 * 1000  # no two lives make the same file
    deeds = Deeds(make, seed)
    with journal.open("a") as file:
        while True:
            file.write(f"{deeds.step()}\n")
            file.flush()


def _wait_until_free(port: int) -> None:
    """Wait until the kernel has closed the sockets of a killed server."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return
        time.sleep(0.1)


def _count(journal: Path) -> int:
    return journal.read_bytes().count(b"\n")
