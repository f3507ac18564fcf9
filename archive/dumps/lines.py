"""One report as a line of reports.jsonl: what the API shows of it, with the extracted text, the offsets of its edits and its gaps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from archive.exporting.citation.description import describe_report
from archive.models import Report, ScannedPage
from archive.models.card import card_row

#: Card fields of a line, by the names of the API.
CARD = (
    "title", "working_title", "region", "date", "source", "author", "kind", "script", "redacted", "truncated", "damaged",
    "recognised", "sample", "central", "doubts",
)  # fmt: skip


def record_of(report: Report, pages: Sequence[ScannedPage] = ()) -> dict[str, Any]:
    """Return the values of a line. ``report`` was read with region, source and original; ``pages``: of a recognised one.

    The same report gives the same values on every database, so that equal states give equal files.
    """
    cited = describe_report(report)
    original = report.original
    return {
        "id": report.pk,
        "url": f"{settings.SITE_URL}{report.get_absolute_url()}",
        **card_row(report, *CARD),
        "cited_title": cited.title,
        "authors": [
            {"name": author.name, "type": "person" if author.is_person else "organization"} for author in cited.authors
        ],
        "content_years": report.content_years,
        "published": moment(report.published_at),
        "original": {
            "filename": original.filename,
            "media_type": original.media_type,
            "encoding": original.encoding,
            "size": original.size,
            "sha256": original.sha256,
            "recogniser": original.recogniser,
            "address": original.address,
            "captured": moment(original.captured_at),
        },
        "text": report.text,
        "extracted_text": report.extracted_text,
        "edits": _ordered(report.edits),
        "gaps": _ordered(report.gaps),
        "evidence": _ordered(report.evidence),
        "recognised_pages": [
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "turned": page.turned,
                "lines": page.lines,
            }
            for page in pages
        ],
    }


def to_line(record: dict[str, Any]) -> bytes:
    """Return the values as one line of UTF-8; a text with half of a surrogate pair has it escaped, as JSON may."""
    words = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        return words.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record, separators=(",", ":")).encode("ascii") + b"\n"


def moment(time: datetime | None) -> str | None:
    """Return a time in UTC, to the microsecond where it has any: ``2026-11-30T03:15:00.123456Z``."""
    return time.isoformat().replace("+00:00", "Z") if time else None


def _ordered(value: Any) -> Any:
    """Return JSON values with the keys of every object in one order; PostgreSQL keeps another than SQLite."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value
