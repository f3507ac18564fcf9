"""Thousands of publications in one worker that may open few files, for the test beside this file.

An editor publishes one report after the other through the desk; after each a reader asks for it. Now and then descriptors
and maps of the worker are counted.
"""

from __future__ import annotations

import io
import json
import random
import resource
import time
from pathlib import Path
from urllib.parse import quote

from tests.drills.asking import ask, deleted_maps_of, files_of
from tests.processes import children_of
from tests.security.editors import MIXED, Browser
from tests.security.power_cut import serving

#: Questions that open more than one kind of file of a segment.
_OTHERS = ("软弱涣散", "村 NEAR/5 党", "软?涣散", "-党员 整顿")


def run(folder: Path, port: int, publications: int, files: int, counted_at: list[int]) -> dict[str, object]:
    """Publish so many reports with at most ``files`` open in the worker; this process belongs to ``folder``."""
    from django.core.management import call_command
    from django.db import connections

    from archive.models import Report

    call_command("prepare", stdout=io.StringIO())
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))  # the server inherits it
    numbers = _make_drafts(publications)
    connections.close_all()
    faults: list[str] = []
    counts = {}
    begun = time.monotonic()
    with serving(folder, f"http://127.0.0.1:{port}") as server:
        editor = Browser(f"http://127.0.0.1:{port}")
        workers = children_of(server)
        for at, number in enumerate(numbers, 1):
            if (status := editor.change_status("publish_selected", [number])) != 302:
                faults.append(f"publication {at} answered {status}")
            answer = ask(port, f"/api/v1/search?q={quote(word_of(at))}")
            found = [hit["id"] for hit in json.loads(answer.body).get("hits", ())]
            if answer.status != 200 or found != [number]:
                faults.append(f"search {at} answered {answer.status}: {answer.body[:200]}")
            if (
                at % 5 == 0
                and (other := ask(port, f"/search/?q={quote(_OTHERS[at // 5 % len(_OTHERS)])}")).status != 200
            ):
                faults.append(f"page {at} answered {other.status}")
            if at in counted_at:
                counts[at] = _count(folder, server)
            if len(faults) > 20:
                break
        if children_of(server) != workers:
            faults.append("the worker was replaced")
        pending = json.loads(ask(port, "/readyz").body)
        log = (folder / "drill.log").read_text()
    connections.close_all()
    if Report.objects.published().count() != publications:
        faults.append("not all are published")
    faults += [line for line in log.splitlines() if "Errno" in line or "Traceback" in line][:20]
    return {
        "publications": at,
        "counts": counts,
        "readyz": pending,
        "seconds": round(time.monotonic() - begun, 1),
        "faults": faults,
    }


def word_of(number: int) -> str:
    """Return a word that stands in one report."""
    return f"独有词{number:05d}号"


def _make_drafts(number: int) -> list[int]:
    from archive.models import Original, Report

    originals = Original.objects.bulk_create(
        Original(sha256=f"{at:064x}", filename=f"{at}.txt", media_type="text/plain", encoding="utf-8", size=1)
        for at in range(1, number + 1)
    )
    chance = random.Random(1)
    reports = []
    for at, original in enumerate(originals, 1):
        text = f"{word_of(at)}。党员整顿软弱涣散党组织，全村走访{at}户。"
        text += "".join(f"{''.join(chance.choices(MIXED, k=30))}。" for _ in range(8))  # no two are near duplicates
        reports.append(
            Report(original=original, title=f"第{at}号", text=text, extracted_text=text, text_fingerprint="")
        )
    return [report.pk for report in Report.objects.bulk_create(reports)]


def _count(folder: Path, server: int) -> dict[str, int]:
    """Count descriptors, maps of deleted files and live segments, as they are for the one worker."""
    (worker,) = children_of(server)
    files = files_of(worker).values()
    live = folder / "index" / (folder / "index" / "CURRENT").read_text().strip()
    return {
        "descriptors": len(files),
        "of the index": sum("/index/" in path for path in files),
        "deleted files open": sum(path.endswith("(deleted)") and "/index/" in path for path in files),
        "maps of deleted files": deleted_maps_of(worker),
        "segments": len(list(live.glob("*.col"))),
    }
