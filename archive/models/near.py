"""Near duplicates: the bands that propose them, the pairs, and the editor's verdicts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.models.reports import Report


class NearPairQuerySet(models.QuerySet["NearPair"]):
    """Queries for pairs; which report is first carries no meaning."""

    def of(self, *numbers: int) -> NearPairQuerySet:
        """Return the pairs in which at least one of these reports stands."""
        return self.filter(Q(first__in=numbers) | Q(second__in=numbers))


class NearPair(models.Model):
    """Two reports whose texts are nearly the same, and the editor's verdict on them (近似)."""

    class Verdict(models.TextChoices):
        UNDECIDED = "", "未定"
        SAME = "same", "同一篇"
        NEAR = "near", "近似，各自保留"
        UNRELATED = "unrelated", "无关"

    first = models.ForeignKey(Report, models.CASCADE, related_name="+", verbose_name="先入库的")
    second = models.ForeignKey(Report, models.CASCADE, related_name="+", verbose_name="后入库的")
    similarity = models.FloatField("相同", help_text="0 到 1。")
    verdict = models.CharField("判定", max_length=9, choices=Verdict, default=Verdict.UNDECIDED, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="判定者"
    )
    decided_at = models.DateTimeField("判定时间", null=True, blank=True)

    objects = NearPairQuerySet.as_manager()

    class Meta:
        ordering = ["-similarity"]
        verbose_name = verbose_name_plural = "近似篇"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_row_a_pair"),
            models.CheckConstraint(name="first_came_first", condition=Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    def other_id(self, number: int) -> int:
        """Return the number of the report that is paired with report ``number``."""
        return self.second_id if self.first_id == number else self.first_id


class NearBand(models.Model):
    """One band of a report's MinHash; reports that share enough bands are compared exactly (``archive/text/near``)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="near_bands")
    band = models.PositiveSmallIntegerField()
    digest = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "近似指纹"
        indexes = [models.Index(fields=["band", "digest"])]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.band}"


def percent(similarity: float) -> int:
    """Return whole percent, rounded down: only texts without a difference have 100."""
    return int(similarity * 100 + 1e-9)
