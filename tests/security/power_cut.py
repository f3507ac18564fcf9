"""The power-cut drill, for the test beside this file and for longer runs by hand:

    nice python -m tests.security.power_cut FOLDER --kills 200

A real gunicorn on a DATA_DIR under FOLDER; editors upload (texts, pages for the parsers apart, zips) and publish through
HTTP; at a random moment kill -9 of every process of that DATA_DIR at once: master, workers, parsers, batch runners. After
each restart the archive is held to what it had acknowledged. Prints one JSON object; ``faults`` must be empty.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import living, processes_of
from tests.security.editors import Browser, Sent, as_form, made_upload
from tests.serving import PASSWORD, free_port, serve_here
from tests.warm import fork

EDITORS = 3
#: Of so many kills one comes after an upload was acknowledged in that life, however slow the machine.
WORKING = 5
_START_SECONDS = 900
_SETTLE_SECONDS = 600
_LONGEST_LIFE = 6.0  # seconds between the start of the work and the kill


@dataclass(slots=True)
class Told:
    """What editors did and what the archive had acknowledged when the power went."""

    acknowledged: list[Sent] = field(default_factory=list)
    hanging: list[Sent] = field(default_factory=list)
    published: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--kills", type=int, default=5)
    asked.add_argument("--seed", type=int, default=1)
    arguments = asked.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    os.environ |= {
        "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings", "LOAD_SAMPLES": "0", "THROTTLE": "off", "LOG_LEVEL": "WARNING",
        "ADMIN_PASSWORD": PASSWORD, "PORT": str(port),
    }  # fmt: skip
    import django

    django.setup()
    print(json.dumps(run(folder, port, arguments.kills, arguments.seed), ensure_ascii=False))


def run(folder: Path, port: int, kills: int, seed: int) -> dict[str, object]:
    """Cut the power so many times, and return what was sent and what is wrong; this process belongs to ``folder``."""
    chance, told = random.Random(seed), Told()
    faults: list[str] = []
    begun, killed = time.monotonic(), 0
    address = f"http://127.0.0.1:{port}"
    browsers: list[Browser] = []
    for number in range(kills):
        with serving(folder, address) as server:
            browsers = browsers or [Browser(address) for _ in range(EDITORS)]
            stop = threading.Event()
            seeds = [chance.randrange(10**9) for _ in browsers]
            editors = [
                threading.Thread(target=edit, args=(*each, told, stop)) for each in zip(browsers, seeds, strict=True)
            ]
            for editor in editors:
                editor.start()
            time.sleep(chance.uniform(0.2, _LONGEST_LIFE))
            if number % WORKING == 0:
                wait_for_an_upload(told, len(told.acknowledged))
            killed += kill_all(folder, server)
            stop.set()
            for editor in editors:
                editor.join()
        with serving(folder, address):
            faults += [f"kill {number}: {each}" for each in settle_and_check(told)]
        if number % 5 == 0:
            print(
                f"{number + 1} of {kills} kills, {len(told.acknowledged)} uploads acknowledged, {len(faults)} faults",
                file=sys.stderr,
                flush=True,
            )
    faults += whole_archive_faults(told)
    return {
        "kills": kills,
        "processes_killed": killed,
        "acknowledged_uploads": len(told.acknowledged),
        "acknowledged_files": sum(len(each.files) for each in told.acknowledged),
        "hanging_uploads": len(told.hanging),
        "published": len(told.published),
        "faults": faults,
        "seconds": round(time.monotonic() - begun, 1),
    }


def wait_for_an_upload(told: Told, before: int) -> None:
    """Wait until more uploads than ``before`` were acknowledged."""
    until = time.monotonic() + _SETTLE_SECONDS
    while len(told.acknowledged) <= before and time.monotonic() < until:
        time.sleep(0.01)


@contextlib.contextmanager
def serving(folder: Path, address: str) -> Iterator[int]:
    """The archive as ``make run`` starts it, but warm, until the block ends; what is left is killed then."""
    server = fork(serve_here, output=folder / "drill.log")
    try:
        until = time.monotonic() + _START_SECONDS
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=60):
                break
            if os.waitpid(server, os.WNOHANG)[0] or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{(folder / 'drill.log').read_text()}")
            time.sleep(0.05)
        yield server
    finally:
        kill_all(folder, server)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(server, 0)


def kill_all(folder: Path, server: int) -> int:
    """kill -9 of the server, of every process of this DATA_DIR but ourselves, and of all their children, until none is left.

    Return how many there were.
    """
    killed: set[int] = set()
    while found := (processes_of(folder, session=server).keys() - {os.getpid()}) | living(killed):
        for number in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        killed |= found
        time.sleep(0.02)
    return len(killed)


def edit(browser: Browser, seed: int, told: Told, stop: threading.Event) -> None:
    """Upload and publish until the power goes."""
    chance = random.Random(seed)
    while not stop.is_set():
        sent = made_upload(chance)
        body, media_type = as_form(sent, is_packed=chance.random() < 0.25)
        with told.lock:
            told.hanging.append(sent)
        try:
            status = browser.send("/admin/archive/report/upload/", body, media_type)
            if status == 302:
                with told.lock:
                    told.hanging.remove(sent)
                    told.acknowledged.append(sent)
            publish_some(browser, chance, told)
        except Exception:  # the power went; whatever the connection says of it
            continue


def publish_some(browser: Browser, chance: random.Random, told: Told) -> None:
    from django.db import connection

    from archive.models import Report

    drafts = list(Report.objects.filter(status="draft").order_by("-pk").values_list("pk", flat=True)[:20])
    connection.close()
    some = chance.sample(drafts, min(len(drafts), chance.randint(1, 3)))
    if not some:
        return
    if browser.change_status("publish_selected", some) == 302:
        with told.lock:
            told.published |= set(some)


def settle_and_check(told: Told) -> list[str]:
    """Wait until the resumed batches are worked off, then compare what this power cut left with what was told."""
    from archive.models import ImportBatch, ImportFile, Report

    until = time.monotonic() + _SETTLE_SECONDS
    while ImportBatch.objects.unfinished().exists() and time.monotonic() < until:
        time.sleep(0.1)
    faults = []
    if ImportBatch.objects.unfinished().exists():
        faults.append("a batch was never worked off")
    rows = ImportFile.objects.values_list("path", "report__original__sha256")
    known = Counter((path.rpartition("/")[2], sha256) for path, sha256 in rows)
    reports = Counter(Report.objects.values_list("original__sha256", flat=True))
    for sent in told.acknowledged:
        for name, content in sent.files.items():
            times = known[name, _sha(content)], reports[_sha(content)]
            if times != (1, 1):
                faults.append(f"{name} was acknowledged and is there {times[0]} times, with {times[1]} reports")
    for sent in told.hanging:
        there = [known[name, _sha(content)] > 0 for name, content in sent.files.items()]
        if any(there) and not all(there):
            faults.append(f"{sent.label} is there by halves")
    if lost := told.published - set(Report.objects.published().values_list("pk", flat=True)):
        faults.append(f"{len(lost)} were published and are not")
    return faults


def whole_archive_faults(told: Told) -> list[str]:
    """At the end: every original sound on the disk, no stray row or file, index and database agree, nothing waits."""
    from django.conf import settings

    from archive.models import ImportFile, Original
    from archive.publishing.checking import check_index
    from archive.publishing.outbox import apply_index_changes
    from archive.storage.originals import orphan_files, state_of

    faults = settle_and_check(told)
    faults += [
        f"{each.filename} is {state}"
        for each in Original.objects.all()
        if (state := state_of(each.path, each.sha256)) != "sound"
    ]
    faults += [
        f"{row.path}: {row.status} {row.error}"
        for row in ImportFile.objects.exclude(status__in=("created", "duplicate"))
    ]
    left = [path.name for path in (Path(settings.DATA_DIR) / "incoming").rglob("*") if path.is_file()]
    if left:
        print(f"left in incoming: {len(left)}", file=sys.stderr)
    orphans = len(list(orphan_files(set(Original.objects.values_list("sha256", flat=True)))))
    print(f"originals without a row, harmless: {orphans}", file=sys.stderr)
    apply_index_changes()
    check = check_index()
    if not check.agrees:
        faults.append(f"missing {check.missing}, stale {check.stale}, extra {check.extra}")
    return faults


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
