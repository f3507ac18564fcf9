"""The digest of a report: what its text and card were when it was saved, so that ``fsck`` finds a bit that has changed since.

A bit that changes on a disk leaves the pages of a database whole, and no check of the database itself finds it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model

#: Columns under the digest: text, card, status, times, and those of the original, which never change. The queue's order
#: and the batch do not belong to a report.
DIGESTED = (
    "original_id", "status", "title", "is_working_title", "region_id", "date", "date_precision", "source_id", "author",
    "kind", "script", "evidence", "content_years", "text", "extracted_text", "edits", "text_fingerprint", "is_redacted",
    "is_truncated", "is_damaged", "is_sample", "central", "gaps", "created_at", "published_at", "withdrawn_at", "original__sha256",
    "original__filename", "original__media_type", "original__encoding", "original__size", "original__address",
)  # fmt: skip
#: A column that a later program added: while it is false it is no part of the digest, so that older digests go on holding.
_WHERE_TRUE = frozenset({"central"})
_NAMES = frozenset(DIGESTED) | {name.removesuffix("_id") for name in DIGESTED}


def is_digested(names: Iterable[str]) -> bool:
    """Return whether one of these fields or columns is under the digest."""
    return not _NAMES.isdisjoint(names)


def digest_of(row: Mapping[str, Any], names: Collection[str] = DIGESTED) -> str:
    """Return the SHA-256 (hex) of the columns ``names``, as every database gives them back."""
    values = {name: row[name] for name in names if row[name] or name not in _WHERE_TRUE}
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def note_digests(model: type[Model], numbers: Iterable[int]) -> None:
    """Store the digest of these reports as they are in the database; call it in the transaction that changed them."""
    rows = model._base_manager
    for number in numbers:
        if row := rows.filter(pk=number).values(*DIGESTED).first():
            rows.filter(pk=number).update(digest=digest_of(row))


def is_as_saved(model: type[Model], number: int | None) -> bool:
    """Return whether a report is as it was saved, or is not there."""
    row = model._base_manager.filter(pk=number).values("digest", *DIGESTED).first()
    return row is None or row["digest"] == digest_of(row)


def _plain(value: datetime.date) -> str:
    return value.isoformat()
