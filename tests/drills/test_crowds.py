"""Strangers who hold connections open or send without end, at the real server: bound to this machine, to all, and behind nginx.

CROWD_SECONDS=n holds the half-sent requests open for so long.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.limits import SMALL_BODY_BYTES
from config.worker import LINGER_BYTES
from tests import warm
from tests.archives import own_archive
from tests.drills.crowds import GIGABYTE, Scales, kept_open, send_without_end, upload_slowly, written_by
from tests.nginx import NGINX, nginx
from tests.processes import processes_of
from tests.security.editors import Browser, Sent, as_form
from tests.security.slow import CHINESE, HALVES, PAGES, seconds_for
from tests.serving import PASSWORD, Served, served

pytestmark = pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="minutes: SLOW_TESTS=1")
SECONDS = float(os.environ.get("CROWD_SECONDS", "30"))
STRANGERS, AT_ONCE = 100, 5
#: Bytes that the kernel holds for a connection of this machine, on both sides and at nginx.
_BUFFERS = 32 * 1024 * 1024


@dataclass(frozen=True)
class Door:
    """Where a stranger knocks: ``port`` of the archive or of nginx; temporary files lie in ``folders``."""

    archive: Served
    port: int
    folders: tuple[Path, ...]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module", params=["this machine", "all addresses", "nginx"])
def door(request, tmp_path_factory) -> Iterator[Door]:
    if request.param == "nginx" and not NGINX:
        pytest.skip("no nginx on this machine: apt-get install nginx-light")
    with ExitStack() as stack:
        folder, variables = stack.enter_context(own_archive(tmp_path_factory))
        temporary = tmp_path_factory.mktemp("temporary")
        host = "0.0.0.0" if request.param == "all addresses" else "127.0.0.1"
        archive = stack.enter_context(
            served(folder, HOST=host, TMPDIR=str(temporary), THROTTLE="off", LOG_LEVEL="ERROR", **variables)
        )
        warm.call(make_accounts, variables=archive.environment)
        port, folders = int(archive.url.rpartition(":")[2]), (temporary,)
        if request.param == "nginx":
            proxy = stack.enter_context(nginx(tmp_path_factory.mktemp("nginx"), port))
            port, folders = proxy.port, (temporary, proxy.folder / "client_body", proxy.folder / "proxy")
        archive.get(CHINESE)  # the first one reads the dictionary
        yield Door(archive, port, folders)
        # The process that reads an upload outlives the server.
        for process in processes_of(folder):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def make_accounts() -> None:
    """Two accounts that may not upload."""
    from django.contrib.auth.models import User

    User.objects.create_user("reader", password=PASSWORD)
    User.objects.create_user("staff", password=PASSWORD, is_staff=True)


def test_a_hundred_strangers_with_two_gigabytes_leave_no_byte(door):
    cookies = {"stranger": "", "made-up": f"sessionid={'b' * 32}"}
    for name in ("reader", "staff"):
        cookies[name] = Browser(door.url, name).headers["Cookie"]
    kinds = itertools.cycle(itertools.product(PAGES, cookies, (False, True)))
    asked = [next(kinds) for _ in range(STRANGERS)]
    scales = Scales(door.archive.folder, *door.folders)
    begun, written = time.monotonic(), written_by(door.archive.folder)

    def push(path: str, who: str, in_pieces: bool) -> tuple[int, int]:
        return send_without_end(door.port, path, cookies[who], in_pieces=in_pieces, size=2 * GIGABYTE)

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda each: push(*each), asked))
    left, written = scales.end(), written_by(door.archive.folder) - written
    statuses = Counter(status for status, _ in answers)
    taken = [count for _, count in answers]
    print({
        "strangers": len(answers), "statuses": statuses, "megabytes taken": sum(taken) // 10**6,
        "most of one": max(taken) // 10**6, "left": left, "largest": scales.largest, "at": scales.at_most, "weighings": scales.weighings, "written": written,
        "seconds": round(time.monotonic() - begun, 1), "kinds": len(set(asked)),
    })  # fmt: skip
    assert left == {}
    # Nothing was written that was gone again before it was weighed: a line for each refusal, and no body.
    assert 0 <= written < 100 * 1024
    if len(door.folders) == 1:
        assert scales.largest == 0
        assert max(taken) < LINGER_BYTES + _BUFFERS
    else:
        # nginx reads on and throws away; of a body in pieces for the desk it collects up to 17 MB first.
        assert scales.largest <= AT_ONCE * (18 * 1024 * 1024 + SMALL_BODY_BYTES)
    assert statuses.keys() <= {0, 302, 403, 411, 413}
    # A client that was still sending when the connection was closed may lose the answer.
    assert statuses[0] <= STRANGERS // 10
    assert seconds_for(door.url, "/healthz") < 1


@pytest.mark.parametrize("uploading", [False, True], ids=["alone", "beside an upload"])
def test_half_sent_requests_delay_no_answer(door, uploading):
    until, slowest = time.monotonic() + SECONDS, {"/healthz": 0.0, CHINESE: 0.0}
    answers = 0
    statuses: list[int] = []
    with kept_open(door.port, [*HALVES["small bodies"], *HALVES["heads"]]) as opened, ExitStack() as stack:
        if uploading:
            uploads = threading.Thread(target=lambda: statuses.append(upload_fifty_megabytes(door)))
            uploads.start()
            stack.callback(uploads.join)
        while time.monotonic() < until:
            for path in slowest:
                slowest[path] = max(slowest[path], seconds_for(door.url, path))
                answers += 1
            time.sleep(0.05)
    print({"answers": answers, "slowest": slowest, "opened": len(opened), "statuses": statuses})
    assert len(opened) >= 40
    assert slowest["/healthz"] < 1
    assert slowest[CHINESE] < 2
    assert statuses == [302] * uploading


def upload_fifty_megabytes(door: Door) -> int:
    """Send a zip of 500 texts within a third of the time; the archive reads them meanwhile."""
    chance = random.Random(5)
    lines = [
        "".join(chance.choices("党员村口账本水渠老人夜校山路支部会议清单群众干部", k=30)) + "。\n" for _ in range(4000)
    ]
    files = {
        f"{number}.txt": f"第{number}号整顿汇报\n\n{''.join(chance.sample(lines, 1080))}".encode()
        for number in range(500)
    }
    body, media_type = as_form(Sent("五十兆", files), is_packed=True)
    assert len(body) > 50_000_000
    editor = Browser(door.url)
    return upload_slowly(door.port, {**editor.headers, "Content-Type": media_type}, body, SECONDS / 3)
