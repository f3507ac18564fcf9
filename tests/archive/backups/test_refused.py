"""What a file must be before anything is done with it."""

from __future__ import annotations

import tarfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.backups.manifest import BackupError
from archive.backups.reading import check_hashes
from archive.backups.restoring import restore_backup
from tests.archive.backups.files import another_machine, rewritten, with_member


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_is_found_or_lies_between_the_members(backup, where, bit):
    data = bytearray(backup.read_bytes())
    data[int(where * len(data))] ^= 1 << bit
    changed = backup.with_name("changed.tar")
    changed.write_bytes(data)
    try:
        found = check_hashes(changed)
    except BackupError:
        return
    assert found == check_hashes(backup)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True))
def test_a_backup_that_was_cut_off_is_refused(backup, where):
    cut = backup.with_name("cut.tar")
    whole = backup.read_bytes().rstrip(b"\0")  # a tar ends with zeros, which nobody misses
    cut.write_bytes(whole[: int(where * len(whole))])
    with pytest.raises(BackupError, match="换一份备份"):
        check_hashes(cut)


@pytest.mark.parametrize(
    "name", ["../up", "/etc/passwd", "originals/../../up", "tables/x/../../y.jsonl.gz", "incoming/1/.."]
)
def test_a_name_that_leads_elsewhere_is_refused(backup, name):
    with pytest.raises(BackupError, match="不该有的内容"):
        check_hashes(with_member(backup, tarfile.TarInfo(name)))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(backup, kind):
    member = tarfile.TarInfo("originals/" + "a" * 64)
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(BackupError, match="不该有的内容"):
        check_hashes(with_member(backup, member))


def test_a_member_more_than_the_manifest_names_is_refused(backup):
    with pytest.raises(BackupError, match="多余"):
        check_hashes(with_member(backup, tarfile.TarInfo("originals/" + "a" * 64)))


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    (tmp_path / "a.tar").write_bytes("不是备份".encode() * 1000)
    with pytest.raises(BackupError, match="不是备份"):
        check_hashes(tmp_path / "a.tar")


def test_a_backup_of_a_later_version_is_refused_with_the_remedy(backup, tmp_path, settings):
    later = rewritten(backup, lambda row: row["migrations"].update(archive=["9999_later"]))
    with another_machine(tmp_path / "new", settings), pytest.raises(BackupError, match="请先升级程序"):
        restore_backup(later)


def test_a_backup_of_a_later_format_is_refused(backup):
    with pytest.raises(BackupError, match="请先升级程序"):
        check_hashes(rewritten(backup, lambda row: row.update(format=2)))
