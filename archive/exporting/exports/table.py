"""CSV for Excel and pandas: UTF-8 with a byte order mark, one heading row, CR LF.

The last columns of every row name the list, so that a table keeps its origin when it is cut or joined. A cell that a
spreadsheet would read as a formula gets an apostrophe (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from archive.exporting.exports.listing import Listing
from archive.exporting.exports.row import report_row
from archive.languages.labels import FIELDS
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
    "文字识别",
    "示例",
    "存疑",
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
        return "是" if value else ""
    return value if isinstance(value, int) else "" if value is None else escape_formula(str(value))


def begin(listing: Listing) -> str:
    return "\ufeff" + to_csv([HEADINGS])


def block(listing: Listing, reports: Sequence[tuple[int, Report]]) -> str:
    origin_of_list = (
        listing.query_text,
        listing.filter_words,
        listing.total,
        listing.exported_on.isoformat(),
        listing.address,
    )
    return to_csv((*_cells(number, report, listing), *origin_of_list) for number, report in reports)


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
        row["recognised"],
        row["sample"],
        "、".join(FIELDS[name] for name in row["doubts"]),
        row["url"],
        row["sha256"],
    )
