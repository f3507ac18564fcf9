"""Where do the uploaded bytes lie? In one store, by their SHA-256, never changed and never overwritten.

    border   what every store does: put if absent, open, exists, state, remove, walk
    disk     files under ORIGINALS_DIR, the default
    s3       objects of an S3-compatible store, with ORIGINALS=s3

The rest of the archive calls the functions of this module, and knows no store.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePath
from typing import IO

from django.conf import settings

from archive.storage.originals.border import (
    OriginalChanged,
    OriginalGone,
    OriginalStore,
    State,
    StoreUnavailable,
    sha256_of,
)
from archive.storage.originals.disk import DiskStore, state_of, sync_folder

__all__ = [
    "OriginalChanged",
    "OriginalGone",
    "State",
    "StoreUnavailable",
    "drop_unfinished",
    "has_original",
    "keep_original",
    "open_original",
    "orphan_files",
    "place_of",
    "read_original",
    "remove_original",
    "sha256_of",
    "state_of",
    "state_of_original",
    "sync_folder",
    "unfinished_files",
]


def keep_original(data: bytes, *, durable: bool = True) -> str:
    """Keep ``data`` in the store, durable when this returns, and return its SHA-256.

    With ``durable=False`` the caller syncs the disk once for many originals, before it writes their rows.
    Raises StoreUnavailable, OSError.
    """
    sha256 = sha256_of(data)
    _store().put(sha256, data, durable=durable)
    return sha256


def open_original(sha256: str, size: int) -> IO[bytes]:
    """Open an original of ``size`` bytes for reading. Raises FileNotFoundError, other OSError, StoreUnavailable."""
    return _store().open(sha256, size)


def read_original(sha256: str, size: int) -> bytes:
    """Return the bytes of an original, at most ``size`` and one more: whoever compares them sees that there are more.

    Raises as ``open_original``.
    """
    with open_original(sha256, size) as file:
        return file.read(size + 1)


def has_original(sha256: str) -> bool:
    """Return whether the store holds something under this SHA-256."""
    return _store().exists(sha256)


def state_of_original(sha256: str) -> State:
    """Read an original piece by piece and return whether it is as it was received. Raises StoreUnavailable."""
    return _store().state(sha256)


def remove_original(sha256: str) -> None:
    """Remove an original from the store for good. Raises StoreUnavailable, OSError."""
    _store().remove(sha256)


def place_of(sha256: str) -> PurePath:
    """Return where an original is or would be: a path, or the key of an object."""
    return _store().place(sha256)


def orphan_files(known: Iterable[str]) -> Iterator[PurePath]:
    """Yield what lies in the store and no SHA-256 of ``known`` names: left by a kill, or put there by hand.

    ``known``: a collection, or an iterator in ascending order, of which one value is in memory at a time.
    """
    store = _store()
    names = iter(sorted(known) if isinstance(known, Collection) else known)
    name = next(names, None)
    for path in store.walk():
        if path != store.place(path.name):
            yield path
            continue
        while name is not None and name < path.name:
            name = next(names, None)
        if name != path.name:
            yield path


def unfinished_files() -> Iterator[PurePath]:
    """Yield the files that a kill left half written under a temporary name: those an hour old."""
    return _store().unfinished()


def drop_unfinished() -> int:
    """Remove the half-written files and return their number. No row names them."""
    return _store().drop_unfinished()


def _store() -> OriginalStore:
    if settings.ORIGINALS == "disk":
        return DiskStore(Path(settings.ORIGINALS_DIR))
    # Of each process its own: connections do not survive a fork.
    return _bucket(tuple(sorted(settings.ORIGINALS_S3.items())), str(settings.FILE_UPLOAD_TEMP_DIR), os.getpid())


@lru_cache(maxsize=1)
def _bucket(named: tuple[tuple[str, str], ...], temporary: str, process: int) -> OriginalStore:
    from archive.storage.originals.s3 import S3Store

    return S3Store(**dict(named), temporary=temporary)
