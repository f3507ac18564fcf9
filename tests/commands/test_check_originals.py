"""manage.py check_originals: every original is read again."""

from __future__ import annotations

import io
import os

import pytest
from django.core.management import call_command

from archive.models import Original


def check() -> tuple[str, int]:
    """What the command printed, and its exit code."""
    out = io.StringIO()
    try:
        call_command("check_originals", stdout=out)
    except SystemExit as stop:
        return out.getvalue(), int(stop.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def original(make_report) -> Original:
    make_report()
    return make_report(filename="通渭.txt").original


def test_sound_originals_are_counted(original):
    assert check() == ("all 2 originals are as they were received\n", 0)


def test_a_missing_original_is_named(original):
    original.path.unlink()
    said, code = check()
    assert code == 1
    assert "missing: 1" in said
    assert f"{original.sha256} 通渭.txt" in said


def test_a_single_changed_byte_is_found(original):
    data = bytearray(original.path.read_bytes())
    data[-1] ^= 1
    original.path.chmod(0o644)
    original.path.write_bytes(data)
    said, code = check()
    assert code == 1
    assert "changed: 1" in said
    assert original.sha256 in said


def test_a_file_that_belongs_to_no_original_is_told(original):
    (original.path.parent / "stray").write_bytes(b"half")
    said, code = check()
    assert code == 1
    assert "orphan: 1" in said
    assert "stray" in said


def test_a_file_cut_off_long_ago_is_removed_and_one_being_written_is_left(original):
    old, new = (original.path.parent / f"incoming-{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    said, code = check()
    assert ("removed 1 half-written" in said, code) == (True, 0)
    assert (old.exists(), new.exists()) == (False, True)
