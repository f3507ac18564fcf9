"""One state of the database to read from, however much is written meanwhile, and the uploads that wait in that state."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.utils import load_backend

from archive.models import ImportFile

_ALIAS = "snapshot"
_TRIES = 5


@contextmanager
def in_place_of_default(described: Mapping[str, Any]) -> Iterator[None]:
    """For the length of the block, and in this thread, the default database is another one.

    Migrations do not all heed the connection that they are run on; one that writes to "the" database must not reach the
    one that serves.
    """
    kept = connections[DEFAULT_DB_ALIAS]
    whole = {**copy.deepcopy(kept.settings_dict), **described}
    ContentType.objects.clear_cache()
    connections[DEFAULT_DB_ALIAS] = load_backend(whole["ENGINE"]).DatabaseWrapper(whole, DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = kept
        ContentType.objects.clear_cache()


@contextmanager
def snapshot() -> Iterator[str]:
    """The alias of a connection that sees one state of the database and holds no writer up.

    SQLite: a read transaction in WAL mode. PostgreSQL: REPEATABLE READ. Inside a transaction of the caller, that one.
    """
    main = connections[DEFAULT_DB_ALIAS]
    if main.in_atomic_block:
        yield DEFAULT_DB_ALIAS
        return
    options = dict(main.settings_dict["OPTIONS"])
    if main.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"  # IMMEDIATE would keep every writer waiting
    else:
        from psycopg import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connections.databases[_ALIAS] = {**copy.deepcopy(main.settings_dict), "OPTIONS": options, "CONN_MAX_AGE": 0}
    try:
        with transaction.atomic(using=_ALIAS):
            yield _ALIAS
    finally:
        connections[_ALIAS].close()
        del connections[_ALIAS]
        del connections.databases[_ALIAS]


@contextmanager
def snapshot_with_uploads() -> Iterator[tuple[str, dict[str, Path], list[str]]]:
    """A snapshot, the bytes of all uploads that wait in it by ``ImportFile.stored``, and those whose bytes are gone.

    A batch at work takes its files away one by one. So they are linked before the snapshot and again after it; what
    came and went between the two makes it be taken anew.
    """
    incoming = Path(settings.DATA_DIR) / "incoming"
    held = Path(settings.DATA_DIR) / "incoming-held"
    shutil.rmtree(held, ignore_errors=True)
    with ExitStack() as whole:
        whole.callback(shutil.rmtree, held, ignore_errors=True)
        for trial in range(_TRIES):
            with ExitStack() as stack:
                _hold(incoming, held)
                alias = stack.enter_context(snapshot())
                waiting = ImportFile.objects.using(alias).exclude(stored="").order_by("pk")
                stored = list(waiting.values_list("stored", flat=True))
                _hold(incoming, held)
                lost = [name for name in stored if not (held / name).is_file()]
                if lost and trial < _TRIES - 1:
                    continue
                yield alias, {name: held / name for name in stored if name not in set(lost)}, lost
                return


def _hold(incoming: Path, held: Path) -> None:
    """Give every file in ``incoming`` a second name, under which it stays when the first goes. Never changed once written."""
    for path in incoming.glob("*/*"):
        kept = held / path.relative_to(incoming)
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.link(path, kept)
        except (FileExistsError, FileNotFoundError):
            continue
        except OSError:  # a file system without second names
            shutil.copyfile(path, kept)
