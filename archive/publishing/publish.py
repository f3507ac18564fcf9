"""Publish and withdraw reports; the outbox row is written in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from archive.models import Report
from archive.publishing.outbox import note_change
from archive.publishing.regrouping import regrouping

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class PublishingError(Exception):
    """The report cannot change its status. The message is a Chinese sentence that says why and what to do."""


@transaction.atomic
def publish_report(report: Report, *, by: User | None = None) -> None:
    """Make a draft or a withdrawn report public. Raise PublishingError if it is public, or has no title or text."""
    if report.is_published:
        raise PublishingError(f"《{report.title}》已经发布，不必再发布。")
    if not report.title.strip():
        raise PublishingError("报告没有题名。请先填写题名再发布。")
    if not report.text.strip():
        raise PublishingError(f"《{report.title}》没有正文。请先补上正文再发布。")
    report.status = Report.Status.PUBLISHED
    report.published_at = timezone.now()
    report.withdrawn_at = None
    with regrouping(report.pk):
        report.save(update_fields=["status", "published_at", "withdrawn_at", "updated_at"])
    note_change(report)


@transaction.atomic
def withdraw_report(report: Report, *, by: User | None = None) -> None:
    """Remove a published report from pages and search; it stays on the desk. Raise PublishingError if it is not public."""
    if not report.is_published:
        raise PublishingError(f"《{report.title}》没有发布，无从撤回。")
    report.status = Report.Status.WITHDRAWN
    report.withdrawn_at = timezone.now()
    with regrouping(report.pk):
        report.save(update_fields=["status", "withdrawn_at", "updated_at"])
    note_change(report)
