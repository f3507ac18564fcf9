"""The file of prints of a segment: which documents hold a shingle or a clause (search/reuse/prints.py)?

    8 bytes       magic
    u8 ...        40 bits of a print, 24 bits of the document's number in the segment; ascending, none twice

Two prints that share their 40 bits count as one: of twenty million that befalls one in fifty thousand. Runs are compared by
the whole hashes of the texts themselves, so such a print never makes words the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

PRINTS_EXT = ".fpr"
#: Bits of the document's number.
DOCUMENT_BITS = 24
_MAGIC = b"jc-print"
_DOCUMENT = np.uint64((1 << DOCUMENT_BITS) - 1)
_SHIFT = np.uint64(DOCUMENT_BITS)

Entries = NDArray[np.uint64]


class PrintPool:
    """The prints of a segment's documents."""

    def __init__(self) -> None:
        self._entries: list[Entries] = []

    def add(self, number: int, prints: bytes) -> None:
        """Add a new document's prints, by ``packed``."""
        self._entries.append(np.frombuffer(prints, "<u8") << _SHIFT | np.uint64(number))

    def add_segment(self, raw: memoryview, numbers: NDArray[np.int32]) -> None:
        """Add the prints of a segment under new document numbers; -1 drops a document."""
        entries = read_prints(raw)
        moved = numbers[documents_of(entries)]
        live = moved >= 0
        self._entries.append((entries[live] & ~_DOCUMENT) | moved[live].astype(np.uint64))

    def encoded(self) -> Iterator[memoryview | bytes]:
        """Yield the content of the file."""
        entries = np.concatenate([np.zeros(0, np.uint64), *self._entries])
        entries.sort()
        yield _MAGIC
        yield entries.astype("<u8", copy=False).data.cast("B") if len(entries) else b""


def kept_part(hashes: Entries) -> Entries:
    """Return the part of the hashes that the file keeps, ascending, none twice."""
    return np.unique(hashes >> _SHIFT)


def packed(hashes: Entries) -> bytes:
    """Return ``kept_part`` of the hashes of a document as bytes, for the writer."""
    return kept_part(hashes).astype("<u8", copy=False).tobytes()


def places_in(wanted: Entries, hashes: Entries) -> NDArray[np.int64]:
    """Return the place of each hash in ``kept_part`` of them."""
    return np.searchsorted(wanted, hashes >> _SHIFT)


def read_prints(raw: memoryview) -> Entries:
    """Return entries that point into ``raw``. ValueError if it is no file of prints."""
    if bytes(raw[: len(_MAGIC)]) != _MAGIC or len(raw) % 8:
        raise ValueError("not a file of prints")
    return np.frombuffer(raw, "<u8", -1, len(_MAGIC)) if len(raw) > len(_MAGIC) else np.zeros(0, np.uint64)


def documents_of(entries: Entries) -> NDArray[np.int64]:
    """Return the number of each entry's document in its segment."""
    return (entries & _DOCUMENT).astype(np.int64)


def find_prints(entries: Entries, wanted: Entries) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the entries of some prints (``kept_part``) as (place in ``wanted``, number of the document)."""
    first = np.searchsorted(entries, wanted << _SHIFT)
    counts = np.searchsorted(entries, wanted << _SHIFT | _DOCUMENT, side="right") - first
    ends = np.cumsum(counts)
    at = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts) + np.repeat(first, counts)
    return np.repeat(np.arange(len(wanted)), counts), documents_of(entries[at])
