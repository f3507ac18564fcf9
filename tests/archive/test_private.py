"""DATA_DIR is the account's own: also one that an earlier version left open."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.storage.private import close_to_others
from tests import PROJECT


def open_ones(folder: Path) -> list[Path]:
    paths = [folder, *folder.rglob("*")]
    return [path for path in paths if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o007]


def leave_open(folder: Path) -> None:
    """Make the folder as an earlier version left it."""
    for name in ("originals/ab/cd/abcd", "db.sqlite3", "db.sqlite3-wal", "logs/batches.log", "index/_MAIN_1.toc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"abc")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (folder / "originals/ab/cd/abcd").chmod(0o444)


def test_a_folder_of_an_earlier_version_is_closed(tmp_path):
    leave_open(tmp_path)
    assert close_to_others() == []
    assert open_ones(tmp_path) == []
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert (tmp_path / "originals/ab/cd/abcd").read_bytes() == b"abc"


def test_a_group_that_an_operator_let_in_stays(tmp_path):
    tmp_path.chmod(0o750)
    close_to_others()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750


def test_originals_moved_to_another_disk_are_closed_and_other_links_not_followed(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "var"
    for name in ("var", "disk", "elsewhere"):
        leave_open(tmp_path / name)
    (settings.DATA_DIR / "index").rename(tmp_path / "index-before")
    (settings.DATA_DIR / "index").symlink_to(tmp_path / "disk")
    (settings.DATA_DIR / "strange").symlink_to(tmp_path / "elsewhere")
    close_to_others()
    assert open_ones(settings.DATA_DIR) == open_ones(tmp_path / "disk") == []
    assert len(open_ones(tmp_path / "elsewhere")) > 5


@pytest.mark.django_db(transaction=True)
def test_prepare_closes_the_folder(tmp_path, settings):
    settings.LOAD_SAMPLES = False
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "originals").mkdir(mode=0o755)
    (tmp_path / "originals" / "old").write_bytes(b"abc")
    (tmp_path / "originals" / "old").chmod(0o644)
    call_command("prepare", stdout=io.StringIO())
    assert stat.S_IMODE((tmp_path / "originals" / "old").stat().st_mode) == 0o640


def test_what_manage_py_makes_is_private_whatever_the_shell_allows(tmp_path):
    folder = tmp_path / "new" / "var"
    variables = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=PROJECT, env=variables, check=True, umask=0, capture_output=True
    )
    assert (folder / "secret-key").exists()
    assert open_ones(folder) == []
