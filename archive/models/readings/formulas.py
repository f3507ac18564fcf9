"""Formulas (提法): each place of one in a report, and what all places together say of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from archive.models.reports import Report

#: Characters of a key, a name and a kind word that a row holds.
LONGEST_KEY, LONGEST_NAME, LONGEST_KIND = 24, 48, 8


class FormulaUse(models.Model):
    """A ``FormulaUse`` of ``archive/text/formulas`` as a row; its fields say what they say there, offsets are of ``text``."""

    class Type(models.TextChoices):
        NUMBERED = "numbered", "数字打头"
        CODE = "code", "数码"
        QUOTED = "quoted", "加引号的名称"
        KNOWN = "known", "通行的提法"

    report = models.ForeignKey(Report, models.CASCADE, related_name="formula_uses", verbose_name="报告", db_index=False)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    key = models.CharField("提法", max_length=LONGEST_KEY)
    type = models.CharField("类型", max_length=8, choices=Type)
    kind = models.CharField("种类词", max_length=LONGEST_KIND, blank=True)
    is_sure = models.BooleanField("一见即认")
    gloss_start = models.PositiveIntegerField(null=True)
    gloss_end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["report_id", "start"]
        verbose_name = verbose_name_plural = "提法的用例"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["report", "start"], name="one_formula_a_place")]
        indexes = [models.Index(fields=["key", "report"], name="uses_of_formula")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.start} {self.key}"


class FormulaQuerySet(models.QuerySet["Formula"]):
    def listed(self) -> FormulaQuerySet:
        """Return those that a list shows: of tier 1, or in two reports; a name in quotes of one report may be anything."""
        return self.filter(Q(is_sure=True) | Q(reports__gte=2), reports__gte=1)


class Formula(models.Model):
    """A formula by its key: a pure function of its rows of FormulaUse and of the dates, places and marks of their reports.

    Samples are left out and near duplicates counted each; ``reports`` 0: only samples have it.
    """

    class Standing(models.TextChoices):
        CENTRAL = "central", "央"
        COMMON = "common", "常"
        SPREADING = "spreading", "传"
        LOCAL = "local", "地"
        UNPLACED = "unplaced", "未定"

    key = models.CharField("提法", max_length=LONGEST_KEY, unique=True)
    #: As its first report writes it.
    name = models.CharField("写法", max_length=LONGEST_NAME, blank=True)
    type = models.CharField("类型", max_length=8, choices=FormulaUse.Type, blank=True)
    kind = models.CharField("种类词", max_length=LONGEST_KIND, blank=True)
    #: Its numerals in their places (双_双_), "" for fewer than two.
    shape = models.CharField(max_length=LONGEST_KEY, blank=True)
    is_sure = models.BooleanField("一见即认", default=False)
    standing = models.CharField("地位", max_length=9, choices=Standing, blank=True)
    reports = models.PositiveIntegerField("篇数", default=0)
    provinces = models.PositiveSmallIntegerField("省数", default=0)
    #: The first day of the date of its earliest dated report.
    first_date = models.DateField("本馆所见最早", null=True)
    first_precision = models.CharField(max_length=5, blank=True)
    first_report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+", db_index=True)
    #: Its uses have changed: it is to be counted anew.
    is_stale = models.BooleanField(default=True)

    objects = FormulaQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = verbose_name_plural = "提法"
        default_permissions = ()
        indexes = [
            models.Index(fields=["is_stale"], condition=Q(is_stale=True), name="stale_formulas"),
            models.Index(fields=["-reports", "key"], name="formulas_by_reports"),
            models.Index(fields=["first_date", "key"], name="formulas_by_date"),
            models.Index(fields=["standing", "-reports"], name="formulas_by_standing"),
            models.Index(fields=["shape"], condition=~Q(shape=""), name="formulas_by_shape"),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("formula", args=[self.key])
