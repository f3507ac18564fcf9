"""The processes that work batches off: few, whatever is uploaded; each goes on with the next batch when its own is done.

start_worker -> manage.py run_batch -> work_off_all -> work_off (batches.py)
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from archive.intake.batches import work_off
from archive.models import ImportBatch, ImportFile
from archive.storage.incoming import BatchBusy, batch_lock, drop_all_but, is_worked_on
from archive.storage.locks import lock_path, try_lock

logger = logging.getLogger(__name__)

#: Each keeps a processor busy and holds dictionary and place names in memory, and readers share the machine with them.
MOST_WORKERS = 2
#: Of a batch by one process, where the database fails.
TRIES = 3


@contextmanager
def worker_place(*, patience: float = 0.0) -> Iterator[bool]:
    """One of the MOST_WORKERS places, until the block ends; False if none is free for ``patience`` seconds."""
    for number in range(MOST_WORKERS):
        with try_lock(lock_path(f"worker-{number}"), patience=patience / MOST_WORKERS) as is_ours:
            if is_ours:
                yield True
                return
    yield False


def work_off_all(first: int) -> Iterator[tuple[int, int]]:
    """Work off a batch, then all others that wait, oldest first: (number of the batch, files done) of each.

    Nothing where MOST_WORKERS processes are at it: they take the batch up. One that fails is logged and tried again
    behind the others, TRIES times in all. Raises ImportBatch.DoesNotExist for ``first``.
    """
    ImportBatch.objects.only("pk").get(pk=first)
    failures: Counter[int] = Counter()
    number: int | None = first
    while number is not None:
        # Patience, because start_worker looks at the places for a blink.
        with worker_place(patience=1.0) as has_place:
            if not has_place:
                return
            try:
                yield number, work_off(number)
            except BatchBusy:
                logger.info("batch %d: another process is at it", number)
            except Exception:  # a database that stalls; it must not take the other batches' turn away
                logger.exception("batch %d", number)
                failures[number] += 1
                close_old_connections()
        # Only without the place: whoever found it taken has left its batch to us.
        number = _next_batch(failures)


def _next_batch(failures: Counter[int]) -> int | None:
    waiting = ImportBatch.objects.unfinished().values_list("pk", flat=True)
    some = sorted((failures[number], number) for number in waiting)
    return next((number for failed, number in some if failed < TRIES and not is_worked_on(number)), None)


def start_worker(batch: ImportBatch) -> Callable[[float], bool]:
    """Work the batch off in a process that outlives this request and this server, or leave it to those at work.

    Gives a function that waits up to some seconds and tells whether the process has ended.
    """
    ended = threading.Event()
    with worker_place() as has_place:
        if not has_place:
            return ended.wait
    folder = Path(settings.DATA_DIR) / "logs"
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "DATA_DIR": str(settings.DATA_DIR)}
    with (folder / "batches.log").open("ab") as log:
        worker = subprocess.Popen(  # noqa: S603  the arguments are ours
            [sys.executable, "manage.py", "run_batch", str(batch.pk)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def reap() -> None:  # so that no zombie stays behind
        worker.wait()
        ended.set()

    threading.Thread(target=reap, daemon=True).start()
    return ended.wait


def start_and_wait(batch: ImportBatch, seconds: float) -> None:
    """Start the worker and give it a moment, so that a few small files show their results at once."""
    ended = start_worker(batch)
    until = time.monotonic() + seconds
    while time.monotonic() < until and not ended(0.05):
        if ImportBatch.objects.filter(pk=batch.pk, finished_at__isnull=False).exists():
            return


def is_queued(batch: ImportBatch) -> bool:
    """Whether a batch that nobody is at will have its turn: workers are at others and go on with it."""
    others = ImportBatch.objects.unfinished().exclude(pk=batch.pk).values_list("pk", flat=True)
    return any(is_worked_on(number) for number in others)


def resume_unfinished() -> list[int]:
    """Start workers for the batches that were cut off; their numbers. Called when the server starts."""
    cut_off = [batch for batch in ImportBatch.objects.unfinished().order_by("pk") if not is_worked_on(batch.pk)]
    for batch in cut_off[:MOST_WORKERS]:  # they go on with the others
        start_worker(batch)
    _clear_away_orphans()
    return [batch.pk for batch in cut_off]


def _clear_away_orphans() -> None:
    """Remove the folders of uploads that were cut off before they had a row."""
    folder = Path(settings.DATA_DIR) / "incoming"
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.isdecimal() and not ImportFile.objects.filter(batch_id=int(path.name)).exclude(stored="").exists():
            try:
                with batch_lock(int(path.name)):
                    drop_all_but(int(path.name), ())
            except BatchBusy:
                continue
