"""The rows of a list as a table for files, and as the API gives them: one order of columns, one set of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from archive.exporting.citation import gb7714
from archive.exporting.exports.conditions import region_path
from archive.languages import listed, say
from archive.models import Report
from archive.models.readings import written
from archive.places.shown import ListedRegion
from archive.research.figures.found import BATCH, Finder, FoundFigure
from archive.research.figures.shown import addend_of, passage_address, places_of
from archive.research.figures.sums import bar_of
from archive.research.figures.words import (
    BARS,
    BOUNDS,
    NATURES,
    RULES,
    SCOPE_HOWS,
    SECTIONS,
    STANDINGS,
    STATUSES,
    YEAR_HOWS,
    doubts_of_row,
)

#: Rows that one file holds.
MOST_ROWS = 100_000

#: (key for programs, heading). Keys that the API has too mean the same there.
COLUMNS = (
    ("number", gettext_noop("序号")),
    ("report", gettext_noop("编号")),
    ("title", gettext_noop("题名")),
    ("date", gettext_noop("日期")),
    ("place", gettext_noop("地区")),
    ("code", gettext_noop("地区代码")),
    ("scope_how", gettext_noop("地区依据")),
    ("year", gettext_noop("年份")),
    ("year_until", gettext_noop("至年")),
    ("year_how", gettext_noop("年份依据")),
    ("action", gettext_noop("做法词")),
    ("noun", gettext_noop("对象")),
    ("value", gettext_noop("数")),
    ("high", gettext_noop("上限")),
    ("unit", gettext_noop("单位")),
    ("bound", gettext_noop("界")),
    ("written", gettext_noop("原文写法")),
    ("kind", gettext_noop("类型")),
    ("role", gettext_noop("角色")),
    ("base", gettext_noop("基数")),
    ("status", gettext_noop("做到或打算")),
    ("section", gettext_noop("段落")),
    ("redacted", gettext_noop("隐去")),
    ("sentence", gettext_noop("原句")),
    ("start", gettext_noop("起")),
    ("end", gettext_noop("止")),
    ("rule", gettext_noop("规则")),
    ("doubts", gettext_noop("疑点")),
    ("sum", gettext_noop("求和")),
    ("fingerprint", gettext_noop("正文指纹")),
    ("citation", gettext_noop("引文")),
    ("url", gettext_noop("地址")),
)


def headings() -> list[tuple[str, str]]:
    """Return the columns with their headings in the language of the page."""
    return [(key, say(heading)) for key, heading in COLUMNS]


def figure_shape(row: FoundFigure) -> dict[str, Any]:
    """Return a row as the API gives it; decimals are strings, null where there is none (section F of the design)."""
    return {
        "report": row.report,
        "start": row.start,
        "end": row.end,
        "sentence": row.sentence,
        "value": written(row.value),
        "high": written(row.high),
        "unit": row.unit,
        "bound": row.bound,
        "kind": row.kind,
        "role": row.role,
        "base": row.base or None,
        "noun": row.noun,
        "action": row.action or None,
        "year": row.year,
        "year_how": row.year_how,
        "scope": {"code": row.code or None, "how": row.scope_how},
        "status": row.status,
        "section": row.section,
        "redacted": row.redacted,
        "rule": row.rule,
        "sure": row.sure,
    }


def _program_cells(number: int, row: FoundFigure, report: Report, origin: str) -> dict[str, Any]:
    return {
        "number": number,
        **figure_shape(row),
        "year_until": row.year_until,
        "written": row.written,
        "title": row.title,
        "date": row.date.iso if row.date else None,
        "fingerprint": report.text_fingerprint,
        "url": origin + passage_address(row),
    }


#: What a line of JSON holds: the API's keys, and what a row of a file needs besides.
PROGRAM_KEYS = (
    *("number", "report", "start", "end", "sentence", "value", "high", "unit", "bound", "kind", "role", "base", "noun"),
    *("action", "year", "year_how", "scope", "status", "section", "redacted", "rule", "sure"),
    *("year_until", "written", "title", "date", "fingerprint", "url"),
)


def program_rows(finder: Finder, total: int, *, origin: str) -> Iterator[list[Any]]:
    """Yield the values of PROGRAM_KEYS for each row in the order of the list; three queries for each BATCH rows."""
    for number, row, report, _ in _numbered(finder, total):
        yield list(_program_cells(number, row, report, origin).values())


def table_rows(finder: Finder, total: int, *, origin: str, accessed: date) -> Iterator[list[Any]]:
    """Yield the cells of COLUMNS for each row in the order of the list; three queries for each BATCH rows.

    A redacted number is the word for it, so that nobody takes it for an empty cell; every other one is a number.
    """
    for number, row, report, places in _numbered(finder, total):
        yield _cells(number, row, report, places, origin, accessed)


def _numbered(finder: Finder, total: int) -> Iterator[tuple[int, FoundFigure, Report, Mapping[str, ListedRegion]]]:
    """Yield each row with its number, its report and the regions; what is withdrawn in the meantime is left out."""
    keys = finder.places(0, total)
    for first in range(0, len(keys), BATCH):
        rows = finder.read(keys[first : first + BATCH])
        places = places_of(rows)
        reports = Report.objects.published().for_list().defer("text").in_bulk({row.report for row in rows})
        for number, row in enumerate(rows, first + 1):
            if report := reports.get(row.report):
                yield number, row, report, places


def number_cell(value: Decimal | None) -> Decimal | None:
    """Return a number without the zeros that the database keeps behind it."""
    return None if value is None else Decimal(written(value) or 0)


def _cells(
    number: int, row: FoundFigure, report: Report, places: Mapping[str, ListedRegion], origin: str, accessed: date
) -> list[Any]:
    place = places.get(row.code)
    return [
        number,
        row.report,
        row.title,
        row.date.iso if row.date else None,
        region_path(place) if place else None,
        row.code or None,
        say(SCOPE_HOWS[row.scope_how]),
        row.year,
        row.year_until,
        say(YEAR_HOWS[row.year_how]),
        row.action or None,
        row.noun or None,
        say("隐去") if row.redacted else number_cell(row.value),
        number_cell(row.high),
        row.unit or None,
        say(BOUNDS[row.bound]),
        row.written,
        say(NATURES[row.kind]),
        say(STANDINGS[row.role]),
        row.base or None,
        say(STATUSES[row.status]),
        say(SECTIONS.get(row.section, row.section)),
        row.redacted,
        row.sentence,
        row.start,
        row.end,
        say(RULES.get(row.rule, row.rule)),
        listed(doubts_of_row(row)) or None,
        say(BARS[bar_of(addend_of(row, places))]) or None,
        report.text_fingerprint,
        gb7714(report, address=origin + report.get_absolute_url(), accessed=accessed),
        origin + passage_address(row),
    ]
