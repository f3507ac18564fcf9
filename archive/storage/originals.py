"""The originals on disk: bytes as uploaded, named by their SHA-256, never changed and never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal

from django.conf import settings

State = Literal["sound", "missing", "changed"]

_UNFINISHED = "incoming-"
#: No file takes so long to write; what is older was cut off.
_CUT_OFF_SECONDS = 3600


def sha256_of(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def keep_original(data: bytes, *, durable: bool = True) -> str:
    """Write ``data`` under ORIGINALS_DIR, durable when this returns; its SHA-256.

    The bytes are written under a temporary name, fsynced, and then *linked* to
    their own name, which fails rather than overwrites if the file is there.
    Bytes without a row in the database can be left behind by a crash; they do no harm. With ``durable=False`` the
    caller syncs the disk once for many files, before anything speaks of them.
    """
    sha256 = sha256_of(data)
    root = Path(settings.ORIGINALS_DIR)
    folder = root / sha256[:2] / sha256[2:4]
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / sha256
    if path.exists():
        return sha256
    descriptor, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.chmod(name, 0o444)
        try:
            os.link(name, path)
        except FileExistsError:
            pass  # another process kept the same bytes a moment ago
    finally:
        os.unlink(name)
    # Only a new folder has a name in those above it to be kept.
    for changed in (folder, folder.parent, root) if is_new else (folder,):
        if durable:
            fsync_folder(changed)
    return sha256


def state_of(path: Path, sha256: str) -> State:
    """Whether the file at ``path`` still has the SHA-256 of the day it came. Reads it whole, a piece at a time."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
    except OSError:  # a disk that cannot give the bytes back
        return "changed"
    return "sound" if found == sha256 else "changed"


def orphan_files(known: Collection[str]) -> Iterator[Path]:
    """Files under ORIGINALS_DIR that no SHA-256 of ``known`` names: what a kill left, or somebody put there."""
    root = Path(settings.ORIGINALS_DIR)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith(_UNFINISHED):
            at_home = path.parent == root / path.name[:2] / path.name[2:4]
            if not (at_home and path.name in known):
                yield path


def unfinished_files() -> Iterator[Path]:
    """What a kill left half written, before it had its name: files that have not been written to for an hour."""
    for path in sorted(Path(settings.ORIGINALS_DIR).glob(f"*/*/{_UNFINISHED}*")):
        try:
            if time.time() - path.stat().st_mtime > _CUT_OFF_SECONDS:
                yield path
        except FileNotFoundError:
            continue  # finished at this moment


def drop_unfinished() -> int:
    """Remove what a kill left half written; how many. No row ever spoke of it."""
    dropped = 0
    for path in unfinished_files():
        path.unlink(missing_ok=True)
        dropped += 1
    return dropped


def fsync_folder(path: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
