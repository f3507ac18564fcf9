"""One state of the database for reading during writes, with the uploads that wait in that state."""

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
from archive.storage.machine import machine_token

_ALIAS = "snapshot"
_TRIES = 5


@contextmanager
def other_default_database(described: Mapping[str, Any]) -> Iterator[None]:
    """Replace the default database in this thread for the length of the block.

    Some migrations ignore the connection that they run on; one that writes to "the" database must not reach the one
    that serves.
    """
    main = connections[DEFAULT_DB_ALIAS]
    whole = {**copy.deepcopy(main.settings_dict), **described}
    ContentType.objects.clear_cache()
    connections[DEFAULT_DB_ALIAS] = load_backend(whole["ENGINE"]).DatabaseWrapper(whole, DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = main
        ContentType.objects.clear_cache()


@contextmanager
def snapshot() -> Iterator[str]:
    """Open a connection that sees one state of the database and blocks no writer; yield its alias.

    SQLite: a read transaction in WAL mode. PostgreSQL: REPEATABLE READ. Inside a transaction of the caller, that one.
    """
    main = connections[DEFAULT_DB_ALIAS]
    if main.in_atomic_block:
        yield DEFAULT_DB_ALIAS
        return
    options = dict(main.settings_dict["OPTIONS"])
    if main.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"  # IMMEDIATE would block every writer
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
def snapshot_with_uploads() -> Iterator[tuple[str, dict[str, Path], list[str], list[str]]]:
    """Yield a snapshot's alias, its waiting uploads by ``ImportFile.stored``, the names of lost ones, and of those elsewhere.

    Uploads elsewhere lie on another machine that uses the database.

    A batch at work removes its files one by one. So the files get a second link before the snapshot and again after
    it; if one came and went between the two, the snapshot is repeated.
    """
    incoming = Path(settings.DATA_DIR) / "incoming"
    linked = Path(settings.DATA_DIR) / "incoming-held"
    shutil.rmtree(linked, ignore_errors=True)
    with ExitStack() as whole:
        whole.callback(shutil.rmtree, linked, ignore_errors=True)
        for trial in range(_TRIES):
            with ExitStack() as stack:
                _link_uploads(incoming, linked)
                alias = stack.enter_context(snapshot())
                waiting = ImportFile.objects.using(alias).exclude(stored="").order_by("pk")
                here = {"", machine_token()}
                machines = dict(waiting.values_list("stored", "batch__machine"))
                stored = [name for name, machine in machines.items() if machine in here]
                elsewhere = [name for name in machines if name not in set(stored)]
                _link_uploads(incoming, linked)
                lost = [name for name in stored if not (linked / name).is_file()]
                if lost and trial < _TRIES - 1:
                    continue
                yield alias, {name: linked / name for name in stored if name not in set(lost)}, lost, elsewhere
                return


def _link_uploads(incoming: Path, linked: Path) -> None:
    """Give every file in ``incoming`` a second link, which survives the removal of the first.

    Uploads never change after they are written.
    """
    for path in incoming.glob("*/*"):
        kept = linked / path.relative_to(incoming)
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.link(path, kept)
        except (FileExistsError, FileNotFoundError):
            continue
        except OSError:  # a file system without hard links
            shutil.copyfile(path, kept)
