"""What is a report to the public now: published with which description, withdrawn, erased, or nothing?"""

from __future__ import annotations

from collections.abc import Collection

from archive.models import PublicChange, Report
from archive.models.digests import digest_of

Status = PublicChange.Status

#: Columns that pages, API, feeds and exports show or make their words of. Times of work and the queue's order are not among them.
_SHOWN = (
    "title", "is_working_title", "region_id", "region__name", "region__parent_id", "region__parent__name",
    "region__parent__parent_id", "region__parent__parent__name", "date", "date_precision", "source__name", "author", "kind",
    "script", "evidence", "doubtful", "content_years", "text", "edits", "gaps", "is_redacted", "is_truncated", "is_damaged",
    "is_sample", "central", "published_at", "original__sha256", "original__filename", "original__media_type", "original__size",
    "original__encoding", "original__recogniser", "original__address", "original__captured_at",
)  # fmt: skip

#: (status, digest of what readers see). The status is "" for what is there and not public: a draft. The digest is ""
#: unless published.
PublicState = tuple[str, str]
_AT_ONCE = 20  # texts in memory


def public_states(numbers: Collection[int]) -> dict[int, PublicState]:
    """Return {number: state} of those of the reports that are there. Two queries."""
    among = Report.objects.filter(pk__in=numbers).order_by()
    rows = among.published().values("id", *_SHOWN).iterator(chunk_size=_AT_ONCE)
    states: dict[int, PublicState] = {row["id"]: (Status.PUBLISHED, digest_of(row, _SHOWN)) for row in rows}
    for number, status in among.values_list("pk", "status"):
        states.setdefault(number, (Status.WITHDRAWN if status == Report.Status.WITHDRAWN else "", ""))
    return states
