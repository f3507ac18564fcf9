"""A sample of a list of cards to fill in, as CSV and as a workbook. Its villages and papers are invented."""

from __future__ import annotations

import csv
import io

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = (
    ("文件名", "题名", "地区", "日期", "来源", "网址", "作者", "类别"),
    ("a.docx", "某县整顿软弱涣散村党组织的做法", "甘肃省 定西市", "2021-08-16", "柳河党建网", "https://example.org/a.html", "王明远", "经验做法"),
    ("资料/b.pdf", "", "621123", "2020-03", "", "", "", ""),
    ("c.txt", "", "", "2019", "", "", "", "汇报总结"),
)  # fmt: skip
_WIDTHS = (18, 40, 18, 14, 18, 32, 12, 12)  # characters


def sample_csv() -> bytes:
    """Return the sample as CSV with a byte order mark, without which Excel takes UTF-8 for GBK."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(ROWS)
    return written.getvalue().encode("utf-8-sig")


def sample_workbook() -> bytes:
    """Return the sample as .xlsx. All cells are text, so that 2020-03 stays as it is typed."""
    import openpyxl  # type: ignore[import-untyped]  # here, because a web process seldom needs it

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "著录表"
    for number, width in enumerate(_WIDTHS):
        column = chr(ord("A") + number)
        sheet.column_dimensions[column].width = width
        sheet.column_dimensions[column].number_format = "@"
    for row in ROWS:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
