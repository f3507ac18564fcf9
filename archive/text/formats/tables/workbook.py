"""The rows of a workbook (.xlsx, ECMA-376): what its cells show, as plain strings. It runs in a parser process."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl  # type: ignore[import-untyped]

from archive.text.formats.extracted import FormatError
from archive.text.formats.media_types import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED

MAX_SHEETS = 10
MAX_SHEET_ROWS = 20_020  # a list of cards has 20,000 rows, and its heading may stand below a title
MAX_COLUMNS = 60
MAX_LETTERS = 4_000_000
_LONGEST_CELL = 2_000
_HEAD = 4_096
_BROKEN = "Excel 表格已损坏，打不开。请用 Excel 或 WPS 打开后另存为 CSV 再上传。"
_TOO_LARGE = "Excel 表格太大。请只留著录表那一页，或另存为 CSV 再上传。"
_DAY = re.compile(r"d", re.IGNORECASE)
_MONTH = re.compile(r"m", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|\[[^\[\]]*+\]|\\.")


def read_workbook(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return (name of a sheet, its rows) of the visible sheets, blank rows as [], each cell as it is shown.

    A day is written 2021-08-16; where the cell shows only month or year, 2021-08 or 2021. Raises FormatError: too
    large, locked or broken.
    """
    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which nobody reads
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MAX_SHEETS]
                return list(_sheets(shown))
            finally:
                book.close()
    except (FormatError, MemoryError):
        raise
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(_BROKEN) from error


def _sheets(shown: list[Any]) -> Iterator[tuple[str, list[list[str]]]]:
    left = MAX_LETTERS
    for sheet in shown:
        sheet.reset_dimensions()  # what a sheet says of its size is not trusted
        rows = []
        for cells in sheet.iter_rows(max_row=MAX_SHEET_ROWS, max_col=MAX_COLUMNS):
            row = [_shown(cell) for cell in cells]
            while row and not row[-1]:
                row.pop()
            left -= sum(map(len, row))
            if left < 0:
                raise FormatError(_TOO_LARGE)
            rows.append(row)
        yield str(sheet.title), rows


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return _shown_day(value, str(cell.number_format or ""))
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:_LONGEST_CELL].strip()


def _shown_day(value: date, shown_as: str) -> str:
    shown_as = _QUOTED.sub("", shown_as)
    if _DAY.search(shown_as) or not shown_as or shown_as.lower() == "general":
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m") if _MONTH.search(shown_as) else value.strftime("%Y")


def _refuse_bombs(data: bytes) -> None:
    """Raise FormatError for a workbook that unpacks to too much, is locked, or declares entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 4096):
                raise FormatError(_TOO_LARGE)
            if any(member.flag_bits & 1 for member in members):
                raise FormatError("Excel 表格设了密码，无法读取。请去掉密码，或另存为 CSV 再上传。")
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    with package.open(member) as file:
                        if b"<!DOCTYPE" in file.read(_HEAD):
                            raise FormatError(_BROKEN)
    except FormatError:
        raise
    except Exception as error:  # a broken zip
        raise FormatError(_BROKEN) from error
