"""Public changes (公开变动): what a follower of the archive is told of each report that is or was public.

A change of what readers see of a report writes a ChangeNote in its own transaction. After the commit the notes get numbers
(archive/publishing/changes/), one PublicChange for each report.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

from django.db import models, transaction

_AT_ONCE = 1000


class PublicChange(models.Model):
    """The last public change of a report: its number, when it was numbered, and what the report is since.

    Numbers rise in the order of the commits, so whoever remembers one misses none that comes later. A report that changes
    again leaves its number and gets the next one; no row goes away. No foreign key, because the row outlives its report.
    """

    class Status(models.TextChoices):
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"
        ERASED = "erased", "已删除"

    report_id = models.BigIntegerField("报告号", unique=True)
    number = models.BigIntegerField("变动号", unique=True)
    #: UTC in whole seconds; never smaller than that of a smaller number.
    changed_at = models.DateTimeField("变动时间", db_index=True)
    status = models.CharField("状态", max_length=9, choices=Status)
    #: SHA-256 of the public description; "" unless published, or where nobody has worked it out yet.
    digest = models.CharField(max_length=64, default="", blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "公开变动"

    def __str__(self) -> str:
        return f"{self.number}：报告 {self.report_id}"


class ChangeNote(models.Model):
    """A report whose public description may have changed; it waits for its number.

    It is inserted only, never updated: a change in another transaction can neither wait for it nor get lost with it.
    """

    report_id = models.BigIntegerField("报告号")
    #: Whether the report was or had been published when this was noted: so that the end of one that nobody numbered is told.
    was_public = models.BooleanField("曾经公开", default=True, db_default=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "待编号的变动"

    def __str__(self) -> str:
        return f"报告 {self.report_id}"


def new_mark() -> str:
    """Return a mark that no series had before."""
    return secrets.token_hex(6)


class ChangeSeries(models.Model):
    """The series that the numbers belong to, one row. A restored backup begins another: its numbers went back.

    Whoever gives numbers locks the row, so that one process of all machines does. Where it is missing, the next one begins
    a series.
    """

    ONLY = 1

    mark = models.CharField("序列", max_length=12, default=new_mark)
    began_at = models.DateTimeField("起始时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "变动序列"

    def __str__(self) -> str:
        return self.mark


_number_notes: Callable[[], object] | None = None


def use_numbering(function: Callable[[], object]) -> None:
    """Let ``function`` be called after the commit of each transaction that noted changes."""
    global _number_notes
    _number_notes = function


def note_public_changes(reports: Iterable[int], *, was_public: bool = True) -> None:
    """Note, in the caller's transaction, that what readers see of these reports may have changed. One query, none without.

    Too many notes do no harm: a report that reads as before gets no new number, and a draft never gets one. Reports that may
    never have been published are noted without ``was_public``.
    """
    notes = [ChangeNote(report_id=number, was_public=was_public) for number in sorted(set(reports))]
    if notes:
        ChangeNote.objects.bulk_create(notes, batch_size=_AT_ONCE)
        if _number_notes:
            transaction.on_commit(_number_notes, robust=True)
