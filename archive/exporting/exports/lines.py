"""JSON Lines: the first line describes the list, each further line one report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from archive.exporting.exports.listing import Listing
from archive.exporting.exports.row import report_row
from archive.models import Report


def begin(listing: Listing) -> str:
    return _line(
        {
            "list": {
                "archive": "基层文库",
                "query": listing.query_text,
                "filters": [list(pair) for pair in listing.filters],
                "address": listing.address,
                "total": listing.total,
                "date": listing.exported_on.isoformat(),
            }
        }
    )


def block(listing: Listing, reports: Sequence[tuple[int, Report]]) -> str:
    return "".join(_line(_record(number, report, listing)) for number, report in reports)


def _record(number: int, report: Report, listing: Listing) -> dict[str, Any]:
    row = {"number": number, **report_row(report, listing.origin)}
    return row | ({"text": report.text} if listing.with_text else {})


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
