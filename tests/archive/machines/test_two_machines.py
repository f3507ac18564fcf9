"""Two machines on one PostgreSQL publish, upload, rebuild and back up, and are killed among it: nothing is lost or doubled.

SLOW_TESTS=1 makes it as long as the archive was accepted with: 2,000 publications, 40 kills.
"""

from __future__ import annotations

import os

import pytest

from tests import warm
from tests.archive.machines import two_machines
from tests.own_database import own_database
from tests.serving import environment

SLOW = os.environ.get("SLOW_TESTS") == "1"
PUBLICATIONS, KILLS = (2000, 40) if SLOW else (40, 3)


def test_two_machines_lose_and_double_nothing_when_they_are_killed(tmp_path):
    with own_database() as database:
        if not database:
            pytest.skip("another database: SQLite lies on one machine")
        variables = environment(tmp_path / "a", LOAD_SAMPLES="0", LOG_LEVEL="ERROR", **database)
        found = warm.call(two_machines.run, str(tmp_path), PUBLICATIONS, KILLS, variables=variables)
    assert found["faults"] == []
    assert found["publications"] == PUBLICATIONS
    assert found["kills"] == KILLS
    assert 0 < found["uploaded_reports"] < found["uploads"], "both machines uploaded the same"
    assert found["backups"]
