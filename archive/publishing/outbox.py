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
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q

from archive.models import IndexChange, Report, ReportQuerySet
from archive.publishing.applied import note_applied, note_sections
from archive.publishing.exclusive import outbox_lock, rebuild_lock, refuse_if_lost
from archive.publishing.groups import group_of, near_groups
from archive.publishing.machines import refuse_second_machine
from archive.storage.processes import start_command
from archive.text.sections import split_sections
from search.documents import (
    QUALITIES,
    Document,
    EngineUnavailable,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    SearchError,
)
from search.engine import get_engine

logger = logging.getLogger(__name__)

#: Rows applied in one commit of the index: bounds memory and the time of the lock.
CHANGES_AT_ONCE = 500
#: Reports that a rebuild or a check of the index holds in memory, by number, at a time.
RANGE = 5_000
#: Seconds that a request works on the backlog; after them, a process of its own applies a long one.
REQUEST_SECONDS = 2.0
#: Rows that a request applies in one commit; a backlog with more rows is long.
_REQUEST_AT_ONCE = 20
#: Seconds that a rebuild waits for the process that is applying.
_PATIENCE = 60.0

_trouble = threading.local()
_postponed = threading.local()  # depth of ``changes_applied_once`` in this thread


def to_document(report: Report, groups: Mapping[int, int] | None = None) -> Document:
    """Return the document that the engine indexes for a report.

    ``groups`` is ``near_groups`` of reports with this one among them: many documents share one query.
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
        sections=tuple((each.kind, each.start, each.end) for each in split_sections(report.text)),
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
        return time.monotonic() - begun >= REQUEST_SECONDS and pending_changes() > _REQUEST_AT_ONCE

    if apply_after_commit(is_enough=is_enough, at_once=_REQUEST_AT_ONCE) and is_enough():
        _start_applying()


def _start_applying() -> None:
    """Start ``index apply``; it ends at once if another process is applying."""
    start_command("index", "apply")


def apply_after_commit(
    *, is_enough: Callable[[], bool] = lambda: False, at_once: int = CHANGES_AT_ONCE, patience: float = 0.0
) -> bool:
    """Apply the pending rows and return whether this process did; if the index is busy, missing or away, they wait."""
    if getattr(_postponed, "depth", 0):
        return False
    _trouble.is_there = False
    try:
        apply_index_changes(is_enough=is_enough, at_once=at_once, patience=patience)
        return True
    except IndexBusy:
        logger.info("the index is being written elsewhere; the change waits for that writer")
    except (IndexMissing, EngineUnavailable, OSError) as error:
        # archive/publishing/keeper.py tries again.
        logger.warning("the change waits: %s", error)
        _trouble.is_there = True
    return False


def index_is_in_trouble() -> bool:
    """Return whether the last change of this thread could not be written to the index, for the desk to say so."""
    return getattr(_trouble, "is_there", False)


@contextmanager
def changes_applied_once() -> Iterator[None]:
    """Postpone the rows of a batch of changes and apply them at the end of the block. After a crash they wait."""
    try:
        with changes_left_waiting():
            yield
    finally:
        apply_after_commit()


@contextmanager
def changes_left_waiting() -> Iterator[None]:
    """Postpone the rows of a batch of changes; behind the block they wait for whoever applies rows or rebuilds the index."""
    _postponed.depth = getattr(_postponed, "depth", 0) + 1
    try:
        yield
    finally:
        _postponed.depth -= 1


def apply_index_changes(
    *,
    progress: Callable[[int], None] = lambda done: None,
    is_enough: Callable[[], bool] = lambda: False,
    at_once: int = CHANGES_AT_ONCE,
    patience: float = 0.0,
) -> int:
    """Apply all pending rows, or as many as until ``is_enough``; return their number.

    Rows are deleted only after the index is committed and fsynced, so a crash at any moment repeats work and loses none.
    A row whose document the index refuses is tried once, and the others are applied without it.
    Raise IndexBusy (SecondMachine too), IndexMissing, EngineUnavailable, and OSError if the index cannot be written.
    """
    applied = 0
    refused: set[int] = set()
    refuse_second_machine()
    while _pending().exclude(pk__in=refused).exists() and not is_enough():
        with outbox_lock(patience):
            while (rows := _next_rows(refused, at_once)) and not is_enough():
                reports = set(rows.values())
                failed = _apply_reports(reports)
                refuse_if_lost(reports)
                taken = [row for row, report in rows.items() if report not in failed]
                again = Q(report_id__in=reports - failed, tries__gte=IndexChange.MAX_TRIES)
                IndexChange.objects.filter(Q(pk__in=taken) | again).delete()
                if failed:
                    refused |= rows.keys() - set(taken)
                    IndexChange.objects.filter(pk__in=refused & rows.keys()).update(tries=F("tries") + 1)
                note_applied(max(taken, default=0))
                applied += len(taken)
                progress(applied)
    return applied


def _next_rows(refused: set[int], at_once: int) -> dict[int, int]:
    return dict(_pending().exclude(pk__in=refused).values_list("id", "report_id")[:at_once])


def _apply_reports(reports: set[int]) -> set[int]:
    """Write the reports to the index as they are now; return those whose documents it cannot take.

    These are found by halves, so that one of 500 costs some twenty commits.
    """
    try:
        documents = list(documents_of(reports))
        get_engine().apply(upserts=documents, deletes=reports - {document.id for document in documents})
    except (SearchError, OSError, DatabaseError, MemoryError):
        raise
    except Exception:
        if len(reports) == 1:
            logger.exception("the index cannot take report %s", *reports)
            return reports
        half = set(sorted(reports)[: len(reports) // 2])
        return _apply_reports(half) | _apply_reports(reports - half)
    return set()


def rebuild_index(*, progress: Callable[[int], None] = lambda done: None) -> int:
    """Write a new index of all published reports beside the live one, swap, and return the number of reports.

    Changes made meanwhile go to the live index, and to the new one before the swap. A report that the index cannot take
    is parked. Raise IndexBusy if another process is rebuilding.
    """
    refused: dict[int, Exception] = {}
    refuse_second_machine()

    def rebuild() -> int:
        return get_engine().rebuild(
            _all_documents(), progress=progress, current=documents_of, refuse=refused.__setitem__
        )

    with rebuild_lock():
        try:
            count = rebuild()
        except IndexDamaged:  # the live index was damaged meanwhile; the second time nothing of it is needed
            count = rebuild()
    note_sections()
    for number, error in refused.items():
        logger.error("the index cannot take report %s", number, exc_info=error)
    IndexChange.objects.bulk_create(IndexChange(report_id=pk, tries=IndexChange.MAX_TRIES) for pk in refused)
    # Apply the waiting rows once more: another process may have read an older state than the new index has.
    # Wait for that process: if the swap turned it away, no other would apply its rows.
    apply_after_commit(patience=_PATIENCE)
    return count


def _all_documents() -> Iterator[Document]:
    """Yield the documents of all published reports that are not parked.

    Lazy, so that the engine notes the start of its rebuild first.
    """
    parked = set(_parked().values_list("report_id", flat=True))
    for numbers in published_ranges():
        yield from documents_of(set(numbers) - parked)


def published_ranges() -> Iterator[list[int]]:
    """Yield the numbers of all published reports, ascending, RANGE at a time."""
    last = -1
    published = Report.objects.published().order_by("pk").values_list("pk", flat=True)
    while numbers := list(published.filter(pk__gt=last)[:RANGE]):
        yield numbers
        last = numbers[-1]


def documents_of(ids: set[int]) -> Iterator[Document]:
    """Yield the documents of those of the reports that are published, as they are now."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), CHANGES_AT_ONCE):
        some = wanted[first : first + CHANGES_AT_ONCE]
        groups = near_groups(some)
        for report in _published().filter(pk__in=some).order_by("pk"):
            yield to_document(report, groups)


def pending_changes() -> int:
    """Return the number of pending rows, those that are parked left out."""
    return _pending().count()


def oldest_pending() -> datetime | None:
    """Return since when the oldest pending row waits, None if there is none."""
    return _pending().order_by("id").values_list("created_at", flat=True).first()


def waiting_removals(listed: ReportQuerySet | None = None) -> list[int]:
    """Return the reports that the index may still list though they are not among ``listed``, by default the published ones.

    They are those of all rows, parked ones too. One query, however many rows wait.
    """
    among = Report.objects.published() if listed is None else listed
    waiting = IndexChange.objects.order_by().exclude(Exists(among.filter(pk=OuterRef("report_id"))))
    return sorted(set(waiting.values_list("report_id", flat=True)))


def try_parked_again() -> int:
    """Make the parked rows pending again and return their number."""
    return _parked().update(tries=0)


def _pending():
    return IndexChange.objects.filter(tries__lt=IndexChange.MAX_TRIES)


def _parked():
    return IndexChange.objects.filter(tries__gte=IndexChange.MAX_TRIES)


def _published():
    return Report.objects.published().select_related("source").defer("extracted_text", "edits", "evidence")
