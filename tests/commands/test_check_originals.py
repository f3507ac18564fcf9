"""manage.py check_originals: every original is read again."""

from __future__ import annotations

import io
import os

import pytest
from django.core.management import CommandError, call_command

from archive.models import Original


def check(*words: str) -> tuple[str, int]:
    """What the command printed, and its exit code."""
    out = io.StringIO()
    try:
        call_command("check_originals", *words, stdout=out)
    except SystemExit as stop:
        return out.getvalue(), int(stop.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def original(make_report) -> Original:
    make_report()
    return make_report(filename="通渭.txt").original


def test_sound_originals_are_counted(original):
    assert check() == ("2 件原件都与收到时一样\n", 0)


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
    assert ("半截文件 1 个" in said, code) == (True, 0)
    assert (old.exists(), new.exists()) == (False, True)


@pytest.fixture
def backup(original, tmp_path):
    file = tmp_path / "backup.tar"
    call_command("backup", str(file), stdout=io.StringIO())
    return file


def spoil(path):
    path.chmod(0o644)
    path.write_bytes(b"half")


@pytest.mark.parametrize("damage", [os.unlink, spoil])
def test_what_is_lost_comes_back_from_a_backup(original, backup, damage):
    data = original.path.read_bytes()
    damage(original.path)
    said, code = check("--from", str(backup))
    assert (said, code) == ("已取回 1 件\n2 件原件都与收到时一样\n", 0)
    assert original.path.read_bytes() == data
    assert not original.path.stat().st_mode & 0o222


def test_what_the_backup_does_not_hold_is_still_named(original, backup, make_report):
    newer = make_report(filename="后来.txt").original
    for each in (original, newer):
        each.path.unlink()
    said, code = check("--from", str(backup))
    assert code == 1
    assert "已取回 1 件\nmissing: 1\n" in said
    assert newer.sha256 in said
    assert original.sha256 not in said


def test_a_damaged_backup_takes_nothing_away(original, backup):
    data = original.path.read_bytes()
    spoil(original.path)
    backup.write_bytes(backup.read_bytes().replace(data, data[::-1]))
    with pytest.raises(CommandError, match="换一份备份"):
        check("--from", str(backup))
    assert original.path.read_bytes() == b"half"
