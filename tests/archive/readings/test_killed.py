"""A reader of changes and an editor, killed at any moment by SIGKILL: what is written is right, and what is not waits.

SLOW_TESTS=1 runs it, with KILLS pairs of processes: steps of a kill have their place in test_following.py.
"""

from __future__ import annotations

import os

import pytest

from tests import warm
from tests.archive.readings import killed
from tests.archives import blank_archive
from tests.own_database import own_database
from tests.serving import environment

KILLS = int(os.environ.get("KILLS", "60"))


@pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="takes minutes: SLOW_TESTS=1 runs it")
def test_readings_killed_at_any_moment_are_those_of_the_present_texts(tmp_path, tmp_path_factory):
    with own_database() as database:
        folder = blank_archive(tmp_path / "var", tmp_path_factory)
        variables = environment(folder, LOAD_SAMPLES="0", LOG_LEVEL="WARNING", **database)
        found = warm.call(killed.run, KILLS, 1, variables=variables)
    assert found["faults"] == []
    assert found["is_as_from_nothing"]
    assert found["moved"] > KILLS // 3, "few kills met the work"
    assert found["rows"] > 0
    assert not found["rebuilding"]
