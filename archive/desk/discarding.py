"""Discard a draft (弃置): it leaves the queue and stays with its original, so that it can be taken back (取回)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from archive.intake.doubts import note_doubts
from archive.models import NearPair, Report
from archive.publishing.publish import PublishingError

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def discard_report(report: Report, *, by: User | None = None) -> None:
    """Take a draft out of the queue. Raise PublishingError if it is no draft.

    ``report`` may be older than its row: it is read again, locked, before the check.
    """
    with transaction.atomic():
        _lock(report)
        if report.status != Report.Status.DRAFT:
            raise PublishingError(f"《{report.title}》{report.get_status_display()}，只有草稿可以弃置。")
        _set_status(report, Report.Status.DISCARDED)


def reclaim_report(report: Report, *, by: User | None = None) -> None:
    """Make a discarded report a draft again. Raise PublishingError if it was not discarded."""
    with transaction.atomic():
        _lock(report)
        if not report.is_discarded:
            raise PublishingError(f"《{report.title}》没有弃置，无从取回。")
        _set_status(report, Report.Status.DRAFT)


def _lock(report: Report) -> None:
    try:
        report.refresh_from_db(from_queryset=Report.objects.select_for_update(of=("self",)))
    except Report.DoesNotExist:
        raise PublishingError(f"第 {report.pk} 号报告已不在馆藏中。请刷新页面再看。") from None


def _set_status(report: Report, status: str) -> None:
    """Save the status and the doubts of its near duplicates, which count it no longer, or again."""
    report.status = status
    report.save(update_fields=["status", "updated_at"])
    twins = {pair.other_id(report.pk) for pair in NearPair.objects.of(report.pk).filter(verdict="")}
    for each in Report.objects.select_for_update(of=("self",)).filter(pk__in={report.pk, *twins}).order_by("pk"):
        note_doubts(each)
