"""A table for Excel and WPS (.xlsx): the reports on one sheet, the conditions of the list in words on another.

Rows go to disk as they are made. No cell is a formula: each is a text or a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile

from django.conf import settings
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from archive.exporting.exports.columns import REPORT_COLUMNS, Cell, list_rows, report_cells
from archive.exporting.exports.listing import Listing, numbered_batches
from archive.languages import say

#: Excel reads no more characters in one cell.
MOST_IN_CELL = 32_767
_CHUNK = 64 * 1024
#: Excel takes no longer name of a sheet, and none of these characters.
MOST_IN_NAME = 31
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
#: What XML 1.0 cannot hold, and lone halves of a pair.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Widths of columns in characters, by their heading; others are 10.
_WIDTHS = {"题名": 44, "首处原句": 60, "地区": 26, "日期": 12, "来源": 22, "作者": 16, "地址": 36, "原件SHA-256": 20}
_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD = Font(bold=True)


def write_workbook(listing: Listing) -> Iterator[bytes]:
    """Yield the file, which is written to the end before its first byte: its directory stands behind the sheets."""
    book = Workbook(write_only=True)
    _write_reports(book, listing)
    _write_conditions(book, listing)
    yield from pieces_of(book)


def write_sheet(
    book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell | float | Decimal]]
) -> None:
    """Append a sheet with a heading row, which stays in sight; without headings, the first column is bold."""
    sheet = book.create_sheet(_NOT_IN_NAME.sub("-", name)[:MOST_IN_NAME])
    if headings:
        sheet.freeze_panes = "A2"
        sheet.append(_cells(sheet, headings, font=_BOLD))
    else:
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 80
    for row in rows:
        sheet.append(_cells(sheet, row) if headings else [*_cells(sheet, row[:1], font=_BOLD), *_cells(sheet, row[1:])])


def pieces_of(book: Workbook) -> Iterator[bytes]:
    """Yield the file of a book, which is written to the end before its first byte."""
    with TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


def _write_reports(book: Workbook, listing: Listing) -> None:
    sheet = book.create_sheet(say("报告清单"))
    sheet.freeze_panes = "D2"
    for at, name in enumerate(REPORT_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, 10)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(REPORT_COLUMNS))}{listing.total + 1}"
    sheet.append(_cells(sheet, map(say, REPORT_COLUMNS), font=_BOLD))
    for batch in numbered_batches(listing, with_text=bool(listing.quotes)):
        for number, report in batch:
            sheet.append(_cells(sheet, report_cells(number, report, listing)))


def _write_conditions(book: Workbook, listing: Listing) -> None:
    sheet = book.create_sheet(say("检索条件"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 80
    for label, value in list_rows(listing):
        sheet.append([*_cells(sheet, [label], font=_BOLD), *_cells(sheet, [value])])


def _cells(sheet: object, values: Iterable[Cell | float | Decimal], *, font: Font | None = None) -> list[WriteOnlyCell]:
    return [_cell(sheet, value, font) for value in values]


def _cell(sheet: object, value: Cell | float | Decimal, font: Font | None) -> WriteOnlyCell:
    if isinstance(value, bool):
        value = say("是") if value else None
    if isinstance(value, str):
        value = _UNWRITABLE.sub("", value)[:MOST_IN_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl reads a formula in a text that begins with =, an error in #N/A
    cell.alignment = _TOP
    if font:
        cell.font = font
    return cell
