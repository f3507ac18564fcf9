"""Whether the archive can do its work now, and how many reports and files it holds."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min, Q
from django.utils import timezone

from archive.models import ImportFile, IndexChange, ReadingState, Report
from archive.storage.advisory import is_shared
from archive.storage.machine import refusal
from archive.storage.processes import is_any_batch_locked, is_locked, outbox_lock_path
from search.documents import EngineUnavailable, SearchError
from search.engine import get_engine

logger = logging.getLogger(__name__)

OK, FAILED, READ_ONLY, DEGRADED = "ok", "failed", "read-only", "degraded"
#: The keeper of the index tries again within a minute, so after this time it failed many times.
STUCK_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What database, index and disk answer. None stands for a number that could not be read.

    ``database`` and ``index`` are ok or failed, ``disk`` is ok or low; ``index`` is read-only where no process can write
    to it, and degraded where a machine of its cluster is lost and every answer is still whole. ``is_stuck``: changes wait
    for long and no process works on them. ``parked``: documents that the index refused. ``unread``: public changes whose figures
    and sections are not read yet. ``is_refused``: another machine
    serves this database, and this one may not. ``schema`` is ok, older (run the migrations) or
    newer (of a version that is just being installed).
    """

    database: str = FAILED
    index: str = FAILED
    schema: str = "unknown"
    disk: str = "unknown"
    pending: int | None = None
    lag_seconds: float | None = None
    is_stuck: bool = False
    parked: int | None = None
    unread: int | None = None
    is_refused: bool = False
    documents: int | None = None
    generation: int | None = None
    index_bytes: int | None = None
    disk_free_bytes: int | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why the archive is not ready, in words for a program; () if it is ready."""
        known = {
            "the database does not answer": self.database != OK,
            "the index does not answer": self.index == FAILED,
            "the index cannot be written": self.index == READ_ONLY,
            "the index is behind and no process brings it up to date: run manage.py index apply": self.is_stuck,
            "the database is of an older version: run manage.py migrate": self.schema == "older",
            "another machine serves this database, and this one may not: see the log": self.is_refused,
            "little space is left under DATA_DIR": self.disk == "low",
        }
        return tuple(reason for reason, holds in known.items() if holds)

    @property
    def is_ready(self) -> bool:
        """Return whether the archive can work. An index that is behind is ready: a search misses the newest reports alone."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """Numbers by name of status."""

    reports: dict[str, int]
    uploads: dict[str, int]


def check_readiness() -> Readiness:
    """Ask database, index and disk, by three queries. The cause of a failure goes to the log."""
    return Readiness(**_database(), **_index(), **_disk(), is_refused=is_shared() and bool(refusal()))


def count_by_status() -> StatusCounts:
    """Count reports and uploaded files of each status, zeros too, by two queries."""
    return StatusCounts(
        _numbers(Report, Report.Status.values),
        _numbers(ImportFile, ImportFile.Status.values),
    )


def _numbers(model: type[Report] | type[ImportFile], names: list[str]) -> dict[str, int]:
    rows = model._default_manager.order_by().values_list("status").annotate(Count("pk"))
    return dict.fromkeys(names, 0) | dict(rows)


def _database() -> dict[str, Any]:
    schema = _schema()
    try:
        # A subquery of the same question; an older database has no such table.
        unread = {} if schema == "older" else {"unread": Count("pk") * 0 + ReadingState.objects.unread()}
        pending = Q(tries__lt=IndexChange.MAX_TRIES)
        waiting = IndexChange.objects.order_by().aggregate(
            count=Count("pk", filter=pending), oldest=Min("created_at", filter=pending), all=Count("pk"), **unread
        )
    except DatabaseError:
        logger.exception("the database does not answer")
        return {"database": FAILED, "schema": schema}
    oldest = waiting["oldest"]
    lag = max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    return {
        "database": OK,
        "schema": schema,
        "unread": waiting.get("unread"),
        "pending": waiting["count"],
        "lag_seconds": round(lag, 1),
        "is_stuck": lag > STUCK_SECONDS and not _is_being_applied(),
        "parked": waiting["all"] - waiting["count"],
    }


def _is_being_applied() -> bool:
    """Return whether a process applies changes, or takes a batch of files in, just now."""
    return is_locked(outbox_lock_path()) or is_any_batch_locked()


def _schema() -> str:
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        return "unknown"
    shipped, apps = _shipped_migrations()
    if shipped - applied:
        return "older"
    # Rows of an app that is no longer installed do not count.
    return "newer" if any(app in apps for app, _ in applied - shipped) else OK


@cache
def _shipped_migrations() -> tuple[frozenset[tuple[str, str]], frozenset[str]]:
    """Return the migrations of this program, and the apps that have any.

    A constant of the program's files, read once a process.
    """
    nodes = frozenset(MigrationLoader(None).graph.nodes)
    return nodes, frozenset(app for app, _ in nodes)


def _index() -> dict[str, Any]:
    try:
        health = get_engine().health()
        if health == FAILED:
            raise EngineUnavailable("the engine's health is failed")
        status = get_engine().status()
    except (SearchError, OSError):
        logger.exception("the index does not answer")
        return {"index": FAILED}
    return {
        "index": health if status.is_writable else READ_ONLY,
        "documents": status.documents,
        "generation": status.commit,
        "index_bytes": status.size_bytes,
    }


def _disk() -> dict[str, Any]:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        logger.exception("DATA_DIR cannot be read")
        return {"disk": "low"}
    return {"disk": OK if free >= settings.DISK_LEAST_BYTES else "low", "disk_free_bytes": free}
