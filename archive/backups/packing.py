"""Writing a backup: a plain tar, so that any machine can open it, written beside its name and renamed at the end."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from archive.backups.exclusive import exclusive
from archive.backups.manifest import MANIFEST, SEAL, BackupError, Manifest, Member, Table
from archive.backups.progress import Progress, no_progress
from archive.backups.rows import columns_of, last_number, read_rows, tables_of, to_line
from archive.backups.snapshot import snapshot_with_uploads
from archive.models import Original, Report
from archive.storage.faults import cause_of, sentence_of
from archive.storage.originals import StoreUnavailable, read_original, sha256_of, sync_folder
from search.sentences import say

#: Bytes of rows in one member before compression; a backup needs this much memory.
CHUNK_BYTES = 4 * 1024 * 1024
#: zlib's level: 6 takes three times as long for a tenth less.
_LEVEL = 3
_PROGRESS_EVERY = 200


class Packer:
    """A tar with a list of its members."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115  closed by finish
        self._time = int(time.time())
        self.members: dict[str, Member] = {}
        self.tables: list[Table] = []

    def add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = len(content), 0o600, self._time
        self._tar.addfile(member, io.BytesIO(content))
        self._tar.members.clear()  # type: ignore[attr-defined]  # a list of all members would grow with the archive
        self.members[name] = Member(len(content), sha256_of(content))

    def add_table(
        self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], last: int | None = None
    ) -> Iterator[int]:
        """Write the rows in members of CHUNK_BYTES; yield now and then how many are done.

        The caller must iterate to the end.
        """
        count = size = part = 0
        lines: list[bytes] = []

        def flush() -> None:
            nonlocal part, size
            part += 1
            content = gzip.compress(b"".join(lines), compresslevel=_LEVEL, mtime=0)
            self.add(f"tables/{name}/{part:06d}.jsonl.gz", content)
            lines.clear()
            size = 0

        for row in rows:
            line = to_line(row)
            if lines and size + len(line) > CHUNK_BYTES:
                flush()
            lines.append(line)
            size += len(line)
            count += 1
            if count % _PROGRESS_EVERY == 0:
                yield count
        if lines:
            flush()
        self.tables.append(Table(name, tuple(columns), count, last))
        yield count

    def finish(self, manifest: Manifest) -> None:
        content = manifest.to_bytes()
        self.add(MANIFEST, content)
        self.add(SEAL, manifest.seal(content))
        self._tar.close()


def write_backup(target: Path, *, progress: Progress = no_progress) -> Manifest:
    """Write the whole archive into ``target`` while it serves; return the file's manifest.

    The database is read in one transaction. Every original that it names was on disk before, and originals are never
    deleted, so the file is one state of the archive. Memory does not grow with the texts. Raises BackupError.
    """
    target = target.absolute()
    if target.is_dir():
        raise BackupError(say("{0} 是文件夹。请写明备份的文件名，如 {1}。", target, target / "jiceng.tar"))
    part = target.with_name(target.name + ".part")
    try:
        _refuse_unapplied()
        target.parent.mkdir(parents=True, exist_ok=True)
        with exclusive("backup", say("备份")), _new_file(part) as file:
            manifest = _pack(file, progress)
            file.flush()
            os.fsync(file.fileno())
            os.replace(part, target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupError(
            say(
                "备份写不成：{0}（{1}）。请换一个有空位、可写的地方。",
                cause_of(error),
                error.filename or target,
            )
        ) from error
    except StoreUnavailable as error:
        raise BackupError(say("没有写成备份，早先的备份还在。{0}", error.args[0])) from error
    except (DatabaseError, ValueError, TypeError) as error:  # of a damaged database, also values that no field holds
        is_of_database = isinstance(error, DatabaseError)
        fault = sentence_of(error) if is_of_database else say("数据库里有读不懂的值（{0}）。", str(error))
        raise BackupError(say("没有写成备份，早先的备份还在。{0}manage.py fsck 会列出坏处。", fault)) from error
    return manifest


def _pack(file: IO[bytes], progress: Progress) -> Manifest:
    packer = Packer(file)
    with snapshot_with_uploads() as (alias, uploads, lost, elsewhere):
        connection = connections[alias]
        for model in tables_of():
            table, total = model._meta.db_table, model._base_manager.using(alias).count()
            columns = [str(field.column) for field in columns_of(model)]
            rows = read_rows(model, alias)
            for done in packer.add_table(table, columns, rows, last_number(model, connection)):
                progress(say("数据库 {0}", table), done, total)
        missing, left_out = _pack_originals(packer, alias, progress)
        for done, (stored, path) in enumerate(uploads.items(), 1):
            packer.add(f"incoming/{stored}", path.read_bytes())
            progress(say("待入库的文件"), done, len(uploads))
        reports = Report.objects.using(alias)
        manifest = Manifest(
            version=settings.VERSION,
            made_at=timezone.now().isoformat(timespec="seconds"),
            database=connection.vendor,
            migrations=_applied(),
            tables=tuple(packer.tables),
            members=dict(packer.members),
            counts={
                "reports": reports.count(),
                "published": reports.published().count(),
                "originals": Original.objects.using(alias).count(),
                "users": get_user_model()._base_manager.using(alias).count(),
                "uploads": len(uploads),
            },
            missing=tuple(missing),
            lost_uploads=tuple(lost),
            uploads_elsewhere=tuple(elsewhere),
            left_out=tuple(left_out),
        )
    packer.finish(manifest)
    return manifest


def _pack_originals(packer: Packer, alias: str, progress: Progress) -> tuple[list[str], list[str]]:
    """Add every original that the snapshot names; return the SHA-256 of those that are missing or changed, and left out."""
    missing: list[str] = []
    left_out: list[str] = []
    originals = Original.objects.using(alias).order_by("pk").only("sha256", "size", "is_left_out")
    total = originals.count()
    for done, original in enumerate(originals.iterator(chunk_size=500), 1):
        content = None
        with suppress(OSError):  # also one that is gone or changed; of another size no more is read than its own
            content = read_original(original.sha256, original.size)
        if content is None or sha256_of(content) != original.sha256:
            (left_out if content is None and original.is_left_out else missing).append(original.sha256)
        else:
            packer.add(f"originals/{original.sha256}", content)
        if done % _PROGRESS_EVERY == 0 or done == total:
            progress(say("原件"), done, total)
    return missing, left_out


def _applied() -> dict[str, tuple[str, ...]]:
    """Return the last applied migrations of each app."""
    loader = MigrationExecutor(connections[DEFAULT_DB_ALIAS]).loader
    found: dict[str, tuple[str, ...]] = {}
    for app, name in sorted(loader.graph.leaf_nodes()):
        found[app] = (*found.get(app, ()), name)
    return found


def _refuse_unapplied() -> None:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError(say("数据库还是旧版的结构。请先运行 manage.py prepare 升级，再备份。"))


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that only its owner can read (it holds password hashes); remove it if the block fails."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
