"""The originals on disk: the uploaded bytes under their SHA-256, never changed and never overwritten."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal

from django.conf import settings

State = Literal["sound", "missing", "changed"]

_UNFINISHED = "incoming-"
#: No file takes so long to write: an older one was cut off.
_CUT_OFF_SECONDS = 3600


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def keep_original(data: bytes, *, durable: bool = True) -> str:
    """Write ``data`` under ORIGINALS_DIR, durable when this returns, and return its SHA-256.

    The bytes are written under a temporary name, fsynced, and then *linked* to their own name: a link never overwrites
    a file. A crash can leave bytes without a row in the database; they do no harm. With ``durable=False`` the caller
    syncs the disk once for many files, before it writes their rows.
    """
    sha256 = sha256_of(data)
    root = Path(settings.ORIGINALS_DIR)
    folder = root / sha256[:2] / sha256[2:4]
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / sha256
    if path.exists():
        return sha256
    name = folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
    # Read-only from the start; the umask takes the bits for others.
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            pass  # another process wrote the same bytes a moment ago
    finally:
        os.unlink(name)
    # Only a new folder has a new name in the folders above it.
    for changed in (folder, folder.parent, root) if is_new else (folder,):
        if durable:
            sync_folder(changed)
    return sha256


def state_of(path: Path, sha256: str) -> State:
    """Read the file at ``path`` in chunks and return whether it still has its SHA-256."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
    except OSError:  # the disk cannot read the bytes
        return "changed"
    return "sound" if found == sha256 else "changed"


def orphan_files(known: Collection[str]) -> Iterator[Path]:
    """Yield the files under ORIGINALS_DIR that no SHA-256 of ``known`` names: left by a kill, or put there by hand."""
    root = Path(settings.ORIGINALS_DIR)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith(_UNFINISHED):
            at_home = path.parent == root / path.name[:2] / path.name[2:4]
            if not (at_home and path.name in known):
                yield path


def unfinished_files() -> Iterator[Path]:
    """Yield the files that a kill left half written under a temporary name: those an hour old."""
    for path in sorted(Path(settings.ORIGINALS_DIR).glob(f"*/*/{_UNFINISHED}*")):
        try:
            if time.time() - path.stat().st_mtime > _CUT_OFF_SECONDS:
                yield path
        except FileNotFoundError:
            continue  # finished at this moment


def drop_unfinished() -> int:
    """Remove the half-written files and return their number. No row names them."""
    dropped = 0
    for path in unfinished_files():
        path.unlink(missing_ok=True)
        dropped += 1
    return dropped


def sync_folder(path: Path) -> None:
    """Put the names in a folder on the disk, so that a new one survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
