"""Every process of a serving archive killed while editors upload and publish. KILLS=200 is the drill; the suite does one."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.conftest import PROJECT
from tests.serving import warm

KILLS = int(os.environ.get("KILLS", "1"))


def test_what_was_acknowledged_outlives_every_power_cut(tmp_path, tmp_path_factory):
    ours = {"DATA_DIR", "DJANGO_SETTINGS_MODULE", "SEARCH_NOTES", "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.power_cut", str(warm(tmp_path / "archive", tmp_path_factory)), "--kills", str(KILLS)],
        cwd=PROJECT, env={name: value for name, value in os.environ.items() if name not in ours}, capture_output=True, text=True,
        timeout=1200 + 300 * KILLS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["faults"] == []
    assert told["processes_killed"] >= 3 * KILLS
    assert told["acknowledged_uploads"] + told["hanging_uploads"] > 0
