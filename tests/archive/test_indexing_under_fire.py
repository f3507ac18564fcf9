"""Killed at any moment, and changed by many at once, the index loses nothing and agrees with the database.

Some seconds each: a real archive is made, in processes of its own. SLOW_TESTS=1 makes them as long as the archive was
accepted with: a thousand kills (KILLS=n for another number), two minutes of four processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.conftest import PROJECT
from tests.own_database import own_database
from tests.serving import warm

SLOW = os.environ.get("SLOW_TESTS") == "1"
KILLS = int(os.environ.get("KILLS", "1000" if SLOW else "12"))


def run(module: str, *arguments: str) -> dict:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATA_DIR", "DJANGO_SETTINGS_MODULE"}
    }
    with own_database() as variables:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.archive.{module}", *arguments],
            cwd=PROJECT, env=environment | variables, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_writers_killed_at_any_moment_lose_nothing(tmp_path, tmp_path_factory):
    told = run("indexing_killed", str(warm(tmp_path, tmp_path_factory)), "--kills", str(KILLS))
    assert told["faults"] == []
    assert sum(told["places"].values()) == KILLS
    assert told["left_behind"] > 0, "no kill fell between database and index"


def test_four_processes_publish_and_search_at_once(tmp_path, tmp_path_factory):
    told = run("indexing_together", str(warm(tmp_path, tmp_path_factory)), "--seconds", "120" if SLOW else "4")
    assert told["faults"] == []
    assert told["agrees"]
    assert told["changes"] >= 12
    # A second on a machine that has one to spare; the suite may run on one that is busy with other tests.
    assert told["latest_seconds"] < (1.0 if SLOW else 100.0)
