"""An import that is killed at random and run again holds each file once. Some seconds each: a real archive is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT
from tests.own_database import own_database
from tests.serving import warm


@pytest.mark.parametrize("way", ["import_reports", "run_batch"])
def test_files_killed_three_times_are_there_once_each(way, tmp_path, tmp_path_factory):
    warm(tmp_path / "var", tmp_path_factory)
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATA_DIR", "DJANGO_SETTINGS_MODULE"}
    }
    with own_database() as variables:
        done = subprocess.run(
            [sys.executable, "-m", "tests.commands.killing", str(tmp_path), "--files", "36", "--way", way],
            cwd=PROJECT, env=environment | variables, capture_output=True, text=True, timeout=900, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["killed"] == 3, "no kill met the work"
    assert (told["exit"], told["reports"], told["published"], told["names"]) == (0, 36, 36, 36)
    assert told["left_in_incoming"] == 0
    assert told["index_agrees"]
