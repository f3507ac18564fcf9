"""Dumps and imports that are killed again and again, with SIGKILL, come out whole. SLOW_TESTS=1 runs it, some minutes."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from archive.dumps.checking import check_dump
from archive.storage.dump_folders import whole_dumps
from tests import warm
from tests.archive.dumps import killing
from tests.archive.dumps.conftest import files_of
from tests.archive.dumps.test_there_and_back import without_moment
from tests.own_database import own_database
from tests.serving import environment

REPORTS = int(os.environ.get("DUMP_REPORTS", "600"))
KILLS = int(os.environ.get("KILLS", "12"))

pytestmark = pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="takes minutes: SLOW_TESTS=1 runs it")


def killed(step, folder: Path, *options: str, within: float, variables: dict[str, str], output: Path) -> int | None:
    """Start a step and kill it after some of ``within`` seconds; return its exit code, -9 if the kill met it."""
    process = warm.start(step, folder, *options, variables=variables, output=output)
    time.sleep(random.uniform(0, within))
    process.kill()
    process.join()
    return process.exitcode


def test_dumps_and_imports_killed_at_any_moment_come_out_whole(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    with own_database() as first, own_database() as second:
        here, there = environment(one, **first), environment(two, **second)
        warm.call(killing.fill, REPORTS, variables=here)
        begun = time.monotonic()
        warm.call(killing.dump, tmp_path / "whole", "--originals", variables=here)
        within = time.monotonic() - begun
        (whole,) = whole_dumps(tmp_path / "whole")
        ends = [
            killed(
                killing.dump, tmp_path / "dumps", "--originals", within=within, variables=here, output=tmp_path / "log"
            )
            for _ in range(KILLS)
        ]
        assert -signal.SIGKILL in ends, "no kill met a dump"
        for dump in whole_dumps(tmp_path / "dumps"):
            check_dump(dump)
        time.sleep(1.1)  # the name of a dump has the second
        warm.call(killing.dump, tmp_path / "dumps", "--originals", variables=here)
        assert without_moment(files_of(whole_dumps(tmp_path / "dumps")[0])) == without_moment(files_of(whole))

        ends = []
        while len(ends) < KILLS and 0 not in ends:  # later and later, so that some kill meets every step
            within = 2.0 * (len(ends) + 1)
            ends.append(killed(killing.load, whole, within=within, variables=there, output=tmp_path / "log"))
        assert set(ends) <= {-signal.SIGKILL, 0}
        assert -signal.SIGKILL in ends, "no kill met an import"
        if 0 not in ends:
            warm.call(killing.load, whole, variables=there)
        assert warm.call(killing.check, variables=there)
        warm.call(killing.dump, tmp_path / "again", "--originals", variables=there)
        assert without_moment(files_of(whole_dumps(tmp_path / "again")[0])) == without_moment(files_of(whole))
