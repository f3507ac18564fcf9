"""The values of a report's card, with the stored evidence of each, and the regions that a report without one may be about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from archive.models.reports import Report
from archive.text.confidence import offered
from archive.text.evidence import Candidate, Evidence

#: The card fields that have evidence, in the order of the card.
EVIDENCED = ("title", "region", "date", "source", "author", "kind", "script")


def card_value(report: Report, name: str) -> str:
    """Return a card field as evidence writes it: region as code, date as ISO, source as name; "" for 未注明."""
    if name == "region":
        return report.region_id or ""
    if name == "date":
        return report.partial_date.iso if report.partial_date else ""
    if name == "source":
        return report.source.name if report.source else ""
    return str(getattr(report, name))


def evidence_of(report: Report, name: str) -> Evidence:
    """Return the stored evidence of one card field; an unknown without reason if none is stored."""
    row = report.evidence.get(name)
    if not row:
        return Evidence(None, "not-found")
    rivals = tuple(Candidate(**rival) for rival in row.get("rivals", ()))
    signs = tuple(row.get("signs", ()))
    return Evidence(row["value"], row["rule"], row.get("quote", ""), row.get("confidence", 0.0), rivals, signs)


def candidates_of(report: Report) -> dict[str, list[str]]:
    """Return {field: values} of each unknown field that has candidates, best first, as evidence writes them."""
    found = {name: offered(evidence_of(report, name)) for name in EVIDENCED}
    return {name: list(values) for name, values in found.items() if values}


def card_row(report: Any, *names: str) -> dict[str, Any]:
    """Return the named card fields as JSON values in this order, None for an unknown one.

    ``report`` is a Report or has its attributes. Names are those of the API: ``region`` is {code, name, path}, ``date``
    an ISO date of the known precision; ``doubts`` names the fields whose value may be wrong; ``working_title``, ``redacted``, ``truncated``, ``damaged``, ``recognised``, ``sample``, ``central`` are bool.
    """
    return {name: _JSON_VALUES[name](report) for name in names}


def _region_row(report: Any) -> dict[str, Any] | None:
    region = report.region
    return {"code": region.code, "name": region.name, "path": [unit.name for unit in region.path]} if region else None


def _date_row(report: Any) -> str | None:
    date = report.partial_date
    return date.iso if date else None


_JSON_VALUES: dict[str, Callable[[Any], Any]] = {
    "title": lambda report: report.title,
    "working_title": lambda report: report.is_working_title,
    "region": _region_row,
    "date": _date_row,
    "source": lambda report: report.source.name if report.source else None,
    "author": lambda report: report.author or None,
    "kind": lambda report: report.kind or None,
    "script": lambda report: report.script,
    "redacted": lambda report: report.is_redacted,
    "truncated": lambda report: report.is_truncated,
    "damaged": lambda report: report.is_damaged,
    "recognised": lambda report: report.is_recognised,
    "sample": lambda report: report.is_sample,
    "central": lambda report: report.central,
    "doubts": lambda report: list(report.doubts_of_card),
}


class RegionCandidate(models.Model):
    """One region that a report may be about: a row that a filter can ask for. Only reports without a region have such rows, made of their evidence."""

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
