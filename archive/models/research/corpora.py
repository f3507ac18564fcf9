"""A named subset of the archive (语料库)."""

from __future__ import annotations

import hashlib
import json

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse


class Corpus(models.Model):
    """The reports that ``query`` finds today, with those of ``listed`` and without those of ``left_out``.

    ``query``: the parameters of a search's address (``q=整顿&region=62``), "" for a corpus that is a list alone.
    ``listed``, ``left_out``: numbers of reports, ascending. A number stays when its report is withdrawn or erased: it says
    nothing of it, and a report that comes back is in again. Which reports these are today says
    ``archive/searching/corpora``.
    """

    #: Reports of one corpus at most: each question hands their numbers to the engine.
    MOST = 20_000
    #: Reports that a person may list or leave out by number.
    MOST_LISTED = 5_000

    slug = models.CharField(
        "短名",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", "短名只用小写字母、数字和连字符，如 gansu-2021。")],
        help_text="地址里用它：/corpora/短名/，检索与研究页写作 corpus=短名。只用小写字母、数字和连字符；定了不要再改。",
    )
    name = models.CharField("名称", max_length=100)
    query = models.TextField("检索式", blank=True, max_length=2000)
    listed = models.JSONField("列入", default=list, blank=True)
    left_out = models.JSONField("排除", default=list, blank=True)
    notes = models.TextField(
        "说明", blank=True, max_length=5000, help_text="会公开显示：为什么这样收，排除了什么，怎样引用。"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("改动时间", auto_now=True)

    class Meta:
        ordering = ["name", "slug"]
        verbose_name = verbose_name_plural = "语料库"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("corpus", args=[self.slug])

    @property
    def is_living(self) -> bool:
        """Whether it grows and shrinks with the archive."""
        return bool(self.query)

    @property
    def definition(self) -> str:
        """Return 12 hex digits that change with what the corpus is made of, and with nothing else."""
        canonical = json.dumps([self.query, self.listed, self.left_out], ensure_ascii=False)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:12]
