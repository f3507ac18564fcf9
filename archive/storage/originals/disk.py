"""Originals as files under ORIGINALS_DIR, two levels of folders deep: ``ab/cd/abcd…``."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from archive.storage.originals.border import State

_UNFINISHED = "incoming-"
#: No file takes so long to write: an older one was cut off.
_CUT_OFF_SECONDS = 3600


class DiskStore:
    """The store of one machine: files that are read-only and never overwritten."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def place(self, sha256: str) -> Path:
        """Return the path of an original: two levels of folders keep each folder small."""
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def put(self, sha256: str, data: bytes, *, durable: bool = True) -> None:
        """Write the bytes under a temporary name, fsync them, and *link* them to their own: a link never overwrites.

        A crash can leave bytes without a row in the database; they do no harm.
        """
        path = self.place(sha256)
        folder = path.parent
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            return
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
        for changed in (folder, folder.parent, self._root) if is_new else (folder,):
            if durable:
                sync_folder(changed)

    def open(self, sha256: str, size: int) -> IO[bytes]:
        """Open the file; its bytes are compared by ``fsck`` and ``check_originals``, not here."""
        return self.place(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """Return whether there is a file."""
        return self.place(sha256).exists()

    def state(self, sha256: str) -> State:
        """Return the state of the file."""
        return state_of(self.place(sha256), sha256)

    def remove(self, sha256: str) -> None:
        """Unlink the file, if it is there."""
        self.place(sha256).unlink(missing_ok=True)

    def walk(self, prefix: str = "") -> Iterator[Path]:
        """Yield the files, folder by folder."""
        parts = [part for part in (prefix[:2], prefix[2:4]) if part]
        for path in _files_below(self._root, parts):
            if path.name.startswith(prefix):
                yield path

    def unfinished(self) -> Iterator[Path]:
        """Yield files under a temporary name."""
        for path in sorted(self._root.glob(f"*/*/{_UNFINISHED}*")):
            try:
                if time.time() - path.stat().st_mtime > _CUT_OFF_SECONDS:
                    yield path
            except FileNotFoundError:
                continue  # finished at this moment

    def drop_unfinished(self) -> int:
        """Unlink files under a temporary name."""
        dropped = 0
        for path in self.unfinished():
            path.unlink(missing_ok=True)
            dropped += 1
        return dropped


def _files_below(folder: Path, parts: list[str]) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names; ``parts``: how the folders of each depth begin."""
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            if not entry.is_dir():
                if not entry.name.startswith(_UNFINISHED):
                    yield Path(entry.path)
            elif not parts or entry.name.startswith(parts[0]):
                yield from _files_below(Path(entry.path), parts[1:])


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


def sync_folder(path: Path) -> None:
    """Put the names in a folder on the disk, so that a new one survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
