"""The originals on disk: bytes as uploaded, named by their SHA-256, never changed and never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def sha256_of(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def keep_original(data: bytes) -> str:
    """Write ``data`` under ORIGINALS_DIR, durable when this returns; its SHA-256.

    The bytes are written under a temporary name, fsynced, and then *linked* to
    their own name, which fails rather than overwrites if the file is there.
    Bytes without a row in the database can be left behind by a crash; they do no harm.
    """
    sha256 = sha256_of(data)
    root = Path(settings.ORIGINALS_DIR)
    folder = root / sha256[:2] / sha256[2:4]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / sha256
    if path.exists():
        return sha256
    descriptor, name = tempfile.mkstemp(prefix="incoming-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o444)
        try:
            os.link(name, path)
        except FileExistsError:
            pass  # another process kept the same bytes a moment ago
    finally:
        os.unlink(name)
    for changed in (folder, folder.parent, root):
        _fsync_folder(changed)
    return sha256


def _fsync_folder(path: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
