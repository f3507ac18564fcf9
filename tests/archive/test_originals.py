"""Originals: the bytes as uploaded, forever."""

from __future__ import annotations

import os
import random
import signal
import stat
import time
from pathlib import Path

from archive.models import Original
from archive.storage.originals import keep_original, sha256_of, state_of


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


def test_originals_kept_by_a_process_that_is_killed_are_whole_or_absent(tmp_path, settings):
    acknowledged, chance = [], random.Random(6)
    for kill in range(8):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            keep_without_end(kill, writing)
        os.close(writing)
        # Somewhere in its work: after a few answers, at any moment of the next.
        answered = b"".join(os.read(reading, 65) for _ in range(chance.randint(1, 5)))
        time.sleep(chance.uniform(0, 0.01))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as rest:
            answered += rest.read()
        acknowledged += answered.decode().split()
    assert acknowledged
    named = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("incoming-")]
    assert {state_of(path, path.name) for path in named} == {"sound"}
    assert set(acknowledged) <= {path.name for path in named}


def keep_without_end(seed: int, writing: int) -> None:
    """Keep one original after the other, saying the SHA-256 of each once it is kept; never returns."""
    try:
        for number in range(10_000):
            data = random.Random(f"{seed} {number}").randbytes(200_000)
            os.write(writing, (keep_original(data) + "\n").encode())
    finally:
        os._exit(0)


def test_a_new_original_is_synced_before_its_name_and_its_folders_after(monkeypatch):
    """What must reach the disk for a power cut to lose nothing: the bytes, then every folder that has a new name in it."""
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.readlink(f"/proc/self/fd/{descriptor}")))
    path = path_of(keep_original("原件".encode()))
    assert synced[0].startswith(f"{path.parent}/incoming-")
    assert synced[1:] == [str(path.parent), str(path.parent.parent), str(path.parent.parent.parent)]
