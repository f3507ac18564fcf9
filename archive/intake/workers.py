"""The worker processes that work through batches: few at a time; each goes on with the next batch after its own.

start_worker -> manage.py run_batch -> work_through_batches -> work_through_batch (batches.py)
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import Exists, OuterRef

from archive.intake.batches import work_through_batch
from archive.models import ImportBatch, ImportFile
from archive.storage.advisory import is_shared
from archive.storage.incoming import (
    BatchBusy,
    batch_lock,
    incoming_folder,
    is_worked_on,
    remove_all_but,
    remove_idle_locks,
)
from archive.storage.machine import machine_token
from archive.storage.processes import lock_path, start_command, try_lock

logger = logging.getLogger(__name__)

#: Of each machine. A worker keeps a processor busy and dictionaries in memory, and readers share the machine with them.
MOST_WORKERS = 2
#: Tries of a batch by one process while the database fails.
TRIES = 3
#: Seconds between two looks for batches that wait, and between two starts for the same one.
WATCH_SECONDS, RETRY_SECONDS = 15.0, 300.0


@contextmanager
def worker_slot(*, patience: float = 0.0) -> Iterator[bool]:
    """Hold one of the MOST_WORKERS slots until the block ends; give False if none is free for ``patience`` seconds."""
    for number in range(MOST_WORKERS):
        with try_lock(lock_path(f"worker-{number}"), patience=patience / MOST_WORKERS, of_machine=True) as is_ours:
            if is_ours:
                yield True
                return
    yield False


def work_through_batches(first: int) -> Iterator[tuple[int, int]]:
    """Work through a batch, then all others that wait, oldest first; yield (number of the batch, files done) of each.

    Yield nothing while MOST_WORKERS processes are at work: they take the batch up. A batch that fails is logged and
    tried again after the others, TRIES times in all. Raise ImportBatch.DoesNotExist for ``first``.
    """
    ImportBatch.objects.only("pk").get(pk=first)
    failures: Counter[int] = Counter()
    number: int | None = first
    while number is not None:
        # Patience, because start_worker holds a slot for an instant.
        with worker_slot(patience=1.0) as has_slot:
            if not has_slot:
                return
            try:
                yield number, work_through_batch(number)
            except BatchBusy:
                logger.info("batch %d: another process works through it", number)
            except Exception:  # the database stalls; the other batches must have their turn
                logger.exception("batch %d", number)
                failures[number] += 1
                close_old_connections()
        # Look for the next batch without the slot: a process that found no slot has left its batch to this one.
        number = _next_batch(failures)


def _next_batch(failures: Counter[int]) -> int | None:
    waiting = ImportBatch.objects.unfinished().here().values_list("pk", flat=True)
    some = sorted((failures[number], number) for number in waiting)
    return next((number for failed, number in some if failed < TRIES and not is_worked_on(number)), None)


def start_watch() -> None:
    """Start the thread that takes up batches which wait here and nobody works on; call it in each worker, after the fork.

    An editor on another machine resumes a batch, or has its failed files tried again: the files are here. On SQLite there
    is no other machine and no thread.
    """
    if is_shared():
        threading.Thread(target=_watch, name="batch-watch", daemon=True).start()


def _watch() -> None:
    tried: dict[int, float] = {}
    while True:
        time.sleep(WATCH_SECONDS)
        try:
            with try_lock(lock_path("upload-watch"), of_machine=True) as is_ours:
                while is_ours:
                    take_up_waiting(tried)
                    connection.close()
                    time.sleep(WATCH_SECONDS)
        except Exception:
            logger.exception("the watch over waiting batches failed")
        finally:
            connection.close()


def take_up_waiting(tried: dict[int, float]) -> None:
    """Start a worker for the first batch here that waits; ``tried`` keeps when, so that one that fails has its pause."""
    waiting = list(ImportBatch.objects.unfinished().here().order_by("pk"))
    for number in tried.keys() - {batch.pk for batch in waiting}:
        del tried[number]
    for batch in waiting:
        if time.monotonic() - tried.get(batch.pk, -RETRY_SECONDS) >= RETRY_SECONDS and not is_worked_on(batch.pk):
            tried[batch.pk] = time.monotonic()
            start_worker(batch)
            return


def adopt_batches() -> None:
    """Note that incoming files here are this machine's; batches of a version before name none, nor do restored ones."""
    if not machine_token():
        return
    for batch in ImportBatch.objects.filter(machine="").filter(Exists(_stored_rows())):
        if incoming_folder(batch.pk).is_dir():
            ImportBatch.objects.filter(pk=batch.pk).update(machine=machine_token())


def _stored_rows():
    return ImportFile.objects.filter(batch=OuterRef("pk")).exclude(stored="")


def start_worker(batch: ImportBatch) -> Callable[[float], bool]:
    """Start a worker for the batch that outlives this request and this server; none if all slots are in use.

    Return a function that waits up to some seconds and returns whether the worker has ended. If the system gives no
    process or no file, the batch waits for another worker, or for the next start.
    """
    never = threading.Event()
    if not batch.is_here:
        return never.wait  # its own machine takes it up (start_watch)
    try:
        with worker_slot() as has_slot:
            if not has_slot:
                return never.wait  # the other workers take the batch up
        folder = Path(settings.DATA_DIR) / "logs"
        folder.mkdir(exist_ok=True)
        return start_command("run_batch", str(batch.pk), log=folder / "batches.log")
    except OSError:
        logger.exception("batch %d waits: no worker could be started", batch.pk)
        return never.wait


def start_and_wait(batch: ImportBatch, seconds: float) -> None:
    """Start a worker and wait up to ``seconds``, so that a few small files show their results at once."""
    has_ended = start_worker(batch)
    until = time.monotonic() + seconds
    while time.monotonic() < until and not has_ended(0.05):
        if ImportBatch.objects.filter(pk=batch.pk, finished_at__isnull=False).exists():
            return


def is_queued(batch: ImportBatch) -> bool:
    """Return whether a worker is at another batch, and so will take up this one."""
    others = ImportBatch.objects.unfinished().here().exclude(pk=batch.pk).values_list("pk", flat=True)
    return any(is_worked_on(number) for number in others)


def resume_unfinished() -> list[int]:
    """Start workers for the batches that a stop of the server cut off; return the numbers of these batches."""
    cut_off = [batch for batch in ImportBatch.objects.unfinished().here().order_by("pk") if not is_worked_on(batch.pk)]
    for batch in cut_off[:MOST_WORKERS]:  # they go on with the others
        start_worker(batch)
    _remove_orphans()
    unfinished = {batch.pk for batch in ImportBatch.objects.unfinished()}
    stopped = set(ImportBatch.objects.filter(stopped_at__isnull=False).values_list("pk", flat=True))
    remove_idle_locks(lambda number: number not in unfinished | stopped)
    return [batch.pk for batch in cut_off]


def _remove_orphans() -> None:
    """Remove the folders of uploads that were cut off before they had a row."""
    folder = Path(settings.DATA_DIR) / "incoming"
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.isdecimal() and not ImportFile.objects.filter(batch_id=int(path.name)).exclude(stored="").exists():
            try:
                with batch_lock(int(path.name)):
                    remove_all_but(int(path.name), ())
            except BatchBusy:
                continue
