"""Following the archive: which changes come after the place that a follower remembers, and where does it go on?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from ninja.errors import HttpError

from archive.models import ErasedReport, PublicChange
from archive.publishing.changes import changes_after, newest_number, number_before, series_mark
from archive.text.dates import PartialDate
from archive.web.addresses import with_parameters

MOST_CHANGES = 1000
#: What a follower gets back to go on from: the mark of the series, and a number in it.
_CURSOR = re.compile(r"([0-9a-f]{12})-([0-9]{1,18})", re.ASCII)
_WRONG_SINCE = (
    "since 只能是上次答复里的 cursor，或时间：YYYY、YYYY-MM、YYYY-MM-DD、2026-11-30T08:00:00Z。不写就从头取。"
)
_BEGIN_AGAIN = (
    "这个 cursor 属于另一个变动序列：文库换回过备份，编号重新起了头。请清空自己的副本，从头取（不写 since）。"
)


def changes_shape(since: str, size: int) -> dict[str, Any]:
    """Return the shape of the changes after ``since``. Raise HttpError: 400 for a strange one, 410 for one of another series."""
    after = _number_of(since)
    rows = changes_after(after, size + 1)
    mark = series_mark()
    shown = rows[:size]
    reasons = _reasons(shown)
    cursor = f"{mark}-{shown[-1].number if shown else after}"
    following = {"since": cursor, "size": str(size)}
    return {
        "changes": [_change_shape(row, reasons.get(row.report_id)) for row in shown],
        "cursor": cursor,
        "more": len(rows) > size,
        "next": with_parameters(reverse("api:changes"), following),
    }


def utc_words(time: datetime) -> str:
    """Return a time as 2026-11-30T08:00:00Z."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _change_shape(row: PublicChange, reason: str | None) -> dict[str, Any]:
    is_published = row.status == PublicChange.Status.PUBLISHED
    return {
        "id": row.report_id,
        "status": row.status,
        "updated": utc_words(row.changed_at),
        "url": reverse("report", args=[row.report_id]) if is_published else None,
        "reason": reason,
    }


def _reasons(rows: Sequence[PublicChange]) -> dict[int, str]:
    """Return {report: reason} of those that were erased for a reason, as their addresses tell it. One query, none without."""
    erased = [row.report_id for row in rows if row.status == PublicChange.Status.ERASED]
    if not erased:
        return {}
    return dict(ErasedReport.objects.filter(report_id__in=erased).values_list("report_id", "reason"))


def _number_of(since: str) -> int:
    since = since.strip()
    if not since:
        return 0
    if found := _CURSOR.fullmatch(since):
        number = int(found[2])
        if number > newest_number() or found[1] != series_mark():
            raise HttpError(410, _BEGIN_AGAIN)
        return number
    return number_before(_time_of(since))


def _time_of(words: str) -> datetime:
    """Return the whole second that ``words`` name, in UTC unless they say otherwise; of a day or a year the first."""
    try:
        try:
            day = PartialDate.from_iso(words).first_day()
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        except ValueError:
            pass
        # A + of the zone comes as a blank from whoever did not encode it.
        time = parse_datetime(words.replace(" ", "+") if "T" in words else words)
        if time is None:
            raise ValueError(words)
        time = time.replace(microsecond=0)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise HttpError(400, _WRONG_SINCE) from error
