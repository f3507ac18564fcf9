"""Locks that hold between machines: two DATA_DIRs on one PostgreSQL. Flocks of one DATA_DIR: tests/archive/test_batch_workers.py."""

from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from archive.models import IndexChange
from archive.publishing.exclusive import rebuild_lock
from archive.publishing.outbox import apply_index_changes
from archive.storage import advisory
from archive.storage.processes import is_any_batch_locked, is_locked, lock_path, still_holds, try_lock
from search.documents import IndexBusy

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="another database: SQLite lies on one machine"),
]


@pytest.fixture
def elsewhere(settings, tmp_path):
    """A function that lets its function work as a process of another machine: its own DATA_DIR, its own connections."""

    def at_other_machine(ask, *arguments, **named):
        def work():
            own = settings.DATA_DIR
            settings.DATA_DIR = tmp_path / "other"
            settings.DATA_DIR.mkdir(exist_ok=True)
            try:
                return ask(*arguments, **named)
            finally:
                settings.DATA_DIR = own
                connections.close_all()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work).result()

    return at_other_machine


def takes(name: str, **named) -> bool:
    with try_lock(lock_path(name), **named) as is_ours:
        return is_ours


@pytest.mark.parametrize("name", ["index-outbox", "batch-7", "prepare", "backup", "restore", "reread"])
def test_one_process_of_all_machines_holds_a_lock(elsewhere, name):
    with try_lock(lock_path(name)) as is_ours:
        assert is_ours
        assert not elsewhere(takes, name)
        assert not elsewhere(takes, name, patience=0.05)
        assert elsewhere(takes, f"other-{name}")
        assert elsewhere(lambda: is_locked(lock_path(name)))
    assert elsewhere(takes, name)
    assert not elsewhere(lambda: is_locked(lock_path(name)))


def test_each_machine_has_its_own_workers_and_keeper(elsewhere):
    with try_lock(lock_path("worker-0"), of_machine=True) as is_ours:
        assert is_ours
        assert elsewhere(takes, "worker-0", of_machine=True)


def test_whoever_waits_gets_the_lock_when_it_is_free(elsewhere):
    with ThreadPoolExecutor(1) as thread:
        with try_lock(lock_path("prepare")):
            waiting = thread.submit(elsewhere, takes, "prepare", patience=math.inf)
            threading.Event().wait(0.05)
            assert not waiting.done()
        assert waiting.result(timeout=20)


def test_a_batch_of_any_machine_is_seen(elsewhere):
    assert not is_any_batch_locked()
    with try_lock(lock_path("batch-12")):
        assert elsewhere(is_any_batch_locked)
        assert not elsewhere(lambda: is_locked(lock_path("batch-13")))
    assert not elsewhere(is_any_batch_locked)


def break_connection(name: str) -> None:
    """Let the server end the connection that holds a lock, as after a fault of the network."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %s",
            [advisory._numbers(name)[0] & 0xFFFFFFFF],
        )


def test_a_holder_whose_connection_broke_knows_that_the_lock_is_lost():
    with try_lock(lock_path("index-outbox")):
        assert still_holds(lock_path("index-outbox"))
        break_connection("index-outbox")
        assert not still_holds(lock_path("index-outbox"))


def test_what_was_applied_under_a_lost_lock_is_applied_once_more(make_report, engine, monkeypatch):
    report = make_report()
    IndexChange.objects.create(report_id=report.pk)
    apply = engine.apply

    def lose(**changes):
        apply(**changes)
        break_connection("index-outbox")

    with monkeypatch.context() as losing:
        losing.setattr(engine, "apply", lose)
        with pytest.raises(IndexBusy):
            apply_index_changes()
    assert IndexChange.objects.filter(report_id=report.pk).count() == 2  # the row, and one for what was written
    assert apply_index_changes() == 2


def test_one_machine_rebuilds_at_a_time(elsewhere):
    def rebuild() -> None:
        with rebuild_lock():
            pass

    with rebuild_lock(), pytest.raises(IndexBusy, match="另一台机器"):
        elsewhere(rebuild)
    elsewhere(rebuild)
