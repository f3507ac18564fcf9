"""The values of a report that every exported list holds."""

from __future__ import annotations

from typing import Any

from archive.models import Report
from archive.models.card import card_row


def report_address(report: Report, origin: str) -> str:
    return origin + report.get_absolute_url()


def report_row(report: Report, origin: str) -> dict[str, Any]:
    """Return the card as JSON values under the names of the API; None for an unknown value."""
    return {
        "id": report.pk,
        **card_row(report, "title", "working_title"),
        "url": report_address(report, origin),
        **card_row(report, "region", "date", "source", "author", "kind", "script"),
        **card_row(report, "redacted", "truncated", "damaged", "recognised", "sample", "doubts"),
        "sha256": report.original.sha256,
    }
