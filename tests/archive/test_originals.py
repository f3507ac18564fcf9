"""Originals: the bytes as uploaded, forever."""

from __future__ import annotations

import stat
from pathlib import Path

from archive.models import Original
from archive.originals import keep_original, sha256_of


def path_of(sha256: str) -> Path:
    return Original(sha256=sha256).path


def test_the_bytes_are_kept_as_they_came():
    data = "定西市：谋深抓实基层党建".encode("gb18030") + b"\x00\xff"
    assert path_of(keep_original(data)).read_bytes() == data


def test_keeping_the_same_bytes_again_changes_nothing():
    path = path_of(keep_original(b"abc"))
    before = path.stat()
    assert keep_original(b"abc") == sha256_of(b"abc")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_kept_original_is_read_only_and_never_overwritten():
    path = path_of(keep_original("原件".encode()))
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_no_temporary_file_is_left_behind(tmp_path):
    keep_original(b"one")
    keep_original(b"one")
    assert [file.name for file in tmp_path.rglob("incoming-*")] == []
