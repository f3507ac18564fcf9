"""The newest lines of a column: a hit with what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.languages import translated
from archive.searching.results import ListedReport, in_regions, report_rows
from archive.web.addresses import address_of, querystring_of
from search.documents import Query, QueryError
from search.engine import get_engine

LINES = 3
#: Characters shown before and behind a hit.
AROUND = 20


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A hit: ``before`` and ``behind`` are cut at line ends; ``address`` leads to it on its report's page."""

    report: ListedReport
    before: str
    words: str
    behind: str
    address: str


@dataclass(frozen=True, slots=True)
class ColumnLines:
    """The newest ``lines`` of ``total`` hits; ``refused``: the sentence why the engine lists none, "" else."""

    total: int = 0
    lines: tuple[ColumnLine, ...] = ()
    refused: str = ""


def column_lines(query: Query, text: str) -> ColumnLines:
    """Return the newest lines of ``text`` in the reports of ``query``. One question, one query. Raises IndexMissing."""
    asked = replace(query, text=text)
    try:
        found = get_engine().lines(asked, order="newest", size=LINES)
    except QueryError as error:  # too many lines, or an engine without them: the counts stand
        return ColumnLines(refused=translated(error))
    rows = report_rows({line.id for line in found.lines})
    reports = in_regions(rows, {})
    parameters = querystring_of(asked)
    lines = []
    for line in found.lines:
        report = reports.get(line.id)
        if report is None:  # withdrawn, and the index is behind
            continue
        shown = report.title if line.field == "title" else report.text
        before = shown[max(0, line.start - AROUND) : line.start].rpartition("\n")[2]
        behind = shown[line.end : line.end + AROUND].partition("\n")[0]
        anchor = f"#h{line.mark}" if line.field == "body" else ""
        words = shown[line.start : line.end]
        lines.append(ColumnLine(report, before, words, behind, address_of("report", line.id) + parameters + anchor))
    return ColumnLines(found.total, tuple(lines))
