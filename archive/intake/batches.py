"""Batches of uploaded files: stored at once, then imported by a worker process.

    upload -> store_batch (uploads.py): bytes on disk, a waiting row each -> worker (workers.py) -> work_through_batch -> import_file

A batch survives a kill at any moment: a row and its report are one transaction, bytes are removed only after their row
is final, and the lock of the batch keeps a second worker out.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from archive.intake.cards.lists import MOST_BYTES, ListRow, match_rows, no_file_sentence, read_card_list
from archive.intake.drafts import prepare_text
from archive.intake.files import import_file
from archive.intake.packages.rows import PASSED_OVER, mark_failed, name_of_row
from archive.intake.packages.unpacking import unpack_waiting
from archive.intake.recognising import RecognitionStopped
from archive.models import ImportBatch, ImportFile
from archive.publishing.outbox import changes_applied_once
from archive.storage.incoming import (
    BatchBusy,
    batch_lock,
    count_attempt,
    remove_all_but,
    remove_incoming,
    stored_path,
)
from archive.storage.processes import still_holds
from archive.text.formats import ExtractedText
from search.sentences import say

if TYPE_CHECKING:
    pass

Status = ImportFile.Status

#: Files after which the published ones go to the index, so that readers find them while a long batch runs.
FILES_A_COMMIT = 100
#: Deaths of a worker at one file before the file is passed over; five, because a person may have killed the worker.
DEATHS_A_FILE = 5
LOST = "暂存的文件不见了，无法再读。请重新上传这个文件。"
_LONGEST = 500  # characters of a sentence in a row


def work_through_batch(batch_id: int, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Import the waiting files of a batch until none waits or an editor stops it; return the number of files done.

    Raise BatchBusy if another process works through it, or if its files are on another machine, which does;
    ImportBatch.DoesNotExist.
    """
    done = 0
    with batch_lock(batch_id, patience=1.0) as lock_file:
        batch = ImportBatch.objects.select_related("started_by").get(pk=batch_id)
        if not batch.is_here:
            raise BatchBusy(f"the files of batch {batch_id} are on another machine")
        _remove_leftovers(batch)
        load_dictionaries()
        if not unpack_waiting(batch, lambda part: count_attempt(lock_file, part) >= DEATHS_A_FILE):
            return done
        _read_lists(batch)
        while rows := list(_waiting(batch)[:FILES_A_COMMIT]):
            with changes_applied_once():
                for row in rows:
                    if ImportBatch.objects.filter(pk=batch.pk, stopped_at__isnull=False).exists():
                        return done
                    if not still_holds(lock_file):
                        raise BatchBusy(f"the connection that held the lock of batch {batch.pk} is gone")
                    row.batch = batch
                    try:
                        _import_row(row, lock_file)
                    except RecognitionStopped:
                        return done
                    done += 1
                    progress(done)
        ImportBatch.objects.filter(pk=batch.pk).update(finished_at=timezone.now())
        _remove_leftovers(batch)
        lock_file.unlink(missing_ok=True)  # with its count of attempts; another try makes a new one
    return done


def stop_batch(batch: ImportBatch) -> None:
    """Ask the worker to stop after its present file, or after the present page of a scan."""
    ImportBatch.objects.filter(pk=batch.pk).update(stopped_at=timezone.now())


def resume_batch(batch: ImportBatch) -> int:
    """Let a stopped batch go on; return the number of waiting files. The caller starts the worker."""
    ImportBatch.objects.filter(pk=batch.pk).update(stopped_at=None)
    return batch.files.filter(status=Status.WAITING).count()


def retry_failed(batch: ImportBatch) -> int:
    """Let the failed files whose bytes are stored wait again; return their number. The caller starts the worker."""
    with transaction.atomic():
        again = batch.files.filter(status=Status.FAILED).exclude(stored="").update(status=Status.WAITING, error="")
        if again:
            ImportBatch.objects.filter(pk=batch.pk).update(stopped_at=None, finished_at=None)
    return again


def load_dictionaries() -> None:
    """Load place names and dictionaries before the first file, so that a kill meanwhile counts for no file."""
    words = "某县委组织部整顿软弱涣散村党组织，一村一策，成效明显"
    prepare_text(ExtractedText(words, "text/plain", "utf-8"), filename="a.txt", today=date(2021, 1, 1))


def _waiting(batch: ImportBatch):
    return batch.files.filter(status=Status.WAITING).order_by("pk")


def _import_row(row: ImportFile, lock_file: Path) -> None:
    if count_attempt(lock_file, str(row.pk)) >= DEATHS_A_FILE:
        mark_failed(row, PASSED_OVER)
        return
    try:
        data = stored_path(row.stored).read_bytes()
    except FileNotFoundError:
        row.stored = ""
        mark_failed(row, LOST)
        return
    stored = row.stored

    def watch(done: int, pages: int) -> None:
        """Show how far the recognition of a scan is, and let an editor stop it between two pages."""
        if done > row.pages_done or pages != row.pages:
            ImportFile.objects.filter(pk=row.pk).update(pages=pages, pages_done=done)
        if done > row.pages_done:  # a page more than any attempt before read: those died at another place
            _forget_attempts(lock_file, row.pk)
        if done < pages and ImportBatch.objects.filter(pk=row.batch_id, stopped_at__isnull=False).exists():
            raise RecognitionStopped

    name = name_of_row(row)
    import_file(row, data, filename=name, publish=row.batch.publish, by=row.batch.started_by, watch=watch)
    if not row.stored:
        remove_incoming(stored)


def _forget_attempts(lock_file: Path, number: int) -> None:
    """Let this be the first attempt at row ``number`` again."""
    lock_file.write_text(f"{number} 1")


def _read_lists(batch: ImportBatch) -> None:
    """Give the rows of each waiting list of cards to the files they name; the list becomes a row of status LIST.

    The lists of a batch are read in one transaction: after a kill all of them are read, or none.
    """
    lists: list[tuple[ImportFile, tuple[ListRow, ...]]] = []
    for row in _waiting(batch).iterator():
        data = _stored_bytes(row, most=MOST_BYTES)
        rows = read_card_list(data, PurePosixPath(row.path).name) if data is not None else None
        if rows is not None:
            lists.append((row, rows))
    if not lists:
        return
    list_ids = {row.pk for row, _ in lists}
    files: dict[str, list[ImportFile]] = {}
    for file in _waiting(batch).exclude(pk__in=list_ids).iterator():
        files.setdefault(file.path, []).append(file)
    given: dict[str, ListRow] = {}
    with transaction.atomic():
        for row, rows in lists:
            folder = str(PurePosixPath(row.path).parent)
            found, lost = match_rows(rows, files, folder="" if folder == "." else folder)
            given = {**found, **given}
            sentences = [each.fault for each in rows if each.fault] + [no_file_sentence(each) for each in lost]
            faults = [
                ImportFile(batch=batch, path=row.path, status=Status.FAILED, error=sentence[:_LONGEST])
                for sentence in sentences
            ]
            ImportFile.objects.bulk_create(faults, batch_size=500)
            row.status, row.note = (
                Status.LIST,
                say("{0} 行，对上 {1} 个文件；所给的值优先采用。", len(rows), len(found)),
            )
            row.stored = ""
            row.save()
        for path, card in given.items():
            for file in files[path]:
                file.given = {**file.given, **card.to_dict()}
                file.save(update_fields=["given"])


def _stored_bytes(row: ImportFile, *, most: int) -> bytes | None:
    """Return the stored bytes of a row if they are at most ``most``, else None."""
    try:
        with stored_path(row.stored).open("rb") as file:
            return file.read() if os.fstat(file.fileno()).st_size <= most else None
    except OSError:
        return None


def _remove_leftovers(batch: ImportBatch) -> None:
    """Remove the bytes that a kill left behind: those that no row names."""
    remove_all_but(batch.pk, batch.files.exclude(stored="").values_list("stored", flat=True))
