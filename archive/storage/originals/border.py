"""What every store of originals does, and how it fails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, Literal, Protocol

State = Literal["sound", "missing", "changed"]


class StoreUnavailable(Exception):
    """The store does not give or take an original now. The message is a Chinese sentence that names the remedy."""


class OriginalGone(StoreUnavailable, FileNotFoundError):
    """The store holds no such original."""


class OriginalChanged(StoreUnavailable, OSError):
    """The bytes in the store are not those that were received."""


class OriginalStore(Protocol):
    """A store of bytes by their SHA-256; tests/archive/originals/test_every_store.py tests every store alike.

    All methods raise StoreUnavailable where the store does not answer or refuses; a disk raises OSError.
    """

    def put(self, sha256: str, data: bytes, *, durable: bool = True) -> None:
        """Keep ``data`` if nothing is there under its SHA-256; whole or not at all, and durable when this returns.

        With ``durable=False`` the caller syncs the disk once for many originals, before it writes their rows.
        """

    def open(self, sha256: str, size: int) -> IO[bytes]:
        """Open an original of ``size`` bytes for reading, at its beginning. Raises FileNotFoundError.

        A store on another machine compares size and SHA-256 first: OriginalChanged.
        """

    def exists(self, sha256: str) -> bool:
        """Return whether something is there under this SHA-256, sound or not."""

    def state(self, sha256: str) -> State:
        """Read the bytes piece by piece and return whether they still have their SHA-256."""

    def remove(self, sha256: str) -> None:
        """Remove an original, with every earlier version that the store keeps; none need be there."""

    def walk(self, prefix: str = "") -> Iterator[PurePath]:
        """Yield the places of all that is kept, in the order of their names, a few in memory at a time.

        With ``prefix``, digits of a SHA-256, those alone that begin with it. What lies at another place than its
        own is among them; what is half written is not.
        """

    def place(self, sha256: str) -> PurePath:
        """Return where an original is or would be, as ``walk`` names it."""

    def unfinished(self) -> Iterator[PurePath]:
        """Yield what a kill left half written: what is an hour old."""

    def drop_unfinished(self) -> int:
        """Remove what is half written and return the number. No row names it."""


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in 64 hex digits."""
    return hashlib.sha256(data).hexdigest()
