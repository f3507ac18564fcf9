"""Processes that publish, withdraw and search one archive at once, for the test beside this file and for longer runs:

    python -m tests.archive.indexing_together FOLDER --seconds 120

Each of four processes has reports of its own and is the only one to change them, so it knows what a search must say:
after each change it searches until the answer is right, and notes how long that took after the commit. One of them
rebuilds the index now and then. Prints one JSON object; ``stalled_seconds`` is the longest that a mere sleep of ten
milliseconds took meanwhile, so that a busy machine can be told from a slow index.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import random
import threading
import time
from pathlib import Path

PROCESSES = 4
OWN = 6  # reports of each process
STEADY = 10
LEAST = 3  # changes of each process, however slow the machine
_PATIENCE = 120.0


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seconds", type=float, default=10)
    arguments = asked.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "DATA_DIR": str(arguments.folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOAD_SAMPLES": "0",
        "LOG_LEVEL": "WARNING",
    }
    import django

    django.setup()
    print(json.dumps(run(arguments.seconds), ensure_ascii=False))


def run(seconds: float) -> dict[str, object]:
    """Let the processes work for so long; what went wrong is in ``faults``, one sentence each."""
    from django.core.management import call_command
    from django.db import connections

    from archive.publishing.checking import check_index
    from archive.publishing.outbox import apply_index_changes, rebuild_index
    from search.engine import get_engine

    get_engine()
    call_command("prepare", stdout=io.StringIO())
    make_reports(STEADY, PROCESSES, OWN)
    rebuild_index()
    connections.close_all()
    context = multiprocessing.get_context("fork")  # with Django and the dictionary loaded
    with context.Pool(PROCESSES) as pool:
        told = pool.starmap(_work, [(number, seconds) for number in range(PROCESSES)])
    apply_index_changes()
    return {
        "changes": sum(each["changes"] for each in told),
        "searches": sum(each["searches"] for each in told),
        "rebuilds": sum(each["rebuilds"] for each in told),
        "latest_seconds": round(max(each["latest"] for each in told), 3),
        "over_a_second": sum(each["over_a_second"] for each in told),
        "stalled_seconds": round(max(each["stalled"] for each in told), 3),
        "faults": [fault for each in told for fault in each["faults"]],
        "agrees": check_index().agrees,
    }


def make_reports(steady: int, owners: int, own: int) -> None:
    """Write ``steady`` published reports, and for each owner ``own`` drafts."""
    from archive.models import Original, Report

    names = [f"常在报告{number}" for number in range(steady)]
    names += [f"{owner}号流动报告{number}" for owner in range(owners) for number in range(own)]
    for number, name in enumerate(names):
        original = Original.objects.create(
            sha256=f"{number:064x}", filename=f"{number}.txt", media_type="text/plain", encoding="utf-8", size=1
        )
        text = f"{name}。整顿软弱涣散党组织。" + f"第{number}村的清单。" * 30
        status = Report.Status.PUBLISHED if number < steady else Report.Status.DRAFT
        Report.objects.create(
            original=original, title=name, text=text, extracted_text=text, status=status, text_fingerprint=""
        )


def _work(owner: int, seconds: float) -> dict:
    """What one process did and saw; it never waits for another."""
    from archive.models import Report
    from archive.publishing.outbox import rebuild_index
    from archive.publishing.publish import publish_report, withdraw_report

    own = list(Report.objects.filter(title__startswith=f"{owner}号流动").values_list("pk", flat=True))
    held: set[int] = set()
    told: dict = {"changes": 0, "searches": 0, "rebuilds": 0, "latest": 0.0, "over_a_second": 0, "faults": []}
    told["stalled"] = 0.0
    threading.Thread(target=_watch_stalls, args=(told,), daemon=True).start()
    chance = random.Random(owner)
    until = time.monotonic() + seconds
    between_rebuilds = min(5.0, seconds / 4)
    next_rebuild = time.monotonic() + between_rebuilds
    try:
        while (time.monotonic() < until or told["changes"] < LEAST) and not told["faults"]:
            if owner == 0 and time.monotonic() > next_rebuild:
                rebuild_index()
                told["rebuilds"] += 1
                next_rebuild = time.monotonic() + between_rebuilds
            report = Report.objects.get(pk=chance.choice(own))
            (withdraw_report if report.is_published else publish_report)(report)
            held ^= {report.pk}
            told["changes"] += 1
            took = _seconds_until_found(owner, held, told)
            told["latest"] = max(told["latest"], took)
            told["over_a_second"] += took > 1
    except Exception as error:
        told["faults"].append(f"process {owner}: {error!r}")
    return told


def _watch_stalls(told: dict) -> None:
    while True:
        begun = time.monotonic()
        time.sleep(0.01)
        told["stalled"] = max(told["stalled"], time.monotonic() - begun - 0.01)


def _seconds_until_found(owner: int, held: set[int], told: dict) -> float:
    """How long a search says otherwise than ``held``; every answer's numbers must agree with themselves."""
    from search.documents import Query
    from search.engine import get_engine

    begun = time.monotonic()
    while True:
        found = get_engine().search(Query(text=f"{owner}号流动报告", size=100))
        steady = get_engine().search(Query(text="常在报告", size=100))
        told["searches"] += 2
        for each in (found, steady):
            ids = {hit.id for hit in each.hits}
            if not len(ids) == len(each.hits) == each.total == sum(each.facets["kind"].values()):
                told["faults"].append(
                    f"process {owner}: {each.total} counted, {len(each.hits)} shown, {len(ids)} different"
                )
        if steady.total != STEADY:
            told["faults"].append(f"process {owner}: {steady.total} of {STEADY} untouched reports found")
        if {hit.id for hit in found.hits} == held:
            return time.monotonic() - begun
        if time.monotonic() - begun > _PATIENCE:
            told["faults"].append(f"process {owner}: a change is not found after {_PATIENCE} s")
            return _PATIENCE
        time.sleep(0.005)


if __name__ == "__main__":
    main()
