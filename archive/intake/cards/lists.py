"""Lists of cards that come beside the files (随附著录): a table with known values, one row a file.

It is CSV, JSONL, a workbook, or a bibliography (RIS, BibTeX) whose entries name files. The header or the keys make a
file a list of cards, never its name. What the values do: ``given.py``.
"""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.utils.text import Truncator

from archive.intake.cards.given import GIVEN
from archive.intake.packages.rows import shown_path
from archive.intake.parsing import parse_workbook
from archive.storage.faults import cause_of
from archive.text.formats.decoding import decode_bytes
from archive.text.formats.extracted import FormatError
from archive.text.formats.media_types import is_workbook
from archive.text.formats.tables.bibliography import read_bibliography
from search.invisible import without_invisible
from search.sentences import say

#: Heading or key, as people write it -> column.
COLUMNS = {
    "path": "path", "file": "path", "filename": "path", "路径": "path", "文件": "path", "文件名": "path",
    "title": "title", "题名": "title", "标题": "title",
    "region": "region", "地区": "region", "地域": "region",
    "date": "date", "日期": "date", "发布日期": "date",
    "source": "source", "来源": "source",
    "url": "url", "网址": "url", "链接": "url",
    "author": "author", "作者": "author",
    "kind": "kind", "类别": "kind",
}  # fmt: skip
#: Rows of one list; a batch holds no more files either.
MAX_ROWS = 20_000
#: Bytes of a list; one of MAX_ROWS rows has fewer.
MOST_BYTES = 10 * 1024 * 1024
_HEAD_BYTES = 8192
_DEEPEST_HEADING = 10  # rows of a sheet among which its heading stands
_LONGEST_PATH = 120  # characters of a path in a sentence, which is to be read whole
_PATH_MARKS = (
    b"path",
    b"file",
    *(word.encode(code) for word in ("路径", "文件") for code in ("utf-8", "gb18030", "utf-16-le")),
)
# Line ends without meaning in a cell, and what every database refuses (half a surrogate pair).
_UNSTORABLE = re.compile(r"[\x0b\x0c\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row as written: ``path``, ``words`` by column of GIVEN, and ``place``, such as ``cards.csv 第 3 行``."""

    path: str
    words: Mapping[str, str]
    place: str
    fault: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return plain strings for ``ImportFile.given``."""
        return {**self.words, "place": self.place}


def read_card_list(data: bytes, name: str) -> tuple[ListRow, ...] | None:
    """Return the rows of a list of cards, or None if the bytes are no such list (a report, a picture ...).

    ``name`` only appears in places. A row that cannot be read has its ``fault``, a Chinese sentence.
    """
    if is_workbook(data):
        return _of_workbook(data, name)
    if not _may_be_list(data[:_HEAD_BYTES]):
        return None
    try:
        text, _, _ = decode_bytes(data)
    except FormatError:
        return None
    text = without_invisible(text).replace("\r\n", "\n").replace("\r", "\n")
    if (entries := read_bibliography(text)) is not None:
        return tuple(_row(entry.values, say("{0} 第 {1} 行", name, entry.line), "") for entry in entries) or None
    first = text.lstrip().split("\n", 1)[0].strip()
    if first.startswith("{"):
        head = _json_row(first)
        return tuple(_json_rows(text, name)) if head is not None and _is_heading(head) else None
    delimiter = max(",\t;，", key=first.count)
    headings = next(csv.reader([first], delimiter=delimiter), [])
    if not _is_heading(headings):
        return None
    return tuple(_csv_rows(text.lstrip(), headings, delimiter, name))


class FoundRows(NamedTuple):
    """What lists of cards give: a row by the path of its file, (path, sentence) of each fault, names of other tables."""

    given: dict[str, ListRow]
    faults: list[tuple[str, str]]
    others: list[str]


def read_lists(lists: Sequence[Path], paths: Sequence[Path]) -> FoundRows:
    """Read the lists of cards beside files. A row may name a member of a package that is not open yet."""
    given: dict[str, ListRow] = {}
    faults: list[tuple[str, str]] = []
    others: list[str] = []
    for found_list in lists:
        path = shown_path(found_list)
        try:
            with found_list.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            faults.append((str(path), say("读不到著录表：{0}。请核对路径和权限。", cause_of(error))))
            continue
        rows = read_card_list(data, path.name) if len(data) <= MOST_BYTES else None
        if rows is None:
            others.append(path.name)
            continue
        faults += [(f"{path}", row.fault) for row in rows if row.fault]
        found, lost = match_rows(rows, map(str, paths), folder=str(path.parent))
        given = {**found, **given}
        given |= {f"{path.parent}/{row.path}": row for row in lost}
    return FoundRows(given, faults, others)


def _of_workbook(data: bytes, name: str) -> tuple[ListRow, ...] | None:
    """Return the rows of the first sheet with a heading, which may stand below a title; None if no sheet has one."""
    try:
        sheets = parse_workbook(data, name)
    except FormatError:
        return None
    for sheet, rows in sheets:
        at = next((at for at, row in enumerate(rows[:_DEEPEST_HEADING]) if _is_heading(row)), None)
        if at is not None:
            columns = [COLUMNS.get(_heading(heading), "") for heading in rows[at]]
            place = say("{0}（{1}）", name, sheet) if len(sheets) > 1 else name
            return tuple(_sheet_rows(rows, at + 1, columns, place))
    return None


def _sheet_rows(rows: list[list[str]], start: int, columns: list[str], place: str) -> Iterable[ListRow]:
    for number, cells in enumerate(rows[start:], start + 1):
        if number - start > MAX_ROWS:
            yield ListRow("", {}, place, say("{0} 超过 {1} 行，后面的没有读。请分成几批。", place, MAX_ROWS))
            return
        if any(cells):
            yield _row(dict(zip(columns, cells, strict=False)), say("{0} 第 {1} 行", place, number), "")


def match_rows(
    rows: Iterable[ListRow], paths: Iterable[str], *, folder: str = ""
) -> tuple[dict[str, ListRow], list[ListRow]]:
    """Return (row by path of its file, rows without a file). Rows with a fault are left out.

    A row names the file of the same path (under ``folder``), else the only file of that name. Of two rows for one file
    the first counts.
    """
    known = list(dict.fromkeys(paths))
    by_path = {_normal_path(path): path for path in known}
    by_name: dict[str, list[str]] = {}
    for path in known:
        by_name.setdefault(posixpath.basename(_normal_path(path)), []).append(path)
    given: dict[str, ListRow] = {}
    lost: list[ListRow] = []
    for row in rows:
        if row.fault:
            continue
        written = _normal_path(row.path)
        same_path = by_path.get(_normal_path(posixpath.join(folder, written)) if folder else written)
        same_path = same_path or by_path.get(written)
        same_name = by_name.get(posixpath.basename(written), [])
        if same_path:
            given.setdefault(same_path, row)
        elif len(same_name) == 1:
            given.setdefault(same_name[0], row)
        else:
            lost.append(row)
    return given, lost


def no_file_sentence(row: ListRow) -> str:
    """Return the Chinese sentence for a row that names no file, or one of several."""
    path = Truncator(row.path).chars(_LONGEST_PATH)
    return say(
        "{0}写了“{1}”，但没有找到这个文件，或有几个同名文件分不清。请核对路径，连同文件一起再传。", row.place, path
    )


def _may_be_list(head: bytes) -> bool:
    """Return whether the first bytes may begin a list: a cheap test that spares decoding thousands of reports."""
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:400].replace(b"\x00", b"").lower()
    if start.startswith((b"ty  - ", b"@", b"%")):
        return True
    if start.startswith(b"{"):
        return b'"path"' in start or b'"file' in start or '"路径"'.encode() in start
    line = start.splitlines()[0] if start else b""
    return any(mark in line for mark in _PATH_MARKS)


def _is_heading(names: Iterable[str]) -> bool:
    """Return whether the names hold the path and at least one value: a report's first line may have commas too."""
    columns = {COLUMNS.get(_heading(name), "") for name in names}
    return "path" in columns and len(columns & GIVEN.keys()) >= 1


def _heading(name: object) -> str:
    return str(name).strip().strip('"').lower()


def _csv_rows(text: str, headings: list[str], delimiter: str, name: str) -> Iterable[ListRow]:
    columns = [COLUMNS.get(_heading(heading), "") for heading in headings]
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        next(reader)
        for count, cells in enumerate(reader):
            if not any(cell.strip() for cell in cells):
                continue
            if count >= MAX_ROWS:
                yield ListRow("", {}, name, say("{0} 超过 {1} 行，后面的没有读。请分成几批。", name, MAX_ROWS))
                return
            place = say("{0} 第 {1} 行", name, reader.line_num)
            row = dict(zip(columns, cells, strict=False))
            yield _row(row, place, "" if len(cells) <= len(columns) else say("栏数多于表头；值里有逗号的请加引号"))
    except csv.Error as error:
        yield ListRow(
            "",
            {},
            name,
            say(
                "{0} 第 {1} 行读不懂（{2}），以下各行没有读。请另存为 UTF-8 的 CSV。", name, reader.line_num, str(error)
            ),
        )


def _json_rows(text: str, name: str) -> Iterable[ListRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if number > MAX_ROWS:
            yield ListRow("", {}, name, say("{0} 超过 {1} 行，后面的没有读。请分成几批。", name, MAX_ROWS))
            return
        place = say("{0} 第 {1} 行", name, number)
        values = _json_row(line)
        if values is None:
            yield ListRow("", {}, place, say("{0}不是一个 JSON 对象。请改好这一行再试。", place))
        else:
            yield _row({COLUMNS.get(_heading(key), ""): value for key, value in values.items()}, place, "")


def _json_row(line: str) -> dict[str, str] | None:
    """Return the plain values of a JSON object, without lists and objects inside it; None for anything else."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    return {
        key: "" if value is None else str(value) for key, value in values.items() if not isinstance(value, list | dict)
    }


def _row(cells: Mapping[str, str], place: str, fault: str) -> ListRow:
    row = {column: _UNSTORABLE.sub("", without_invisible(cell)).strip() for column, cell in cells.items()}
    path = row.get("path", "")
    words = {column: row[column] for column in GIVEN if row.get(column)}
    if fault:
        return ListRow(path, words, place, say("{0}{1}。", place, fault))
    return ListRow(path, words, place, "" if path else say("{0}没有写文件（path）。请补上文件的路径。", place))


def _normal_path(path: str) -> str:
    return posixpath.normpath(without_invisible(path).strip().replace("\\", "/")).removeprefix("./")
