"""Faults of S3-compatible storage, seen on a server that speaks S3 on loopback."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

import pytest

from archive.backups.fsck import find_faults
from archive.backups.packing import write_backup
from archive.intake.files import import_file
from archive.models import ImportBatch, ImportFile
from archive.storage.originals import (
    OriginalChanged,
    OriginalGone,
    StoreUnavailable,
    has_original,
    keep_original,
    open_original,
    place_of,
    remove_original,
    sha256_of,
    state_of_original,
)

BYTES = "某县抓党建促乡村振兴，整顿软弱涣散村党组织。".encode("gb18030") + b"\x00\xff"


def spoil(bucket, sha256: str, data: bytes) -> None:
    """Put other bytes in the place of an original, as nobody but a stranger does."""
    bucket.client.put_object(Bucket=bucket.name, Key=str(place_of(sha256)), Body=data)


def test_an_object_lies_where_the_file_of_a_disk_would(bucket):
    sha256 = keep_original(BYTES)
    assert bucket.names() == [f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def test_two_archives_share_a_bucket_by_their_prefixes(bucket):
    keep_original(BYTES)
    bucket.use(prefix="originals-2")
    assert not has_original(sha256_of(BYTES))
    keep_original(b"second")
    bucket.use(prefix="")
    keep_original(b"third")
    assert len(bucket.names()) == 3


def test_bytes_that_are_there_already_are_never_written_again(bucket):
    sha256 = keep_original(BYTES)
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    keep_original(BYTES)
    assert len(bucket.client.list_object_versions(Bucket=bucket.name)["Versions"]) == 1
    assert state_of_original(sha256) == "sound"


def test_an_original_is_removed_with_all_its_versions(bucket):
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    sha256, other = keep_original(BYTES), keep_original(b"other")
    spoil(bucket, sha256, b"second version")
    bucket.client.delete_object(Bucket=bucket.name, Key=str(place_of(sha256)))
    remove_original(sha256)
    listed = bucket.client.list_object_versions(Bucket=bucket.name)
    assert [each["Key"] for each in listed["Versions"]] == [str(place_of(other))]
    assert not listed.get("DeleteMarkers")


@pytest.mark.parametrize("data", [b"x" + BYTES[1:], BYTES + b"more", b""], ids=["other", "longer", "empty"])
def test_changed_bytes_are_never_given_to_a_reader_and_fsck_names_them(bucket, make_report, client, data):
    report = make_report(data=BYTES)
    spoil(bucket, report.original.sha256, data)
    with pytest.raises(OriginalChanged, match="与收到时不同"):
        open_original(report.original.sha256, len(BYTES))
    assert client.get(f"/reports/{report.pk}/original").status_code == 503
    assert [fault.kind for fault in find_faults()] == ["original-changed"]


def test_an_object_of_another_size_is_not_read(bucket, monkeypatch):
    from archive.storage.originals import s3

    sha256 = keep_original(BYTES)
    spoil(bucket, sha256, b"0" * 3_000_000)
    read = []
    monkeypatch.setattr(s3.tempfile, "SpooledTemporaryFile", lambda **_: Counting(read))
    with pytest.raises(OriginalChanged):
        open_original(sha256, len(BYTES))
    assert read == ["closed"]


class Counting:
    """A file that notes what is written."""

    def __init__(self, notes: list) -> None:
        self._notes = notes

    def write(self, piece: bytes) -> None:
        self._notes.append(len(piece))

    def close(self) -> None:
        self._notes.append("closed")


def test_a_large_original_leaves_no_file_behind(bucket, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    data = BYTES * 60_000
    file = open_original(keep_original(data), len(data))
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []
    assert file.read() == data
    file.close()
    assert [path for path in Path(tmp_path).rglob("*") if path.is_file()] == []


def test_an_object_that_is_gone_is_said_with_the_way_to_get_it_back(bucket, make_report, client):
    report = make_report(data=BYTES)
    bucket.client.delete_object(Bucket=bucket.name, Key=str(report.original.path))
    with pytest.raises(OriginalGone, match="check_originals --from"):
        open_original(report.original.sha256, len(BYTES))
    assert client.get(f"/reports/{report.pk}/original").status_code == 503


def test_a_backup_names_what_is_gone_or_changed_and_holds_the_rest(bucket, make_report, tmp_path):
    gone, changed, sound = make_report(), make_report(), make_report()
    remove_original(gone.original.sha256)
    spoil(bucket, changed.original.sha256, b"changed")
    manifest = write_backup(tmp_path / "backup.tar")
    assert set(manifest.missing) == {gone.original.sha256, changed.original.sha256}
    assert f"originals/{sound.original.sha256}" in manifest.members


def test_a_server_that_is_away_is_said(bucket, make_report, client, tmp_path):
    report = make_report(data=BYTES)
    with socket.socket() as closed:  # a port where nobody listens
        closed.bind(("127.0.0.1", 0))
        bucket.use(endpoint=f"http://127.0.0.1:{closed.getsockname()[1]}")
        for ask in (
            keep_original,
            lambda data: open_original(sha256_of(data), len(data)),
            lambda data: has_original("0" * 64),
        ):
            with pytest.raises(StoreUnavailable, match="连不上"):
                ask(BYTES)
        assert client.get(f"/reports/{report.pk}/original").status_code == 503
        row = ImportFile(batch=ImportBatch.objects.create(), path="甲.txt", status="waiting", stored="1/00001")
        import_file(
            row, "某县整顿村党组织\n\n2021年8月，某县选派第一书记，成效明显，群众满意。\n".encode(), filename="甲.txt"
        )
        assert (row.status, row.stored) == ("failed", "1/00001")
        assert "ORIGINALS_ENDPOINT" in row.error


def test_a_bucket_that_is_not_there_is_said(bucket):
    bucket.use(bucket="no-such-bucket-here")
    with pytest.raises(StoreUnavailable, match="没有 ORIGINALS_BUCKET 所写的存储桶"):
        keep_original(BYTES)


def compare_keys_after(s3_server: str, requests: bytes) -> None:
    """Let the server compare keys from so many requests on."""
    asked = urllib.request.Request(f"{s3_server}/moto-api/reset-auth", requests, {"Content-Type": "text/plain"})
    urllib.request.urlopen(asked).close()


def test_a_wrong_key_is_said(bucket, s3_server, make_report, client):
    report = make_report(data=BYTES)
    compare_keys_after(s3_server, b"0")
    try:
        for ask in (
            keep_original,
            lambda data: open_original(sha256_of(data), len(data)),
            lambda data: remove_original("0" * 64),
        ):
            with pytest.raises(StoreUnavailable, match="核对 ORIGINALS_ACCESS_KEY"):
                ask(BYTES)
        response = client.get(f"/reports/{report.pk}/original")
        assert response.status_code == 503
        assert next(find_faults()).kind == "originals-away"
    finally:
        compare_keys_after(s3_server, b"inf")
    assert state_of_original(report.original.sha256) == "sound"
