"""Locks of the database, for machines that share one PostgreSQL: held by a connection, freed by the server when that ends.

Two numbers name one (``pg_try_advisory_lock(int, int)``): the kind, and the number of the batch or 0. The lock that a draft
waits for its twin by (archive/intake/drafts.py) has one number, and so never meets these.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections

_NUMBERED = re.compile(r"(.+)-(\d{1,9})")
#: One journey to the server. It gives up a machine that vanished after 15 seconds without a word and three questions. It
#: may end idle sessions, but this one idles on purpose; PostgreSQL before 14 has no such setting.
_PREPARE_AND_TRY = """
    SELECT pg_try_advisory_lock(%s, %s),
           set_config('tcp_keepalives_idle', '15', false),
           set_config('tcp_keepalives_interval', '5', false),
           set_config('tcp_keepalives_count', '3', false),
           (SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout')
"""
_LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE

_held: dict[str, Any] = {}  # name: the connection that holds it, in this process
_held_guard = threading.Lock()


def is_shared() -> bool:
    """Return whether other machines may use this database: whether it is PostgreSQL."""
    return connection.vendor == "postgresql"


@contextmanager
def try_advisory(name: str, *, patience: float) -> Iterator[bool]:
    """Give whether the lock ``name`` was free within ``patience`` seconds, math.inf for ever; if so, hold it.

    It has a connection of its own: Django closes the others between requests, and a closed one frees its locks.
    """
    own = connections[DEFAULT_DB_ALIAS].copy()
    try:
        with own.cursor() as cursor:
            is_ours = _take(cursor, _numbers(name), patience)
        if is_ours:
            with _held_guard:
                _held[name] = own
        try:
            yield is_ours
        finally:
            if is_ours:
                with _held_guard:
                    _held.pop(name, None)
                # At once: the server notices the end of a connection a moment later.
                with suppress(DatabaseError), own.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _numbers(name))
    finally:
        with suppress(DatabaseError):
            own.close()


def still_advisory(name: str) -> bool:
    """Return whether the connection that took the lock in this process still holds it."""
    with _held_guard:
        own = _held.get(name)
    if own is None:
        return False
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def is_advisory_locked(name: str) -> bool:
    """Return whether any connection to this database holds the lock just now."""
    kind, number = _numbers(name)
    return _is_listed(kind, number)


def is_any_locked(kind: str) -> bool:
    """Return whether any lock ``kind-NUMBER`` is held just now."""
    return _is_listed(_numbers(f"{kind}-0")[0], None)


def _is_listed(kind: int, number: int | None) -> bool:
    kind &= 0xFFFFFFFF  # pg_locks shows the numbers without a sign
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = %s AND (%s::bigint IS NULL OR objid::bigint = %s))",
            [kind, number, number],
        )
        return bool(cursor.fetchone()[0])


def _take(cursor: Any, numbers: tuple[int, int], patience: float) -> bool:
    cursor.execute(_PREPARE_AND_TRY, numbers)
    is_ours = bool(cursor.fetchone()[0])
    if is_ours or not patience:
        return is_ours
    milliseconds = 0 if patience == float("inf") else max(int(patience * 1000), 1)
    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(milliseconds)])
    try:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", numbers)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _numbers(name: str) -> tuple[int, int]:
    """Return the two signed numbers of 32 bits for a name."""
    found = _NUMBERED.fullmatch(name)
    kind, number = (found[1], int(found[2])) if found else (name, 0)
    digest = hashlib.sha256(f"jiceng {kind}".encode()).digest()
    return int.from_bytes(digest[:4], "big", signed=True), number
