"""The first start of all, as `make run` calls it: from an empty folder to an archive that answers."""

from __future__ import annotations

import stat
import subprocess
import sys

from tests import PROJECT
from tests.archives import first_start


def test_a_first_start_tells_the_login_and_the_address_and_serves_the_samples(tmp_path_factory):
    archive = first_start(tmp_path_factory)
    said = [line for line in archive.log.splitlines() if line.startswith(("admin login: ", "ready: "))]
    assert said[-1] == f"ready: {archive.url}/"
    assert said[0].startswith("admin login: admin / ")
    assert len(said) == 2  # each once
    assert archive.status == 200
    assert "<mark" in archive.page


def test_no_environment_of_a_server_shows_the_password_of_the_first_admin(tmp_path_factory):
    archive = first_start(tmp_path_factory)
    password = archive.log.split("admin login: admin / ")[1].split()[0]
    assert f"DATA_DIR={archive.folder}" in archive.environment
    assert password not in archive.environment
    assert "ADMIN_PASSWORD" not in archive.environment


def test_no_file_of_a_fresh_archive_is_open_to_every_account(tmp_path_factory):
    folder = first_start(tmp_path_factory).folder
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*")) if not path.is_symlink()}
    assert len(modes) > 100
    assert [path for path, mode in modes.items() if mode & 0o007] == []


def test_the_server_leaves_no_dead_process_of_its_preparation(tmp_path_factory):
    assert first_start(tmp_path_factory).zombies == 0


def test_gunicorn_waits_for_a_child_of_the_preparation_that_ended_before_it_began():
    """As a batch worker may that ``prepare`` started: no signal of its end comes later. In a process of its own."""
    program = (
        "import os, types\n"
        "child = os.fork() or os._exit(0)\n"
        "os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)\n"
        "from config import gunicorn\n"
        "gunicorn.when_ready(types.SimpleNamespace(master_pid=0))\n"
        "try:\n    os.waitpid(child, os.WNOHANG)\n"
        "except ChildProcessError:\n    print('nobody is left')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.stdout.endswith("nobody is left\n"), done.stderr
