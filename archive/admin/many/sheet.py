"""The CSV of the desk's list, edited and sent back: which cells differ from the cards, and which rows cannot be taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from archive.admin.many.chosen import MOST
from archive.desk.many import WantedChange, read_value, seen_of
from archive.exporting.exports.table import unescape_formula
from archive.intake.cards.typed import ValueRefused
from archive.intake.parsing import parse_workbook
from archive.languages.labels import FIELDS
from archive.models import Region, Report
from archive.models.card import card_value
from archive.text.formats.decoding import decode_bytes
from archive.text.formats.extracted import FormatError
from archive.text.formats.media_types import is_workbook
from archive.web.fields import whole_number
from search.invisible import without_invisible

#: Columns of the list (``archive/admin/finding/table.py``) that are read; the others are for reading alone.
NUMBER, VERSION, CODE, REGION = "编号", "版本", "地区代码", "地区"
PLAIN = {"题名": "title", "日期": "date", "来源": "source", "作者": "author", "类别": "kind"}
MOST_BYTES = 10 * 1024 * 1024
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class SheetRefused(Exception):
    """The file is no such list. The message is a Chinese sentence that names the remedy."""


def read_sheet(data: bytes, name: str) -> list[WantedChange]:
    """Return a wanted change for each row: the words of the cells that differ from the card. Raise SheetRefused.

    A row without the column 版本 is taken as seen now. One query for the reports of 500 rows, one for regions.
    """
    if len(data) > MOST_BYTES:
        raise SheetRefused("文件太大。请只留要改的各行，再传一次。")
    rows = _rows_of(_table(data, name))
    if len(rows) > MOST:
        raise SheetRefused(f"超过 {MOST} 行。请分成几份，每份都留着表头。")
    numbers = [number for _, cells in rows if (number := whole_number(cells[NUMBER].strip()))]
    reports: dict[int, Report] = {}
    for start in range(0, len(numbers), 500):
        reports |= Report.objects.for_list().defer("text").in_bulk(numbers[start : start + 500])
    wanted: list[WantedChange] = []
    done: set[int] = set()
    for line, cells in rows:
        number = whole_number(cells[NUMBER].strip()) or 0
        row = _wanted(number, cells, reports.get(number), f"第 {line} 行")
        wanted.append(WantedChange(number, "", {}, row.place, "这一篇上面已有一行。") if number in done else row)
        done |= {number} if number else set()
    return wanted


def _table(data: bytes, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield (line, cells) of a CSV in any encoding, or of the first sheet of a workbook."""
    try:
        if is_workbook(data):
            sheets = parse_workbook(data, name)
            yield from enumerate(sheets[0][1] if sheets else (), 1)
            return
        text = decode_bytes(data)[0]
    except FormatError as error:
        raise SheetRefused(f"读不懂这个文件：{error}") from None
    text = without_invisible(text).lstrip("\n")
    delimiter = max(",\t;", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise SheetRefused(f"第 {reader.line_num} 行读不懂（{error}）。请另存为 UTF-8 的 CSV。") from None


def _rows_of(table: Iterator[tuple[int, Sequence[str]]]) -> list[tuple[int, dict[str, str]]]:
    """Return (line, {heading: cell}) of each row that is not empty, at most MOST + 1."""
    headings = [heading.strip() for _, cells in [next(table, (0, ()))] for heading in cells]
    if NUMBER not in headings or not {*PLAIN, CODE, REGION}.intersection(headings):
        raise SheetRefused("第一行里没有“编号”和要改的各栏。请用“这张列表存为 CSV”存下的文件，改好再传，表头不要动。")
    rows = []
    for line, cells in table:
        if any(cell.strip() for cell in cells):
            values = dict(zip(headings, map(unescape_formula, cells), strict=False))
            rows.append((line, {NUMBER: "", **values}))
        if len(rows) > MOST:
            break
    return rows


def _wanted(number: int, cells: Mapping[str, str], report: Report | None, place: str) -> WantedChange:
    if not number:
        return WantedChange(0, "", {}, place, f"编号“{cells[NUMBER][:40]}”不是报告的编号。")
    if report is None:
        return WantedChange(number, "", {}, place)
    words = {}
    for heading, name in PLAIN.items():
        if heading in cells and not _is_as_it_was(name, cells[heading], report):
            words[name] = cells[heading]
    try:
        words |= _region_words(cells, report)
    except ValueRefused as refused:
        return WantedChange(number, "", {}, place, f"{FIELDS['region']}：{refused}")
    seen = cells.get(VERSION, "").strip() if words else ""
    return WantedChange(number, seen or seen_of(report), words, place)


def _is_as_it_was(name: str, cell: str, report: Report) -> bool:
    """Return whether a cell stands as the list wrote it, or as a spreadsheet shows what the list wrote."""
    if name == "kind":
        return cell.strip() == str(report.get_kind_display())
    was = card_value(report, name)
    date = report.partial_date
    if name == "date" and date and date.precision == "month":
        month = f"{_MONTHS[date.first_day().month - 1]}-{date.year % 100:02d}"
        return cell.strip() in (was, month)
    return cell == was or " ".join(cell.split()) == " ".join(was.split())


def _region_words(cells: Mapping[str, str], report: Report) -> dict[str, str]:
    """Return the words of the region: of the column that was edited. Raise ValueRefused if both were, to two places."""
    path = " › ".join(unit.name for unit in report.region.path) if report.region else ""
    code, place = cells.get(CODE), cells.get(REGION)
    has_code = code is not None and code.strip() != (report.region_id or "")
    has_place = place is not None and " ".join(place.split()) != path
    if has_code and has_place and code and place and code.strip() and place.strip():
        regions = [read_value("region", " ".join(words.split())) for words in (code, place)]
        if len({region.code for region in regions if isinstance(region, Region)}) > 1:
            raise ValueRefused("“地区代码”和“地区”两栏改成了两处。请只改一栏。")
    if has_code and (code or not has_place):
        return {"region": code or ""}
    return {"region": place or ""} if has_place else {}
