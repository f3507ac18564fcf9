"""The outbox of the index."""

from __future__ import annotations

from django.db import models


class IndexChange(models.Model):
    """A report that the index must read again, written in the transaction of the change.

    It names no action: the index reads the report's state at that moment, so that applying it twice, or in another
    order, gives the same result. No foreign key, because the row must outlive its report. A row whose document the
    index refused MAX_TRIES times is parked: it waits for ``index apply``, and others no longer wait for it.
    """

    MAX_TRIES = 3

    report_id = models.BigIntegerField("报告号", db_index=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    tries = models.PositiveSmallIntegerField("已试次数", default=0, db_default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "待入索引"

    def __str__(self) -> str:
        return f"报告 {self.report_id}"
