"""References to all reports of a list: RIS and BibTeX for reference managers, GB/T 7714 as plain lines.

Each names its list. RIS does so in every entry (N1), because it has no place outside entries; BibTeX in a line before
the first entry, where the format allows comments; plain lines likewise.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.exporting.citation import bibtex_entry, gb7714, ris_entry
from archive.exporting.exports.listing import Listing
from archive.exporting.exports.row import report_address
from archive.models import Report
from search.sentences import one_line

_END = "ER  - "


def provenance(listing: Listing) -> str:
    """Return one line such as ``基层文库，检索式：软弱涣散，条件：地区=62，共 12 篇，2026-11-22 导出，https://…``."""
    parts = (
        "基层文库",
        f"检索式：{one_line(listing.query_text)}" if listing.query_text else "",
        f"条件：{one_line(listing.filter_words)}" if listing.filters else "",
        f"共 {listing.total} 篇",
        f"{listing.exported_on.isoformat()} 导出",
        listing.address,
    )
    return "，".join(part for part in parts if part)


def begin_ris(listing: Listing) -> str:
    return ""


def ris_block(listing: Listing, reports: Sequence[tuple[int, Report]]) -> str:
    note = f"N1  - {provenance(listing)}\r\n"
    return "".join(_with_note(ris_entry(report, **_cited(report, listing)), note) for _, report in reports)


def _with_note(entry: str, note: str) -> str:
    """Return the entry with the note before its last line."""
    head, end, tail = entry.rpartition(_END)
    return head + note + end + tail


def begin_bibtex(listing: Listing) -> str:
    # An at sign begins an entry, even behind the percent sign of a comment.
    return f"% {provenance(listing).replace('@', '＠')}\n\n"


def bibtex_block(listing: Listing, reports: Sequence[tuple[int, Report]]) -> str:
    return "".join(bibtex_entry(report, **_cited(report, listing)) + "\n" for _, report in reports)


def begin_plain(listing: Listing) -> str:
    return f"{provenance(listing)}\r\n\r\n"


def plain_block(listing: Listing, reports: Sequence[tuple[int, Report]]) -> str:
    return "".join(f"[{number}] {gb7714(report, **_cited(report, listing))}\r\n" for number, report in reports)


def _cited(report: Report, listing: Listing) -> dict:
    return {"address": report_address(report, listing.origin), "accessed": listing.exported_on}
