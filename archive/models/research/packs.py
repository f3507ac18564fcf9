"""A research pack (研究包): what a question found, as it was; its address is the digest of its manifest.

The manifest holds the question, versions, counts, and for each report its number and the digest of its entry. The entries
lie beside it, one row a report, so that an erased report leaves number and digest, and nothing of itself, and the pack
keeps its address (docs/decisions/0024-research-packs.md). Neither manifest nor entry holds a word of a report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from archive.models.reports import Report


def digest_of_words(words: str) -> str:
    """Return the SHA-256 of a manifest or an entry in UTF-8."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class PackQuerySet(models.QuerySet["Pack"]):
    def kept(self) -> PackQuerySet:
        """Return the packs that an editor keeps: they never make room for others."""
        return self.filter(kept_at__isnull=False)

    def damaged(self) -> Iterator[str]:
        """Yield the digests of the packs that are not as they were stored."""
        for pack in self.iterator(chunk_size=20):
            if not pack.is_sound:
                yield pack.digest


class Pack(models.Model):
    """Stored once, never changed; only ``kept_at`` and ``kept_by`` are set later. What is about its making is no part of the manifest."""

    digest = models.CharField("编号", max_length=64, primary_key=True)
    manifest = models.TextField("清单")
    made_at = models.DateTimeField("制成时间", db_index=True)
    #: Of the holdings, as pages cite it, when it was made.
    version = models.CharField("馆藏版本", max_length=10)
    reports = models.PositiveIntegerField("篇数")
    #: Bytes of the manifest and all entries.
    size = models.PositiveIntegerField("字节")
    kept_at = models.DateTimeField("留存时间", null=True, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="留存者"
    )

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "digest"]
        verbose_name = verbose_name_plural = "研究包"

    def __str__(self) -> str:
        return self.digest[:12]

    def get_absolute_url(self) -> str:
        return reverse("pack", args=[self.digest])

    @property
    def contents(self) -> dict[str, Any]:
        """Return the manifest."""
        found: dict[str, Any] = json.loads(self.manifest)
        return found

    @property
    def is_kept(self) -> bool:
        return self.kept_at is not None

    @property
    def is_sound(self) -> bool:
        """Whether manifest and entries are as they were stored; entries of erased reports are gone, and that is no fault. Two queries."""
        if digest_of_words(self.manifest) != self.digest:
            return False
        wanted = dict(self.contents["reports"])
        entries = dict(self.entries.values_list("report_id", "entry"))
        if any(wanted.get(number) != digest_of_words(entry) for number, entry in entries.items()):
            return False
        return not Report.objects.filter(pk__in=wanted.keys() - entries.keys()).exists()


class PackReport(models.Model):
    """The entry of one report in a pack, as JSON. No foreign key to the report: it outlives a withdrawal, and erasing deletes it."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="entries", verbose_name="研究包", db_index=False)
    report_id = models.BigIntegerField("报告号", db_index=True)
    entry = models.TextField("条目")

    class Meta:
        ordering = ["pack_id", "report_id"]
        verbose_name = verbose_name_plural = "研究包的条目"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["pack", "report_id"], name="one_entry_a_report")]

    def __str__(self) -> str:
        return f"{self.pack_id[:12]}/{self.report_id}"
