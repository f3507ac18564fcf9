"""The matrix of damages: for every file under DATA_DIR, one after another, all damages; run by test_damage_matrix.py, or by hand:

    python -m tests.drills.damage_matrix FOLDER [--share 10] [--only static/] [--every-file]

FOLDER is empty and belongs to the account, which must not read what is closed to it, as root does. Of static files
SAMPLES of each kind are damaged, without --every-file. Prints a JSON object a case. By DATABASE_URL the archive has a database
there, and what is told of the database's files is left out.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from tests.drills.damage_archive import DAMAGES, copy_with_wal, flip_words, is_empty, make_archive, put_back

#: Lost without harm: made anew by whoever needs it, or a note that nobody needs.
REPLACEABLE = (
    "locks/", "index/write.lock", "index/rebuild.lock", "cache/", "logs/", "search-notes.jsonl", "upkeep/", "machine-id",
)  # fmt: skip
#: The folder with many files of one kind, and how many of each kind are damaged.
ALIKE, SAMPLES = "static/", 1
_HASH = re.compile(r"\.[0-9a-f]{12}")
#: What no check finds, as docs/operations.md lists it.
UNCOVERED = {
    ("db.sqlite3-wal", None), ("db.sqlite3-shm", None), ("secret-key", "flipped"), ("incoming/", "flipped"), ("incoming/", "zeroed"),
    ("incoming/", "halved"), ("incoming/", "empty"), ("secret-key", "gone"), ("backups/", "gone"),
}  # fmt: skip


@dataclass
class Case:
    """One file and one damage, and what came of it."""

    path: str
    damage: str
    failures: list[str] = field(default_factory=list)
    restarts: str = ""
    faults: list[str] = field(default_factory=list)
    remedy: str = ""
    left: list[str] = field(default_factory=list)

    @property
    def is_covered(self) -> bool:
        return not any(
            self.path.startswith(start) and damage in (None, self.damage) for start, damage in UNCOVERED
        ) and not (self.damage not in ("unreadable", "unwritable") and self.path.startswith(REPLACEABLE))

    def verdicts(self) -> list[str]:
        """Return what is wrong with this case; nothing if all is as it should be."""
        wrong = list(self.failures)
        if self.is_covered and not self.faults:
            wrong.append("fsck names nothing")
        if self.left:
            wrong.append(f"{self.remedy} left {self.left}")
        return wrong


def run_case(case: Case, damage: Callable[[], None], var: Path, before, backup: Path) -> Case:
    from tests.drills import damage_cases as steps

    more = (f"/{case.path.removesuffix('.gz')}",) if case.path.startswith("static/") else ()
    served, ended = steps.in_a_fork(lambda: steps.serve_and_damage(damage, more))
    if served is None:
        case.restarts = ended
        served, ended = steps.in_a_fork(lambda: steps.ask_anew(more))
    if served is None:
        case.failures.append(f"the server ended: {ended}")
    else:
        for when, given in served.items():
            # A list shows titles and excerpts of the database: what a bit changes there is fsck's to find.
            failed = steps.Asked(**given).failures(before, compared=not case.path.startswith("db.sqlite3"))
            case.failures += [f"{when} {words}" for words in failed]
    case.faults, ended = steps.in_a_fork(steps.find_faults)
    if case.faults is None:
        case.failures.append(f"fsck ended: {ended}")
        case.faults = []
    left, ended = steps.in_a_fork(partial(mend, case, var, before, backup))
    if left is None:
        case.left = [ended]
    else:
        case.remedy, case.left = left
    return case


def mend(case: Case, var: Path, before, backup: Path) -> tuple[str, list[str]]:
    """Do what the docs say; return the remedy, and what is still wrong after it."""
    from tests.drills import damage_cases as steps

    path, remedy = var / case.path, "start"
    if case.damage in ("unreadable", "unwritable"):
        remedy = "chmod"
        steps.give_rights_back(var)
    elif case.path == "db.sqlite3" or any(fault.startswith("database ") for fault in case.faults):
        # A server that goes on with a damaged -wal may write it into the database; fsck then says to restore, too.
        if (var.parent / "restored.sound").exists():  # the same backup gave a sound archive for an earlier case
            return "restore", []
        left = steps.restore_elsewhere(backup, var.parent / "restored")
        if not left:
            (var.parent / "restored.sound").touch()
        return "restore", left
    elif case.path.startswith("originals/"):
        remedy = "check_originals --from"
        steps.manage("check_originals", "--from", str(backup))
    elif case.path.startswith("index/"):
        remedy = "index rebuild"
        steps.manage("index", "rebuild")
    elif case.path.startswith("backups/"):
        remedy = "another backup"
        path.unlink(missing_ok=True)
    elif case.path == "secret-key":
        remedy = "a new key; all log in again"
        path.unlink(missing_ok=True)
    elif case.path.startswith("incoming/"):
        return "said lost", []
    steps.manage("prepare")
    left = steps.find_faults()
    more = (f"/{case.path.removesuffix('.gz')}",) if case.path.startswith("static/") else ()
    asked = steps.ask(steps.new_client(), desk=False, more=more)
    wrong = [f"{at}: {status}" for at, status in asked.statuses.items() if status != before.statuses.get(at, status)]
    return remedy, left + wrong + asked.failures(before)


def words_in_database() -> dict[str, str]:
    """Return words that stand in the database's file once for each kind of value: a text, a card, evidence."""
    from archive.models import Report

    published, draft = (
        Report.objects.filter(status=status).order_by("pk").first() for status in ("published", "draft")
    )
    return {
        "a text": published.text[300:310],
        "an extracted text": published.extracted_text[320:330],
        "the text of a draft": draft.text[300:310],
        "a title": published.title[-12:],
        "the title of a draft": draft.title[-12:],
        "an evidence": '"rule"',
        "an edit": '"start"',
        "a region": "621121",
        "the name of an original": "00003.txt",
    }


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--share", type=int, default=1, help="every so-manieth case")
    asked.add_argument("--only", default="", help="cases whose path and damage hold these words")
    asked.add_argument("--every-file", action="store_true", help="no samples: each static file")
    arguments = asked.parse_args()
    if reads_everything(arguments.folder):
        sys.exit("this account reads everything: run it as another")
    os.umask(0o027)
    var, pristine = arguments.folder / "var", arguments.folder / "pristine"
    os.environ |= {
        "DATA_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOAD_SAMPLES": "0",
        "THROTTLE": "off",
    }
    os.environ |= {"LOG_LEVEL": "CRITICAL", "ADMIN_PASSWORD": "sehr-langes-passwort-1"}
    import django

    django.setup()
    from archive.intake import workers
    from tests.drills import damage_cases as steps

    load_all()
    workers.start_command = lambda *arguments, **options: lambda seconds: True  # nothing outlives its case

    steps.in_a_fork(lambda: make_archive(arguments.folder))
    copy_with_wal(var, pristine)
    warm_up(arguments.folder, var)
    before, ended = steps.in_a_fork(lambda: steps.ask(steps.log_in()))
    again, _ = steps.in_a_fork(lambda: steps.ask(steps.log_in()))
    assert before, ended
    before = steps.Asked(**before)
    assert not [status for status in before.statuses.values() if status >= 400], before.statuses
    assert steps.Asked(**again).failures(before) == []
    words, _ = steps.in_a_fork(words_in_database) if (pristine / "db.sqlite3").exists() else ({}, "")
    (backup,) = (pristine / "backups").iterdir()
    paths = every_file(pristine) if arguments.every_file else samples(every_file(pristine))
    chosen = [
        (case, do) for case, do in cases(pristine, paths, var, words) if arguments.only in f"{case.path} {case.damage}"
    ]
    for case, damage in chosen[:: arguments.share]:
        put_back(pristine, var)
        began = time.monotonic()
        run_case(case, damage, var, before, backup)
        row = asdict(case) | {
            "wrong": case.verdicts(),
            "is_covered": case.is_covered,
            "seconds": time.monotonic() - began,
        }
        print(json.dumps(row, ensure_ascii=False), flush=True)


def load_all() -> None:
    """Load what every fork needs: a case lasts seconds otherwise."""
    from django.conf import settings
    from django.urls import get_resolver

    from archive.intake.batches import load_dictionaries
    from archive.rendering.environment import prepare_templates
    from search.analysis import load_jieba

    load_jieba(settings.JIEBA_CACHE_DIR)
    load_dictionaries()
    prepare_templates()
    _ = get_resolver().url_patterns
    gc.freeze()  # forks share what is loaded, and never look through it


def warm_up(folder: Path, var: Path) -> None:
    """Answer everything once in this process, of a copy: forks find modules, templates and tables loaded.

    What was read of the copy is forgotten, and every thread has ended.
    """
    from tests.drills import damage_cases as steps
    from tests.warm import become

    shutil.copytree(folder / "pristine", folder / "warm")
    become({"DATA_DIR": str(folder / "warm")})
    steps.ask(steps.log_in())
    steps.find_faults()
    steps.manage("prepare")
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(20)
    become({"DATA_DIR": str(var)})
    steps.restart()
    shutil.rmtree(folder / "warm")
    gc.collect()
    gc.freeze()


def reads_everything(folder: Path) -> bool:
    """Return whether this account reads a file that nobody may read, as root does."""
    closed = folder / "closed"
    closed.touch(mode=0)
    is_readable = os.access(closed, os.R_OK)
    closed.unlink()
    return is_readable


def every_file(pristine: Path) -> list[str]:
    """Return the names of all files under ``pristine``."""
    return sorted(str(each.relative_to(pristine)) for each in pristine.rglob("*") if each.is_file())


def samples(names: list[str]) -> list[str]:
    """Return all names, of those in ALIKE as many as SAMPLES of each kind: folder, and endings behind the hash."""
    seen: Counter[tuple[str, ...]] = Counter()
    chosen: list[str] = []
    for name in names:
        kind = (*name.split("/")[:-1][:2], _HASH.split(name)[-1])
        seen[kind] += 1
        if not name.startswith(ALIKE) or seen[kind] <= SAMPLES:
            chosen.append(name)
    return chosen


def cases(pristine: Path, names: list[str], var: Path, words: dict[str, str]) -> list[tuple[Case, Callable[[], None]]]:
    """Return every file of ``names`` with every damage that changes it, and bits in the values of the database."""
    found: list[tuple[Case, Callable[[], None]]] = []
    for name in names:
        path = pristine / name
        for damage, do in DAMAGES.items():
            if is_empty(path) and damage in ("empty", "halved", "zeroed", "flipped"):
                continue
            found.append((Case(name, damage), partial(do, var / name)))
    for kind, value in words.items():
        found.append((Case("db.sqlite3", f"a bit in {kind}"), partial(_flip, var / "db.sqlite3", value)))
    return found


def _flip(path: Path, words: str) -> None:
    assert flip_words(path, words), f"{words} stands nowhere"


if __name__ == "__main__":
    main()
