"""RIS, type ELEC, for Zotero, EndNote and NoteExpress. Dates are ``YYYY/MM/DD/`` with unknown parts empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import rispy

from archive.exporting.citation.description import ARCHIVE, describe_report
from archive.models import Report
from archive.text.dates import PartialDate
from search.sentences import one_line


class _Writer(rispy.RisWriter):
    NEWLINE = "\r\n"  # the specification's line end

    def set_header(self, count: int) -> str:
        return ""  # "1." before an entry is no tag


def ris_entry(report: Report, *, address: str, accessed: date) -> str:
    """Return one entry from TY to ER, with a line end behind it, so that entries can follow one another."""
    cited = describe_report(report)
    dated = cited.date
    warned = cited.warning("author", "title", "source", "date", "region", "kind")
    entry: dict[str, str | list[str]] = {
        "type_of_reference": "ELEC",
        "id": f"jiceng{report.pk}",
        "authors": cited.names,
        "title": cited.title,
        "secondary_title": cited.source,
        "year": str(dated.year) if dated else "",
        "date": _day(dated) if dated and dated.month else "",
        "place_published": cited.place,
        "type_of_work": cited.kind,
        "language": cited.language,
        "database_provider": ARCHIVE,
        "notes": [note for note in ("" if dated else "日期未注明", warned) if note],
        "urls": [one_line(address)],
        "access_date": accessed.strftime("%Y/%m/%d/"),
    }
    return written_entry(entry)


def written_entry(entry: Mapping[str, str | list[str]]) -> str:
    """Return one entry of these fields of rispy, without those that are empty."""
    return rispy.dumps([{name: value for name, value in entry.items() if value}], implementation=_Writer)


def _day(dated: PartialDate) -> str:
    return f"{dated.year}/{dated.month:02}/" + (f"{dated.day:02}/" if dated.day else "/")
