"""The history of a report: one row for each state after a person changed it; and what remains of one that was erased.

A row holds no text: ``apply_edits(extracted_text, edits)`` is the text of any moment, and the extracted text never
changes. The intake writes no history, so that it pays nothing; the first change also writes the state that the intake
left.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Model, signals
from simple_history.models import HistoricalRecords

#: What follows from other fields, never changes, or only orders the queue.
NOT_KEPT = (
    "original", "batch", "text", "extracted_text", "text_fingerprint", "content_years", "doubts", "doubt", "doubtful", "is_sample",
    "created_at", "updated_at", "digest",
)  # fmt: skip


class ChangeHistory(HistoricalRecords):
    """django-simple-history, but only for saves that change a tracked field of an existing report."""

    def finalize(self, sender: type[Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            signals.pre_save.connect(self.before_save, sender=sender, weak=False)

    def before_save(
        self, instance: Any, raw: bool = False, update_fields: frozenset[str] | None = None, **kwargs: Any
    ) -> None:
        """Read the stored row before it changes. One query, and none while the report comes in."""
        instance._state_before = None
        kept = {field.name for field in self.fields_included(instance)}
        is_coming_in = instance._state.adding or getattr(instance, "_came_in_now", False)
        if raw or is_coming_in or not (update_fields is None or kept.intersection(update_fields)):
            return
        before = type(instance)._base_manager.only(*kept, "updated_at", "original").filter(pk=instance.pk).first()
        if before is None:
            return
        instance._state_before = before
        # What was not loaded did not change; each would be a query of its own below.
        for name in instance.get_deferred_fields():
            if name not in before.get_deferred_fields():
                setattr(instance, name, getattr(before, name))

    def post_save(self, instance: Any, created: bool, using: str | None = None, **kwargs: Any) -> None:
        if created:
            instance._came_in_now = True
            return
        before, instance._state_before = getattr(instance, "_state_before", None), None
        names = [field.attname for field in self.fields_included(instance)]
        if before is None or all(getattr(before, name) == getattr(instance, name) for name in names):
            return
        if not getattr(instance, self.manager_name).exists():
            before._history_date = before.updated_at
            before._history_user = before.original.received_by
            self.create_historical_record(before, "+", using=using)
        super().post_save(instance, created, using=using, **kwargs)


class ErasedReport(models.Model):
    """A report that was erased as the law asks: its number, when and why, and nothing of itself (删除记录).

    No foreign key to the report, because there is none any more.
    """

    report_id = models.BigIntegerField("报告号", unique=True)
    reason = models.CharField("缘由", max_length=300, help_text="会公开显示。不要写被删的内容，也不要写当事人的姓名。")
    erased_at = models.DateTimeField("删除时间", auto_now_add=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="经手人"
    )

    class Meta:
        ordering = ["-erased_at"]
        verbose_name = verbose_name_plural = "删除记录"

    def __str__(self) -> str:
        return f"第 {self.report_id} 号报告"
