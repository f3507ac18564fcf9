"""The columns of the tables of a dump: of a report its card and its text, for whoever counts and compares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from archive.models import Region

#: Between the values of a cell that holds several.
BETWEEN = ";"

Type = Literal["integer", "string", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type by Frictionless Table Schema, what it holds, and its value of a line's values."""

    name: str
    type: Type
    description: str
    value: Callable[[dict[str, Any]], Any]


def _same(name: str, type_: Type, description: str) -> Column:
    return Column(name, type_, description, lambda record: record[name])


def _of_region(name: str, description: str) -> Column:
    return Column(name, "string", description, lambda record: _region_values(record["region"])[name])


def _of_original(name: str, type_: Type, description: str) -> Column:
    return Column(name, type_, description, lambda record: record["original"][name] or None)


def _listed(name: str, description: str) -> Column:
    return Column(name, "string", description, lambda record: BETWEEN.join(map(str, record[name])) or None)


def _region_values(region: dict[str, Any] | None) -> dict[str, str | None]:
    return {
        "region": "".join(region["path"]) if region else None,
        "region_code": region["code"] if region else None,
    }


REPORT_COLUMNS = (
    _same("id", "integer", "编号 number, the same as in /reports/NUMBER/"),
    _same("url", "string", "地址 address"),
    _same("title", "string", "题名 title"),
    _same("working_title", "boolean", "拟题 whether the archive made the title"),
    _of_region("region", "地区 region with those above it"),
    _of_region("region_code", "行政区划代码 code of GB/T 2260"),
    _same("date", "string", "日期 YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known"),
    _same("source", "string", "来源 source"),
    _same("author", "string", "作者 author as written"),
    _same("kind", "string", "类别 report, news, experience, template, academic or other"),
    _same("script", "string", "字形 hans, hant or mixed"),
    _same("redacted", "boolean", "有隐去 words were masked before the text came in"),
    _same("truncated", "boolean", "不完整 the text breaks off"),
    _same("damaged", "boolean", "有缺损 characters are lost"),
    _same("recognised", "boolean", "文字识别 the text was recognised in pictures"),
    _same("sample", "boolean", "示例，非史料 made up to try the archive"),
    _same("central", "boolean", "中央文件 marked by an editor as a document of the centre"),
    _listed("doubts", f"存疑 card fields whose value may be wrong, with {BETWEEN} between"),
    _listed("content_years", f"文中所述年份 years that the text speaks of, with {BETWEEN} between"),
    _same("published", "string", "发布时间 when it was published here, UTC"),
    _of_original("filename", "string", "原件文件名 name of the original file"),
    _of_original("media_type", "string", "原件类型 media type of the original"),
    _of_original("size", "integer", "原件字节数 bytes of the original"),
    _of_original("sha256", "string", "原件SHA-256 digest of the original"),
    _of_original("address", "string", "网址 page that the copy came from"),
    _of_original("captured", "string", "抓取时间 when a crawler fetched that page, UTC"),
    _same("text", "string", "正文 text"),
)

REGION_COLUMNS: tuple[tuple[str, Type, str], ...] = (
    ("code", "string", "行政区划代码 code of GB/T 2260"),
    ("name", "string", "名称 name"),
    ("short", "string", "简称 short name"),
    ("level", "string", "级别 province, city or county"),
    ("parent", "string", "上级 code of the region above"),
)

SOURCE_COLUMNS: tuple[tuple[str, Type, str], ...] = (
    ("name", "string", "名称 name"),
    ("reports", "integer", "篇数 reports of this set"),
)


def cells(record: dict[str, Any]) -> list[Any]:
    """Return the cells of REPORT_COLUMNS for CSV: a truth value as ``true`` or ``false``, None for an unknown value."""
    return [_cell(column.value(record)) for column in REPORT_COLUMNS]


def _cell(value: Any) -> Any:
    return ("true" if value else "false") if isinstance(value, bool) else value


def region_rows(alias: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of all regions of today, by their codes."""
    rows = Region.objects.using(alias).order_by("code")
    yield from rows.values_list("code", "name", "short", "level", "parent_id").iterator(chunk_size=1000)


def schema(columns: Iterable[tuple[str, Type, str]], key: str) -> dict[str, Any]:
    """Return a Table Schema of Frictionless for the columns; truth values are written as ``true`` and ``false``."""
    return {
        "fields": [
            {"name": name, "type": type_, "description": description}
            | ({"trueValues": ["true"], "falseValues": ["false"]} if type_ == "boolean" else {})
            for name, type_, description in columns
        ],
        "missingValues": [""],
        "primaryKey": key,
    }


def report_columns() -> list[tuple[str, Type, str]]:
    """Return name, type and description of each column of a report."""
    return [(column.name, column.type, column.description) for column in REPORT_COLUMNS]
