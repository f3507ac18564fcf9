"""Keeping the index equal to the database: an outbox, written with the change, emptied after the commit.

A change to a published report writes an IndexChange row in its own transaction.
After the commit the same process applies what is pending, if nobody else is doing
so just then; whoever holds the lock looks again after letting go, so that no row
is left lying between two holders.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
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
from archive.storage.locks import try_lock
from search.documents import QUALITIES, Document, IndexBusy, IndexMissing
from search.engine import get_engine

logger = logging.getLogger(__name__)

#: Changes applied in one commit of the index: bounds memory and the time of the lock.
CHANGES_AT_ONCE = 500
#: A request that has worked so long on what others left, and still sees a long backlog, leaves it to a process of its own.
REQUEST_SECONDS = 2.0
_REQUEST_AT_ONCE = 20
#: Seconds that a rebuild waits for whoever is applying.
_PATIENCE = 60.0

_waiting = threading.local()


def to_document(report: Report, groups: Mapping[int, int] | None = None) -> Document:
    """What the engine is told of a report. ``groups``: near_groups() of all or some reports with this one among them,
    so that many documents ask for them once."""
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
    """Leave word, inside the caller's transaction, that the index must look at ``report`` again."""
    IndexChange.objects.create(report_id=report.pk)
    transaction.on_commit(_apply_in_a_request, robust=True)


def _apply_in_a_request() -> None:
    """A killed import may have left thousands of rows: nobody who publishes one report waits for those."""
    begun = time.monotonic()

    def enough() -> bool:
        # A few rows are somebody's fresh changes, which wait for nobody but the holder of the lock.
        return time.monotonic() - begun >= REQUEST_SECONDS and IndexChange.objects.count() > _REQUEST_AT_ONCE

    if apply_after_commit(enough=enough, at_once=_REQUEST_AT_ONCE) and enough():
        _apply_apart()


def _apply_apart() -> None:
    """``index apply`` in a process that outlives this request; it ends at once if another is applying."""
    environment = {**os.environ, "DATA_DIR": str(settings.DATA_DIR)}
    applying = subprocess.Popen(
        [sys.executable, "manage.py", "index", "apply"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=applying.wait, daemon=True).start()  # so that no zombie stays behind


def apply_after_commit(
    *, enough: Callable[[], bool] = lambda: False, at_once: int = CHANGES_AT_ONCE, patience: float = 0.0
) -> bool:
    """Apply what is pending, and tell whether it fell to this process; whatever goes wrong, the rows wait."""
    if getattr(_waiting, "depth", 0):
        return False
    try:
        apply_index_changes(enough=enough, at_once=at_once, patience=patience)
        return True
    except IndexBusy:
        logger.info("the index is being written elsewhere; the change waits for that writer")
    except IndexMissing as error:
        logger.warning("the change waits: %s", error)
    return False


@contextmanager
def changes_applied_once() -> Iterator[None]:
    """Many changes, one commit of the index at the end; for batches. A crash inside leaves the rows waiting."""
    _waiting.depth = getattr(_waiting, "depth", 0) + 1
    try:
        yield
    finally:
        _waiting.depth -= 1
        apply_after_commit()


def apply_index_changes(
    *,
    progress: Callable[[int], None] = lambda done: None,
    enough: Callable[[], bool] = lambda: False,
    at_once: int = CHANGES_AT_ONCE,
    patience: float = 0.0,
) -> int:
    """Drain the outbox, or begin no further commit once it is ``enough``; the number of rows applied.

    Rows go only after the index is committed and fsynced, so a crash
    anywhere repeats work and loses none. Raises IndexBusy, IndexMissing.
    """
    applied = 0
    while IndexChange.objects.exists() and not enough():
        with _outbox_lock(patience):
            while (rows := list(IndexChange.objects.values_list("id", "report_id")[:at_once])) and not enough():
                ids = {report_id for _, report_id in rows}
                documents = list(_documents(ids))
                get_engine().apply(upserts=documents, deletes=ids - {document.id for document in documents})
                IndexChange.objects.filter(pk__in=[row_id for row_id, _ in rows]).delete()
                applied += len(rows)
                progress(applied)
    return applied


def rebuild_index(*, progress: Callable[[int], None] = lambda done: None) -> int:
    """Write a new index of all published reports beside the live one and swap; the number of reports.

    Changes made meanwhile go to the live index as ever, and to the new one before it goes live. Raises IndexBusy
    if another process is rebuilding.
    """
    count = get_engine().rebuild(_all_documents(), progress=progress, current=_documents)
    # Rows that waited are looked at once more: whoever was applying may have read an older state than the new index has.
    # That one is waited for: if the swap turned it away, nobody else would come for its rows.
    apply_after_commit(patience=_PATIENCE)
    return count


def _all_documents() -> Iterator[Document]:
    """Nothing is read before the first is asked for: the engine notes its start before."""
    groups = near_groups()
    for report in _documents_of().order_by("id").iterator(chunk_size=CHANGES_AT_ONCE):
        yield to_document(report, groups)


def _documents(ids: set[int]) -> Iterator[Document]:
    """Those of the named reports that are published, as they are now."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), CHANGES_AT_ONCE):
        some = wanted[first : first + CHANGES_AT_ONCE]
        groups = near_groups(some)
        for report in _documents_of().filter(pk__in=some):
            yield to_document(report, groups)


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """Report numbers on which database and index disagree."""

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.stale or self.extra)


def check_index(*, fix: bool = False) -> IndexCheck:
    """Compare every published report with the index, document by document; with ``fix``, mend the index."""
    held = dict(get_engine().digests())
    groups = near_groups()
    missing: list[int] = []
    stale: list[int] = []
    for report in _documents_of().order_by("id").iterator(chunk_size=500):
        digest = held.pop(report.pk, None)
        if digest is None:
            missing.append(report.pk)
        elif digest != to_document(report, groups).digest():
            stale.append(report.pk)
    check = IndexCheck(tuple(missing), tuple(stale), tuple(held))
    if fix and not check.agrees:
        IndexChange.objects.bulk_create(
            IndexChange(report_id=pk) for pk in (*check.missing, *check.stale, *check.extra)
        )
        apply_index_changes()
    return check


def pending_changes() -> int:
    """How many rows the index is behind."""
    return IndexChange.objects.count()


def _documents_of():
    return Report.objects.published().select_related("source").defer("extracted_text", "edits", "evidence")


@contextmanager
def _outbox_lock(patience: float) -> Iterator[None]:
    """Held while pending rows are read *and* applied; raises IndexBusy if it is not free within ``patience`` seconds.

    Without it an older state, read before a newer one was applied, could be
    written after it.
    """
    with try_lock(Path(settings.DATA_DIR) / "index-outbox.lock", patience=patience) as is_ours:
        if not is_ours:
            raise IndexBusy("another process is applying changes to the index; it will take these too")
        yield
