"""Import files: each becomes a draft, a duplicate or a failed row of its batch. Uploads and files on this machine alike.

import_file: check_card -> accept_file -> store_draft -> publish_report if asked
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, transaction

from archive.intake.cards.given import CardRefused, check_card
from archive.intake.cards.lists import no_file_sentence, read_lists
from archive.intake.drafts import AcceptedFile, Duplicate, FileRefused, PagePassed, accept_file, store_draft
from archive.intake.packages.folders import find_report_files
from archive.intake.packages.members import members_of
from archive.intake.packages.rows import LONGEST, kept, mark_failed, mark_passed, name_of_row, shown_path
from archive.intake.recognising import RecognitionStopped, Watch, unwatched
from archive.models import ImportBatch, ImportFile, NearPair, Original, Report
from archive.models.near import percent
from archive.publishing.erasing import samples_are_removed
from archive.publishing.publish import PublishingError, publish_report
from archive.storage.faults import cause_of
from archive.storage.originals import StoreUnavailable, sha256_of
from archive.storage.page_files import forget_pages
from search.sentences import first_of, say

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

#: Near duplicates that a row names; formula texts may have dozens.
NEAR_NAMED = 3
#: Tables that are no lists of cards, which the note of a batch names.
TABLES_NAMED = 20
PROGRAM_FAULT = say("读这个文件时程序出错，已记入日志，其余文件不受影响。请把文件交给管理员查看。")


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The result for one file: ``error`` says why it failed, ``note`` why it was passed over; ``near``: near duplicates."""

    path: Path
    status: str
    report: Report | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""
    near: tuple[int, ...] = ()
    note: str = ""


def import_files(
    paths: Sequence[Path],
    *,
    batch: ImportBatch,
    publish: bool = False,
    by: User | None = None,
    lists: Sequence[Path] = (),
    watch: Watch = unwatched,
) -> Iterator[ImportedFile]:
    """Import each file in a transaction of its own and yield its result. A bad file is a failed result, never an error.

    A zip, tar or web archive gives one result a member. ``lists`` hold values for the files; a row that matches no file
    gives a failed result of its own. A stopped import can be run again: files that are stored come back as duplicates.
    """
    given, faults, others = read_lists(lists, [shown_path(path) for path in paths] if lists else [])
    batch.add_note(say("不是著录表，也不是报告，没有读：{0}。", first_of(others, TABLES_NAMED)) if others else "")
    for found in paths:
        path = shown_path(found)
        try:
            with found.open("rb") as file:
                members = members_of(path, file, batch, given)
                for member in members or ():
                    row = _new_row(member.path, batch, member.given)
                    if member.fault:
                        yield _result(Path(member.path), mark_failed(row, member.fault))
                        continue
                    imported = import_file(
                        row, member.content, filename=name_of_row(row), publish=publish, by=by, watch=watch
                    )
                    yield _result(Path(member.path), *imported)
                if members is not None:
                    continue
                file.seek(0)
                data = file.read(settings.MAX_UPLOAD_BYTES + 1)  # one byte more is refused by name
        except OSError as error:
            unread = say("读不到文件：{0}。请核对路径和权限。", cause_of(error))
            yield _result(path, mark_failed(_new_row(str(path), batch), unread))
            continue
        card = given.pop(str(path), None)
        row = _new_row(str(path), batch, card.to_dict() if card else None)
        yield _result(path, *import_file(row, data, filename=path.name, publish=publish, by=by, watch=watch))
    for named, sentence in [*faults, *((row.path, no_file_sentence(row)) for row in given.values())]:
        yield _result(Path(named), mark_failed(_new_row(named, batch), sentence))


def import_file(
    row: ImportFile,
    data: bytes,
    *,
    filename: str,
    publish: bool = False,
    by: User | None = None,
    watch: Watch = unwatched,
) -> tuple[ImportFile, tuple[str, ...]]:
    """Import one file for ``row`` of a batch; return the saved row and the warnings for the uploader.

    Draft, publication and row are one transaction, which begins when all is prepared: a kill at any moment leaves all of
    them or none. A bad file becomes a failed row, which keeps its stored bytes for another try. Raise OperationalError
    if the database fails, and RecognitionStopped if ``watch`` raises it: then the row waits as before.
    """
    batch, bytes_of_row = row.batch, row.stored
    warnings: tuple[str, ...] = ()
    try:
        given = check_card(row.given) if row.given else None
        accepted = accept_file(data, filename=filename, given=given, watch=watch)
        with transaction.atomic():
            stored: Report | Duplicate
            if isinstance(accepted, Duplicate):
                warnings, stored = (), accepted
            else:
                warnings = accepted.prepared.warnings
                stored = store_draft(accepted, batch=batch, by=by, received_from=batch.started_from)
            if isinstance(stored, Duplicate):
                warnings = (stored.sentence,)
                row.status, row.report, note = ImportFile.Status.DUPLICATE, stored.report, stored.sentence
            else:
                row.status, row.report = ImportFile.Status.CREATED, stored
                refused = _publish(stored, by=by) if publish else ""
                warnings = (*warnings, *([refused] if refused else []))
                near = near_note(stored)
                note = say("{0}{1}", refused, near) if refused and near else refused or near
            row.error, row.note, row.stored = "", kept(note), ""
            row.save()
    except PagePassed as error:
        return mark_passed(row, error.args[0]), ()
    except (FileRefused, CardRefused) as error:
        return mark_failed(row, error.args[0]), ()
    except (OperationalError, RecognitionStopped):
        raise
    except StoreUnavailable as error:
        row.stored = bytes_of_row
        return mark_failed(row, error.args[0]), ()
    except Exception:  # a fault of the program in one file must not stop the others
        logger.exception("importing %r failed", filename)
        row.stored = bytes_of_row
        return mark_failed(row, PROGRAM_FAULT), ()
    if isinstance(accepted, AcceptedFile) and accepted.prepared.recogniser:
        forget_pages(accepted.sha256)  # they are in the database now
    return row, warnings


def _publish(report: Report, *, by: User | None) -> str:
    """Publish a new draft; if it may not be published it stays a draft, and the sentence returned says why."""
    try:
        publish_report(report, by=by)
    except PublishingError as error:
        return say("成了草稿，没有发布：{0}", error.args[0])
    return ""


def near_note(report: Report) -> str:
    """Return the sentence that names the near duplicates of a new draft, the most similar first; "" if it has none."""
    pairs = list(NearPair.objects.of(report.pk))
    if not pairs:
        return ""
    named = [
        say("第 {0} 号报告（{1} %）", pair.other_id(report.pk), percent(pair.similarity)) for pair in pairs[:NEAR_NAMED]
    ]
    all_named = reduce(lambda some, one: say("{0}、{1}", some, one), named)
    others = say("等 {0} 篇", len(pairs)) if len(pairs) > NEAR_NAMED else ""
    return say("近似：与{0}{1}几乎相同，请并排看过再定。", all_named, others)


def missing_samples() -> list[Path]:
    """Return the sample files (示例) that are not in the archive; none once it holds a report of its own, or they were removed."""
    if samples_are_removed() or Report.objects.filter(is_sample=False).exists():
        return []
    here = set(Original.objects.values_list("sha256", flat=True))
    paths = find_report_files([Path(settings.SAMPLES_DIR)]).paths
    return [path for path in paths if sha256_of(path.read_bytes()) not in here]


def import_samples(paths: Sequence[Path]) -> Iterator[ImportedFile]:
    """Import and publish the samples, marked as such, and yield the result of each."""
    batch = ImportBatch.objects.create(label="示例", is_sample=True)
    yield from import_files(paths, batch=batch, publish=True)


def _new_row(path: str, batch: ImportBatch, given: dict[str, str] | None = None) -> ImportFile:
    return ImportFile(batch=batch, path=path[-LONGEST:], given=given or {})


def _result(path: Path, row: ImportFile, warnings: tuple[str, ...] = ()) -> ImportedFile:
    near: tuple[int, ...] = ()
    if row.report and row.status == ImportFile.Status.CREATED:
        near = tuple(pair.other_id(row.report.pk) for pair in NearPair.objects.of(row.report.pk))
    return ImportedFile(path, row.status, row.report, warnings, row.error, near, row.note)
