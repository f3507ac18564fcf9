"""Publish and withdraw reports; the outbox row is written in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from archive.models import Report
from archive.publishing.outbox import note_change
from archive.publishing.regrouping import regrouping
from search.sentences import say

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class PublishingError(Exception):
    """The report cannot change its status. The message is a Chinese sentence that says why and what to do."""


@transaction.atomic
def publish_report(report: Report, *, by: User | None = None) -> None:
    """Make a draft or a withdrawn report public. Raise PublishingError if it is public, or has no title or text.

    ``report`` may be older than its row: it is read again, locked, before the checks.
    """
    _lock(report)
    if report.is_published:
        raise PublishingError(say("《{0}》已经发布，不必再发布。", report.title))
    if report.is_discarded:
        raise PublishingError(say("《{0}》已弃置。请先取回，再发布。", report.title))
    if not report.title.strip():
        raise PublishingError(say("报告没有题名。请先填写题名再发布。"))
    if not report.text.strip():
        raise PublishingError(say("《{0}》没有正文。请先补上正文再发布。", report.title))
    report.status = Report.Status.PUBLISHED
    report.published_at = timezone.now()
    report.withdrawn_at = None
    with regrouping(report.pk):
        report.save(update_fields=["status", "published_at", "withdrawn_at", "updated_at"])
    note_change(report)


@transaction.atomic
def withdraw_report(report: Report, *, by: User | None = None) -> None:
    """Remove a published report from pages and search; it stays on the desk. Raise PublishingError if it is not public.

    ``report`` may be older than its row, as for ``publish_report``.
    """
    _lock(report)
    if not report.is_published:
        raise PublishingError(say("《{0}》没有发布，无从撤回。", report.title))
    report.status = Report.Status.WITHDRAWN
    report.withdrawn_at = timezone.now()
    with regrouping(report.pk):
        report.save(update_fields=["status", "withdrawn_at", "updated_at"])
    note_change(report)


def _lock(report: Report) -> None:
    """Lock the report's row until the transaction ends, and read it into ``report``. Raise PublishingError if it is gone.

    The history too must get no value of an older state.
    """
    try:
        report.refresh_from_db(from_queryset=Report.objects.select_for_update(of=("self",)))
    except Report.DoesNotExist:
        raise PublishingError(say("第 {0} 号报告已不在馆藏中。请刷新页面再看。", report.pk)) from None
