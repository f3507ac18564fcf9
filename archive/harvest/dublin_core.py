"""``oai_dc``: unqualified Dublin Core, the format that every harvester reads.

A value that may be wrong stands in its element, as in files, and a ``dc:description`` says so.
"""

from __future__ import annotations

from django.urls import reverse

from archive.exporting.citation.description import describe_report
from archive.harvest.elements import Element, leaf
from archive.models import Report

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_TERMS = "http://purl.org/dc/elements/1.1/"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_WARNED = ("title", "region", "date", "source", "author", "kind")


def write(report: Report, origin: str) -> Element:
    """Return the report; unknown values are left out."""
    cited = describe_report(report)
    pairs = [
        ("title", cited.title),
        *(("creator", name) for name in cited.names),
        ("description", cited.warning(*_WARNED)),
        ("description", _state(report)),
        ("publisher", cited.source),
        ("date", cited.date.iso if cited.date else ""),
        ("type", "Text"),
        ("type", cited.kind),
        ("format", report.original.media_type),
        ("identifier", origin + report.get_absolute_url()),
        ("source", origin + reverse("report-original", args=[report.pk])),
        ("language", cited.language),
        ("relation", origin + reverse("home")),
        ("coverage", cited.place),
        ("rights", f"{origin}{reverse('archive')}#rights"),
    ]
    return Element(
        "oai_dc:dc",
        [leaf(f"dc:{name}", value) for name, value in pairs if value],
        {
            "xmlns:oai_dc": NAMESPACE,
            "xmlns:dc": _TERMS,
            "xmlns:xsi": _INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )


def _state(report: Report) -> str:
    """Return the faults of the text in words; what was masked or lost is never filled in."""
    states = ((report.is_redacted, "有隐去"), (report.is_truncated, "不完整"), (report.is_damaged, "有缺损"))
    words = "、".join(word for is_so, word in states if is_so)
    return f"正文{words}" if words else ""
