"""Two senders of letters on one archive, killed again and again, for the test beside this file and by hand:

    nice python -m tests.watching.killing FOLDER --kills 100

A real archive under FOLDER, a real mail server, real processes, real SIGKILL. One of the two senders has a lock of its own,
as a machine whose database connection broke and lost it. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from tests.warm import fork

WATCHES = 12
PATIENCE = 5.0  # seconds; a morning after which nothing was published has no letters
DAY = timedelta(days=1)


def main() -> None:
    from tests.watching.mailing import SENDER, SITE, mail_server

    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    arguments = asked.parse_args()
    with mail_server() as mailbox:
        os.environ |= {
            "DATA_DIR": str(arguments.folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOAD_SAMPLES": "0",
            "LOG_LEVEL": "ERROR",
            **variables(mailbox.port, SITE, SENDER),
        }
        import django

        django.setup()
        found = run(arguments.kills, arguments.seed)
        verdict = {"letters": len(mailbox.taken), "states": found["states"], **judge(mailbox, found)}
        print(json.dumps(verdict, ensure_ascii=False))


def variables(port: int, site: str, sender: str) -> dict[str, str]:
    return {
        "SITE_URL": site,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "EMAIL_SECURITY": "none",
        "EMAIL_FROM": sender,
    }


def run(kills: int, seed: int) -> dict[str, object]:
    """Kill so many pairs of senders, a morning after the other; return what the archive says was told and is in doubt."""
    from django.core.management import call_command
    from django.utils import timezone

    from archive.models import Letter, Watch
    from archive.watching.numbers import read_numbers
    from search.engine import get_engine
    from tests.making import ReportMaker

    call_command("prepare", stdout=io.StringIO())
    make, chance = ReportMaker(get_engine()), random.Random(seed)
    morning = timezone.make_aware(datetime(2026, 12, 1, 7))
    for number in range(WATCHES):
        times = {"confirmed_at": morning - DAY, "covered_to": morning - DAY, "next_at": morning}
        Watch.objects.create(
            search="", address=f"d{number}@example.com", frequency="daily", language="zh-hans", **times
        )
    published: list[int] = []
    for _ in range(kills):
        with make.together():
            published += [make(published_at=morning - timedelta(hours=1)).pk for _ in range(chance.randrange(1, 3))]
        children = [fork(_send, morning.isoformat(), own) for own in ("", "-lost")]
        _wait_until_claimed(Letter.objects.exclude(state="waiting").count() + chance.randrange(WATCHES))
        time.sleep(chance.uniform(0.0, 0.03))
        for child in chance.sample(children, 2):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        morning += DAY
    _send_patiently(morning)
    doubted = {}
    for letter in Letter.objects.filter(state=Letter.State.DOUBT).select_related("watch"):
        doubted.setdefault(letter.watch.address, []).extend(read_numbers(letter.reports))
    told = {watch.address: sorted(read_numbers(watch.sent)) for watch in Watch.objects.all()}
    states = Counter(Letter.objects.values_list("state", flat=True))
    return {"published": published, "told": told, "doubted": doubted, "states": dict(states)}


def judge(mailbox, found: dict) -> dict[str, object]:
    """Compare what the mail server took with what was published; ``twice`` and ``lost`` must be empty."""
    import re

    taken: dict[str, Counter] = {}
    for address, letter in zip((to for to, _ in mailbox.taken), mailbox.letters(), strict=True):
        numbers = map(int, re.findall(r"/reports/(\d+)/", letter.get_content()))
        taken.setdefault(address, Counter()).update(numbers)
    ids = Counter(letter["Message-ID"] for letter in mailbox.letters())
    everything = set(found["published"])
    twice = [(address, n) for address, each in taken.items() for n, times in each.items() if times > 1]
    lost = [
        address
        for address, told in found["told"].items()
        if set(told) != everything or everything - set(taken.get(address, ())) - set(found["doubted"].get(address, ()))
    ]
    return {"twice": twice, "lost": lost, "same_id": [each for each, times in ids.items() if times > 1]}


def _wait_until_claimed(count: int) -> None:
    """Wait until so many letters were claimed in all, or as long as a round may take: kills meet the work."""
    from archive.models import Letter

    until = time.monotonic() + PATIENCE
    while Letter.objects.exclude(state="waiting").count() < count and time.monotonic() < until:
        time.sleep(0.005)


def _send(morning: str, own_lock: str) -> None:
    """Send the letters of a morning until this process is killed."""
    from archive.storage.processes import lock_path
    from archive.watching import sending

    sending.lock_path = lambda name: lock_path(name + own_lock)
    while True:
        try:
            sending.send_letters(datetime.fromisoformat(morning))
        except sending.SendingBusy:
            time.sleep(0.01)


def _send_patiently(morning: datetime) -> None:
    """Send until nothing waits; a letter in the queue makes its watch wait a round."""
    from archive.models import Letter
    from archive.watching.sending import send_letters

    for day in range(3):
        send_letters(morning + day * DAY)
    assert not Letter.objects.filter(state__in=("waiting", "sending")).exists()


if __name__ == "__main__":
    main()
