"""Every process of a serving archive killed while editors upload and publish. KILLS=200 is the drill; the suite does one."""

from __future__ import annotations

import os

from tests import warm
from tests.archives import blank_archive
from tests.own_database import own_database
from tests.security import power_cut
from tests.serving import environment, free_port

SLOW = os.environ.get("SLOW_TESTS") == "1"
#: Its first kill comes after four seconds, when others hang and reports were published.
SEED = 7
KILLS = int(os.environ.get("KILLS", "200" if SLOW else "1"))


def test_what_was_acknowledged_outlives_every_power_cut(tmp_path, tmp_path_factory):
    port, folder = free_port(), tmp_path / "archive"
    with own_database() as database:
        blank_archive(folder, tmp_path_factory)
        variables = environment(
            folder, PORT=str(port), LOAD_SAMPLES="0", THROTTLE="off", LOG_LEVEL="WARNING", **database
        )
        found = warm.call(power_cut.run, folder, port, KILLS, SEED, variables=variables)
    assert found["faults"] == [], "\n".join(found["faults"])
    assert found["processes_killed"] >= 3 * KILLS
    assert found["acknowledged_uploads"] >= 1 + (KILLS - 1) // power_cut.WORKING
