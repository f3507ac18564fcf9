"""One section of a report (段落)."""

from __future__ import annotations

from django.db import models

from archive.models.reports import Report


class SectionRow(models.Model):
    """A ``Section`` of ``archive/text/sections.py`` as a row: whole lines of one kind; together they are the whole text.

    The heading is a slice too, null in running text. ``why`` names the rule.
    """

    class Kind(models.TextChoices):
        OVERVIEW = "overview", "概况"
        MEASURES = "measures", "做法"
        PROBLEMS = "problems", "问题"
        NEXT = "next", "下一步"
        LESSONS = "lessons", "启示"

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections", verbose_name="报告", db_index=False)
    kind = models.CharField("段落", max_length=8, choices=Kind)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    heading_start = models.PositiveIntegerField(null=True)
    heading_end = models.PositiveIntegerField(null=True)
    why = models.CharField("规则", max_length=10)

    class Meta:
        ordering = ["report_id", "start"]
        verbose_name = verbose_name_plural = "段落"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["report", "start"], name="one_section_a_place")]
        indexes = [models.Index(fields=["kind", "report"], name="sections_by_kind")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.start} {self.kind}"
