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
import re
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from tests.processes import processes_of
from tests.serving import PASSWORD, free_port, serve_here
from tests.text.made_files import zip_file
from tests.warm import fork

EDITORS = 3
_START_SECONDS = 900
_SETTLE_SECONDS = 600
_LONGEST_LIFE = 6.0  # seconds between the start of the work and the kill
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_MIXED = (
    "党员村口账本水渠老人夜校山路支部会议清单群众干部粮仓学堂街巷楼栋网格热线茶园果林走访公示结对验收培训修缮值守调解"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """An upload: ``files`` are {name: bytes} as they should come in, members of a zip among them."""

    label: str
    files: dict[str, bytes]


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
    while found := processes_of(folder, session=server).keys() - {os.getpid()}:
        for number in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        killed |= found
        time.sleep(0.02)
    return len(killed)


class Browser:
    """An editor's browser: cookies that outlive a restart of the archive."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect)
        login = urlencode({"username": "admin", "password": PASSWORD, "next": "/admin/"}).encode()
        if self.send("/admin/login/", login) != 302:
            raise RuntimeError("the editor could not log in")

    def send(self, path: str, body: bytes, media_type: str = "application/x-www-form-urlencoded") -> int:
        """Post with the token of the page; the status. Raises OSError where nobody answers."""
        with self._opener.open(f"{self.address}{path}", timeout=300) as page:
            token = _TOKEN.search(page.read().decode())
        assert token, path
        request = urllib.request.Request(
            f"{self.address}{path}", body, {"Content-Type": media_type, "X-CSRFToken": token[1]}
        )
        try:
            with self._opener.open(request, timeout=300) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **options):
        return None


def edit(browser: Browser, seed: int, told: Told, stop: threading.Event) -> None:
    """Upload and publish until the power goes."""
    chance = random.Random(seed)
    while not stop.is_set():
        sent = made_upload(chance)
        body, media_type = as_form(sent, chance)
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
    body = urlencode({"action": "publish_selected", "_selected_action": some, "index": "0"}, doseq=True).encode()
    if browser.send("/admin/archive/report/", body) == 302:
        with told.lock:
            told.published |= set(some)


def made_upload(chance: random.Random) -> Sent:
    """One to four reports unlike all others, texts or pages."""
    label = f"{chance.getrandbits(60):x}"
    files = {}
    for number in range(chance.choice((1, 1, 2, 4))):
        body = "".join(f"{''.join(chance.choices(_MIXED, k=40))}。\n" for _ in range(12))
        words = f"甘肃省定西市通渭县第{label}{number}号整顿汇报\n\n通渭县今年逐村排查，一村一策，限期整顿。\n{body}"
        if chance.random() < 0.3:
            lines = "".join(f"<p>{line}</p>" for line in words.splitlines())
            files[f"{label}-{number}.html"] = f"<!DOCTYPE html><meta charset=utf-8><body>{lines}</body>".encode()
        else:
            files[f"{label}-{number}.txt"] = words.encode()
    return Sent(label, files)


def as_form(sent: Sent, chance: random.Random) -> tuple[bytes, str]:
    files = {"some.zip": zip_file(dict(sent.files))} if chance.random() < 0.25 else sent.files
    parts = [f'--cut\r\nContent-Disposition: form-data; name="label"\r\n\r\n{sent.label}\r\n'.encode()]
    for name, content in files.items():
        head = f'--cut\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + b"--cut--\r\n", "multipart/form-data; boundary=cut"


def settle_and_check(told: Told) -> list[str]:
    """Wait until the resumed batches are worked off, then compare what this power cut left with what was told."""
    from archive.models import ImportBatch, ImportFile, Report

    until = time.monotonic() + _SETTLE_SECONDS
    while ImportBatch.objects.unfinished().exists() and time.monotonic() < until:
        time.sleep(0.1)
    faults = []
    if ImportBatch.objects.unfinished().exists():
        faults.append("a batch was never worked off")
    known = dict(ImportFile.objects.values_list("path", "report__original__sha256"))
    known = {path.rpartition("/")[2]: sha256 for path, sha256 in known.items()}
    for sent in told.acknowledged:
        faults += [
            f"{name} was acknowledged and is lost"
            for name, content in sent.files.items()
            if known.get(name) != _sha(content)
        ]
    for sent in told.hanging:
        there = [known.get(name) == _sha(content) for name, content in sent.files.items()]
        if any(there) and not all(there):
            faults.append(f"{sent.label} is there by halves")
    if lost := told.published - set(Report.objects.published().values_list("pk", flat=True)):
        faults.append(f"{len(lost)} were published and are not")
    return faults


def whole_archive_faults(told: Told) -> list[str]:
    """At the end: every original sound on the disk, no stray row or file, index and database agree, nothing waits."""
    from django.conf import settings

    from archive.models import ImportFile, Original
    from archive.publishing.outbox import apply_index_changes, check_index
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
