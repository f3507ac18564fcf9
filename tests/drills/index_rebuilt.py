"""An index that is deleted and rebuilt again and again under a serving archive, for the test beside this file.

Gunicorn with two workers serves; an editor publishes and withdraws through the desk while readers ask each worker; two
more processes change and search beside them. Whoever changes a report knows what an answer must say, and notes every one
that says otherwise. A 503 is no wrong answer; how long it lasts is told.
"""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from tests.archive.indexing_together import make_reports
from tests.drills.asking import Answer, ask
from tests.drills.watching import Silences, Stalls, Watch, summarised
from tests.processes import children_of
from tests.security.editors import Browser
from tests.security.power_cut import serving
from tests.warm import fork

STEADY = 30  # reports that nobody changes
OWN = 12  # reports of each who changes
DIRECT = 2  # processes beside the server
_READERS = 2
_RESTS = 0.25  # seconds of an editor between two changes
_PATIENCE = 120.0
_BUSY = "另一个进程正在重建索引"
_UNAVAILABLE = "检索暂不可用"


def run(folder: Path, port: int, turns: int, seed: int) -> dict[str, object]:
    """Delete and rebuild so many times; this process belongs to ``folder`` and has one thread. Return what was counted."""
    from django.core.management import call_command
    from django.db import connections

    from archive.publishing.outbox import rebuild_index

    call_command("prepare", stdout=io.StringIO())
    make_reports(STEADY, DIRECT + 1, OWN)
    rebuild_index()
    connections.close_all()
    context = multiprocessing.get_context("fork")
    over, turn_is_free = context.Event(), [context.Lock() for _ in range(DIRECT + 1)]
    chance, faults, dark = random.Random(seed), [], []
    with serving(folder, f"http://127.0.0.1:{port}") as server:
        told = [folder / f"told-{number}.json" for number in range(DIRECT + 1)]
        forks = [
            fork(_told, told[0], _through_the_server, port, server, turn_is_free[0], over, output=folder / "drill.log")
        ]
        forks += [
            fork(
                _told, told[number], _beside_the_server, number, turn_is_free[number], over, output=folder / "drill.log"
            )
            for number in range(1, DIRECT + 1)
        ]
        try:
            for turn in range(turns):
                time.sleep(chance.uniform(0.3, 1.0))
                began = time.monotonic()
                shutil.rmtree(folder / "index", ignore_errors=True)
                time.sleep(chance.choice((0.0, 0.0, chance.uniform(0.0, 0.5))))
                if said := _rebuild_failed(folder):
                    faults.append(f"turn {turn}: rebuild: {said}")
                dark.append(time.monotonic() - began)
                time.sleep(chance.uniform(0.0, 0.5))
                with contextlib.ExitStack() as nobody_changes:
                    for lock in turn_is_free:
                        if not lock.acquire(timeout=_PATIENCE):
                            raise RuntimeError(f"a process hangs:\n{(folder / 'drill.log').read_text()}")
                        nobody_changes.callback(lock.release)
                    if said := _command_failed(folder, "check"):
                        faults.append(f"turn {turn}: check: {said}")
        finally:
            over.set()
            for number in forks:
                os.waitpid(number, 0)
        parts = [json.loads(path.read_text()) for path in told if path.exists()]
        if len(parts) < len(told):
            faults.append(f"a process failed:\n{(folder / 'drill.log').read_text()[-3000:]}")
    worst = max(parts, key=lambda part: part["longest"])
    return {
        "turns": turns,
        "changes": sum(part["changes"] for part in parts),
        "searches": sum(part["searches"] for part in parts),
        "wrong": sum(part["wrong"] for part in parts),
        "longest_wrong": round(worst["longest"], 3),
        "worst": worst["worst"],
        "stalled": round(max(part["stalled"] for part in parts), 3),
        "statuses": parts[0]["statuses"],
        "workers": parts[0]["workers"],
        "no_answers": [part["no_answers"] for part in parts],
        "longest_without_answer": [round(part["longest_without_answer"], 3) for part in parts],
        "longest_rebuild": round(max(dark), 3),
        "rebuild_seconds": round(sum(dark) / len(dark), 3),
        "faults": faults + [fault for part in parts for fault in part["faults"]][:20],
    }


def _rebuild_failed(folder: Path) -> str:
    """Rebuild; where the keeper of a worker has begun to, wait for it."""
    until = time.monotonic() + _PATIENCE
    while (said := _command_failed(folder, "rebuild")) and _BUSY in said and time.monotonic() < until:
        time.sleep(0.1)
    return said


def _command_failed(folder: Path, verb: str) -> str:
    """Run ``manage.py index`` in a process of its own; return what it said if it failed."""
    from django.core.management import call_command

    said = folder / f"said-{verb}.txt"
    said.unlink(missing_ok=True)
    _, status = os.waitpid(fork(call_command, "index", verb, output=said), 0)
    return "" if status == 0 else f"{status}: {said.read_text()[-2000:]}"


def _told(path: Path, work: Callable, *arguments: object) -> None:
    path.write_text(json.dumps(work(*arguments)))


def _states(owner: int) -> tuple[Watch, Watch]:
    """Return the watches of the steady reports and of an owner's, which are drafts."""
    from django.db import connection

    from archive.models import Report

    steady = Report.objects.filter(title__startswith="常在").values_list("pk", flat=True)
    own = Report.objects.filter(title__startswith=f"{owner}号流动").values_list("pk", flat=True)
    watches = Watch(dict.fromkeys(steady, (True, 0.0))), Watch(dict.fromkeys(own, (False, 0.0)))
    connection.close()
    return watches


def _beside_the_server(owner: int, turn_is_free, over) -> dict:
    """Publish, withdraw and search with the functions of the archive."""
    from archive.models import Report
    from archive.publishing.publish import publish_report, withdraw_report
    from search.documents import Query, SearchError
    from search.engine import get_engine

    steady, own = _states(owner)
    chance, stalls, silences = random.Random(owner), Stalls(), Silences()
    changes, next_change = 0, 0.0
    while not over.is_set():
        if time.monotonic() > next_change and turn_is_free.acquire(block=False):
            try:
                number = chance.choice(list(own.states))
                is_public = own.states[number][0]
                own.states[number] = None
                report = Report.objects.get(pk=number)
                (withdraw_report if is_public else publish_report)(report)
                own.states[number] = not is_public, time.monotonic()
                changes += 1
            finally:
                turn_is_free.release()
            next_change = time.monotonic() + _RESTS
        for watch, text in ((steady, "常在报告"), (own, f"{owner}号流动报告")):
            before, asked = dict(watch.states), time.monotonic()
            try:
                results = get_engine().search(Query(text=text, size=100))
            except SearchError:
                watch.no_answer(os.getpid())
                silences.note(os.getpid(), answers=False)
                continue
            silences.note(os.getpid(), answers=True)
            watch.judge(os.getpid(), asked, before, {hit.id for hit in results.hits}, results.total)
        time.sleep(0.01)
    return summarised((steady, own), changes, stalls, silences)


def _through_the_server(port: int, server: int, turn_is_free, over) -> dict:
    """An editor publishes and withdraws at the desk while readers ask for lists and pages."""
    steady, own = _states(0)
    stalls, statuses = Stalls(), Counter()
    changes, workers = [0], set()
    faults: list[str] = []

    def edit() -> None:
        browser, chance = Browser(f"http://127.0.0.1:{port}"), random.Random(0)
        while not over.is_set():
            with turn_is_free:
                number = chance.choice(list(own.states))
                is_public = own.states[number][0]
                own.states[number] = None
                status = browser.change_status("withdraw_selected" if is_public else "publish_selected", [number])
                if status != 302:
                    faults.append(f"the desk answered {status}")
                own.states[number] = not is_public, time.monotonic()
                changes[0] += 1
            time.sleep(_RESTS)

    def read(part: tuple[Watch, Watch], silences: Silences) -> None:
        while not over.is_set():
            for watch, text in zip(part, ("常在报告", "0号流动报告"), strict=True):
                before = dict(watch.states)
                answer = ask(port, f"/api/v1/search?size=100&q={quote(text)}", children_of(server))
                statuses[f"search {answer.status}"] += 1
                workers.add(answer.worker)
                if answer.status == 503 and _UNAVAILABLE in answer.body:
                    watch.no_answer(answer.worker)
                    silences.note(answer.worker, answers=False)
                elif answer.status == 200:
                    found = json.loads(answer.body)
                    silences.note(answer.worker, answers=True)
                    shown = {hit["id"] for hit in found["hits"]}
                    watch.judge(answer.worker, answer.asked, before, shown, found["total"])
                else:
                    faults.append(f"a search answered {answer.status}: {answer.body[:200]}")

    def look() -> None:
        pages = ["/", "/regions/", f"/reports/{next(iter(steady.states))}/"]
        while not over.is_set():
            for page in pages:
                answer: Answer = ask(port, page)
                statuses[f"pages {answer.status}"] += 1
                if answer.status != 200:
                    faults.append(f"{page} answered {answer.status}")
            time.sleep(0.1)

    def guarded(work: Callable, *arguments: object) -> threading.Thread:
        def body() -> None:
            try:
                work(*arguments)
            except Exception as error:
                faults.append(f"{work.__name__}: {error!r}")

        thread = threading.Thread(target=body)
        thread.start()
        return thread

    # Each reader has its own notes of the same states.
    parts = [(Watch(steady.states), Watch(own.states)) for _ in range(_READERS)]
    silences = [Silences() for _ in parts]
    threads = [guarded(edit), guarded(look), *(guarded(read, *each) for each in zip(parts, silences, strict=True))]
    for thread in threads:
        thread.join()
    summary = summarised([watch for part in parts for watch in part], changes[0], stalls, *silences)
    summary["faults"] += faults
    return summary | {"statuses": dict(statuses), "workers": len(workers - {0})}
