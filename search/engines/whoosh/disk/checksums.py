"""Are the files of a commit those that were written? Size and CRC-32 of each, at the end of its table of contents.

Whoosh reads a table of contents up to the pickle of its segments, and nothing behind it. A commit writes there:

    JSON       {file name: [size, CRC-32]} of the files of its segments
    u4         length of the JSON
    32 bytes   SHA-256 of all that lies before
    8 bytes    magic

A table of contents without these is of an older version: its files count as unchecked, not as damaged.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

_MAGIC = b"jc-sums1"
_LENGTH = struct.Struct("<I")
_DIGEST_SIZE = hashlib.sha256().digest_size
_FOOTER_SIZE = _LENGTH.size + _DIGEST_SIZE + len(_MAGIC)
_AT_ONCE = 1 << 20

#: Size and CRC-32 by file name.
Checksums = Mapping[str, tuple[int, int]]


def seal(checksums: Checksums, contents: bytes) -> bytes:
    """Return what stands behind a table of contents."""
    listed = json.dumps(checksums, sort_keys=True).encode("ascii")
    listed += _LENGTH.pack(len(listed))
    return listed + hashlib.sha256(contents + listed).digest() + _MAGIC


def unseal(contents: bytes) -> dict[str, tuple[int, int]] | None:
    """Return the checksums behind a table of contents; None if there are none. ValueError if they are damaged."""
    if not contents.endswith(_MAGIC):
        return None
    body, digest = contents[: -_DIGEST_SIZE - len(_MAGIC)], contents[-_DIGEST_SIZE - len(_MAGIC) : -len(_MAGIC)]
    if len(contents) < _FOOTER_SIZE or hashlib.sha256(body).digest() != digest:
        raise ValueError("the digest of a table of contents does not agree")
    (length,) = _LENGTH.unpack(body[-_LENGTH.size :])
    listed = json.loads(body[-_LENGTH.size - length : -_LENGTH.size])
    return {name: (size, crc) for name, (size, crc) in listed.items()}


def measure(path: Path) -> tuple[int, int]:
    """Return size and CRC-32 of a file."""
    size, crc = 0, 0
    with path.open("rb") as file:
        while chunk := file.read(_AT_ONCE):
            size += len(chunk)
            crc = crc32(chunk, crc)
    return size, crc


def damaged_files(folder: Path, names: Iterable[str], checksums: Checksums) -> list[str]:
    """Return those files that are gone, not readable, or not as they were written. Every byte is read."""
    damaged = []
    for name in names:
        try:
            measured = measure(folder / name)
        except OSError:
            damaged.append(name)
            continue
        if checksums.get(name, measured) != measured:
            damaged.append(name)
    return damaged


def check_sizes(folder: Path, names: Iterable[str], checksums: Checksums) -> dict[Path, FileState]:
    """Return the states of files. ValueError if one has not the size that was written, OSError if it is gone."""
    states = {}
    for name in names:
        states[folder / name] = state = file_state(folder / name)
        if name in checksums and state.size != checksums[name][0]:
            raise ValueError(f"{name} has {state.size} bytes, not {checksums[name][0]}")
    return states


class FileState(NamedTuple):
    """What changes when a file is written or replaced. The files of a segment never are."""

    size: int
    changed: int
    inode: int


def file_state(path: Path) -> FileState:
    """Return the state of a file. OSError if it is gone. Microseconds."""
    state = path.stat()
    return FileState(state.st_size, state.st_mtime_ns, state.st_ino)
