"""The intake's records: sources, originals on disk, batches of files and the result of each file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePath

from django.conf import settings
from django.db import models

from archive.storage.machine import machine_token
from archive.storage.originals import place_of


class SourceQuerySet(models.QuerySet["Source"]):
    def named(self, name: str) -> Source:
        """Return the source of this name, made if there is none; for an old name (旧名) the source that it was joined to."""
        return self.get_or_create(name=name)[0].root

    def settled_name(self, name: str) -> str:
        """Return the name that a report with this source gets: that of the source which an old name was joined to."""
        return self.settled_names([name])[name]

    def settled_names(self, names: Collection[str]) -> dict[str, str]:
        """Return {name: settled name}. One query, none without names."""
        joined = self.filter(name__in=names, joined_to__isnull=False).select_related("joined_to") if names else ()
        return {name: name for name in names} | {source.name: source.root.name for source in joined}


class Source(models.Model):
    """Who published a report: a newspaper, a site, an office (来源).

    A source that was joined to another (并入) stays as its old name (旧名): no report names it, and the intake that reads
    it writes the other. It keeps what it takes to be split off again.
    """

    name = models.CharField("名称", max_length=100, unique=True)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="old_names", verbose_name="并入"
    )
    #: Numbers of the reports that moved with it.
    joined_reports = models.JSONField("随之并入的报告", null=True, blank=True, editable=False)
    joined_at = models.DateTimeField("并入时间", null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = "来源"

    def __str__(self) -> str:
        return self.name

    @property
    def root(self) -> Source:
        """The source that this one was joined to, over any number of steps; itself if to none."""
        return self.joined_to.root if self.joined_to else self


class OriginalQuerySet(models.QuerySet["Original"]):
    def kept(self) -> Iterator[str]:
        """Yield the SHA-256 of all originals in ascending order, a few thousand in memory at a time."""
        return self.order_by("sha256").values_list("sha256", flat=True).iterator(chunk_size=2000)


class Original(models.Model):
    """A file as it was received: its bytes lie in the store of originals by SHA-256, never changed (原件)."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    filename = models.CharField("文件名", max_length=255)
    media_type = models.CharField("类型", max_length=100)
    encoding = models.CharField("编码", max_length=40, blank=True)
    size = models.PositiveBigIntegerField("字节数")
    recogniser = models.CharField(
        "文字识别", max_length=100, default="", blank=True, help_text="认出图像中文字的程序；原件本有文字的为空。"
    )
    address = models.URLField("网址", max_length=500, blank=True, help_text="副本所在的网页，若已知。")
    captured_at = models.DateTimeField(
        "抓取时间", null=True, blank=True, help_text="网络档案里写明的抓取网页的时间，不是发布日期。"
    )
    #: Its bytes are not lost: the archive never had them.
    is_left_out = models.BooleanField(
        "只有著录", default=False, db_default=False, help_text="报告由不带原件的公开数据集导入，馆里没有它的原件。"
    )
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="上传者"
    )
    received_from = models.GenericIPAddressField("上传地址", null=True, blank=True)

    objects = OriginalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "原件"

    def __str__(self) -> str:
        return self.filename

    @property
    def path(self) -> PurePath:
        """Return where the bytes are: a path of the disk, or the key of an object (archive/storage/originals/)."""
        return place_of(self.sha256)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def unfinished(self) -> ImportBatchQuerySet:
        """Return batches with waiting uploads that are not stopped."""
        waiting = ImportFile.objects.filter(batch=models.OuterRef("pk"), status=ImportFile.Status.WAITING)
        return self.filter(models.Exists(waiting), stopped_at=None)

    def here(self) -> ImportBatchQuerySet:
        """Return batches whose incoming files this machine has."""
        return self.filter(machine__in={"", machine_token()})


class ImportBatch(models.Model):
    """Files that came in together: one upload, or one run of ``import_reports`` (批次)."""

    label = models.CharField("说明", max_length=200, blank=True)
    is_sample = models.BooleanField("示例", default=False)
    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="经手人"
    )
    started_from = models.GenericIPAddressField("上传地址", null=True, blank=True)
    publish = models.BooleanField("入库即发布", default=False)
    stopped_at = models.DateTimeField("停下时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    #: What was not taken of its packages; with a default of the database, for a server of the version before.
    note = models.TextField("备注", blank=True, default="", db_default="")
    #: Token of the machine whose DATA_DIR has the incoming files; "" where the database is SQLite.
    machine = models.CharField("机器", max_length=32, blank=True, default="", db_default="", editable=False)
    token = models.ForeignKey(
        "ApiToken", models.SET_NULL, null=True, blank=True, related_name="batches", verbose_name="令牌"
    )
    #: SHA-256 of the Idempotency-Key under which a program sent it, and of what it sent; "" without a key.
    request_key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    request_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    #: Sentences that this object added to its note; the database has their words.
    told: tuple[str, ...] = ()

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "批次"
        constraints = [
            models.UniqueConstraint(
                fields=["token", "request_key"], condition=~models.Q(request_key=""), name="one_batch_for_each_key"
            )
        ]

    def __str__(self) -> str:
        return self.label or f"批次 {self.pk}"

    @property
    def is_here(self) -> bool:
        """Return whether this machine has the batch's incoming files."""
        return self.machine in ("", machine_token())

    def add_note(self, sentence: str) -> None:
        """Add a line to the note, in the database and here; ``told`` keeps the sentence with its parts."""
        if sentence:
            self.told = (*self.told, sentence)
            before = type(self).objects.values_list("note", flat=True).get(pk=self.pk)
            self.note = f"{before}\n{sentence}".strip()
            self.save(update_fields=["note"])


class ImportFile(models.Model):
    """The result of one file of a batch (批次文件)."""

    class Status(models.TextChoices):
        WAITING = "waiting", "等待"
        CREATED = "created", "已入库"
        DUPLICATE = "duplicate", "重复"
        FAILED = "failed", "失败"
        LIST = "list", "著录表"
        PASSED = "passed", "略过"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files", verbose_name="批次")
    path = models.CharField("文件", max_length=500)
    status = models.CharField("结果", max_length=9, choices=Status)
    report = models.ForeignKey("Report", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="报告")
    error = models.CharField("原因", max_length=500, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    given = models.JSONField("随附著录", default=dict, blank=True)
    stored = models.CharField("暂存", max_length=500, blank=True, editable=False)
    #: Of a scan while it is recognised: its pages, and how many are done.
    pages = models.PositiveIntegerField("页数", default=0, editable=False)
    pages_done = models.PositiveIntegerField("已识别页数", default=0, editable=False)
    #: How far a web archive is read (``WebArchivePlace``), until its row is replaced by those of its pages.
    read_to = models.JSONField("读到", null=True, blank=True, editable=False)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "批次文件"

    def __str__(self) -> str:
        return self.path
