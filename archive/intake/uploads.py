"""Uploaded files on their way in: bytes on disk first, then a waiting row each, which a worker goes through (batches.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, transaction

from archive.models import ApiToken, ImportBatch, ImportFile
from archive.storage.faults import writing_fault
from archive.storage.incoming import (
    MEGABYTE,
    BatchBusy,
    CannotStore,
    batch_lock,
    check_room,
    remove_all_but,
    remove_incoming,
    stored_path,
    sync_batch_folder,
    write_incoming,
)
from archive.storage.machine import machine_token
from archive.text.formats.packages.kinds import is_web_archive, may_be_web_archive
from search.sentences import say

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Status = ImportFile.Status

_LONGEST = 500  # characters of a path


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file: its name as the browser gave it, its size, its bytes in chunks."""

    name: str
    size: int
    chunks: Iterable[bytes]


def store_batch(
    files: Iterable[Upload],
    *,
    label: str = "",
    by: User | None = None,
    received_from: str | None = None,
    token: ApiToken | None = None,
    key: Mapping[str, str] = {},
) -> ImportBatch:
    """Store the bytes of all ``files`` and write a waiting row for each; a file above the limit is a failed row.

    ``key``: ``request_key`` and ``request_digest``, written in the transaction of the rows. Raise IntegrityError if a
    batch of the token has that key, NoRoom before anything is stored, CannotStore if the disk takes no writes; then
    nothing stays. A kill before the rows are written leaves an empty batch.
    """
    files = list(files)
    check_room(sum(file.size for file in files))
    batch = None
    try:
        batch = ImportBatch.objects.create(
            label=label, started_by=by, started_from=received_from, machine=machine_token(), token=token
        )
        _store_files(batch, files, key)
    except (OSError, DatabaseError) as error:
        _remove_batch(batch)
        if sentence := writing_fault(error):
            raise CannotStore(say("没有收下任何文件。{0}", sentence)) from error
        raise
    return batch


def _remove_batch(batch: ImportBatch | None) -> None:
    """Remove what could be written of a batch, as far as the disk allows it."""
    if batch is not None:
        with suppress(OSError, BatchBusy), batch_lock(batch.pk):
            remove_all_but(batch.pk, ())
        with suppress(DatabaseError):
            ImportBatch.objects.filter(pk=batch.pk).delete()


def _store_files(batch: ImportBatch, files: Sequence[Upload], key: Mapping[str, str]) -> None:
    rows = []
    with batch_lock(batch.pk):
        for number, file in enumerate(files, 1):
            row = ImportFile(batch=batch, path=file.name[-_LONGEST:], status=Status.WAITING)
            row.stored = _store_file(batch, file, f"{number:05d}")
            if not row.stored:
                row.status, row.error = Status.FAILED, _too_large(file)
            rows.append(row)
        sync_batch_folder(batch.pk)
        with transaction.atomic():
            ImportFile.objects.bulk_create(rows)
            if key:
                ImportBatch.objects.filter(pk=batch.pk).update(**key)


def _store_file(batch: ImportBatch, file: Upload, name: str) -> str:
    """Store the bytes of an upload; return ``ImportFile.stored``, or "" if it is too large for what it is."""
    if file.size > settings.MAX_UPLOAD_BYTES:
        chunks = iter(file.chunks)
        first = next(chunks, b"")
        if file.size > settings.MAX_WEB_ARCHIVE_BYTES or not may_be_web_archive(first):
            return ""  # its bytes are not read
        stored = write_incoming(batch.pk, name, chain([first], chunks))
        with stored_path(stored).open("rb") as content:
            if not is_web_archive(content):
                remove_incoming(stored)
                return ""
        return stored
    return write_incoming(batch.pk, name, file.chunks)


def _too_large(file: Upload) -> str:
    limits = settings.MAX_UPLOAD_BYTES // MEGABYTE, settings.MAX_WEB_ARCHIVE_BYTES // MEGABYTE
    return say(
        "“{0}”有 {1} MB，超过每个文件 {2} MB 的上限（网络档案 WARC、WACZ 的上限是 {3} MB）。请拆成几个文件再上传。",
        file.name[-200:],
        f"{file.size / MEGABYTE:.1f}",
        *limits,
    )
