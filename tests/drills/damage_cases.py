"""One case of the matrix, in processes of its own: a server that answers while a file is damaged, the one after it, the remedy."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Answers of the index: equal to those before the damage, or 503.
FROM_INDEX = (
    "/api/v1/search?q=整顿", "/api/v1/search?q=党员", "/api/v1/search?q=村 NEAR/9 党", "/api/v1/search?region=621121",
    "/search/export.txt?q=整顿", "/search/?q=整治", "/search/?q=无此一词",
)  # fmt: skip
PAGES = (
    "/", "/regions/", "/regions/621121/", "/search/", "/search/advanced/", "/measures/", "/about/", "/saved/",
    "/reports/1/", "/reports/1/?q=整治&edits=1", "/reports/2/original", "/reports/1/cite.bib", "/suggest/?q=整",
    "/feed.atom", "/search/feed.atom?q=整顿", "/regions/621121/export.jsonl", "/search/export.csv?q=整顿",
    "/api/v1/reports/1", "/api/v1/regions/621121", "/api/v1/suggest?q=整", "/sitemap.xml", "/sitemap-pages.xml",
    "/healthz", "/readyz", "/opensearch.xml", "/robots.txt",
)  # fmt: skip
DESK = (
    "/admin/", "/admin/archive/report/", "/admin/archive/report/6/change/", "/admin/archive/report/upload/",
    "/admin/archive/importbatch/", "/admin/archive/importbatch/1/change/", "/admin/archive/importbatch/2/change/",
    "/admin/status/", "/admin/audit/",
)  # fmt: skip
#: A time, a token; addresses of style, which are plain where their manifest is damaged.
_CHANGING = re.compile(
    rb'took_ms":[0-9. ]+|name="csrfmiddlewaretoken" value="\w+"|<updated>[^<]*</updated>|/static/[^"#]+'
)
SECONDS = 120


@dataclass
class Asked:
    """What a server answered: status by address, and a digest of each answer of the index."""

    statuses: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def failures(self, before: Asked, *, compared: bool = True) -> list[str]:
        """Return the addresses that failed, or whose answer from the index is silently another if it is ``compared``."""
        failed = [f"{address}: {status}" for address, status in self.statuses.items() if status == 500]
        wrong = [
            f"{address}: another answer"
            for address, digest in self.digests.items()
            if compared and self.statuses[address] not in (503, 507) and digest != before.digests[address]
        ]
        return failed + wrong


def in_a_fork(function: Callable[[], Any]) -> tuple[Any, str]:
    """Return what ``function`` returns in a fork, and ""; or None, and how the fork ended instead."""
    reading, writing = os.pipe()
    number = os.fork()
    if not number:
        code = 1
        try:
            os.close(reading)
            signal.alarm(SECONDS)
            with os.fdopen(writing, "w") as answer:
                json.dump(function(), answer, default=vars)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as answer:
        content = answer.read()
    _, status = os.waitpid(number, 0)
    if os.WIFSIGNALED(status):
        return None, signal.Signals(os.WTERMSIG(status)).name
    return (json.loads(content), "") if os.WEXITSTATUS(status) == 0 else (None, "failed")


def new_client(cookies: Any = None):
    from django.test import Client

    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    if cookies is not None:
        client.cookies = cookies
    return client


def log_in():
    from django.contrib.auth import get_user_model

    client = new_client()
    client.force_login(get_user_model().objects.get())
    return client


def ask(client, *, desk: bool = True, more: tuple[str, ...] = ()) -> Asked:
    """Ask every page, by GET, and upload a file; only the two most used and ``more``, if there are any."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection

    asked = Asked()
    desk = desk and not more
    for address in (PAGES[0], FROM_INDEX[5], *more) if more else (*PAGES, *FROM_INDEX, *(DESK if desk else ())):
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        asked.statuses[address] = response.status_code
        if address in FROM_INDEX:
            asked.digests[address] = hashlib.sha256(_CHANGING.sub(b"", content)).hexdigest()
    if desk and connection.vendor == "sqlite":  # what another database stores is not put back behind the case
        file = SimpleUploadedFile("新.txt", "一篇新的材料。".encode() * 20)
        answer = client.post("/admin/archive/report/upload/", {"files": file})
        asked.statuses["upload"] = answer.status_code
    return asked


def restart() -> None:
    """Forget what a process of the server has open, and what it has read of DATA_DIR."""
    from django.conf import settings
    from django.db import connections
    from django.test.signals import setting_changed

    from archive.rendering import environment
    from search.cache import ByteBoundedCache
    from search.engine import get_engine

    connections.close_all()
    get_engine.cache_clear()
    setting_changed.send(sender=None, setting="STATIC_ROOT", value=settings.STATIC_ROOT, enter=True)  # the manifest
    environment._fragments = ByteBoundedCache(environment.FRAGMENT_BYTES)


def serve_and_damage(damage: Callable[[], None], more: tuple[str, ...]) -> dict[str, Asked]:
    """Ask a server that answers while the damage is done, and one that starts after it."""
    client = log_in()
    for address in (PAGES[0], PAGES[8], FROM_INDEX[0], FROM_INDEX[5], *more):
        client.get(address)
    damage()
    time.sleep(0.55)  # search/engines/whoosh/reading/snapshot_cache.py: LOOK_SECONDS
    while_open = ask(client, more=more)
    restart()
    return {"while_open": while_open, "after": ask(new_client(client.cookies), more=more)}


def ask_anew(more: tuple[str, ...]) -> dict[str, Asked]:
    """Ask a server that starts after the damage, by a reader alone."""
    restart()
    return {"after": ask(new_client(), desk=False, more=more)}


def find_faults() -> list[str]:
    """Return kind and sentence of each fault that fsck names, or why a process that starts now cannot run it."""
    from django.core.exceptions import ImproperlyConfigured

    from archive.backups import fsck
    from tests.warm import become

    restart()
    try:
        become({})
    except (ImproperlyConfigured, SystemExit) as error:
        return [f"settings {error}"]
    return [f"{fault.kind} {fault.subject} {fault.sentence}" for fault in fsck.find_faults()]


def manage(*words: str) -> str:
    """Run a command as manage.py does; return what it prints. RuntimeError if it ends with a fault."""
    from django.core.management import call_command

    restart()
    out = io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=out)
    except SystemExit as stop:
        if stop.code:
            raise RuntimeError(f"{words}: {out.getvalue()}") from stop
    return out.getvalue()


def give_rights_back(folder: Path) -> None:
    """Do what fsck says of a path that the account may not read or write: chmod -R u+rwX."""
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode & 0o777
        path.chmod(mode | 0o700 if path.is_dir() else mode | (0o400 if "originals" in path.parts else 0o600))


def restore_elsewhere(backup: Path, folder: Path) -> list[str]:
    """Restore a backup into a new DATA_DIR, as the sentence of a damaged database says; return what fsck names there."""
    from django.conf import settings

    from tests.warm import become

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ["DATA_DIR"] = str(folder)
    become({"DATA_DIR": str(folder)})
    assert Path(settings.DATA_DIR) == folder
    manage("restore", str(backup))
    manage("prepare")
    return find_faults()
