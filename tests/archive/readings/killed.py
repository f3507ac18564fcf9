"""A reader of changes and an editor, killed together again and again, for the test beside this file and by hand:

    nice python -m tests.archive.readings.killed FOLDER --kills 100

A real archive under FOLDER, real processes, real SIGKILL. After each kill nothing that is written may be wrong; what is
not yet read waits. At the end the rows are those of a rebuild from nothing. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import time
from pathlib import Path

from tests.warm import fork

REPORTS = 24
PATIENCE = 20.0  # seconds until the forks of a killed reader have let go of its lock
BODY = "一、主要做法\n{year}年全县整顿软弱涣散村党组织{number}个，覆盖率{share}%。\n二、存在问题\n还有{number}个村不足5万元。\n"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    arguments = asked.parse_args()
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
    """Kill so many pairs of processes; return what was wrong after which kill, and how often the place had moved."""
    from django.core.management import call_command

    from archive.models import ReadingState, Report
    from archive.publishing.outbox import changes_left_waiting
    from archive.readings.checking import check_readings
    from archive.readings.rows import readings_of
    from search.engine import get_engine
    from tests.making import ReportMaker

    call_command("prepare", stdout=io.StringIO())
    make = ReportMaker(get_engine())
    with make.together(), changes_left_waiting():
        for number in range(REPORTS):
            make(text=_body(number), region="621121", date="2020")
    _follow_patiently()
    chance = random.Random(seed)
    faults: list[str] = []
    places = {_place()}
    for kill in range(kills):
        children = [fork(_edit, chance.randrange(10**9)), fork(_read, chance.randrange(10**9))]
        time.sleep(chance.uniform(0.02, 0.6))
        for child in chance.sample(children, 2):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        places.add(_place())
        faults += [f"{kill}: {kind} {numbers}" for kind, numbers in check_readings().faults]
        if kill % 5 == 4:
            _follow_patiently()
            check = check_readings()
            faults += [] if check.agrees else [f"{kill}: {check}"]
    _follow_patiently()
    numbers = list(Report.objects.order_by("pk").values_list("pk", flat=True))
    before = readings_of(numbers)
    _forget_all()
    _follow_patiently()
    return {
        "faults": faults,
        "moved": len(places) - 1,
        "is_as_from_nothing": before == readings_of(numbers),
        "published": Report.objects.published().count(),
        "rows": sum(len(each.figures) for each in before.values()),
        "rebuilding": ReadingState.objects.get().rebuilt_to is not None,
    }


def _body(number: int) -> str:
    return BODY.format(year=2000 + number % 20, number=number, share=number % 90 + 1)


def _place() -> int:
    from archive.models import ReadingState

    return ReadingState.objects.get().number


def _forget_all() -> None:
    from archive.models import FigureRow, ReadingState, ReadReport, SectionRow

    for model in (FigureRow, SectionRow, ReadReport, ReadingState):
        model.objects.all().delete()


def _follow_patiently() -> None:
    from archive.readings.following import ReadingsBusy, follow_changes

    until = time.monotonic() + PATIENCE
    while True:
        try:
            follow_changes(processes=1)
        except ReadingsBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _read(seed: int) -> None:
    """Read changes until this process is killed: now here, now in forks, now as a rebuild."""
    from archive.readings import following, pool

    chance = random.Random(seed)
    following._WRITTEN, pool._WITHOUT_FORK, pool._BATCH = 2, 3, 2
    while True:
        try:
            if chance.random() < 0.1:
                following.begin_rebuild()
            following.follow_changes(processes=chance.choice([1, 1, 2]))
        except following.ReadingsBusy:
            time.sleep(0.01)


def _edit(seed: int) -> None:
    """Correct, withdraw and publish until this process is killed."""
    from archive.models import Report
    from archive.publishing.outbox import changes_left_waiting
    from archive.publishing.publish import publish_report, withdraw_report

    chance = random.Random(seed)
    numbers = list(Report.objects.order_by("pk").values_list("pk", flat=True))
    with changes_left_waiting():  # the index has a drill of its own
        while True:
            report = Report.objects.get(pk=chance.choice(numbers))
            if chance.random() < 0.3:
                (withdraw_report if report.is_published else publish_report)(report)
            else:
                report.text = _body(chance.randrange(10**6))
                report.save()


if __name__ == "__main__":
    main()
