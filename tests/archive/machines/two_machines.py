"""Two machines on one PostgreSQL, each with its DATA_DIR, that publish, upload, rebuild and back up, and are killed meanwhile.

    python -m scripts.with_postgres python -m tests.archive.machines.two_machines FOLDER --publications 2000 --kills 40

Both publish all drafts, each in its own order, so they meet. Each uploads the same files as the other. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

NAMES = ("a", "b")
_SAME_SECONDS = 0.3  # for so long both machines change the same report
_BETWEEN_REBUILDS, _BETWEEN_UPLOADS = 9, 5  # publications


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--publications", type=int, default=200)
    asked.add_argument("--kills", type=int, default=10)
    arguments = asked.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "DATA_DIR": str(arguments.folder / "a"), "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    import django

    django.setup()
    print(json.dumps(run(str(arguments.folder), arguments.publications, arguments.kills), ensure_ascii=False, indent=1))


def run(folder: str, publications: int, kills: int) -> dict:
    """Let both machines publish ``publications`` drafts while they are killed ``kills`` times; what is wrong is in ``faults``."""
    from django.core.management import call_command
    from django.db import connections

    from archive.publishing.outbox import rebuild_index

    root = Path(folder)
    become_machine(root, "a")
    call_command("migrate", interactive=False, verbosity=0)
    make_drafts(publications)
    rebuild_index()
    connections.close_all()
    context = multiprocessing.get_context("fork")  # with Django and the dictionary loaded
    chance = random.Random(16)
    begun = time.monotonic()

    def start(name: str) -> multiprocessing.Process:
        process = context.Process(target=work, args=(root, name))
        process.start()
        return process

    working = {name: start(name) for name in NAMES}
    killed = 0
    while any(process.is_alive() for process in working.values()):
        time.sleep(chance.uniform(0.05, 0.4))
        alive = [name for name in NAMES if working[name].is_alive()]
        if alive and killed < kills and done_so_far() > (killed + 0.5) * publications / kills:
            name = chance.choice(alive)
            os.kill(working[name].pid, signal.SIGKILL)
            killed += 1
            working[name].join()
            working[name] = start(name)
    seconds = time.monotonic() - begun
    codes = [process.exitcode for process in working.values()]
    become_machine(root, "a")
    told = judge(root, publications)
    told["faults"] += [f"a machine ended with {code}" for code in codes if code]
    return {**told, "kills": killed, "seconds": round(seconds, 1)}


def done_so_far() -> int:
    """Return how many drafts are published; no connection stays open that a fork would share."""
    from django.db import connections

    from archive.models import Report

    try:
        return Report.objects.published().filter(batch=None).count()
    finally:
        connections.close_all()


def become_machine(root: Path, name: str) -> None:
    """Make this process one of machine ``name``: its own DATA_DIR, and an engine and originals that both share."""
    from archive.publishing import machines
    from search.engine import get_engine
    from tests import warm
    from tests.archive.machines import shared_engine

    (root / name).mkdir(parents=True, exist_ok=True)
    warm.become({**os.environ, "DATA_DIR": str(root / name), "SECRET_KEY": "one key for both machines" * 3})
    from django.conf import settings

    settings.ORIGINALS_DIR = root / "originals"
    settings.ENGINE = "shared"
    os.environ["SHARED_INDEX"] = str(root / "index")
    sys.modules["search.engines.shared.engine"] = shared_engine
    machines.originals_place = lambda: "one folder"
    get_engine.cache_clear()


def make_drafts(count: int) -> None:
    from archive.models import Original, Report
    from archive.storage.originals import keep_original

    for number in range(count):
        text = f"第{number}号村的整顿清单：" + f"逐户走访，列出第{number}项问题。" * 5
        original = Original.objects.create(
            sha256=keep_original(text.encode(), durable=False), filename=f"{number}.txt", media_type="text/plain",
            encoding="utf-8", size=len(text.encode()),
        )  # fmt: skip
        Report.objects.create(
            original=original, title=f"第{number}号报告", text=text, extracted_text=text, text_fingerprint=f"{number}"
        )


def work(root: Path, name: str) -> None:
    """Publish what is still a draft, upload between, rebuild and back up now and then; begin again after a kill."""
    from archive.backups.manifest import BackupError
    from archive.backups.packing import write_backup
    from archive.intake.workers import work_through_batches
    from archive.models import ImportBatch, Report
    from archive.publishing.machines import beat
    from archive.publishing.outbox import apply_index_changes, rebuild_index
    from archive.publishing.publish import PublishingError, publish_report
    from search.documents import IndexBusy

    become_machine(root, name)
    if refused := beat():
        raise RuntimeError(refused)
    drafts = list(Report.objects.filter(status=Report.Status.DRAFT, batch=None).values_list("pk", flat=True))
    random.Random(f"{name}{os.getpid()}").shuffle(drafts)
    for batch in ImportBatch.objects.unfinished().here():
        list(work_through_batches(batch.pk))
    for done, number in enumerate(drafts, 1):
        try:
            publish_report(Report.objects.get(pk=number))
        except PublishingError:
            continue  # the other machine was quicker
        retitle(f"{name}{os.getpid()}的第{done}次改动")
        if done % _BETWEEN_UPLOADS == 0:
            upload(done // _BETWEEN_UPLOADS)
        if done % max(_BETWEEN_REBUILDS, len(drafts) // 8) == 0 and 2 * done < len(
            drafts
        ):  # a rebuild would mend what is written wrong after it
            with suppress(IndexBusy):  # the other machine does
                rebuild_index()
            with suppress(BackupError):
                write_backup(root / f"{name}.tar")
    with suppress(IndexBusy):
        apply_index_changes(patience=60.0)


def retitle(title: str) -> None:
    """Change the report that the other machine changes in these moments too, and never again.

    If the index is written in the wrong order, it keeps the older title.
    """
    from django.db import transaction

    from archive.models import Report
    from archive.publishing.outbox import note_change

    with transaction.atomic():
        reports = Report.objects.select_for_update(of=("self",)).filter(batch=None).order_by("pk")
        report = reports[int(time.monotonic() / _SAME_SECONDS) % reports.count()]
        report.title = title
        report.save(update_fields=["title"])
        note_change(report)


def upload(number: int) -> None:
    """Upload a file that the other machine uploads too, and work through the batch."""
    from archive.intake.uploads import Upload, store_batch
    from archive.intake.workers import work_through_batches

    text = f"某县第{number}批整顿名单\n\n2021年8月，某县选派第一书记整顿第{number}批软弱涣散村党组织，成效明显，群众十分满意。\n"
    batch = store_batch([Upload(f"{number}.txt", len(text.encode()), [text.encode()])])
    list(work_through_batches(batch.pk))


def judge(root: Path, publications: int) -> dict:
    """Finish what kills left behind, on each machine its own, and compare everything."""
    from archive.backups.packing import write_backup
    from archive.intake.workers import work_through_batches
    from archive.models import ImportBatch, ImportFile, Original, Report
    from archive.publishing.checking import check_index
    from archive.publishing.outbox import apply_index_changes
    from archive.storage.originals import orphan_files, state_of_original

    for name in NAMES:
        become_machine(root, name)
        for batch in ImportBatch.objects.unfinished().here():
            list(work_through_batches(batch.pk))
    apply_index_changes()
    check = check_index()
    faults = [f"{word}: {numbers}" for word, numbers in vars_of(check).items() if numbers]
    if (together := root / "index" / "together").exists():
        faults.append(f"two processes applied changes at once, {len(together.read_text().splitlines())} times")
    published = Report.objects.published().filter(batch=None).count()
    if published != publications:
        faults.append(f"{published} of {publications} are published")
    times = Report.history.filter(published_at__isnull=False).order_by().values_list("id", "published_at").distinct()
    faults += [
        f"report {number} was published {n} times" for number, n in Counter(pk for pk, _ in times).items() if n > 1
    ]
    texts = Counter(Report.objects.values_list("text", flat=True))
    faults += [f"{n} reports have one text" for n in texts.values() if n > 1]
    open_rows = ImportFile.objects.exclude(status__in=("created", "duplicate"))
    faults += [f"{row.path}: {row.status} {row.error}" for row in open_rows]
    faults += [f"original {each}" for each in Original.objects.kept() if state_of_original(each) != "sound"]
    with io.StringIO():
        manifest = write_backup(root / "last.tar")
    faults += [f"the backup lacks {name}" for name in (*manifest.missing, *manifest.lost_uploads)]
    return {
        "publications": published,
        "uploads": ImportFile.objects.count(),
        "uploaded_reports": Report.objects.exclude(batch=None).count(),
        "orphans": len(list(orphan_files(Original.objects.kept()))),
        "backups": len(list(root.glob("?.tar"))),
        "faults": faults,
    }


def vars_of(check) -> dict[str, tuple[int, ...]]:
    return {"missing in the index": check.missing, "stale": check.stale, "extra": check.extra}


if __name__ == "__main__":
    main()
