"""GB/T 7714—2015, electronic resource online: 责任者. 题名[EB/OL]. 来源, (日期)[引用日期]. 地址.

Section 8.1: up to three authors, then 等; an unknown author may be left out where references are numbered. Section
8.8: the date of an online resource stands in round brackets, the date of access in square ones. An unknown year is
left out, because nothing supports an estimate (which would stand in square brackets).
"""

from __future__ import annotations

from datetime import date

from archive.exporting.citation.words import authors, source_name, title, warning
from archive.models import Report

_NAMED = 3


def gb7714(report: Report, *, address: str, accessed: date) -> str:
    """Return one line, ending with a full stop; where a value may be wrong, a warning in brackets follows."""
    names = authors(report)
    head = ", ".join([*names[:_NAMED], "等"] if len(names) > _NAMED else names)
    dated = report.partial_date
    when = f"({dated.iso})" if dated else ""
    place = ", ".join(part for part in (source_name(report), when) if part)
    between = " " if place and not when else ""
    warned = warning(report, "author", "title", "source", "date")
    entry = f"{head + '. ' if head else ''}{title(report)}[EB/OL]. {place}{between}[{accessed.isoformat()}]. {address}."
    return f"{entry}（{warned}）" if warned else entry
