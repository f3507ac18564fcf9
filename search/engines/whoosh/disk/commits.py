"""Which commit of a folder is the newest, and are its files those that were written?

Size and CRC-32 of each file stand at the end of a commit's table of contents.

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
import os
import re
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

INDEX_NAME = "MAIN"
#: The name of a table of contents, one for each commit.
TOC_NAME = re.compile(rf"_{INDEX_NAME}_(\d{{1,9}})\.toc")


def latest_commit(folder: Path) -> int:
    """Return the number of the newest commit, from the folder's list. FileNotFoundError if it is gone or empty.

    Readers check the folder's time instead (reading/snapshot_cache.py); a writer must not, since two commits may
    bear one time.
    """
    commits = [int(match.group(1)) for name in os.listdir(folder) if (match := TOC_NAME.fullmatch(name))]
    if not commits:
        raise FileNotFoundError(folder)
    return max(commits)


class CommitId(NamedTuple):
    """A commit, and what tells it from another with the same number: the folder may be deleted, or put back."""

    number: int
    inode: int
    changed: int
    size: int


def latest_commit_id(folder: Path) -> CommitId:
    """Return the newest commit of the folder. FileNotFoundError if it is gone or empty."""
    number = latest_commit(folder)
    state = (folder / toc_name(number)).stat()
    return CommitId(number, state.st_ino, state.st_mtime_ns, state.st_size)


def folder_size(folder: Path) -> int:
    """Return the bytes of a folder's files. OSError if it cannot be listed."""
    size = 0
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # a writer cleans up
            size += path.stat().st_size
    return size


def toc_name(commit: int) -> str:
    """Return the file name of a commit's table of contents."""
    return f"_{INDEX_NAME}_{commit}.toc"


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
