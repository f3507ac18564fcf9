"""An archive whose writers are killed at any moment, for the test beside this file and for longer runs by hand:

    nice python -m tests.archive.indexing_killed FOLDER --kills 1000

A real database and a real index under FOLDER, real processes, real SIGKILL. Each child publishes, withdraws, edits,
rebuilds or merges without end until it is killed: by the clock at any moment, or at a place of the way that matters
(the database committed and the index not yet, the index committed and the outbox not yet, before and after the swap).
After each kill, before and after ``index apply``, the archive is held to what must be true. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.warm import fork

REPORTS = 40
STEADY = 10  # reports that no child ever touches: they must be found at any moment
_SHORTEST, _LONGEST = 0.0, 0.25  # seconds a child lives when the clock kills it

#: place: (object's module, object or None, function, kill before or after its n-th call)
PLACES = {
    "before the outbox lock": ("archive.publishing.outbox", None, "apply_index_changes", "before"),
    "index committed, rows still there": ("search.engines.whoosh.engine", "WhooshEngine", "apply", "after"),
    "before the table of contents": ("search.engines.whoosh.disk.storage", "DurableStorage", "rename_file", "before"),
    "after the table of contents": ("search.engines.whoosh.disk.storage", "DurableStorage", "rename_file", "after"),
    "before the swap": ("search.engines.whoosh.writing.changes", None, "make_live", "before"),
    "after the swap": ("search.engines.whoosh.writing.changes", None, "make_live", "after"),
    "a segment half written": ("search.engines.whoosh.disk.storage", "DurableStorage", "create_file", "after"),
}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
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
    print(json.dumps(run(arguments.kills, arguments.seed), ensure_ascii=False))


def run(kills: int, seed: int) -> dict[str, object]:
    """Kill so many children; what went wrong is told in ``faults``, one sentence each."""
    from django.core.management import call_command

    from archive.publishing.outbox import pending_changes, rebuild_index
    from search.engine import get_engine

    call_command("prepare", stdout=io.StringIO())
    _make_reports()
    rebuild_index()
    get_engine()
    chance = random.Random(seed)
    faults: list[str] = []
    places: Counter[str] = Counter()
    behind, begun = 0, time.monotonic()
    for number in range(kills):
        place = chance.choice([*PLACES, *["the clock"] * len(PLACES)])
        child = fork(_change_until_killed, chance.randrange(10**9), place)
        until = time.monotonic() + (chance.uniform(_SHORTEST, _LONGEST) if place == "the clock" else 60)
        where = f"kill {number} at {place}"
        ended = 0, 0
        while not ended[0] and time.monotonic() < until:
            faults += [f"{where}, meanwhile: {fault}" for fault in _faults_before()]
            ended = os.waitpid(child, os.WNOHANG)
            time.sleep(0.01)
        if not ended[0]:
            os.kill(child, signal.SIGKILL)
            ended = os.waitpid(child, 0)
        status = os.waitstatus_to_exitcode(ended[1])
        places[place] += 1
        if status != -signal.SIGKILL:
            faults.append(f"{where}: the child ended by itself with {status}")
        behind += pending_changes() > 0
        faults += [f"{where}: {fault}" for fault in _faults_before() + _faults_after()]
        if number % 20 == 0:
            print(f"{number} of {kills}, {len(faults)} faults", file=sys.stderr, flush=True)
    folders = [path for path in Path(os.environ["DATA_DIR"], "index").iterdir() if path.is_dir()]
    return {
        "kills": kills,
        "places": dict(places),
        "left_behind": behind,
        "faults": faults,
        "folders": len(folders),
        "seconds": round(time.monotonic() - begun, 1),
    }


def _make_reports() -> None:
    from archive.models import Original, Report

    for number in range(REPORTS):
        text = f"{'常在' if number < STEADY else '流动'}报告第{number}篇,整顿软弱涣散党组织。" + f"第{number}村。" * 30
        original = Original.objects.create(
            sha256=f"{number:064x}", filename=f"{number}.txt", media_type="text/plain", encoding="utf-8", size=1
        )
        status = Report.Status.PUBLISHED if number % 2 or number < STEADY else Report.Status.DRAFT
        Report.objects.create(
            original=original, title=f"报告{number}", text=text, extracted_text=text, status=status, text_fingerprint=""
        )


def _faults_before() -> list[str]:
    """What must hold while a child works and as its kill left it: the index opens, what nobody touched is found once."""
    from search.documents import Query
    from search.engine import get_engine

    found = get_engine().search(Query(text="常在报告", size=100))
    if (found.total, len({hit.id for hit in found.hits})) != (STEADY, STEADY):
        return [f"{found.total} of {STEADY} untouched reports are found"]
    return []


def _faults_after() -> list[str]:
    """What must hold after ``index apply``: database and index agree, and nothing waits."""
    from archive.models import Report
    from archive.publishing.checking import check_index
    from archive.publishing.outbox import apply_index_changes, pending_changes
    from search.documents import Query
    from search.engine import get_engine

    apply_index_changes()
    told = []
    check = check_index()
    if not check.agrees:
        told.append(f"missing {check.missing}, stale {check.stale}, extra {check.extra}")
    if waiting := pending_changes():
        told.append(f"{waiting} changes wait")
    published = set(Report.objects.published().values_list("pk", flat=True))
    found = {hit.id for hit in get_engine().search(Query(text="整顿", size=1000)).hits}
    if found != published:
        told.append(f"{len(found)} found, {len(published)} published")
    return told


def _change_until_killed(seed: int, place: str) -> None:
    """Change the archive until this process dies."""
    chance = random.Random(seed)
    if place in PLACES:
        _die_at(place, chance.randint(1, 6))
    while True:
        _change_something(chance)


def _die_at(place: str, call: int) -> None:
    """Make the ``call``-th use of the place the child's last."""
    from importlib import import_module

    module, holder_name, name, moment = PLACES[place]
    holder = import_module(module)
    if holder_name:
        holder = getattr(holder, holder_name)
    original: Callable = getattr(holder, name)
    calls = 0

    def dying(*args, **options):
        nonlocal calls
        calls += 1
        if calls == call and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        value = original(*args, **options)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return value

    setattr(holder, name, dying)


def _change_something(chance: random.Random) -> None:
    from django.db import transaction

    from archive.models import Report
    from archive.publishing import outbox as indexing
    from archive.publishing.publish import publish_report, withdraw_report

    if chance.random() < 0.15:
        indexing.rebuild_index()
        return
    report = Report.objects.order_by("pk")[chance.randrange(STEADY, REPORTS)]
    if chance.random() < 0.4:
        with transaction.atomic():
            report.text = f"流动报告,整顿软弱涣散党组织,{chance.random()}。" + "第三村。" * chance.randint(1, 40)
            report.save(update_fields=["text", "updated_at"])
            if report.is_published:
                indexing.note_change(report)
    elif report.is_published:
        withdraw_report(report)
    else:
        publish_report(report)


if __name__ == "__main__":
    main()
