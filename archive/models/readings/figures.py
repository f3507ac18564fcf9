"""One number of a report and what it says (数字)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from archive.models.regions import Region
from archive.models.reports import Report


class FigureRowQuerySet(models.QuerySet["FigureRow"]):
    def shown(self) -> FigureRowQuerySet:
        """Return the rows that a table may show: of published reports, without conditions and norms (``threshold``)."""
        # Not by a join: a planner that begins with all published reports reads all their rows.
        others = [status for status in Report.Status if status != Report.Status.PUBLISHED]
        not_public = Report.objects.order_by().filter(status__in=others).values("pk")
        return self.exclude(kind=FigureRow.Kind.THRESHOLD).exclude(report__in=not_public)


class FigureRow(models.Model):
    """A ``Figure`` of ``archive/text/figures`` as a row; its fields say what they say there.

    Offsets are those of the report's ``text``: each (start, end) is a slice of it. A noun has a second span where several
    numbers share a head (6个市级、11个县级示范点). ``noun`` and ``action`` are the words as displayed, cut at LONGEST.
    """

    LONGEST = 100
    #: SQLite keeps a decimal as a float, which gives back this many digits exactly.
    DIGITS = 15
    PLACES = 6

    class Bound(models.TextChoices):
        EXACT = "exact", "整数"
        MORE = "more", "以上"
        ABOUT = "about", "约数"
        RANGE = "range", "区间"

    class Kind(models.TextChoices):
        COUNT = "count", "计数"
        METRIC = "metric", "计量"
        SHARE = "share", "占比"
        CHANGE = "change", "增减"
        THRESHOLD = "threshold", "条件数"

    class Role(models.TextChoices):
        VALUE = "value", "数值"
        FROM = "from", "起"
        TO = "to", "讫"
        CHANGE = "change", "增减"
        SHARE = "share", "占比"

    class YearHow(models.TextChoices):
        SENTENCE = "sentence", "据本句"
        PARAGRAPH = "paragraph", "据段首"
        REPORT = "report", "据报告日期"
        NONE = "none", "未注明"

    class ScopeHow(models.TextChoices):
        NAMED = "named", "文中地名"
        WORD = "word", "范围词"
        REPORT = "report", "本报告"

    class Status(models.TextChoices):
        DONE = "done", "已做"
        PLANNED = "planned", "拟做"

    # The index that makes a report's figures unique by their places serves this key too.
    report = models.ForeignKey(Report, models.CASCADE, related_name="figures", verbose_name="报告", db_index=False)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    sentence_start = models.PositiveIntegerField("句起")
    sentence_end = models.PositiveIntegerField("句止")
    #: In ``unit``; null where digits are redacted or vague (数十).
    value = models.DecimalField("数值", max_digits=34, decimal_places=PLACES, null=True)
    #: The upper end of a range.
    high = models.DecimalField("上限", max_digits=34, decimal_places=PLACES, null=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    unit_written = models.CharField("单位原文", max_length=20, blank=True)
    bound = models.CharField("界", max_length=5, choices=Bound)
    kind = models.CharField("类型", max_length=9, choices=Kind)
    role = models.CharField("角色", max_length=6, choices=Role)
    noun = models.CharField("对象", max_length=LONGEST, blank=True)
    noun_folded = models.CharField(max_length=LONGEST, blank=True)
    noun_start = models.PositiveIntegerField(null=True)
    noun_end = models.PositiveIntegerField(null=True)
    more_noun_start = models.PositiveIntegerField(null=True)
    more_noun_end = models.PositiveIntegerField(null=True)
    action = models.CharField("做法词", max_length=LONGEST, blank=True)
    action_start = models.PositiveIntegerField(null=True)
    action_end = models.PositiveIntegerField(null=True)
    base_start = models.PositiveIntegerField(null=True)
    base_end = models.PositiveIntegerField(null=True)
    #: A calendar year, or the first of a period; ``year_until`` its last.
    year = models.PositiveSmallIntegerField("年", null=True)
    year_until = models.PositiveSmallIntegerField("至年", null=True)
    year_how = models.CharField("年份依据", max_length=9, choices=YearHow)
    #: Whose number it is; null where the words alone do not tell.
    scope_region = models.ForeignKey(
        Region, models.SET_NULL, null=True, related_name="+", verbose_name="范围", db_index=False
    )
    scope_how = models.CharField("范围依据", max_length=6, choices=ScopeHow)
    scope_start = models.PositiveIntegerField(null=True)
    scope_end = models.PositiveIntegerField(null=True)
    status = models.CharField("做否", max_length=7, choices=Status)
    section = models.CharField("段落", max_length=8)
    redacted = models.BooleanField("隐去")
    rule = models.CharField("规则", max_length=40)
    #: False where a rule had to reach beyond the clause.
    sure = models.BooleanField("有把握")

    objects = FigureRowQuerySet.as_manager()

    class Meta:
        ordering = ["report_id", "start"]
        verbose_name = verbose_name_plural = "数字"
        default_permissions = ()  # nobody writes them by hand
        constraints = [models.UniqueConstraint(fields=["report", "start"], name="one_figure_a_place")]
        indexes = [
            # All that the list of figures asks and counts of a noun stands in its index: a third of the time at 100,000 reports.
            models.Index(
                fields=[
                    "noun_folded",
                    "kind",
                    "report",
                    "status",
                    "redacted",
                    "year",
                    "year_how",
                    "scope_region",
                    "unit",
                    "start",
                    "action",
                    "section",
                ],
                name="figures_of_noun",
            ),
            models.Index(fields=["scope_region", "year"], name="figures_by_region"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.start}"

    @property
    def noun_spans(self) -> list[tuple[int, int]]:
        """The one or two spans of what is counted; empty if nothing was found."""
        spans = ((self.noun_start, self.noun_end), (self.more_noun_start, self.more_noun_end))
        return [(start, end) for start, end in spans if start is not None and end is not None]


def written(value: Decimal | None) -> str | None:
    """Return a value as a person writes it, without needless zeros: 12.5, 120000000. None stays."""
    return None if value is None else f"{value.normalize():f}"
