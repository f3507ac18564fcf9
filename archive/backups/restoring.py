"""Restoring a backup into an empty DATA_DIR. Nothing is touched before every hash of the file is checked."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections

from archive.backups.exclusive import exclusive
from archive.backups.loading import load_database
from archive.backups.manifest import BackupError, Manifest
from archive.backups.progress import Progress, no_progress
from archive.backups.reading import check_hashes, members_of, original_of, upload_of
from archive.backups.snapshot import other_default_database
from archive.models import ImportBatch, Original, Report
from archive.publishing.changes import begin_series
from archive.publishing.outbox import rebuild_index
from archive.storage.incoming import stored_path
from archive.storage.machine import machine_token
from archive.storage.originals import (
    has_original,
    keep_original,
    orphan_files,
    remove_original,
    sha256_of,
    state_of_original,
    sync_folder,
)
from search.sentences import say

_PROGRESS_EVERY = 100
#: File in ``restoring/`` with the SHA-256 of the backup's manifest, written before its database comes into place.
_PLACING = "placing"


def check_backup(path: Path, *, trial: bool = True, progress: Progress = no_progress) -> Manifest:
    """Compare every member with its hash, and return the manifest. Raises BackupError.

    With ``trial``, load the rows into a database that is then deleted; this proves that the file restores with this
    version.
    """
    manifest = check_hashes(path, progress=progress)
    if trial:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="trial-") as folder:
            described = {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": Path(folder) / "db.sqlite3",
                "OPTIONS": {"init_command": "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"},
            }
            with other_default_database(described):
                load_database(path, manifest, progress=progress)
                _check_whole(manifest)
    return manifest


def restore_backup(path: Path, *, progress: Progress = no_progress) -> Manifest:
    """Make this empty DATA_DIR (and the empty database of DATABASE_URL) the archive of the backup; return its manifest.

    After a stop anywhere, the same call goes on and uses what is there: the originals, then the database, which appears
    at once and whole, and last the index. Raises BackupError, IndexBusy.
    """
    with exclusive("restore", say("恢复")):
        manifest = check_hashes(path, progress=progress)
        if not _has_database_of(manifest):
            _refuse_filled(manifest)
            _restore_files(path, manifest, progress)
            os.sync()  # once for all files, before the database names them
            if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
                _swap_database(path, manifest, progress)
            else:
                _note_placing(manifest)
                load_database(path, manifest, progress=progress)
        elif connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
            call_command("migrate", interactive=False, verbosity=0)  # the last step of load_database
        _check_whole(manifest)
        ImportBatch.objects.exclude(machine="").update(machine=machine_token())  # their files are here now
        begin_series()
    total = Report.objects.published().count()
    rebuild_index(progress=lambda done: progress(say("索引"), done, total))
    forget_restoring()
    return manifest


def forget_restoring() -> None:
    """Remove what a restore left for its next run: it is complete, or ``prepare`` has completed it."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "restoring"


def _note_placing(manifest: Manifest) -> None:
    """Note, durably, that from here on the database may be that of this backup."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    with (_folder() / _PLACING).open("w", encoding="ascii") as file:
        file.write(sha256_of(manifest.to_bytes()))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(_folder())


def _has_database_of(manifest: Manifest) -> bool:
    """Return whether a stopped restore of this backup has put its database in place, and only the index may lack."""
    try:
        noted = (_folder() / _PLACING).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return False
    connection = connections[DEFAULT_DB_ALIAS]
    if noted != sha256_of(manifest.to_bytes()):
        return False
    if connection.vendor == "sqlite":  # its file was moved out of the folder, or is still there
        return not (_folder() / Path(connection.settings_dict["NAME"]).name).exists()
    tables = set(connection.introspection.table_names())
    return any(
        model._meta.db_table in tables and model._base_manager.exists()
        for model in (Report, Original, get_user_model())
    )


def _swap_database(path: Path, manifest: Manifest, progress: Progress) -> None:
    """Fill a database beside SQLite's file, and rename it when it is whole."""
    place = Path(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
    beside = _folder()
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    filled = beside / place.name
    with other_default_database({"NAME": filled}):
        load_database(path, manifest, progress=progress)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with filled.open("rb") as file:
        os.fsync(file.fileno())
    connections[DEFAULT_DB_ALIAS].close()
    _note_placing(manifest)
    for suffix in ("-wal", "-shm"):  # of the empty database that is replaced
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    _place(filled, place)


def _place(filled: Path, place: Path) -> None:
    os.replace(filled, place)
    os.sync()


def put_back_originals(path: Path, lost: Collection[str]) -> set[str]:
    """Write originals that are missing or changed from a backup to their places; return the SHA-256 of those it holds.

    A changed file goes only when the bytes of the backup have the right SHA-256. Raises BackupError.
    """
    found = set()
    for name, _, content in members_of(path):
        if (sha256 := original_of(name)) and sha256 in lost:
            _write_original(content, sha256)
            found.add(sha256)
    return found


def _write_original(content: IO[bytes], sha256: str, *, durable: bool = True) -> None:
    """Write the bytes of a member to the place of their SHA-256, unless a sound file is there. Raises BackupError."""
    data = content.read()
    if sha256_of(data) != sha256:
        raise BackupError(say("备份文件在恢复途中变了，或已损坏。请把它放到别处再试，或换一份备份。"))
    if has_original(sha256) and state_of_original(sha256) != "sound":
        remove_original(sha256)
    keep_original(data, durable=durable)


def _restore_files(path: Path, manifest: Manifest, progress: Progress) -> None:
    """Write originals and waiting uploads to their places; sound files that are there already stay."""
    total = sum(not name.startswith("tables/") for name in manifest.members)
    done = 0
    for name, _, content in members_of(path):
        if sha256 := original_of(name):
            _write_original(content, sha256, durable=False)
        elif stored := upload_of(name):
            place = stored_path(stored)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.write_bytes(content.read())
        else:
            continue
        done += 1
        if done % _PROGRESS_EVERY == 0 or done == total:
            progress(say("原件"), done, total)


def _refuse_filled(manifest: Manifest) -> None:
    """Raise BackupError unless database and originals are empty, or left by a stopped restore of this file."""
    here = set(connections[DEFAULT_DB_ALIAS].introspection.table_names())
    for model, word in ((Report, say("报告")), (Original, say("原件")), (get_user_model(), say("账号"))):
        if model._meta.db_table in here and (count := model._base_manager.count()):
            raise BackupError(
                say(
                    "这里的数据库里已有 {0} 个{1}，恢复只往空的地方去，没有改动任何内容。"
                    "请另设一个空的 DATA_DIR（和空的 DATABASE_URL）再恢复。",
                    count,
                    word,
                )
            )
    named = {sha256 for name in manifest.members if (sha256 := original_of(name))}
    if strange := next(orphan_files(named), None):
        raise BackupError(
            say(
                "这里已有不属于这份备份的原件（{0}），没有改动任何内容。请另设一个空的 DATA_DIR 再恢复。",
                strange.name[:64],
            )
        )


def _check_whole(manifest: Manifest) -> None:
    """Raise BackupError if the database names an original that is neither in the backup nor listed as missing."""
    known = {sha256 for name in manifest.members if (sha256 := original_of(name))} | {
        *manifest.missing,
        *manifest.left_out,
    }
    rows = Original.objects.values_list("sha256", flat=True).iterator(chunk_size=2000)
    if lacking := next((sha256 for sha256 in rows if sha256 not in known), None):
        raise BackupError(say("备份里缺少原件 {0}，这份备份不完整。请换一份备份。", lacking))
