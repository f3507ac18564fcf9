"""Whoosh's ordered hash of tokens, written in numpy: a million entries in seconds, byte for byte as Whoosh writes it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filetables import HashWriter, OrderedHashWriter
from whoosh.util.numlists import GrowableArray

#: Lengths of key and value stand before each entry, in network order.
_LENGTHS_SIZE = 8
_SLOT = np.dtype([("hash", ">u4"), ("at", ">i8")])


class TermDictionary(OrderedHashWriter):
    """Whoosh's ordered hash, written in batches of tokens, with CRC-32 as its hash."""

    def __init__(self, file: Any) -> None:
        HashWriter.__init__(self, file, hashtype=1)
        self.lastkey = b""
        self._at = file.tell()
        self._places: list[NDArray[np.int64]] = []
        self._hashes: list[NDArray[np.uint32]] = []

    def add_many(self, keys: Sequence[bytes], values: NDArray[np.uint8]) -> None:
        """Add keys, ascending, with a row of ``values`` each."""
        previous = self.lastkey
        for key in keys:
            if key <= previous:
                raise ValueError(f"tokens must ascend: {previous!r}, {key!r}")
            previous = key
        self.lastkey = previous
        lengths = np.fromiter(map(len, keys), np.int64, len(keys))
        head = np.empty((len(keys), 2), ">i4")
        head[:, 0], head[:, 1] = lengths, values.shape[1]
        sizes = _LENGTHS_SIZE + lengths + values.shape[1]
        starts = np.cumsum(sizes) - sizes
        entries = np.empty(int(sizes.sum()), np.uint8)
        entries[starts[:, np.newaxis] + np.arange(_LENGTHS_SIZE)] = head.view(np.uint8)
        first = np.cumsum(lengths) - lengths
        entries[np.arange(int(lengths.sum())) + np.repeat(starts + _LENGTHS_SIZE - first, lengths)] = np.frombuffer(
            b"".join(keys), np.uint8
        )
        entries[(starts + sizes - values.shape[1])[:, np.newaxis] + np.arange(values.shape[1])] = values
        self.dbfile.file.write(entries.data)
        self._hashes.append(np.fromiter(map(crc32, keys), np.uint32, len(keys)))
        self._places.append(self._at + starts)
        self._at += len(entries)

    def close(self) -> int:
        """Write tables, directory and extras, as Whoosh does after its own tables; return the size of the file."""
        self._write_tables()
        self._write_directory()
        extras_at = self.dbfile.tell()
        self._write_extras()
        self.dbfile.write_int(self.dbfile.tell() - extras_at)
        size = self.dbfile.tell()
        self.dbfile.close()
        return size

    def _write_tables(self) -> None:
        """Write the 256 hash tables."""
        hashes = np.concatenate(self._hashes or [np.zeros(0, np.uint32)])
        places = np.concatenate(self._places or [np.zeros(0, np.int64)])
        self.index = _whoosh_array(places)
        order = np.argsort(hashes & 255, kind="stable")
        borders = np.searchsorted((hashes & 255)[order], np.arange(257))
        sizes = 2 * np.diff(borders)
        wanted = ((hashes[order] >> 8) % np.repeat(sizes, np.diff(borders))).tolist()
        tables_at = self.dbfile.tell()
        self.directory += zip((tables_at + 2 * _SLOT.itemsize * borders[:-1]).tolist(), sizes.tolist(), strict=True)
        # All 256 tables as one: a small commit has hardly an entry in each.
        taken, into = bytearray(2 * len(hashes)), array("q")
        for first, last in pairwise(borders.tolist()):
            start, end = 2 * first, 2 * last
            for slot in wanted[first:last]:
                at = start + slot
                while taken[at]:
                    at = at + 1 if at + 1 < end else start
                taken[at] = 1
                into.append(at)
        table = np.zeros(2 * len(hashes), _SLOT)
        where = np.frombuffer(into, np.int64)
        table["hash"][where], table["at"][where] = hashes[order], places[order]
        self.dbfile.write(table.tobytes())


def _whoosh_array(values: NDArray[np.int64]) -> GrowableArray:
    """Return the array that Whoosh would have grown value by value."""
    largest = int(values.max()) if len(values) else 0
    code = next(code for code, end in (("H", 1 << 16), ("i", 1 << 31), ("I", 1 << 32), ("q", 1 << 63)) if largest < end)
    grown = GrowableArray(code)
    grown.array.frombytes(values.astype(np.dtype(code)).tobytes())
    return grown
