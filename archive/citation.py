"""References by GB/T 7714-2015, electronic resource online: 责任者. 题名[EB/OL]. 来源, (日期)[引用日期]. 地址."""

from __future__ import annotations

from datetime import date

from archive.models import Report


def cite(report: Report, *, address: str, accessed: date) -> str:
    """The reference as plain text. What the report does not say is left out, never invented."""
    dated = report.partial_date
    head = f"{report.author}. " if report.author else ""
    source = f"{report.source.name}" if report.source else ""
    when = f"({dated.iso})" if dated else ""
    place = f"{source}, {when}" if source and when else source or when
    between = " " if place and not when else ""
    return f"{head}{report.title}[EB/OL]. {place}{between}[{accessed.isoformat()}]. {address}."
