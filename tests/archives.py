"""Archives on the disk that tests begin with: made once a run, shared by all its workers, copied for each test."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.migrations.executor import MigrationExecutor

from tests import warm
from tests.own_database import own_database
from tests.processes import dead_children_of
from tests.serving import PASSWORD, SharedServer, environment, served

#: Folders of DATA_DIR whose files are written once, so that copies may share them.
_WRITTEN_ONCE = ("static", "originals")


@dataclass(frozen=True)
class FirstStart:
    """What a first start left in ``folder``, and what it printed and answered; no server runs there any more.

    ``environment`` is what /proc told of the environments of its master and workers, ``zombies`` the number of dead
    children for which the master had not waited.
    """

    folder: Path
    url: str
    log: str
    status: int
    page: str
    environment: str
    zombies: int


def first_start(factory: pytest.TempPathFactory) -> FirstStart:
    """Return the one of the run: ``serve`` on an empty folder, asked for 软弱涣散 once.

    Its administrator has ``PASSWORD`` afterwards.
    """

    def make(folder: Path) -> None:
        with own_database() as variables:
            with served(folder, ADMIN_PASSWORD="", **variables) as running:
                answer = running.get("/search/?q=%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3")
                shown = "".join(
                    (Path("/proc") / str(number) / "environ").read_bytes().decode(errors="replace")
                    for number in (running.process.pid, *running.workers())
                )
                zombies = len(dead_children_of(running.process.pid))
                answers.write_text(json.dumps([running.url, running.log.read_text(), *answer, shown, zombies]))
            if not variables:
                with contextlib.closing(sqlite3.connect(folder / "db.sqlite3")) as database, database:
                    encoded = PBKDF2PasswordHasher().encode(PASSWORD, "salz")
                    database.execute("UPDATE auth_user SET password = ? WHERE username = 'admin'", [encoded])

    answers = _shared_folder(factory) / "first.json"
    folder = _made_once(factory, "first", make)
    return FirstStart(folder, *json.loads(answers.read_text()))


@contextmanager
def own_archive(factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A DATA_DIR with the sample reports for one test, and the variables that name its database.

    It is a copy of the first start's. On a database server, which no copy of a folder includes, it is prepared each time.
    """
    folder = factory.mktemp("archive") / "var"
    with own_database() as variables:
        if variables:
            warm.manage(environment(folder, **variables), "prepare")
        else:
            _copy(first_start(factory).folder, folder)
        yield folder, variables


@contextmanager
def shared_server(factory: pytest.TempPathFactory) -> Iterator[SharedServer]:
    """The server of this worker of the run, on an archive of its own; it starts when a test first asks for it."""
    with own_archive(factory) as (folder, variables), socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(200)
        server = SharedServer(folder, listening, **variables)
        try:
            yield server
        finally:
            server.end()


def blank_archive(folder: Path, factory: pytest.TempPathFactory) -> Path:
    """Make ``folder`` a DATA_DIR with tables, regions, an empty index and an administrator, and no report.

    On a database server its tables are the drill's to make; ``prepare`` does what is missing.
    """

    def make(blank: Path) -> None:
        start = first_start(factory).folder
        for name in ("static", "cache"):
            shutil.copytree(start / name, blank / name, copy_function=os.link)
        if not os.environ.get("DATABASE_URL"):
            warm.manage(environment(blank, LOAD_SAMPLES="0"), "prepare")

    folder.mkdir(parents=True, exist_ok=True)
    _copy(_made_once(factory, "blank", make), folder)
    return folder


@contextmanager
def tables_made_once(made: dict[tuple, sqlite3.Connection]) -> Iterator[None]:
    """Let migrations fill an empty SQLite database once for each plan; another one becomes a copy, kept in ``made``.

    The same migrations make the same tables, in 0.7 s of processor.
    """
    migrate = MigrationExecutor.migrate

    def migrate_or_copy(self, targets, plan=None, **options):
        key = tuple((each.app_label, each.name) for each, _ in plan or ())
        if not key or self.connection.vendor != "sqlite" or self.connection.introspection.table_names():
            return migrate(self, targets, plan, **options)
        if key in made:
            made[key].backup(self.connection.connection)
            return self.loader.project_state(targets)
        state = migrate(self, targets, plan, **options)
        made[key] = sqlite3.connect(":memory:", check_same_thread=False)
        self.connection.connection.backup(made[key])
        return state

    with mock.patch.object(MigrationExecutor, "migrate", migrate_or_copy):
        yield


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder ``name``/var of the run; the worker that comes first makes it, the others wait."""
    folder, made = _shared_folder(factory) / name / "var", _shared_folder(factory) / f"{name}.made"
    with (_shared_folder(factory) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder.parent, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            made.touch()
    return folder


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The run's temporary folder, above those of its workers."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _copy(start: Path, folder: Path) -> None:
    shutil.copytree(start, folder, ignore=shutil.ignore_patterns(*_WRITTEN_ONCE), dirs_exist_ok=True)
    for name in _WRITTEN_ONCE:
        if (start / name).exists():
            shutil.copytree(start / name, folder / name, copy_function=os.link, dirs_exist_ok=True)
