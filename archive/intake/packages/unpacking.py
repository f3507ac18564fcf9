"""Unpacking: a waiting zip, tar or web archive becomes a waiting row for each of its files or pages.

A web archive may have gigabytes. Its pages are written in groups; each group and the place behind it are one transaction,
so that a worker that is stopped or killed goes on there. What was not taken is told in the batch's note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.db import transaction

from archive.intake.cards.given import page_card
from archive.intake.packages.letters import is_letter, open_letter
from archive.intake.packages.rows import LONGEST, PASSED_OVER, mark_failed, mark_passed
from archive.models import ImportBatch, ImportFile
from archive.storage.incoming import NoRoom, check_room, remove_incoming, stored_path, sync_batch_folder, write_incoming
from archive.text.formats import FormatError
from archive.text.formats.packages.kinds import is_web_archive
from archive.text.formats.packed import choose_members, is_package, read_members
from search.sentences import say

#: Pages that are stored together.
PAGES_A_COMMIT = 100
_ROWS_AT_ONCE = 500
#: In the name of stored bytes: they came in a mail, and no further mail is opened.
_IN_LETTER = "-mail-"


def unpack_waiting(batch: ImportBatch, is_hopeless: Callable[[str], bool]) -> bool:
    """Unpack each waiting package of the batch; return whether it was done, and not stopped by an editor.

    ``is_hopeless`` is asked before a part is read whether workers died there too often.
    """
    for row in _waiting_rows(batch):
        try:
            file = stored_path(row.stored).open("rb")
        except OSError:
            continue  # the import says so
        with file:
            if is_web_archive(file):
                if not _unpack_web_archive(batch, row, file, is_hopeless):
                    return False
            elif is_package(file):
                _unpack_package(batch, row, file, is_hopeless)
            elif is_letter(file) and not row.read_to and _IN_LETTER not in row.stored:
                _unpack_letter(batch, row, file)
    return True


def _waiting_rows(batch: ImportBatch) -> Iterator[ImportFile]:
    """Yield the waiting rows, and those that come in meanwhile, a few hundred in memory at a time."""
    last = 0
    while rows := list(
        batch.files.filter(status=ImportFile.Status.WAITING, pk__gt=last).order_by("pk")[:_ROWS_AT_ONCE]
    ):
        last = rows[-1].pk  # a row that is replaced loses its number
        yield from rows


def _unpack_package(batch: ImportBatch, row: ImportFile, file: BinaryIO, is_hopeless: Callable[[str], bool]) -> None:
    """Replace the row of a zip or tar by those of its members, in one transaction; a broken one fails."""
    if is_hopeless(str(row.pk)):
        mark_failed(row, PASSED_OVER)
        return
    rows: list[ImportFile] = []
    try:
        members = choose_members(file)
        for number, (name, content) in enumerate(read_members(file, members), 1):
            check_room(len(content))
            # The same names at a second try, so that a kill in between leaves no other file.
            inside = _IN_LETTER if _IN_LETTER in row.stored else "-"
            stored = write_incoming(batch.pk, f"{row.pk}{inside}{number:05d}", [content])
            rows.append(_new_row(batch, f"{row.path}/{name}", stored))
    except (FormatError, NoRoom) as error:
        for each in rows:
            remove_incoming(each.stored)
        mark_failed(row, error.args[0])
        return
    sync_batch_folder(batch.pk)
    with transaction.atomic():
        ImportFile.objects.bulk_create(rows, batch_size=500)
        batch.add_note(say("{0}：{1}", row.path, members.note) if members.note else "")
        row.delete()
    remove_incoming(row.stored)


def _unpack_letter(batch: ImportBatch, row: ImportFile, file: BinaryIO) -> None:
    """Add a row for each file attached to a mail, in one transaction; a mail without words is passed over for them."""
    opened = open_letter(file, row.path)
    if opened is None:
        return
    rows: list[ImportFile] = []
    try:
        for number, (name, content) in enumerate(opened.files, 1):
            check_room(len(content))
            stored = write_incoming(batch.pk, f"{row.pk}{_IN_LETTER}{number:05d}", [content])
            rows.append(_new_row(batch, f"{row.path}/{name}", stored))
    except NoRoom as error:
        for each in rows:
            remove_incoming(each.stored)
        mark_failed(row, error.args[0])
        return
    sync_batch_folder(batch.pk)
    mail = row.stored
    with transaction.atomic():
        ImportFile.objects.bulk_create(rows, batch_size=500)
        batch.add_note(say("{0}：{1}", row.path, opened.note) if opened.note else "")
        if opened.has_words:
            row.read_to = {"attached": len(rows)}
            row.save(update_fields=["read_to"])
        else:
            mark_passed(row, opened.sentence)
    if not opened.has_words:
        remove_incoming(mail)


def _unpack_web_archive(
    batch: ImportBatch, row: ImportFile, file: BinaryIO, is_hopeless: Callable[[str], bool]
) -> bool:
    """Replace the row of a web archive by those of its pages; return False if the batch was stopped meanwhile."""
    from archive.text.formats.packages.web_archives import WebArchivePlace, digest_of, read_web_archive

    place = WebArchivePlace.from_dict(row.read_to or {})
    names = batch.files.filter(stored__startswith=f"{batch.pk}/{row.pk}-").values_list("stored", flat=True)
    known = {bytes.fromhex(stored.rpartition("-")[2]) for stored in names}
    rows: list[ImportFile] = []
    if is_hopeless(f"{row.pk}@{place.member}.{place.offset}"):
        mark_failed(row, PASSED_OVER)
        return True
    try:
        for page in read_web_archive(file, place, known):
            if page is not None:
                name = f"{row.pk}-{digest_of(page.content).hex()}"
                each = _new_row(batch, f"{row.path}/{page.address}", write_incoming(batch.pk, name, [page.content]))
                each.given = page_card(page, row.path)
                rows.append(each)
            if page is None or len(rows) >= PAGES_A_COMMIT:
                _store_pages(batch, row, rows, place.to_dict(), say("正在拆开：已{0}", place.sentence))
                rows = []
                if ImportBatch.objects.filter(pk=batch.pk, stopped_at__isnull=False).exists():
                    return False
                is_hopeless(f"{row.pk}@{place.member}.{place.offset}")  # the next part has deaths of its own
                check_room(0)
    except (FormatError, NoRoom) as error:
        _store_pages(batch, row, rows, place.to_dict(), "")
        mark_failed(row, say("{0}已{1}", error.args[0], place.sentence))
        return True
    sync_batch_folder(batch.pk)
    with transaction.atomic():
        ImportFile.objects.bulk_create(rows, batch_size=500)
        batch.add_note(say("{0}：{1}", row.path, place.sentence))
        row.delete()
    remove_incoming(row.stored)
    return True


def _store_pages(batch: ImportBatch, row: ImportFile, rows: list[ImportFile], place: dict, note: str) -> None:
    """Store the rows of some pages and the place behind them, in one transaction."""
    sync_batch_folder(batch.pk)
    with transaction.atomic():
        ImportFile.objects.bulk_create(rows, batch_size=500)
        row.read_to, row.note = place, note[:LONGEST]
        row.save(update_fields=["read_to", "note"])


def _new_row(batch: ImportBatch, path: str, stored: str) -> ImportFile:
    return ImportFile(batch=batch, path=path[-LONGEST:], status=ImportFile.Status.WAITING, stored=stored)
