"""Killed at any moment, and changed by many at once, the index loses nothing and agrees with the database.

Some seconds each: a real archive is made, in processes of its own. SLOW_TESTS=1 makes them as long as the archive was
accepted with: a thousand kills (KILLS=n for another number), two minutes of four processes.
"""

from __future__ import annotations

import os

import pytest

from tests import warm
from tests.archive import indexing_killed, indexing_together
from tests.archives import blank_archive
from tests.own_database import own_database
from tests.serving import environment

SLOW = os.environ.get("SLOW_TESTS") == "1"
KILLS = int(os.environ.get("KILLS", "1000" if SLOW else "12"))
SECONDS = 120.0 if SLOW else 2.0


@pytest.fixture
def variables(tmp_path, tmp_path_factory):
    """An archive without reports, whose processes print warnings only."""
    with own_database() as database:
        folder = blank_archive(tmp_path / "var", tmp_path_factory)
        yield environment(folder, LOAD_SAMPLES="0", LOG_LEVEL="WARNING", **database)


def test_writers_killed_at_any_moment_lose_nothing(variables):
    found = warm.call(indexing_killed.run, KILLS, 1, variables=variables)
    assert found["faults"] == []
    assert sum(found["places"].values()) == KILLS
    assert found["left_behind"] > 0, "no kill fell between database and index"


def test_four_processes_publish_and_search_at_once(variables):
    found = warm.call(indexing_together.run, SECONDS, variables=variables)
    assert found["faults"] == []
    assert found["agrees"]
    assert found["changes"] >= 12
    assert found["rebuilds"] >= 1
    # A second on a machine that has one to spare; the suite may run on one that is busy with other tests.
    assert found["latest_seconds"] < (1.0 if SLOW else 100.0)
