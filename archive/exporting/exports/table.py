"""CSV for pandas and older spreadsheets: UTF-8 with a byte order mark, one heading row, CR LF.

The last columns of the first row name the list. A cell that a spreadsheet would read as a formula gets an apostrophe
(OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from archive.exporting.exports.columns import (
    HIT_COLUMNS,
    LIST_COLUMNS,
    REPORT_COLUMNS,
    hit_cells,
    list_cells,
    report_cells,
)
from archive.exporting.exports.listing import Listing, numbered_batches
from archive.exporting.exports.quoting import QuotedHit, quoted_hits
from archive.languages import say
from archive.models import Report

#: Rows of one table of hits.
MOST_HITS = 100_000
_HITS_IN_CHUNK = 500
_NOTHING = (None,) * len(LIST_COLUMNS)

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_BEFORE = "' "


def escape_formula(cell: str) -> str:
    """Return ``cell`` with an apostrophe before it if a spreadsheet may read it as a formula.

    ``unescape_formula`` removes it.
    """
    return f"'{cell}" if cell.lstrip(_BEFORE)[:1] in _FORMULA and cell.lstrip(_BEFORE) else cell


def unescape_formula(cell: str) -> str:
    """Return the value that ``escape_formula`` was given."""
    return cell[1:] if cell[:1] == "'" and escape_formula(cell[1:]) == cell else cell


def to_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, every text escaped; None is an empty cell, a truth value 是 or nothing."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([_cell(value) for value in row] for row in rows)
    return target.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return say("是") if value else ""
    return value if isinstance(value, int | float | Decimal) else "" if value is None else escape_formula(str(value))


def write_reports(listing: Listing) -> Iterator[str]:
    """Yield the table of reports: its heading, then a batch of rows at a time. The first row names the list."""
    yield "\ufeff" + to_csv([[say(name) for name in (*REPORT_COLUMNS, *LIST_COLUMNS)]])
    named = list_cells(listing)
    for batch in numbered_batches(listing, with_text=bool(listing.quotes)):
        rows = [report_cells(number, report, listing) for number, report in batch]
        yield to_csv([(*row, *named) if not at else (*row, *_NOTHING) for at, row in enumerate(rows)])
        named = named if not rows else _NOTHING


def write_hits(listing: Listing) -> Iterator[str]:
    """Yield the table of hits, a row each, in the order of the list and of the text. The first row names the list.

    A table ends at MOST_HITS rows with a row that says so.
    """
    yield "\ufeff" + to_csv([[say(name) for name in (*HIT_COLUMNS, *LIST_COLUMNS)]])
    found = _numbered_hits(listing)
    shown = islice(found, MOST_HITS)
    named = list_cells(listing)
    while rows := [hit_cells(at, report, listing, hit) for at, report, hit in islice(shown, _HITS_IN_CHUNK)]:
        yield to_csv([(*row, *named) if not at else (*row, *_NOTHING) for at, row in enumerate(rows)])
        named = _NOTHING
    if next(found, None):
        remark = say("一份命中表至多 {0:,} 行，其余的没有列出。请按年份或地区缩小范围，分几次导出。", MOST_HITS)
        yield to_csv([(None, None, remark)])


def _numbered_hits(listing: Listing) -> Iterator[tuple[int, Report, QuotedHit]]:
    if not listing.quotes:
        return
    batches = numbered_batches(listing, with_text=True)
    hits = (
        (report, hit)
        for batch in batches
        for _, report in batch
        for hit in quoted_hits(report.text, listing.quotes, listing.section)
    )
    for number, (report, hit) in enumerate(hits, 1):
        yield number, report, hit
