"""What a dump says of itself: datapackage.json (Frictionless Data Package 1), README.md and SHA256SUMS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from archive.dumps.columns import REGION_COLUMNS, SOURCE_COLUMNS, report_columns, schema
from archive.dumps.files import WrittenFile
from archive.dumps.layout import CSV, FORMAT, PARQUET, README, REGIONS, REPORTS, SOURCES
from archive.exporting.citation.description import ARCHIVE
from archive.languages import say

#: What may be done with the texts where the settings say nothing; the page 关于本库 has the same words.
RIGHTS = "各篇文字的权利属于原作者或原发表者，本库不主张权利。收存是为查考和核对；引用请注明原出处，整篇转载请先得权利人同意。著录（题名、地区、日期、来源等）可以自由使用。"
_README = Path(__file__).with_name("readme.md")
#: Values of a line of reports.jsonl that are no text: name and type of Frictionless Table Schema.
_LINE_TYPES = {
    "id": "integer", "region": "object", "working_title": "boolean", "redacted": "boolean", "truncated": "boolean",
    "damaged": "boolean", "recognised": "boolean", "sample": "boolean", "central": "boolean",
    "doubts": "array", "authors": "array",
    "content_years": "array", "published": "datetime", "original": "object", "edits": "array", "gaps": "array",
    "evidence": "object", "recognised_pages": "array",
}  # fmt: skip
_LINE_FIELDS = (
    "id", "url", "title", "working_title", "region", "date", "source", "author", "kind", "script", "redacted", "truncated",
    "damaged", "recognised", "sample", "central", "doubts", "cited_title", "authors", "content_years", "published", "original", "text",
    "extracted_text", "edits", "gaps", "evidence", "recognised_pages",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a dump: when it was begun, the state that it holds, how many reports, and whether originals are in it.

    ``change`` is the number of the newest public change of that state, in the series ``series``: both make
    the cursor from which a follower of ``/api/v1/changes`` goes on.
    """

    made: datetime
    change: int
    series: str
    reports: int
    has_originals: bool


def package_of(described: Described, files: Sequence[WrittenFile]) -> bytes:
    """Return datapackage.json; nothing but ``created``, ``version`` and ``cursor`` in it tells of which moment it is."""
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "jiceng",
        "title": ARCHIVE,
        "description": "已发布的报告，连同著录、依据和修改。Published reports with card, evidence and edits.",
        "version": str(described.change),
        "created": timezone.localtime(described.made).isoformat(timespec="seconds"),
        "licenses": [_rights()],
        "resources": [_resource(file) for file in files],
        "jiceng": {
            "format": FORMAT,
            "program": settings.VERSION,
            "reports": described.reports,
            "originals": described.has_originals,
            "cursor": f"{described.series}-{described.change}",
        },
    }
    if settings.SITE_URL:
        package["homepage"] = f"{settings.SITE_URL}{reverse('archive')}"
    if settings.ARCHIVE_OPERATOR:
        package["contributors"] = [{"title": settings.ARCHIVE_OPERATOR, "role": "publisher"}]
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _rights() -> dict[str, str]:
    # A license has a name; these are words of the archive, and no licence of a list.
    rights = {"name": "see-title", "title": settings.ARCHIVE_RIGHTS or RIGHTS}
    return rights | ({"path": f"{settings.SITE_URL}{reverse('archive')}"} if settings.SITE_URL else {})


def _resource(file: WrittenFile) -> dict[str, Any]:
    known = _RESOURCES[file.name]
    return {"name": file.name.replace(".", "-").lower(), "path": file.name, **known} | {
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _table(key: str, columns: Sequence[Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema(columns, key),
    }


_RESOURCES: dict[str, dict[str, Any]] = {
    README: {"profile": "data-resource", "format": "md", "mediatype": "text/markdown", "encoding": "utf-8"},
    REPORTS: {
        "profile": "data-resource",
        "format": "jsonl",
        "mediatype": "application/x-ndjson",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": name, "type": _LINE_TYPES.get(name, "string")} for name in _LINE_FIELDS],
            "primaryKey": "id",
        },
    },
    CSV: _table("id", report_columns()),
    PARQUET: {
        "profile": "data-resource",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema(report_columns(), "id"),
    },
    REGIONS: _table("code", REGION_COLUMNS),
    SOURCES: _table("name", SOURCE_COLUMNS),
}


def readme_of(described: Described, *, with_parquet: bool) -> bytes:
    """Return README.md, in Chinese and English whatever language is active."""
    rights = settings.ARCHIVE_RIGHTS or RIGHTS
    with override("en"):
        in_english = rights if settings.ARCHIVE_RIGHTS else say(RIGHTS)
    operator, address = settings.ARCHIVE_OPERATOR, settings.SITE_URL
    who = f"{operator}. " if operator else ""
    where = f". {address}/" if address else ""
    words = _README.read_text("utf-8").format(
        reports=described.reports,
        archive="  ".join(filter(None, (operator, address and f"{address}{reverse('archive')}"))),
        parquet=(
            "| `reports.parquet` | 与 `reports.csv` 同样的栏目，没有撇号。The columns of `reports.csv`, without apostrophes |\n"
            if with_parquet
            else ""
        ),
        originals=(
            "| `originals/` | 原件，按 SHA-256 存放；名字和类型在 `reports.jsonl` 里。Original files under their SHA-256 |\n"
            if described.has_originals
            else ""
        ),
        rights=rights,
        rights_in_english=in_english if in_english != rights else "",
        citation=f"> {who}{ARCHIVE}数据集[DS/OL]. [日期 date]{where}",
    )
    return words.encode("utf-8", "replace")
