"""The index deleted and rebuilt fifty times under a serving archive. REBUILDS=n makes it n times."""

from __future__ import annotations

import os

import pytest

from tests import warm
from tests.archives import blank_archive
from tests.drills import index_rebuilt
from tests.own_database import own_database
from tests.serving import environment, free_port

TURNS = int(os.environ.get("REBUILDS", "50"))
pytestmark = pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="minutes: SLOW_TESTS=1")


def test_no_answer_is_wrong_for_a_second_while_the_index_is_deleted_and_rebuilt(tmp_path, tmp_path_factory):
    port, folder = free_port(), tmp_path / "archive"
    with own_database() as database:
        blank_archive(folder, tmp_path_factory)
        variables = environment(
            folder, PORT=str(port), LOAD_SAMPLES="0", THROTTLE="off", LOG_LEVEL="WARNING", **database
        )
        found = warm.call(index_rebuilt.run, folder, port, TURNS, 1, variables=variables)
    print(found)
    assert found["faults"] == []
    assert found["turns"] == TURNS
    assert found["workers"] == 2
    assert min(found["changes"], found["searches"]) > 5 * TURNS
    # On a machine that has a second to spare; `stalled` tells how long a mere sleep of 10 ms took.
    assert found["longest_wrong"] < 1
    # Nobody waits much longer for an answer than the rebuild takes.
    assert max(found["longest_without_answer"]) < found["longest_rebuild"] + 2
