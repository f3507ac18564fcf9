"""An import that is killed at random and run again holds each file once. A second each: a real archive, real processes.

SLOW_TESTS=1 kills the import of a thousand files ten times, and that of a web archive of 2,000 pages three times.
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


@pytest.mark.parametrize("way", killing.WAYS[:2])
def test_files_killed_three_times_are_there_once_each(way, tmp_path, tmp_path_factory):
    with own_database() as database:
        variables = environment(blank_archive(tmp_path / "var", tmp_path_factory), LOAD_SAMPLES="0", **database)
        found = warm.call(killing.run, tmp_path, FILES, KILLS, way, 1, variables=variables)
    assert found["killed"] == KILLS, "no kill met the work"
    assert (found["exit"], found["reports"], found["published"], found["names"]) == (0, FILES, FILES, FILES)
    assert found["left_in_incoming"] == 0
    assert found["index_agrees"]


@pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="takes minutes: SLOW_TESTS=1 runs it")
@pytest.mark.parametrize("way", killing.WAYS[2:])
def test_a_web_archive_of_two_thousand_pages_killed_three_times_gives_each_page_once(way, tmp_path, tmp_path_factory):
    with own_database() as database:
        variables = environment(blank_archive(tmp_path / "var", tmp_path_factory), LOAD_SAMPLES="0", **database)
        found = warm.call(killing.run, tmp_path, 2000, 3, way, 1, variables=variables)
    assert found["killed"] == 3, "no kill met the work"
    assert (found["exit"], found["reports"], found["published"], found["names"]) == (0, 2000, 2000, 2000)
    assert found["left_in_incoming"] == 0
    assert found["index_agrees"]
