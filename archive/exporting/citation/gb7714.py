"""GB/T 7714—2015, electronic resource online: 责任者. 题名[EB/OL]. 来源, (日期)[引用日期]. 基层文库: 地址.

Section 8.1: up to three authors, then 等; an unknown author may be left out where references are numbered. Section
8.8: the date of an online resource stands in round brackets, the date of access in square ones. An unknown year is
left out, because nothing supports an estimate (which would stand in square brackets).
"""

from __future__ import annotations

from datetime import date

from archive.exporting.citation.description import ARCHIVE, describe_report
from archive.models import Report

_NAMED = 3


def gb7714(report: Report, *, address: str, accessed: date) -> str:
    """Return one line, ending with a full stop; where a value may be wrong, a warning in brackets follows."""
    cited = describe_report(report)
    names = cited.names
    head = ", ".join([*names[:_NAMED], "等"] if len(names) > _NAMED else names)
    when = f"({cited.date.iso})" if cited.date else ""
    place = ", ".join(part for part in (cited.source, when) if part)
    warned = cited.warning("author", "title", "source", "date")
    entry = f"{head + '. ' if head else ''}{cited.title}[EB/OL]. {place}[{accessed.isoformat()}]. {ARCHIVE}: {address}."
    return f"{entry}（{warned}）" if warned else entry
