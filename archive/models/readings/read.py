"""Of which state of a report are its readings, and how far has the reading come?"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from archive.models.changes import PublicChange
from archive.models.reports import Report


class ReadReport(models.Model):
    """A report whose figures and sections are written, with digests of what they were read from and of the rows.

    A published report without one has not been read yet; one that is not published has none, and no rows.
    """

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="read", verbose_name="报告")
    #: SHA-256 of text, year, region and version of the rules; "" where it is to be read again.
    source_digest = models.CharField(max_length=64)
    #: SHA-256 of the rows.
    rows_digest = models.CharField(max_length=64)
    #: The rules could not read it: it has no rows, until its text or the rules change.
    is_refused = models.BooleanField("读不了", default=False, db_default=False)
    #: How many of its rows a list of figures shows, and how many of these are told apart there: what a list without
    #: conditions counts of two million rows. Null until the report is read by a program that counts them.
    figures = models.PositiveIntegerField("数字", null=True)
    redacted = models.PositiveIntegerField("隐去", null=True)
    undated = models.PositiveIntegerField("年份不明", null=True)
    paragraph = models.PositiveIntegerField("据段首", null=True)
    planned = models.PositiveIntegerField("拟做", null=True)
    unplaced = models.PositiveIntegerField("地区不明", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "已读的报告"
        default_permissions = ()

    def __str__(self) -> str:
        return f"报告 {self.report_id}"


class ReadingStateQuerySet(models.QuerySet["ReadingState"]):
    def unread(self) -> Coalesce:
        """Return an expression of any query: how many public changes are not read, whatever the rules."""
        number = Coalesce(models.Subquery(self.filter(pk=ReadingState.ONLY).values("number")), 0)
        behind = PublicChange.objects.order_by().filter(number__gt=number).annotate(one=models.Value(1)).values("one")
        return Coalesce(models.Subquery(behind.annotate(count=models.Count("pk")).values("count")), 0)


class ReadingState(models.Model):
    """How far the public changes are read (``archive/models/changes``), one row: reading goes on behind ``number``.

    It moves in the transaction that writes the rows of a change, so a kill at any moment repeats work and loses none.
    Numbers of another series than ``series`` say nothing: reading begins anew, and reports that are as read are passed over.
    """

    ONLY = 1

    series = models.CharField("序列", max_length=12, default="")
    number = models.BigIntegerField("读到的变动号", default=0)
    #: The version of the rules that read; another one begins anew.
    rules = models.CharField("规则的版本", max_length=16, default="")
    #: While a rebuild is not complete, the newest number when it began.
    rebuilt_to = models.BigIntegerField("重建到", null=True)

    objects = ReadingStateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "读数的进度"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.series}/{self.number}"
