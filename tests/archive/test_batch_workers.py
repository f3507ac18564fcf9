"""The workers of batches: few at a time, and no batch forgotten, whenever it comes and whatever fails."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from django.db import OperationalError

from archive.intake import workers as batch_workers
from archive.intake.batches import stop_batch, work_through_batch
from archive.intake.workers import MOST_WORKERS, TRIES, work_through_batches, worker_slot
from archive.models import ImportBatch
from archive.storage import incoming
from archive.storage.incoming import batch_lock, incoming_folder
from archive.storage.processes import lock_path, try_lock
from tests.archive.uploading import report_of, statuses, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _table(regions, engine):
    """The region table and an empty index."""


def test_only_batches_that_were_cut_off_are_resumed(monkeypatch):
    started = []
    monkeypatch.setattr(batch_workers, "start_worker", lambda batch: started.append(batch.pk))
    done, waiting, stopped, held = (uploaded({"a.txt": report_of(name)}) for name in "甲乙丙丁")
    work_through_batch(done.pk)
    stop_batch(stopped)
    with batch_lock(held.pk):
        assert batch_workers.resume_unfinished() == [waiting.pk]
    assert started == [waiting.pk]


def test_after_a_cut_no_more_workers_start_than_there_are_places(monkeypatch):
    started = []
    monkeypatch.setattr(batch_workers, "start_worker", lambda batch: started.append(batch.pk))
    waiting = [uploaded({"a.txt": report_of(name)}).pk for name in "甲乙丙丁戊"]
    assert batch_workers.resume_unfinished() == waiting
    assert started == waiting[:MOST_WORKERS]


def test_a_worker_goes_on_with_the_batches_that_wait():
    first, second, third = (uploaded({"a.txt": report_of(name)}) for name in "甲乙丙")
    stop_batch(third)
    assert list(work_through_batches(second.pk)) == [(second.pk, 1), (first.pk, 1)]
    assert statuses(third) == {"a.txt": "waiting"}


def test_a_batch_is_left_to_the_workers_when_every_place_is_taken(monkeypatch):
    batch = uploaded({"a.txt": report_of("甲")})
    monkeypatch.setattr(batch_workers, "start_command", lambda *_, **__: pytest.fail("one worker too many"))
    with ExitStack() as places:
        assert all(places.enter_context(worker_slot()) for _ in range(MOST_WORKERS))
        assert not batch_workers.start_worker(batch)(0.0)
        assert list(work_through_batches(batch.pk)) == []
    assert list(work_through_batches(batch.pk)) == [(batch.pk, 1)]


def test_a_batch_that_comes_while_the_worker_gives_its_place_up_is_taken_up(monkeypatch):
    first, late = uploaded({"a.txt": report_of("甲")}), []

    @contextmanager
    def place_that_is_slow_to_leave(*, patience):
        with worker_slot() as has_place:
            yield has_place
            late[:] = late or [uploaded({"b.txt": report_of("乙")})]

    monkeypatch.setattr(batch_workers, "worker_slot", place_that_is_slow_to_leave)
    assert list(work_through_batches(first.pk)) == [(first.pk, 1), (late[0].pk, 1)]


@pytest.mark.parametrize(("stumbles", "comes_through"), [(TRIES - 1, True), (TRIES, False)])
def test_a_batch_at_which_the_database_fails_is_tried_again_behind_the_others(monkeypatch, stumbles, comes_through):
    broken, held, whole = (uploaded({"a.txt": report_of(name)}) for name in "甲乙丙")
    real, left = batch_workers.work_through_batch, [None] * stumbles

    def stumble(number):
        if number == broken.pk and left:
            left.pop()
            raise OperationalError("database is locked")
        return real(number)

    monkeypatch.setattr(batch_workers, "work_through_batch", stumble)
    monkeypatch.setattr(batch_workers, "close_old_connections", lambda: None)  # the test is a transaction of this one
    with batch_lock(held.pk):
        assert list(work_through_batches(broken.pk)) == [(whole.pk, 1), (broken.pk, 1)][: 1 + comes_through]
    assert statuses(held) == {"a.txt": "waiting"}
    assert statuses(broken) == {"a.txt": "created" if comes_through else "waiting"}


def test_bytes_of_an_upload_that_was_cut_off_before_its_rows_are_cleared_away(monkeypatch):
    batch = ImportBatch.objects.create()
    incoming.write_incoming(batch.pk, "00001", [b"x"])
    batch_workers.resume_unfinished()
    assert not incoming_folder(batch.pk).exists()


def locks() -> set[str]:
    return {path.name for path in lock_path("").glob("batch-*")}


def test_a_finished_batch_leaves_no_lock_and_an_earlier_versions_goes_at_the_next_start(monkeypatch):
    monkeypatch.setattr(batch_workers, "start_worker", lambda batch: None)
    done, waiting, held = (uploaded({"a.txt": report_of(name)}) for name in "甲乙丙")
    work_through_batch(done.pk)
    assert locks() == {f"batch-{waiting.pk}", f"batch-{held.pk}"}
    lock_path(f"batch-{done.pk}").touch()
    lock_path("batch-999999").touch()
    with batch_lock(held.pk):
        work_through_batch(waiting.pk)
        batch_workers.resume_unfinished()
        assert locks() == {f"batch-{held.pk}"}


def test_whoever_waited_for_a_lock_that_its_holder_removed_holds_the_new_one(tmp_path):
    path = tmp_path / "lock"
    with try_lock(path, of_machine=True) as first, ThreadPoolExecutor(1) as threads:
        assert first

        def wait() -> bool:
            with (
                try_lock(path, patience=10, of_machine=True) as is_ours,
                try_lock(path, of_machine=True) as second,
            ):
                return is_ours and not second

        waiting = threads.submit(wait)
        time.sleep(0.12)
        path.unlink()
    assert waiting.result()
