"""All lines of a concordance as the rows of a file, in the order of the page and with the page's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from archive.exporting.citation.gb7714 import gb7714
from archive.exporting.exports.columns import sample_cell
from archive.exporting.exports.conditions import region_path
from archive.languages import say
from archive.models import Report
from archive.research.files import ResearchCell, ResearchTable
from archive.research.lines.asking import AskedLines, all_lines
from archive.research.lines.words import LineRow, line_rows
from archive.research.subset import Subset
from search.query import parse_query

#: Lines of one file: a workbook of so many is written in half a minute.
MOST_IN_FILE = 50_000
_AT_ONCE = 500


def lines_table(subset: Subset, asked: AskedLines, total: int, *, origin: str, accessed: date) -> ResearchTable:
    """Return the table of all lines; their reports are read as the file is written."""
    columns = (
        ("number", say("序号")),
        ("report", say("编号")),
        ("title", say("题名")),
        ("paragraph", say("段")),
        ("before", say("前文")),
        ("words", say("命中词")),
        ("after", say("后文")),
        ("region", say("地区")),
        ("region_code", say("地区代码")),
        ("date", say("日期")),
        ("source", say("来源")),
        ("sample", say("示例")),
        ("start", say("起")),
        ("end", say("止")),
        ("url", say("地址")),
        ("citation", say("引文")),
    )
    return ResearchTable(say("语境"), columns, _rows(subset, asked, total, origin, accessed))


def _rows(
    subset: Subset, asked: AskedLines, total: int, origin: str, accessed: date
) -> Iterator[tuple[ResearchCell, ...]]:
    query = subset.query
    parsed = parse_query(query.text, query.mode)
    lines = all_lines(query, asked, total)
    number = 0
    for first in range(0, len(lines), _AT_ONCE):
        some = lines[first : first + _AT_ONCE]
        reports = (
            Report.objects.published()
            .for_list()
            .defer("extracted_text", "edits", "evidence", "gaps", "doubts")
            .in_bulk({line.id for line in some})
        )
        cited: dict[int, str] = {}
        for row in line_rows(some, reports, parsed, query):
            report = reports[row.line.id]
            if report.pk not in cited:
                address = origin + report.get_absolute_url()
                cited[report.pk] = gb7714(report, address=address, accessed=accessed)
            number += 1
            yield _cells(number, row, report, origin, cited[report.pk])


def _cells(number: int, row: LineRow, report: Report, origin: str, citation: str) -> tuple[ResearchCell, ...]:
    return (
        number,
        report.pk,
        report.title,
        paragraph_words(row),
        row.before,
        row.words,
        row.after,
        region_path(report.region) if report.region else None,
        report.region.code if report.region else None,
        report.partial_date.iso if report.partial_date else None,
        report.source.name if report.source else None,
        sample_cell(report),
        row.line.start,
        row.line.end,
        origin + row.address,
        citation,
    )


def paragraph_words(row: LineRow) -> int | str:
    """Return the number of the paragraph, or the words for a title or heading."""
    if row.paragraph is None:
        return say("题名")
    return row.paragraph or say("小标题")
