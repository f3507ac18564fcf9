"""What the archive keeps. The database is the truth; the index follows it.

Reads are QuerySet methods named for what they mean; a change to one object is
a method of its model; a change to several is a function in ``intake``,
``publishing`` or ``editing``.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from archive.text.dates import PartialDate
from archive.text.edits import Edit


def code_prefix(code: str) -> str:
    """The part of a GB/T 2260 code that all units below it share: ``620000`` -> ``62``, ``621100`` -> ``6211``."""
    code = code.strip()
    while len(code) > 2 and len(code) % 2 == 0 and code.endswith("00"):
        code = code[:-2]
    return code


class RegionQuerySet(models.QuerySet["Region"]):
    def provinces(self) -> RegionQuerySet:
        return self.filter(level=Region.Level.PROVINCE)

    def get_by_code(self, code: str) -> Region:
        """The unit of a code or prefix (``62`` is ``620000``). Raises Region.DoesNotExist."""
        return self.get(code=code_prefix(code).ljust(6, "0"))


class Region(models.Model):
    """One administrative unit with its code of GB/T 2260 (地区)."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "地级"
        COUNTY = "county", "县级"

    code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    short = models.CharField("简称", max_length=40, help_text="正文里常用的叫法，如“定西”。")
    level = models.CharField("级别", max_length=8, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "地区"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region", args=[self.code])

    @property
    def prefix(self) -> str:
        return code_prefix(self.code)

    @property
    def path(self) -> list[Region]:
        """From the province down to this unit. One query a level unless ``parent__parent`` was selected."""
        return [*(self.parent.path if self.parent else []), self]


class Source(models.Model):
    """Who published a report: a newspaper, a site, an office (来源)."""

    name = models.CharField("名称", max_length=100, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = "来源"

    def __str__(self) -> str:
        return self.name


class Original(models.Model):
    """A file as it was received: bytes on disk under DATA_DIR by SHA-256, never changed (原件)."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    filename = models.CharField("文件名", max_length=255)
    media_type = models.CharField("类型", max_length=100)
    encoding = models.CharField("编码", max_length=40, blank=True)
    size = models.PositiveBigIntegerField("字节数")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="上传者"
    )

    class Meta:
        verbose_name = verbose_name_plural = "原件"

    def __str__(self) -> str:
        return self.filename

    @property
    def path(self) -> Path:
        """Where the bytes are: two levels of folders keep each folder small."""
        return Path(settings.ORIGINALS_DIR) / self.sha256[:2] / self.sha256[2:4] / self.sha256


class ImportBatch(models.Model):
    """Files that came in together: one upload, or one run of ``import_reports`` (批次)."""

    label = models.CharField("说明", max_length=200, blank=True)
    is_sample = models.BooleanField("示例", default=False)
    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="经手人"
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "批次"

    def __str__(self) -> str:
        return self.label or f"批次 {self.pk}"


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> ReportQuerySet:
        return self.filter(status=Report.Status.PUBLISHED)

    def within(self, region: Region) -> ReportQuerySet:
        """Reports of the unit and of all below it."""
        return self.filter(region_id__startswith=region.prefix)

    def for_list(self) -> ReportQuerySet:
        """With all that an entry of a list shows, in one query, and without the long texts."""
        return self.select_related("region__parent__parent", "source", "original").defer("extracted_text", "edits", "evidence")

    def newest_first(self) -> ReportQuerySet:
        return self.order_by(models.F("date").desc(nulls_last=True), "-id")


class Report(models.Model):
    """One report: its clean text, its card with the evidence for it, and every edit since the original (报告)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    class Kind(models.TextChoices):
        REPORT = "report", "汇报总结"
        NEWS = "news", "新闻"
        EXPERIENCE = "experience", "经验做法"
        TEMPLATE = "template", "范文"
        ACADEMIC = "academic", "论文"
        OTHER = "other", "其他"

    class Script(models.TextChoices):
        HANS = "hans", "简体"
        HANT = "hant", "繁体"
        MIXED = "mixed", "繁简混排"

    class Precision(models.TextChoices):
        YEAR = "year", "年"
        MONTH = "month", "月"
        DAY = "day", "日"

    original = models.OneToOneField(Original, models.PROTECT, related_name="report", verbose_name="原件")
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name="批次")
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.DRAFT, db_index=True)

    title = models.CharField("题名", max_length=300)
    is_working_title = models.BooleanField("拟题", default=False, help_text="原文没有题名，由首句拟成。")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="地区")
    date = models.DateField("日期", null=True, blank=True, db_index=True, help_text="精度不到日的，取其首日。")
    date_precision = models.CharField("日期精度", max_length=5, choices=Precision, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="来源")
    author = models.CharField("作者", max_length=100, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.OTHER, db_index=True)
    script = models.CharField("字形", max_length=5, choices=Script, default=Script.HANS)
    evidence = models.JSONField("依据", default=dict, blank=True)
    content_years = models.JSONField("文中所述年份", default=list, blank=True)

    text = models.TextField("正文")
    extracted_text = models.TextField("原件文字", editable=False)
    edits = models.JSONField("修改", default=list, blank=True, editable=False)
    text_fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    is_redacted = models.BooleanField("有隐去", default=False)
    is_truncated = models.BooleanField("不完整", default=False)
    is_damaged = models.BooleanField("有缺损", default=False)
    is_sample = models.BooleanField("示例", default=False)

    created_at = models.DateTimeField("入库时间", auto_now_add=True)
    updated_at = models.DateTimeField("改动时间", auto_now=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "报告"
        constraints = [
            models.CheckConstraint(
                name="date_and_precision_come_together",
                condition=Q(date=None, date_precision="") | (Q(date__isnull=False) & ~Q(date_precision="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def partial_date(self) -> PartialDate | None:
        """The date at its own precision, or None (未注明)."""
        if self.date is None:
            return None
        month = self.date.month if self.date_precision != self.Precision.YEAR else None
        day = self.date.day if self.date_precision == self.Precision.DAY else None
        return PartialDate(self.date.year, month, day)

    @partial_date.setter
    def partial_date(self, value: PartialDate | None) -> None:
        self.date = value.first_day() if value else None
        self.date_precision = value.precision if value else ""

    @property
    def edit_list(self) -> list[Edit]:
        """The edits that lead from ``extracted_text`` to ``text``."""
        return [Edit.from_dict(row) for row in self.edits]

    @edit_list.setter
    def edit_list(self, edits: list[Edit]) -> None:
        self.edits = [edit.to_dict() for edit in edits]


class ImportFile(models.Model):
    """What became of one file of a batch, so that nobody has to guess (批次文件)."""

    class Status(models.TextChoices):
        CREATED = "created", "已入库"
        DUPLICATE = "duplicate", "重复"
        FAILED = "failed", "失败"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files", verbose_name="批次")
    path = models.CharField("文件", max_length=500)
    status = models.CharField("结果", max_length=9, choices=Status)
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="报告")
    error = models.CharField("原因", max_length=500, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "批次文件"

    def __str__(self) -> str:
        return self.path


class IndexChange(models.Model):
    """A report that the index has yet to look at again; written in the transaction of the change.

    It names no action: whoever applies it reads the report's state of that moment, so
    that applying twice, or in another order, ends the same. No foreign key, because
    the row must outlive its report.
    """

    report_id = models.BigIntegerField("报告号", db_index=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "待入索引"

    def __str__(self) -> str:
        return f"报告 {self.report_id}"
