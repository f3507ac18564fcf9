"""What processes of a drill owe to the run that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests import PROJECT, warm
from tests.serving import environment


def _fork_and_wait(told: Path) -> None:
    _tell(told, warm.fork(time.sleep, 600))
    time.sleep(600)


def test_a_fork_ends_when_the_process_that_started_it_is_killed(tmp_path):
    told = tmp_path / "number"
    process = warm.start(_fork_and_wait, told, variables=environment(tmp_path / "var"), output=tmp_path / "said")
    _wait_for(told.exists)
    number = int(told.read_text())
    assert _lives(number)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    _wait_for(lambda: not _lives(number))


def _run_as_tests_do(told: Path) -> None:
    process = multiprocessing.get_context("forkserver").Process(target=_last_as_a_warm_fork, args=(told,))
    process.start()
    process.join()


def _last_as_a_warm_fork(told: Path) -> None:
    warm.end_with_the_tests()
    _tell(told, os.getpid())
    time.sleep(600)


def test_a_warm_fork_ends_when_the_run_of_tests_is_killed(tmp_path):
    told = tmp_path / "number"
    program = "import sys, pathlib, tests.test_warm as here; here._run_as_tests_do(pathlib.Path(sys.argv[1]))"
    run = subprocess.Popen([sys.executable, "-c", program, told], cwd=PROJECT)
    _wait_for(told.exists)
    number = int(told.read_text())
    assert _lives(number)
    run.kill()
    run.wait()
    _wait_for(lambda: not _lives(number))


def _tell(told: Path, number: int) -> None:
    told.with_suffix(".new").write_text(str(number))
    told.with_suffix(".new").rename(told)


def _lives(number: int) -> bool:
    """A process that has ended and that nobody has waited for counts as dead."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def _wait_for(holds, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)
