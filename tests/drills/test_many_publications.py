"""Two thousand publications, each searched, in a worker that may open 256 files. PUBLICATIONS=n makes it n."""

from __future__ import annotations

import os

import pytest

from tests import warm
from tests.archives import blank_archive
from tests.drills import many_publications
from tests.own_database import own_database
from tests.serving import environment, free_port

PUBLICATIONS = int(os.environ.get("PUBLICATIONS", "2000"))
FILES = 256
pytestmark = pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="minutes: SLOW_TESTS=1")


def test_two_thousand_publications_open_no_more_files_than_two_hundred(tmp_path, tmp_path_factory):
    port, folder = free_port(), tmp_path / "archive"
    counted_at = [PUBLICATIONS // 10, PUBLICATIONS // 2, PUBLICATIONS]
    with own_database() as database:
        blank_archive(folder, tmp_path_factory)
        variables = environment(
            folder, PORT=str(port), LOAD_SAMPLES="0", THROTTLE="off", LOG_LEVEL="WARNING", WEB_WORKERS="1", **database
        )
        found = warm.call(many_publications.run, folder, port, PUBLICATIONS, FILES, counted_at, variables=variables)
    print(found)
    assert found["faults"] == []
    assert found["publications"] == PUBLICATIONS
    first, *others = (found["counts"][at] for at in counted_at)
    for count in others:
        # What is open follows the live segments, and not the publications.
        assert count["descriptors"] - 4 * count["segments"] <= first["descriptors"] + 8
        assert count["descriptors"] < FILES * 3 // 4
        assert count["maps of deleted files"] <= 12
