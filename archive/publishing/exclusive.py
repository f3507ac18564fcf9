"""Which process may write the index? One of all machines that share the database at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from archive.models import IndexChange
from archive.storage.advisory import is_shared, try_advisory
from archive.storage.processes import outbox_lock_path, still_holds, try_lock
from search.documents import IndexBusy
from search.sentences import say


@contextmanager
def outbox_lock(patience: float) -> Iterator[None]:
    """Hold the lock while pending rows are read *and* applied. Raise IndexBusy if it is not free within ``patience``.

    Without it an older state, read before a newer one was applied, could be written after it.
    """
    with try_lock(outbox_lock_path(), patience=patience) as is_ours:
        if not is_ours:
            raise IndexBusy(say("另一个进程正在把改动写进索引，这些也由它写。"))
        yield


def refuse_if_lost(reports: set[int]) -> None:
    """Raise IndexBusy if the lock was lost meanwhile, with new rows for what was just written.

    Another process may have written a newer state of these reports before this one wrote its own.
    """
    if not still_holds(outbox_lock_path()):
        IndexChange.objects.bulk_create(IndexChange(report_id=pk) for pk in sorted(reports))
        raise IndexBusy(say("写索引时与数据库的连接断过，这些改动会再写一遍。"))


@contextmanager
def rebuild_lock() -> Iterator[None]:
    """Let one machine rebuild at a time; on one machine alone the engine's own lock does. Raise IndexBusy."""
    with try_advisory("index-rebuild", patience=0.0) if is_shared() else nullcontext(True) as is_ours:
        if not is_ours:
            raise IndexBusy(say("另一台机器上的进程正在重建索引。请等它做完再来。"))
        yield
