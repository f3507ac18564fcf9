"""Reading a backup with distrust: only members with known names, and no path of the tar is ever used."""

from __future__ import annotations

import gzip
import hashlib
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from archive.backups.manifest import LONGEST_MANIFEST, MANIFEST, SEAL, BackupError, Manifest, Member
from archive.backups.progress import Progress, no_progress
from archive.backups.rows import from_line
from archive.storage.faults import cause_of
from search.sentences import Sentence, say

_TABLE = re.compile(r"tables/([a-z0-9_]{1,63})/[0-9]{6}\.jsonl\.gz", re.ASCII | re.IGNORECASE)
_ORIGINAL = re.compile(r"originals/([0-9a-f]{64})", re.ASCII)
_UPLOAD = re.compile(r"incoming/([0-9]{1,18}/[0-9A-Za-z][0-9A-Za-z._-]{0,99})", re.ASCII)
_PIECE = 1024 * 1024
#: Bytes of one row; a report of 16 MB with its edits is smaller.
LONGEST_ROW = 256 * 1024 * 1024


def _broken(how: Sentence) -> BackupError:
    return BackupError(say("备份文件不完整或被改动过（{0}）。请换一份备份。", how))


def table_of(name: str) -> str | None:
    """Return the table whose rows a member holds, or None."""
    found = _TABLE.fullmatch(name)
    return found[1] if found else None


def original_of(name: str) -> str | None:
    """Return the SHA-256 of the original that a member holds, or None."""
    found = _ORIGINAL.fullmatch(name)
    return found[1] if found else None


def upload_of(name: str) -> str | None:
    """Return ``ImportFile.stored`` of the waiting upload that a member holds, or None."""
    found = _UPLOAD.fullmatch(name)
    return found[1] if found else None


@contextmanager
def _as_backup_error(path: Path) -> Iterator[None]:
    """Raise errors of reading the file as BackupError."""
    try:
        yield
    except (
        tarfile.TarError,
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
        ValueError,
        RecursionError,
        OverflowError,
    ) as error:
        raise _broken(say("读到一半就断了，或不是备份")) from error
    except OSError as error:
        raise BackupError(say("备份读不出：{0}（{1}）。请核对文件名和权限。", cause_of(error), path)) from error


def members_of(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Yield name, size and bytes of every member, in the file's order.

    Read each before the next one. Raises BackupError for a file that is no backup, is cut off, or holds anything
    else.
    """
    with _as_backup_error(path), tarfile.open(path, "r:") as tar:
        while member := tar.next():
            tar.members.clear()  # type: ignore[attr-defined]  # a list of all members would grow with the archive
            name = member.name
            known = name in (MANIFEST, SEAL) or table_of(name) or original_of(name) or upload_of(name)
            if not known or member.type != tarfile.REGTYPE or member.sparse or member.size < 0:
                raise BackupError(say("备份里有不该有的内容：“{0}”。这不是本程序写的备份，没有恢复。", name[:100]))
            content = tar.extractfile(member)
            assert content is not None  # noqa: S101  a regular file
            yield name, member.size, content


def check_hashes(path: Path, *, progress: Progress = no_progress) -> Manifest:
    """Read the whole file, compare every member with the manifest, and return that. Raises BackupError."""
    found: dict[str, Member] = {}
    written = sealed = b""
    total = path.stat().st_size if path.is_file() else 0
    read = reported = 0
    for name, size, content in members_of(path):
        if name in found or sealed or (written and name != SEAL):
            raise _broken(say("“{0}”多余", name))
        if name in (MANIFEST, SEAL):
            if size > LONGEST_MANIFEST:
                raise _broken(say("清单过大"))
            with _as_backup_error(path):
                if name == MANIFEST:
                    written = content.read()
                else:
                    sealed = content.read()
            continue
        digest = hashlib.sha256()
        with _as_backup_error(path):
            while piece := content.read(_PIECE):
                digest.update(piece)
        found[name] = Member(size, digest.hexdigest())
        read += size
        if read - reported > 8 * _PIECE:
            reported = read
            progress(say("核对备份"), read // _PIECE, total // _PIECE)
    if not written or sealed != Manifest.seal(written):
        raise _broken(say("清单没有或不对，多半是没写完"))
    manifest = Manifest.from_bytes(written)
    for name in manifest.members.keys() | found.keys():
        if manifest.members.get(name) != found.get(name):
            raise _broken(say("“{0}”与清单不符", name))
        if (sha256 := original_of(name)) and found[name].sha256 != sha256:
            raise _broken(say("“{0}”与自己的名字不符", name))
    return manifest


def rows_of(content: IO[bytes], name: str) -> Iterator[list[Any]]:
    """Yield the rows in a member of a table. Raises BackupError if they cannot be read."""
    try:
        with gzip.GzipFile(fileobj=content) as lines:
            while line := lines.readline(LONGEST_ROW + 1):
                if len(line) > LONGEST_ROW:
                    raise _broken(say("“{0}”里有一行过长", name))
                yield from_line(line)
    except (tarfile.TarError, ValueError, RecursionError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _broken(say("“{0}”读不懂", name)) from error
