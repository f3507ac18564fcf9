"""CSV that Excel and pandas both read: UTF-8 with a byte order mark, one heading row, CR LF.

Where the list came from stands in the last columns of every row, so that a table cut or joined keeps it.
A cell that a spreadsheet would take for a formula is defused by an apostrophe (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from archive.exporting.exports.listing import Listing
from archive.exporting.exports.row import report_row
from archive.models import Report

HEADINGS = (
    "序号",
    "编号",
    "题名",
    "拟题",
    "地区",
    "地区代码",
    "日期",
    "来源",
    "作者",
    "类别",
    "字形",
    "有隐去",
    "不完整",
    "有缺损",
    "示例",
    "地址",
    "原件SHA-256",
    "检索式",
    "检索条件",
    "全部篇数",
    "导出日期",
    "检索地址",
)

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_BEFORE = "' "


def defused(cell: str) -> str:
    """``cell`` with an apostrophe before it if a spreadsheet might reckon with it. ``fused`` takes it off again."""
    return f"'{cell}" if cell.lstrip(_BEFORE)[:1] in _FORMULA and cell.lstrip(_BEFORE) else cell


def fused(cell: str) -> str:
    """The value that ``defused`` was given."""
    return cell[1:] if cell[:1] == "'" and defused(cell[1:]) == cell else cell


def written(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, every text defused; None is an empty cell, a truth value 是 or nothing."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([_cell(value) for value in row] for row in rows)
    return target.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else ""
    return value if isinstance(value, int) else "" if value is None else defused(str(value))


def begin(listing: Listing) -> str:
    return "\ufeff" + written([HEADINGS])


def block(listing: Listing, reports: Sequence[tuple[int, Report]]) -> str:
    origin_of_list = (
        listing.question,
        listing.filter_words,
        listing.total,
        listing.taken.isoformat(),
        listing.address,
    )
    return written((*_cells(number, report, listing), *origin_of_list) for number, report in reports)


def _cells(number: int, report: Report, listing: Listing) -> tuple[object, ...]:
    row = report_row(report, listing.origin)
    region = row["region"]
    return (
        number,
        row["id"],
        row["title"],
        row["working_title"],
        " › ".join(region["path"]) if region else None,
        region["code"] if region else None,
        row["date"],
        row["source"],
        row["author"],
        report.get_kind_display(),
        report.get_script_display(),
        row["redacted"],
        row["truncated"],
        row["damaged"],
        row["sample"],
        row["url"],
        row["sha256"],
    )
