"""The outbox (待索引表): it keeps the index equal to the database.

A change to a published report writes an IndexChange row in its own transaction. After the commit the same process
applies all pending rows, unless another process holds the outbox lock. The holder looks for rows again after it releases
the lock, so that no row stays behind between two holders.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from archive.models import IndexChange, Report
from archive.publishing.groups import group_of, near_groups
from archive.storage.processes import start_command, try_lock
from search.documents import QUALITIES, Document, IndexBusy, IndexMissing
from search.engine import get_engine

logger = logging.getLogger(__name__)

#: Rows applied in one commit of the index: bounds memory and the time of the lock.
CHANGES_AT_ONCE = 500
#: Seconds that a request works on the backlog; after them, a process of its own applies a long one.
REQUEST_SECONDS = 2.0
#: Rows that a request applies in one commit; a backlog with more rows is long.
_REQUEST_AT_ONCE = 20
#: Seconds that a rebuild waits for the process that is applying.
_PATIENCE = 60.0

_postponed = threading.local()  # depth of ``changes_applied_once`` in this thread


def to_document(report: Report, groups: Mapping[int, int] | None = None) -> Document:
    """Return the document that the engine indexes for a report.

    ``groups`` is ``near_groups()`` of reports with this one among them: many documents share one query.
    """
    date = report.partial_date
    return Document(
        id=report.pk,
        title=report.title,
        body=report.text,
        region=report.region_id or "",
        date=date.iso if date else "",
        source=report.source.name if report.source else "",
        author=report.author,
        kind=report.kind,
        script=report.script,
        quality=tuple(name for name in QUALITIES if getattr(report, f"is_{name}")),
        group=group_of(report, groups),
    )


def note_change(report: Report) -> None:
    """Write a row, in the caller's transaction, that the index entry of ``report`` is out of date."""
    IndexChange.objects.create(report_id=report.pk)
    transaction.on_commit(_apply_in_a_request, robust=True)


def _apply_in_a_request() -> None:
    """Apply the pending rows, but leave a long backlog, as of a killed import, to a process of its own."""
    begun = time.monotonic()

    def is_enough() -> bool:
        # A few rows are fresh changes: they wait only for the holder of the lock.
        return time.monotonic() - begun >= REQUEST_SECONDS and IndexChange.objects.count() > _REQUEST_AT_ONCE

    if apply_after_commit(is_enough=is_enough, at_once=_REQUEST_AT_ONCE) and is_enough():
        _start_applying()


def _start_applying() -> None:
    """Start ``index apply``; it ends at once if another process is applying."""
    start_command("index", "apply")


def apply_after_commit(
    *, is_enough: Callable[[], bool] = lambda: False, at_once: int = CHANGES_AT_ONCE, patience: float = 0.0
) -> bool:
    """Apply the pending rows and return whether this process did; if the index is busy or missing, they wait."""
    if getattr(_postponed, "depth", 0):
        return False
    try:
        apply_index_changes(is_enough=is_enough, at_once=at_once, patience=patience)
        return True
    except IndexBusy:
        logger.info("the index is being written elsewhere; the change waits for that writer")
    except IndexMissing as error:
        logger.warning("the change waits: %s", error)
    return False


@contextmanager
def changes_applied_once() -> Iterator[None]:
    """Postpone the rows of a batch of changes and apply them at the end of the block. After a crash they wait."""
    _postponed.depth = getattr(_postponed, "depth", 0) + 1
    try:
        yield
    finally:
        _postponed.depth -= 1
        apply_after_commit()


def apply_index_changes(
    *,
    progress: Callable[[int], None] = lambda done: None,
    is_enough: Callable[[], bool] = lambda: False,
    at_once: int = CHANGES_AT_ONCE,
    patience: float = 0.0,
) -> int:
    """Apply all pending rows, or as many as until ``is_enough``; return their number.

    Rows are deleted only after the index is committed and fsynced, so a crash at any moment repeats work and loses none.
    Raise IndexBusy, IndexMissing.
    """
    applied = 0
    while IndexChange.objects.exists() and not is_enough():
        with _outbox_lock(patience):
            while (rows := list(IndexChange.objects.values_list("id", "report_id")[:at_once])) and not is_enough():
                ids = {report_id for _, report_id in rows}
                documents = list(_documents(ids))
                get_engine().apply(upserts=documents, deletes=ids - {document.id for document in documents})
                IndexChange.objects.filter(pk__in=[row_id for row_id, _ in rows]).delete()
                applied += len(rows)
                progress(applied)
    return applied


def rebuild_index(*, progress: Callable[[int], None] = lambda done: None) -> int:
    """Write a new index of all published reports beside the live one, swap, and return the number of reports.

    Changes made meanwhile go to the live index, and to the new one before the swap. Raise IndexBusy if another process
    is rebuilding.
    """
    count = get_engine().rebuild(_all_documents(), progress=progress, current=_documents)
    # Apply the waiting rows once more: another process may have read an older state than the new index has.
    # Wait for that process: if the swap turned it away, no other would apply its rows.
    apply_after_commit(patience=_PATIENCE)
    return count


def _all_documents() -> Iterator[Document]:
    """Yield the documents of all published reports. Lazy, so that the engine notes the start of its rebuild first."""
    groups = near_groups()
    for report in _published().order_by("id").iterator(chunk_size=CHANGES_AT_ONCE):
        yield to_document(report, groups)


def _documents(ids: set[int]) -> Iterator[Document]:
    """Yield the documents of those of the reports that are published, as they are now."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), CHANGES_AT_ONCE):
        some = wanted[first : first + CHANGES_AT_ONCE]
        groups = near_groups(some)
        for report in _published().filter(pk__in=some):
            yield to_document(report, groups)


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """Numbers of the reports on which database and index disagree."""

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.stale or self.extra)


def check_index(*, fix: bool = False) -> IndexCheck:
    """Compare every published report with the index, document by document; with ``fix``, correct the index."""
    indexed = dict(get_engine().digests())
    groups = near_groups()
    missing: list[int] = []
    stale: list[int] = []
    for report in _published().order_by("id").iterator(chunk_size=500):
        digest = indexed.pop(report.pk, None)
        if digest is None:
            missing.append(report.pk)
        elif digest != to_document(report, groups).digest():
            stale.append(report.pk)
    check = IndexCheck(tuple(missing), tuple(stale), tuple(indexed))
    if fix and not check.agrees:
        IndexChange.objects.bulk_create(
            IndexChange(report_id=pk) for pk in (*check.missing, *check.stale, *check.extra)
        )
        apply_index_changes()
    return check


def pending_changes() -> int:
    """Return the number of pending rows."""
    return IndexChange.objects.count()


def _published():
    return Report.objects.published().select_related("source").defer("extracted_text", "edits", "evidence")


@contextmanager
def _outbox_lock(patience: float) -> Iterator[None]:
    """Hold the lock while pending rows are read *and* applied. Raise IndexBusy if it is not free within ``patience``.

    Without it an older state, read before a newer one was applied, could be written after it.
    """
    with try_lock(Path(settings.DATA_DIR) / "index-outbox.lock", patience=patience) as is_ours:
        if not is_ours:
            raise IndexBusy("another process is applying changes to the index; it will take these too")
        yield
