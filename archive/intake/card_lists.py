"""Lists of cards that come beside the files (随附著录): a CSV or JSONL that says what is known of each file.

A list is told by its header or keys, never by its name. What it gives wins over what the intake finds in the
text, and says so: the evidence's rule is ``given``, its quote the list's own words, and what the text
proposed stays as the first rival.
"""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archive.intake.typed_values import ValueRefused, date_of, kind_of, region_of
from archive.models import Region
from archive.text.dates import PartialDate
from archive.text.evidence import Candidate, Evidence
from archive.text.formats.encoding import decode_bytes
from archive.text.formats.extracted import FormatError
from archive.text.metadata import Description

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
#: What a list may give, with its name in sentences.
GIVEN = {
    "title": "题名", "region": "地区", "date": "日期", "source": "来源", "url": "网址", "author": "作者", "kind": "类别"
}  # fmt: skip
LONGEST = {"title": 300, "source": 100, "author": 100, "url": 500}
BY_LIST = "given"
#: Rows of one list; a batch holds no more files either.
MAX_ROWS = 20_000
_HEAD = 8192
_PATH_MARKS = (
    b"path",
    b"file",
    *(word.encode(code) for word in ("路径", "文件") for code in ("utf-8", "gb18030", "utf-16-le")),
)
_NOTHING = frozenset({"", "-", "—", "null", "none", "未注明"})


class CardRefused(ValueError):
    """A value of a list stands for nothing. The message is a Chinese sentence that names list, line and column."""


#: What stands for nothing, and what PostgreSQL (NUL) or no database (half a surrogate pair) takes.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class GivenCard:
    """The checked values of one row; "" or None where it gives nothing. ``words`` are the row's own, by column."""

    title: str = ""
    region: Region | None = None
    date: PartialDate | None = None
    source: str = ""
    url: str = ""
    author: str = ""
    kind: str = ""
    words: Mapping[str, str] = None  # type: ignore[assignment]  # set by check_card

    def values(self) -> dict[str, str]:
        """What is given, as evidence writes it, by field of the card; the address is no such field."""
        found = {
            "title": self.title,
            "region": self.region.code if self.region else "",
            "date": self.date.iso if self.date else "",
            "source": self.source,
            "author": self.author,
            "kind": self.kind,
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row as it stands: ``path`` as written, ``words`` by column of GIVEN, ``place`` such as ``cards.csv 第 3 行``."""

    path: str
    words: Mapping[str, str]
    place: str
    fault: str = ""

    def to_dict(self) -> dict[str, str]:
        """Plain strings for ``ImportFile.given``."""
        return {**self.words, "place": self.place}


def read_card_list(data: bytes, name: str) -> tuple[ListRow, ...] | None:
    """The rows of a list of cards, or None if these bytes are something else (a report, a picture ...).

    ``name`` is only named in places. A row that cannot be read has its ``fault``, a Chinese sentence.
    """
    if not _may_be_list(data[:_HEAD]):
        return None
    try:
        text, _, _ = decode_bytes(data)
    except FormatError:
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = text.lstrip().split("\n", 1)[0].strip()
    if first.startswith("{"):
        head = _json_row(first)
        return tuple(_json_rows(text, name)) if head is not None and _is_heading(head) else None
    delimiter = max(",\t;，", key=first.count)
    headings = next(csv.reader([first], delimiter=delimiter), [])
    if not _is_heading(headings):
        return None
    return tuple(_csv_rows(text.lstrip(), headings, delimiter, name))


def match_rows(rows: Iterable[ListRow], paths: Iterable[str], *, folder: str = "") -> dict[str, list[str]]:
    """Path of a row -> the ``paths`` it speaks of: the same path (under ``folder``), else the one file of that name."""
    known = list(dict.fromkeys(paths))
    plain = {_plain(path): path for path in known}
    named: dict[str, list[str]] = {}
    for path in known:
        named.setdefault(posixpath.basename(_plain(path)), []).append(path)
    found: dict[str, list[str]] = {}
    for row in rows:
        own = _plain(row.path)
        exact = plain.get(_plain(posixpath.join(folder, own)) if folder else own) or plain.get(own)
        by_name = named.get(posixpath.basename(own), [])
        found[row.path] = [exact] if exact else by_name if len(by_name) == 1 else []
    return found


def check_card(words: Mapping[str, str]) -> GivenCard:
    """The values of a row (``ListRow.to_dict``). Raises CardRefused naming place and column."""
    place = words.get("place", "著录表")
    values: dict[str, object] = {}
    for column, label in GIVEN.items():
        own = " ".join(str(words.get(column, "")).split())
        if own.lower() in _NOTHING:
            continue
        try:
            values[column] = _checked(column, own)
        except ValueRefused as error:
            raise CardRefused(f"{place}，“{label}”（{column}）一栏：{error}") from error
    return GivenCard(**values, words=dict(words))  # type: ignore[arg-type]


def with_given(description: Description, given: GivenCard) -> Description:
    """The description with the given values in front, and what the text proposed behind them."""
    values = given.values()
    changed = {
        name: _given_first(getattr(description, name), value, given.words.get(name, value))
        for name, value in values.items()
    }
    if "title" in values:
        description = replace(description, working_title_text="")
    return replace(description, **changed)  # type: ignore[arg-type]  # only fields that hold evidence are given


def _given_first(found: Evidence, value: str, quote: str) -> Evidence:
    proposed = (Candidate(found.value, found.rule, found.quote, found.confidence),) if found.value else ()
    rivals = tuple(each for each in (*proposed, *found.rivals) if each.value != value)
    return Evidence(value, BY_LIST, " ".join(quote.split()), 1.0, rivals)


def _checked(column: str, words: str) -> object:
    if len(words) > LONGEST.get(column, len(words)):
        raise ValueRefused(f"超过 {LONGEST[column]} 字。请缩短。")
    match column:
        case "region":
            return region_of(words)
        case "date":
            return date_of(words)
        case "kind":
            return kind_of(words)
        case "url" if not words.startswith(("http://", "https://")):
            raise ValueRefused(f"“{words[:40]}”不是网址。请写全，以 http:// 或 https:// 开头。")
    return words


def _may_be_list(head: bytes) -> bool:
    """A cheap look, so that thousands of reports are not decoded for nothing."""
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:400].replace(b"\x00", b"").lower()
    if start.startswith(b"{"):
        return b'"path"' in start or b'"file' in start or '"路径"'.encode() in start
    line = start.splitlines()[0] if start else b""
    return any(mark in line for mark in _PATH_MARKS)


def _is_heading(names: Iterable[str]) -> bool:
    """The path and at least one value; so that a report whose first line has commas is no list."""
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
                yield ListRow("", {}, name, f"{name} 超过 {MAX_ROWS} 行，后面的没有读。请分成几批。")
                return
            place = f"{name} 第 {reader.line_num} 行"
            row = dict(zip(columns, cells, strict=False))
            yield _row(row, place, "" if len(cells) <= len(columns) else "栏数多于表头；值里有逗号的请加引号")
    except csv.Error as error:
        yield ListRow(
            "", {}, name, f"{name} 第 {reader.line_num} 行读不懂（{error}），以下各行没有读。请另存为 UTF-8 的 CSV。"
        )


def _json_rows(text: str, name: str) -> Iterable[ListRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if number > MAX_ROWS:
            yield ListRow("", {}, name, f"{name} 超过 {MAX_ROWS} 行，后面的没有读。请分成几批。")
            return
        place = f"{name} 第 {number} 行"
        found = _json_row(line)
        if found is None:
            yield ListRow("", {}, place, f"{place}不是一个 JSON 对象。请改好这一行再试。")
        else:
            yield _row({COLUMNS.get(_heading(key), ""): value for key, value in found.items()}, place, "")


def _json_row(line: str) -> dict[str, str] | None:
    """The plain values of an object; lists and objects inside it are nobody's value here."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {
        key: "" if value is None else str(value) for key, value in found.items() if not isinstance(value, list | dict)
    }


def _row(cells: Mapping[str, str], place: str, fault: str) -> ListRow:
    row = {column: _UNSTORABLE.sub("", cell).strip() for column, cell in cells.items()}
    path = row.get("path", "")
    words = {column: row[column] for column in GIVEN if row.get(column)}
    if fault:
        return ListRow(path, words, place, f"{place}{fault}。")
    return ListRow(path, words, place, "" if path else f"{place}没有写文件（path）。请补上文件的路径。")


def _plain(path: str) -> str:
    return posixpath.normpath(path.strip().replace("\\", "/")).removeprefix("./")
