"""What every format tells of a report."""

from __future__ import annotations

from typing import Any

from archive.models import Report


def report_address(report: Report, origin: str) -> str:
    return origin + report.get_absolute_url()


def report_row(report: Report, origin: str) -> dict[str, Any]:
    """The card as plain values; None for what is unknown. Names are those of the API."""
    date = report.partial_date
    region = report.region
    return {
        "id": report.pk,
        "title": report.title,
        "working_title": report.is_working_title,
        "url": report_address(report, origin),
        "region": {"code": region.code, "name": region.name, "path": [unit.name for unit in region.path]}
        if region
        else None,
        "date": date.iso if date else None,
        "source": report.source.name if report.source else None,
        "author": report.author or None,
        "kind": report.kind,
        "script": report.script,
        "redacted": report.is_redacted,
        "truncated": report.is_truncated,
        "damaged": report.is_damaged,
        "sample": report.is_sample,
        "sha256": report.original.sha256,
    }
