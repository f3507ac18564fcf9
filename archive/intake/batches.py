"""Batches of uploaded files: stored first, then worked off by a process of their own.

    upload -> open_batch: bytes on disk, a waiting row each -> a worker (batch_workers.py) -> work_off

Kill it anywhere and start it again: a row and its report are one transaction, bytes go only after their row is
final, and the lock of the batch keeps a second worker out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.intake.card_lists import ListRow, read_card_list
from archive.intake.files import match_given, no_such_file, refuse, take_in
from archive.intake.receive import prepare_text
from archive.models import ImportBatch, ImportFile
from archive.publishing.outbox import changes_applied_once
from archive.storage.incoming import (
    MEGABYTE,
    NoRoom,
    batch_lock,
    check_room,
    drop,
    drop_all_but,
    store,
    stored_path,
    sync_folder,
)
from archive.text.formats import ExtractedText, FormatError, is_archive, open_archive

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Status = ImportFile.Status

#: Published files after which the index is told, so that a long batch is found while it runs.
FILES_A_COMMIT = 100
#: A file during which the worker died so often is passed over; five, because a kill may be somebody's hand.
DEATHS_A_FILE = 5
DIED = "读这个文件时程序几次中断，已跳过。请把文件交给管理员查看，或另存为 txt 再上传。"
LOST = "暂存的文件不见了，无法再读。请重新上传这个文件。"
#: Bytes of a list of cards; one of 20,000 rows has less.
LONGEST_LIST = 10 * MEGABYTE
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file: its name as the uploader's browser said it, its size, its bytes in pieces."""

    name: str
    size: int
    chunks: Iterable[bytes]


def open_batch(
    files: Iterable[Upload], *, label: str = "", by: User | None = None, received_from: str | None = None
) -> ImportBatch:
    """Store all ``files`` and leave a waiting row for each; a file above the limit is a failed row at once.

    Raises NoRoom before anything is stored. A kill before the rows are written leaves an empty batch.
    """
    files = list(files)
    check_room(sum(file.size for file in files))
    batch = ImportBatch.objects.create(label=label, started_by=by, started_from=received_from)
    limit = settings.MAX_UPLOAD_BYTES
    rows = []
    with batch_lock(batch.pk):
        for number, file in enumerate(files, 1):
            row = ImportFile(batch=batch, path=file.name[-_LONGEST:], status=Status.WAITING)
            if file.size > limit:  # not read at all
                excess = f"{file.size / MEGABYTE:.1f} MB，超过每个文件 {limit // MEGABYTE} MB 的上限"
                row.status, row.error = Status.FAILED, f"“{file.name[-200:]}”有 {excess}。请拆成几个文件再上传。"
            else:
                row.stored = store(batch.pk, f"{number:05d}", file.chunks)
            rows.append(row)
        sync_folder(batch.pk)
        with transaction.atomic():
            ImportFile.objects.bulk_create(rows)
    return batch


def work_off(batch_id: int, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Take in what waits in a batch, until nothing does or somebody stops it; the number of files done.

    Raises BatchBusy if another process is at it, ImportBatch.DoesNotExist.
    """
    done = 0
    with batch_lock(batch_id, patience=1.0) as jotting:
        batch = ImportBatch.objects.select_related("started_by").get(pk=batch_id)
        _clear_away(batch)
        _warm_up()
        _unpack(batch)
        _read_lists(batch)
        while rows := list(_waiting(batch)[:FILES_A_COMMIT]):
            with changes_applied_once():
                for row in rows:
                    if ImportBatch.objects.filter(pk=batch.pk, stopped_at__isnull=False).exists():
                        return done
                    row.batch = batch
                    _work_off_row(row, jotting)
                    done += 1
                    progress(done)
        jotting.write_text("")
        ImportBatch.objects.filter(pk=batch.pk).update(finished_at=timezone.now())
        _clear_away(batch)
    return done


def stop_batch(batch: ImportBatch) -> None:
    """Ask the worker to stop behind the file at which it is."""
    ImportBatch.objects.filter(pk=batch.pk).update(stopped_at=timezone.now())


def resume_batch(batch: ImportBatch) -> int:
    """Let the batch go on; the number of files that wait. The caller starts the worker."""
    ImportBatch.objects.filter(pk=batch.pk).update(stopped_at=None)
    return batch.files.filter(status=Status.WAITING).count()


def retry_failed(batch: ImportBatch) -> int:
    """Let the failed files wait again, whose bytes are still stored; how many. The caller starts the worker."""
    with transaction.atomic():
        again = batch.files.filter(status=Status.FAILED).exclude(stored="").update(status=Status.WAITING, error="")
        if again:
            ImportBatch.objects.filter(pk=batch.pk).update(stopped_at=None, finished_at=None)
    return again


def _waiting(batch: ImportBatch):
    return batch.files.filter(status=Status.WAITING).order_by("pk")


def _work_off_row(row: ImportFile, jotting: Path) -> None:
    if _deaths(jotting, row.pk) >= DEATHS_A_FILE:
        refuse(row, DIED)
        return
    try:
        data = stored_path(row.stored).read_bytes()
    except FileNotFoundError:
        row.stored = ""
        refuse(row, LOST)
        return
    stored = row.stored
    take_in(row, data, filename=PurePosixPath(row.path).name, publish=row.batch.publish, by=row.batch.started_by)
    if not row.stored:
        drop(stored)


def _deaths(jotting: Path, number: int) -> int:
    """How often a worker has died at this file; and a note that this one is at it now."""
    before, _, times = jotting.read_text().partition(" ")
    count = int(times) if before == str(number) and times.isdecimal() else 0
    jotting.write_text(f"{number} {count + 1}")
    return count


def _unpack(batch: ImportBatch) -> None:
    """Each zip that waits becomes the rows of its members, in one transaction; a broken one fails."""
    for row in _waiting(batch):
        data = _bytes_of(row, start=b"PK")
        if data is None or not is_archive(data):
            continue
        try:
            members = open_archive(data)
            check_room(sum(len(member) for _, member in members))
        except (FormatError, NoRoom) as error:
            refuse(row, str(error))
            continue
        rows = []
        for number, (name, member) in enumerate(members, 1):
            # The same names at a second try, so that a kill in between leaves nothing behind.
            stored = store(batch.pk, f"{row.pk}-{number:05d}", [member])
            path = f"{row.path}/{name}"[-_LONGEST:]
            rows.append(ImportFile(batch=batch, path=path, status=Status.WAITING, stored=stored))
        sync_folder(batch.pk)
        with transaction.atomic():
            ImportFile.objects.bulk_create(rows, batch_size=500)
            row.delete()
        drop(row.stored)


def _read_lists(batch: ImportBatch) -> None:
    """Each list of cards among the files gives its rows to the files it names, and becomes a row of its own kind.

    The lists of a batch are read in one transaction: after a kill all of them are read, or none.
    """
    lists: list[tuple[ImportFile, tuple[ListRow, ...]]] = []
    for row in _waiting(batch):
        data = _bytes_of(row, most=LONGEST_LIST)
        rows = read_card_list(data, PurePosixPath(row.path).name) if data is not None else None
        if rows is not None:
            lists.append((row, rows))
    if not lists:
        return
    ours = {row.pk for row, _ in lists}
    files: dict[str, list[ImportFile]] = {}
    for file in _waiting(batch).exclude(pk__in=ours):
        files.setdefault(file.path, []).append(file)
    given: dict[str, ListRow] = {}
    with transaction.atomic():
        for row, rows in lists:
            folder = str(PurePosixPath(row.path).parent)
            found, lost = match_given(rows, files, folder="" if folder == "." else folder)
            given = {**found, **given}
            sentences = [each.fault for each in rows if each.fault] + [no_such_file(each) for each in lost]
            faults = [
                ImportFile(batch=batch, path=row.path, status=Status.FAILED, error=sentence[:_LONGEST])
                for sentence in sentences
            ]
            ImportFile.objects.bulk_create(faults, batch_size=500)
            row.status, row.note = Status.LIST, f"{len(rows)} 行，对上 {len(found)} 个文件；所给的值优先采用。"
            row.stored = ""
            row.save()
        for path, card in given.items():
            for file in files[path]:
                file.given = card.to_dict()
                file.save(update_fields=["given"])


def _bytes_of(row: ImportFile, *, start: bytes = b"", most: int = 0) -> bytes | None:
    """The stored bytes, if they begin with ``start`` and are not more than ``most`` (0: any number)."""
    try:
        with stored_path(row.stored).open("rb") as file:
            head = file.read(len(start))
            if head != start or (most and os.fstat(file.fileno()).st_size > most):
                return None
            return head + file.read()
    except OSError:
        return None


def _clear_away(batch: ImportBatch) -> None:
    """Remove what a kill left behind: bytes that no row names."""
    drop_all_but(batch.pk, batch.files.exclude(stored="").values_list("stored", flat=True))


def _warm_up() -> None:
    """Load place names and dictionary before the first file, so that a kill meanwhile is not laid to that file."""
    words = "某县委组织部整顿软弱涣散村党组织，一村一策，成效明显。"
    prepare_text(ExtractedText(words, "text/plain", "utf-8"), filename="a.txt", today=date(2021, 1, 1))
