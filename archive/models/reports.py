"""The report: its text, its card with the evidence, and every edit since the original."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, Q
from django.urls import reverse

from archive.models.changes import note_public_changes
from archive.models.digests import is_as_saved, is_digested, note_digests
from archive.models.history import NOT_KEPT, ChangeHistory
from archive.models.intake import ImportBatch, Original, Source
from archive.models.regions import Region
from archive.text.confidence import doubtful_fields
from archive.text.dates import PartialDate
from archive.text.edits import Edit, Gap
from archive.text.evidence import Candidate

#: Report numbers in one file of the sitemap: a number never changes its file, so crawlers need not read unchanged files again.
NUMBERS_A_FILE = 5000


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> ReportQuerySet:
        return self.filter(status=Report.Status.PUBLISHED)

    def once_published(self) -> ReportQuerySet:
        """Return the reports that are public or were: not drafts, nor those that were discarded as drafts."""
        return self.filter(status__in=(Report.Status.PUBLISHED, Report.Status.WITHDRAWN))

    def held(self) -> ReportQuerySet:
        """Return the published reports that count as holdings: samples only while nothing else is published.

        The condition asks for numbers alone, so that counts go on reading nothing but their index.
        """
        real = Report.objects.published().filter(is_sample=False)
        samples = Report.objects.order_by().samples().filter(Exists(real))
        return self.published().exclude(pk__in=samples.values("pk"))

    def samples(self) -> ReportQuerySet:
        """Return the samples by the index of them: a condition of its own makes SQLite read every report.

        The second condition says nothing new, but without a comparison SQLite does not search that index.
        """
        return self.filter(pk__in=Report.objects.order_by().filter(is_sample=True, is_sample__gt=False).values("pk"))

    def within(self, region: Region) -> ReportQuerySet:
        """Return the reports of the region and of all below it; a range of codes, which the index on them serves."""
        return self.filter(region_id__gte=region.prefix.ljust(6, "0"), region_id__lte=region.prefix.ljust(6, "9"))

    def central(self) -> ReportQuerySet:
        """Return the published reports that an editor marked as central documents, by the index of them."""
        marked = Report.objects.order_by().filter(central=True, central__gt=False)
        return self.published().filter(pk__in=marked.values("pk"))

    def unplaced(self) -> ReportQuerySet:
        return self.filter(region=None)

    def maybe_within(self, prefix: str) -> ReportQuerySet:
        """Return the reports that may be about the region with this prefix of a code, or one below it."""
        codes = prefix.ljust(6, "0"), prefix.ljust(6, "9")
        return self.filter(pk__in=Report.objects.filter(region_candidates__code__range=codes).values("pk"))

    def for_list(self) -> ReportQuerySet:
        """Return all that an entry of a list shows, in one query, without the long texts."""
        return self.select_related("region__parent__parent", "source", "original").defer(
            "extracted_text", "edits", "evidence"
        )

    def newest_first(self) -> ReportQuerySet:
        """Return them in the order of a search by date: of equal first days the day before the month before the year."""
        return self.order_by(F("date").desc(nulls_last=True), "date_precision", "-id")

    def update(self, **values: Any) -> int:
        """Update the rows, and their digests with them; readers may see a change of those that are or were public."""
        if not is_digested(values):
            return super().update(**values)
        with transaction.atomic():
            numbers = list(self.values_list("pk", flat=True))
            shown = numbers if "status" in values else list(self.once_published().values_list("pk", flat=True))
            changed = super().update(**values)
            note_digests(self.model, numbers)
            note_public_changes(shown, was_public="status" not in values)
        return changed

    def bulk_create(self, objs: Iterable[Report], *args: Any, **options: Any) -> list[Report]:  # type: ignore[override]
        """Insert the rows, and their digests with them."""
        with transaction.atomic():
            for report in (objs := list(objs)):
                report.note_doubtful_fields()
            made: list[Report] = super().bulk_create(objs, *args, **options)  # type: ignore[arg-type,assignment]
            note_digests(self.model, [report.pk for report in made])
            note_public_changes(report.pk for report in made if report.is_once_published)
        return made


class Report(models.Model):
    """One report: its clean text, its card with evidence, and every edit since the original (报告)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"
        DISCARDED = "discarded", "已弃置"

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
    batch = models.ForeignKey(
        ImportBatch, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name="批次"
    )
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.DRAFT, db_index=True)

    title = models.CharField("题名", max_length=300)
    is_working_title = models.BooleanField("拟题", default=False, help_text="原文没有题名，由首句拟成。")
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="地区"
    )
    date = models.DateField("日期", null=True, blank=True, db_index=True, help_text="精度不到日的，取其首日。")
    date_precision = models.CharField("日期精度", max_length=5, choices=Precision, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="来源"
    )
    author = models.CharField("作者", max_length=100, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind, default="", blank=True, db_index=True)
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
    #: An editor says so, nothing guesses it: formulas and set phrases of such a report come from the centre.
    central = models.BooleanField("中央文件", default=False, db_default=False)
    gaps = models.JSONField("缺字", default=list, blank=True, editable=False)
    doubts = models.JSONField("疑点", default=list, blank=True, editable=False)
    doubt = models.PositiveSmallIntegerField("疑度", default=0, editable=False)
    #: Names of card fields whose value may be wrong, with blanks between; follows from the evidence, which no list reads.
    doubtful = models.CharField("存疑的著录", max_length=50, default="", blank=True, editable=False)

    #: Of text and card as they were saved (archive/models/digests.py).
    digest = models.CharField(max_length=64, default="", editable=False)

    created_at = models.DateTimeField("入库时间", auto_now_add=True)
    updated_at = models.DateTimeField("改动时间", auto_now=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ReportQuerySet.as_manager()
    history = ChangeHistory(
        verbose_name="报告的旧版",
        verbose_name_plural="报告的旧版",
        excluded_fields=list(NOT_KEPT),
        history_id_field=models.BigAutoField(),
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "报告"
        indexes = [
            # The desk's queue: drafts, the most doubtful first.
            models.Index(fields=["status", "-doubt", "id"], name="queue_by_doubt"),
            # Counts by region, year, source and kind read the index alone: a fifth of the time at 10,000 reports.
            models.Index(
                fields=["status", "region", "date", "date_precision", "source", "kind"], name="holdings_by_region"
            ),
            # Which reports are samples: a few, or none.
            models.Index(fields=["is_sample"], condition=Q(is_sample=True), name="samples"),
            # Which reports are central documents: a few, or none.
            models.Index(fields=["central"], condition=Q(central=True), name="central_reports"),
            # The newest reports, for the home page and the feeds.
            models.Index("status", F("published_at").desc(), F("id").desc(), name="newest_published"),
            # Which files the sitemap has, and when each last changed (archive/exporting/sitemaps.py).
            models.Index(
                "status",
                (F("id") - 1) / NUMBERS_A_FILE,
                "updated_at",
                condition=Q(is_sample=False),
                name="sitemap_files",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="date_and_precision_come_together",
                condition=Q(date=None, date_precision="") | (Q(date__isnull=False) & ~Q(date_precision="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Save the report and its digest. A save of some fields takes no damage of the others over into the digest."""
        if update_fields is None or "evidence" in (update_fields := {*update_fields}):
            self.note_doubtful_fields()
            update_fields = None if update_fields is None else {*update_fields, "doubtful"}
        if update_fields is not None and not is_digested(update_fields := list(update_fields)):
            super().save(*args, update_fields=update_fields, **options)
            return
        with transaction.atomic():
            is_sound = update_fields is None or is_as_saved(Report, self.pk)
            super().save(*args, update_fields=update_fields, **options)
            if is_sound:
                note_digests(Report, [self.pk])
            if self.is_once_published or (update_fields is not None and "status" in update_fields):
                note_public_changes([self.pk], was_public=self.is_once_published)

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])

    def note_doubtful_fields(self) -> None:
        """Set ``doubtful`` from the evidence; not where that was not loaded, so that it did not change. Not saved."""
        if "evidence" not in self.get_deferred_fields():
            self.doubtful = " ".join(doubtful_fields(self.evidence))

    @property
    def doubts_of_card(self) -> tuple[str, ...]:
        """The names of the card fields whose value may be wrong, in the order of the card."""
        return tuple(self.doubtful.split())

    @property
    def is_recognised(self) -> bool:
        """Whether its text was recognised in pictures, and not written as one."""
        return self.original_id is not None and bool(self.original.recogniser)

    @property
    def is_once_published(self) -> bool:
        """Whether it is public or was, so that a reader may have its address."""
        return self.status in (self.Status.PUBLISHED, self.Status.WITHDRAWN)

    @property
    def is_discarded(self) -> bool:
        return self.status == self.Status.DISCARDED

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def partial_date(self) -> PartialDate | None:
        """The date at its own precision, or None (未注明)."""
        return PartialDate.from_first_day(self.date, self.date_precision) if self.date else None

    @partial_date.setter
    def partial_date(self, value: PartialDate | None) -> None:
        self.date = value.first_day() if value else None
        self.date_precision = value.precision if value else ""

    @property
    def edit_list(self) -> list[Edit]:
        """Return the edits that lead from ``extracted_text`` to ``text``."""
        return [Edit.from_dict(row) for row in self.edits]

    @edit_list.setter
    def edit_list(self, edits: list[Edit]) -> None:
        self.edits = [edit.to_dict() for edit in edits]

    @property
    def gap_list(self) -> list[Gap]:
        """The gaps (缺字) that lie inside ``text``, in order."""
        gaps = (
            Gap(
                row["start"],
                row["end"],
                tuple(Candidate(**candidate) for candidate in row.get("candidates", ())),
                row.get("quote", ""),
            )
            for row in self.gaps
        )
        inside = (gap for gap in gaps if 0 <= gap.start < gap.end <= len(self.text))
        return sorted(inside, key=lambda gap: gap.start)

    @gap_list.setter
    def gap_list(self, gaps: list[Gap]) -> None:
        self.gaps = [asdict(gap) | {"candidates": list(map(asdict, gap.candidates))} for gap in gaps]
