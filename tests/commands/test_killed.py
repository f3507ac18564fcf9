"""An import that is killed at random and run again holds each file once. A second each: a real archive, real processes.

SLOW_TESTS=1 kills the import of a thousand files ten times.
"""

from __future__ import annotations

import os

import pytest

from tests import warm
from tests.archives import blank_archive
from tests.commands import killing
from tests.own_database import own_database
from tests.serving import environment

FILES, KILLS = (1000, 10) if os.environ.get("SLOW_TESTS") == "1" else (12, 3)


@pytest.mark.parametrize("way", ["import_reports", "run_batch"])
def test_files_killed_three_times_are_there_once_each(way, tmp_path, tmp_path_factory):
    with own_database() as database:
        variables = environment(blank_archive(tmp_path / "var", tmp_path_factory), LOAD_SAMPLES="0", **database)
        found = warm.call(killing.run, tmp_path, FILES, KILLS, way, 1, variables=variables)
    assert found["killed"] == KILLS, "no kill met the work"
    assert (found["exit"], found["reports"], found["published"], found["names"]) == (0, FILES, FILES, FILES)
    assert found["left_in_incoming"] == 0
    assert found["index_agrees"]
