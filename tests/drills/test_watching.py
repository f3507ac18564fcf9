"""The judge of a drill says what is wrong, and for how long; a judge that never does would pass every drill."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.drills import watching
from tests.drills.watching import Watch

WORKER, OTHER = 11, 12


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def answer(
    watch: Watch, clock, worker: int, found: set[int], total: int | None = None, *, seconds: float = 1.0
) -> None:
    clock.now += seconds
    watch.judge(worker, clock.now, dict(watch.states), found, len(found) if total is None else total)


def test_a_report_that_stays_missing_counts_since_it_was_published(clock):
    watch = Watch({1: (True, 100.0), 2: (False, 0.0)})
    answer(watch, clock, WORKER, set())
    answer(watch, clock, OTHER, {1})
    answer(watch, clock, WORKER, set())
    assert (watch.searches, watch.longest) == (3, 3.0)
    assert watch.wrong == 2


def test_a_withdrawn_report_that_only_the_number_tells_of_is_wrong(clock):
    watch = Watch({1: (True, 0.0), 2: (False, 100.0)})
    answer(watch, clock, WORKER, {1}, 2, seconds=2)
    assert (watch.wrong, watch.longest) == (1, 2.0)


def test_no_answer_is_not_wrong_and_ends_what_was(clock):
    watch = Watch({1: (True, 0.0)})
    answer(watch, clock, WORKER, {1})
    watch.no_answer(WORKER)
    clock.now += 60
    watch.no_answer(WORKER)
    answer(watch, clock, WORKER, set(), seconds=0.5)
    assert watch.longest == 0.5


def test_what_changes_meanwhile_may_be_answered_either_way_and_a_stranger_never(clock):
    watch = Watch({1: None, 2: (True, 0.0)})
    answer(watch, clock, WORKER, {2})
    answer(watch, clock, WORKER, {1, 2})
    assert (watch.wrong, watch.faults) == (0, [])
    answer(watch, clock, WORKER, {2, 7})
    assert watch.faults == ["7 is no report of this question"]
