"""No command works on the wrong archive: each names its DATA_DIR, and one that finds no archive there makes none."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from config.data_dir import NAMED, data_dir, why_no_archive
from tests import PROJECT


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("DATA_DIR", raising=False)


def test_the_variable_goes_before_the_file_and_the_file_before_var(tmp_path, monkeypatch):
    assert data_dir(tmp_path) == tmp_path / "var"
    (tmp_path / NAMED).write_text("/srv/文库\n第二行不算\n", "utf-8")
    assert str(data_dir(tmp_path)) == "/srv/文库"
    monkeypatch.setenv("DATA_DIR", "别处")
    assert data_dir(tmp_path) == tmp_path / "别处"


@pytest.mark.parametrize("content", ["", "\n/srv/jiceng\n", "/srv/\0"])
def test_a_file_that_names_no_folder_is_told_with_its_remedy(tmp_path, content):
    (tmp_path / NAMED).write_text(content)
    with pytest.raises(ValueError, match="第一行"):
        data_dir(tmp_path)


@pytest.mark.parametrize(
    "words", [["backup", "x.tar"], ["fsck"], ["import_reports", "a"], ["changepassword", "admin"], ["shell"]]
)
def test_a_command_without_its_archive_is_refused(tmp_path, words):
    sentence = why_no_archive(tmp_path / "var", words)
    assert str(tmp_path / "var") in sentence
    assert NAMED in sentence
    assert f"manage.py {words[0]}" in sentence


@pytest.mark.parametrize("words", [[], ["serve"], ["prepare"], ["restore", "x.tar"], ["check"], ["backup", "--help"]])
def test_a_command_that_makes_an_archive_or_needs_none_goes_on(tmp_path, words):
    assert why_no_archive(tmp_path / "var", words) == ""


@pytest.mark.parametrize("trace", ["db.sqlite3", "originals", "index", "machine-id"])
def test_a_damaged_archive_is_an_archive(tmp_path, trace):
    (tmp_path / trace).mkdir()
    assert why_no_archive(tmp_path, ["fsck"]) == ""


def test_a_forgotten_variable_leaves_nothing_behind(tmp_path):
    forgotten = tmp_path / "var"
    done = subprocess.run(
        [sys.executable, "manage.py", "backup", str(tmp_path / "x.tar")],
        cwd=PROJECT, env=os.environ | {"DATA_DIR": str(forgotten)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert str(forgotten) in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
