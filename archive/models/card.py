"""The values of a report's card, and the evidence kept for each."""

from __future__ import annotations

from archive.models.reports import Report
from archive.text.evidence import Candidate, Evidence

#: The values of the card that carry evidence, in the order of the card.
EVIDENCED = ("title", "region", "date", "source", "author", "kind", "script")


def card_value(report: Report, name: str) -> str:
    """A value of the card as evidence writes it: region as code, date as ISO, source as name; "" for 未注明."""
    if name == "region":
        return report.region_id or ""
    if name == "date":
        return report.partial_date.iso if report.partial_date else ""
    if name == "source":
        return report.source.name if report.source else ""
    return str(getattr(report, name))


def evidence_of(report: Report, name: str) -> Evidence:
    """The evidence kept for one value; an unknown without reason where none was kept."""
    row = report.evidence.get(name)
    if not row:
        return Evidence(None, "not-found")
    rivals = tuple(Candidate(**rival) for rival in row.get("rivals", ()))
    return Evidence(row["value"], row["rule"], row.get("quote", ""), row.get("confidence", 0.0), rivals)
