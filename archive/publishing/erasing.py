"""Erase reports for good: those that the law or a person's right asks for, and the samples.

Withdrawing hides a report; erasing takes its text, its card, its original, its history, its place in the index and what the
desk's log says of it. Of a lawful erasure a tombstone remains: number, reason, date. Backups made before hold the report still.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from archive.models import ErasedReport, ImportBatch, ImportFile, IndexChange, Original, PackReport, Report, Source
from archive.publishing.outbox import apply_after_commit
from archive.publishing.regrouping import regrouping
from archive.storage.dump_folders import remove_from_dumps
from archive.storage.faults import sentence_of
from archive.storage.originals import StoreUnavailable, has_original, place_of, remove_original
from archive.storage.page_files import forget_pages
from search.sentences import say

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

#: The label of the batch that says that samples were removed and must not come again.
SAMPLES_REMOVED = "示例已移去"
LONGEST_REASON = 300


class ErasingError(Exception):
    """The report cannot be erased. The message is a sentence (search/sentences.py) that says why and what to do."""


class OriginalLeft(ErasingError):
    """The report is erased, but the store kept its original; the index is to be written anew all the same."""


def erase_report(number: int, *, reason: str, by: User | None = None) -> ErasedReport:
    """Erase one report of any status and return its tombstone. Raise ErasingError without a report or a reason.

    The index is written anew by ``index rebuild``: until then its files hold deleted words, though no search finds them.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise ErasingError(say("请写明缘由：它和日期会留在原来的地址上。"))
    if len(reason) > LONGEST_REASON:
        raise ErasingError(say("缘由至多 {0} 字。", LONGEST_REASON))
    _overwrite_what_is_deleted()
    left: list[str] = []
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).filter(pk=number).first()
        if report is None:
            raise ErasingError(say("没有第 {0} 号报告，也许已经删除。", number))
        try:
            has_original(report.original.sha256)
        except StoreUnavailable as error:
            raise ErasingError(say("没有删除：原件现在删不了。{0}", error.args[0])) from error
        _erase(report, left)
        transaction.on_commit(_empty_the_log, robust=True)
        tombstone = ErasedReport.objects.create(report_id=number, reason=reason, erased_by=by)
        transaction.on_commit(lambda: _remove_from_dumps(number), robust=True)
    if left:
        raise OriginalLeft(
            say(
                "第 {0} 号报告已删除，它的原件 {1} 却没有删成：{2}",
                number,
                place_of(report.original.sha256),
                reduce(lambda some, one: say("{0}；{1}", some, one), left),
            )
        )
    return tombstone


def remove_samples() -> int:
    """Erase all sample reports and the sources that nothing else has, and return their number; they do not come again.

    No tombstones remain: nobody may have cited them.
    """
    with transaction.atomic():
        samples = list(Report.objects.filter(is_sample=True).order_by("pk"))
        sources = {report.source_id for report in samples if report.source_id}
        for report in samples:
            _erase(report)
        Source.objects.filter(pk__in=sources, reports=None, old_names=None).delete()
        ImportBatch.objects.filter(is_sample=True).delete()
        ImportBatch.objects.create(label=SAMPLES_REMOVED, is_sample=True, stopped_at=timezone.now())
    return len(samples)


def samples_are_removed() -> bool:
    """Return whether somebody removed the samples, so that no start may bring them back."""
    return ImportBatch.objects.filter(is_sample=True, label=SAMPLES_REMOVED).exists()


def _erase(report: Report, left: list[str] | None = None) -> None:
    """Delete every row of a report in the caller's transaction, and its files after the commit.

    ``left`` gets a sentence for an original that the store did not remove; ``fsck`` names it too, as one without a row.
    """
    number, original = report.pk, report.original
    with regrouping(number):
        ImportFile.objects.filter(report_id=number).delete()
        PackReport.objects.filter(report_id=number).delete()
        _forget_in_the_log(number)
        report.delete()  # near duplicates and candidates go with it
        Report.history.filter(id=number).delete()  # the row that the deletion wrote too
    Original.objects.filter(pk=original.pk).delete()  # recognised pages too
    IndexChange.objects.create(report_id=number)
    transaction.on_commit(lambda: _remove_files(original, left), robust=True)
    transaction.on_commit(apply_after_commit, robust=True)


def _forget_in_the_log(number: int) -> None:
    """Take titles and remarks out of the desk's log; who did what and when stays."""
    kind = ContentType.objects.get_for_model(Report)
    LogEntry.objects.filter(content_type=kind, object_id=str(number)).update(
        object_repr=f"第 {number} 号报告（已删除）", change_message=""
    )


def _remove_from_dumps(number: int) -> None:
    """Remove the public dumps that hold the report; one whose removal is cut off is withheld (archive/dumps/offered.py)."""
    try:
        remove_from_dumps(Path(settings.DUMP_DIR), number)
    except OSError:
        logger.exception("a dump that holds report %s was not removed", number)


def _remove_files(original: Original, left: list[str] | None) -> None:
    forget_pages(original.sha256)
    try:
        remove_original(original.sha256)
    except (StoreUnavailable, OSError) as error:
        logger.exception("the original %s was not removed", original.sha256)
        if left is not None:
            left.append(sentence_of(error))


def _empty_the_log() -> None:
    """Let SQLite's log of writes, which holds the old pages, begin anew; a reader that is in the way delays it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _overwrite_what_is_deleted() -> None:
    """Let SQLite write zeros over deleted rows; PostgreSQL frees them at its next VACUUM."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
