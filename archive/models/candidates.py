"""Regions that a report without a region may be about, as rows that a filter can ask for."""

from __future__ import annotations

from django.db import models

from archive.models.card import evidence_of
from archive.models.reports import Report
from archive.text.confidence import offered


class RegionCandidate(models.Model):
    """One region that a report may be about; only reports without a region have such rows, made of their evidence."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="region_candidates")
    code = models.CharField("地区代码", max_length=6)

    class Meta:
        verbose_name = verbose_name_plural = "候选地区"
        indexes = [models.Index(fields=["code", "report"], name="reports_by_candidate")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.code}"


def note_candidates(report: Report) -> None:
    """Write the report's candidate regions anew, in the caller's transaction. One query, two where there are any."""
    RegionCandidate.objects.filter(report=report).delete()
    codes = () if report.region_id else offered(evidence_of(report, "region"))
    if codes:
        RegionCandidate.objects.bulk_create(RegionCandidate(report=report, code=code) for code in codes)
