"""What a backup is written as, and its rows."""

from __future__ import annotations

import dataclasses
import datetime
import stat
import tracemalloc

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from archive.backups.manifest import BackupError, Manifest, Member
from archive.backups.packing import write_backup
from archive.backups.reading import check_hashes
from archive.backups.rows import from_line, to_line
from archive.models import Report
from archive.storage.originals import sha256_of


def test_only_its_owner_reads_a_backup(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_that_is_stopped_leaves_the_earlier_one(backup):
    before = backup.read_bytes()

    def stop(step: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_backup(backup, progress=stop)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.glob("*.part")] == []


def test_an_original_that_is_gone_is_told_and_the_rest_is_there(make_report, tmp_path):
    gone, here = make_report().original, make_report().original
    gone.path.unlink()
    manifest = write_backup(tmp_path / "backup.tar")
    assert manifest.missing == (gone.sha256,)
    assert f"originals/{here.sha256}" in manifest.members


def test_who_is_logged_in_stays_on_this_machine(db, tmp_path, client):
    client.force_login(get_user_model().objects.create_user("bianji"))
    manifest = write_backup(tmp_path / "backup.tar")
    assert "django_session" not in {table.name for table in manifest.tables}


def test_a_file_that_cannot_be_written_is_a_sentence(db, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match="备份写不成"):
        write_backup(tmp_path / "file" / "backup.tar")


#: A JSON column may hold lone surrogates, which hardly ever come up among all characters.
words = st.one_of(st.text(), st.text(st.characters(categories=["Cs"]), min_size=1))
plain_values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), words)
lists = st.lists(plain_values, max_size=3)
#: What columns hold: values, and lists and objects of them; built flat, since a recursive strategy takes three times as long.
json_values = st.one_of(plain_values, lists, st.dictionaries(words, st.one_of(plain_values, lists), max_size=3))


@given(st.lists(json_values, max_size=8))
def test_a_row_read_back_is_the_row(row):
    assert from_line(to_line(row)) == row


@given(st.datetimes(timezones=st.just(datetime.UTC)))
def test_a_time_keeps_its_microseconds(moment):
    field = Report._meta.get_field("created_at")
    assert field.to_python(from_line(to_line([moment]))[0]) == moment


def test_a_manifest_reads_as_it_was_written(backup):
    manifest = check_hashes(backup)
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest
    assert dataclasses.asdict(manifest)["counts"]["reports"] == 2


def test_the_manifest_of_many_originals_is_made_without_a_second_copy_of_them():
    names = [sha256_of(str(number).encode()) for number in range(3000)]
    manifest = Manifest(
        "1", "2026-11-30T08:00:00+00:00", "sqlite", {}, (), {f"originals/{each}": Member(5, each) for each in names}, {}
    )
    tracemalloc.start()
    try:
        content = manifest.to_bytes()
        written = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written < 3 * len(content)
    assert Manifest.from_bytes(content) == manifest
