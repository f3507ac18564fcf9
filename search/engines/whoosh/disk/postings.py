"""A token's postings as raw little-endian arrays: no pickle, no compression, read by numpy as they lie.

A posting list is a series of blocks of at most 8,192 postings. A block:

    header     see HEADER: numbers of postings and positions, last document, widths, largest frequency
    deltas     document numbers, each as the difference from the one before (u8, u16 or u32)
    counts     frequencies (u8, u16 or u32); left out where all are 1
    positions  character offsets of all postings in one row (u16, u32 in texts beyond 65,535); only of pairs
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BLOCK = 8192
#: postings, positions, last document, bytes of the three arrays, width of each in bytes, 1 in the last block,
#: largest frequency.
HEADER = struct.Struct("<IIIIBBBBI")

_TYPES: dict[int, np.dtype] = {1: np.dtype("<u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}
_NONE = np.zeros(0, np.uint16)
_NO_KEYS = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Postings:
    """``ids``: ascending document numbers. ``counts``: frequency in each. ``positions``: of pairs, all in one row."""

    ids: NDArray[np.int32]
    counts: NDArray[np.int32]
    positions: NDArray[np.unsignedinteger]

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """``document << 32 | offset`` of every position, ascending."""
        return np.repeat(self.ids.astype(np.int64) << 32, self.counts) + self.positions

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The place in ``positions`` where each posting's positions begin."""
        return np.cumsum(self.counts, dtype=np.int64) - self.counts

    def keys_in(self, wanted: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return ``keys`` of the wanted documents (ascending, each once) alone."""
        if not len(self.ids):
            return _NO_KEYS
        at = np.searchsorted(self.ids, wanted)
        at[at == len(self.ids)] = 0
        at = at[self.ids[at] == wanted]
        if not len(at):
            return _NO_KEYS
        counts = self.counts[at]
        ends = counts.cumsum(dtype=np.int64)
        places = np.arange(ends[-1]) + np.repeat(self.starts[at] - ends + counts, counts)
        return np.repeat(self.ids[at].astype(np.int64) << 32, counts) + self.positions[places]

    @property
    def cost(self) -> int:
        """Bytes in a cache, once its keys are worked out."""
        return 200 + 24 * len(self.ids) + 10 * len(self.positions)


EMPTY = Postings(np.zeros(0, np.int32), np.zeros(0, np.int32), _NONE)


def encode_postings(ids: NDArray, counts: NDArray, positions: NDArray) -> bytes:
    """Return the blocks of one posting list, at least one posting; encoding.py encodes many short lists at once."""
    size = len(ids)
    blocks = []
    before, done = 0, 0
    for first in range(0, size, BLOCK):
        last = min(first + BLOCK, size)
        block_ids, frequencies = ids[first:last], counts[first:last]
        deltas = np.diff(block_ids, prepend=before)
        before = int(block_ids[-1])
        hits = int(frequencies.sum()) if len(positions) else 0
        arrays = (deltas, frequencies, positions[done : done + hits])
        largest = int(frequencies.max())
        widths = (_width(int(deltas.max())), _width(largest) if largest > 1 else 0, _position_width(arrays[2]))
        raw = b"".join(
            array.astype(_TYPES[width]).tobytes() for array, width in zip(arrays, widths, strict=True) if width
        )
        blocks.append(HEADER.pack(last - first, hits, before, len(raw), *widths, last == size, largest))
        blocks.append(raw)
        done += hits
    return b"".join(blocks)


def _width(largest: int) -> int:
    if largest < 1 << 8:
        return 1
    return 2 if largest < 1 << 16 else 4


def _position_width(positions: NDArray) -> int:
    if not len(positions):
        return 0
    return max(2, _width(int(positions.max())))


def decode_postings(raw: bytes | memoryview, at: int) -> Postings:
    """Return the posting list at byte ``at``; the positions of a single block stay in the mapped file."""
    blocks = []
    before, last = 0, 0
    while not last:
        block, at, last = decode_block(raw, at, before)
        before = int(block.ids[-1])
        blocks.append(block)
    if len(blocks) == 1:
        return blocks[0]
    return Postings(
        np.concatenate([block.ids for block in blocks]),
        np.concatenate([block.counts for block in blocks]),
        np.concatenate([block.positions for block in blocks]),
    )


def decode_block(raw: bytes | memoryview, at: int, before: int) -> tuple[Postings, int, int]:
    """Return one block, where the next begins, and 1 if it is the last; ``before``: last document of the block before."""
    size, hits, _last_id, _length, id_width, count_width, position_width, last, _largest = HEADER.unpack_from(raw, at)
    at += HEADER.size
    ids = np.frombuffer(raw, _TYPES[id_width], size, at).cumsum(dtype=np.int32)
    if before:
        ids += before
    at += size * id_width
    if count_width:
        counts = np.frombuffer(raw, _TYPES[count_width], size, at).astype(np.int32)
    else:
        counts = np.ones(size, np.int32)
    at += size * count_width
    positions = np.frombuffer(raw, _TYPES[position_width], hits, at) if position_width else _NONE
    return Postings(ids, counts, positions), at + hits * position_width, last
