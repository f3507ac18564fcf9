"""By which short marks are copies of a text found? A fingerprint for equal texts, a signature for similar ones.

Both see only the folded letters, digits and Han of a text. A signature is 48 numbers: the more words two texts share,
the more of the numbers are equal. It is a MinHash on shingles of five characters by one permutation (Li, Owen, Zhang:
One Permutation Hashing, 2012). Each shingle gets one hash, the range of hashes is cut into 48 bands, and the signature
holds the smallest hash of each band. A band agrees in two texts with the probability J = shared shingles / all
shingles. There are no rows inside a band: counting equal bands separates better than LSH's bands of rows for the same
number of rows in the database. A single shingle in a band also shows how many reports share it, so that formula text
can be left out (``archive/intake/near_duplicates.py``).

Why not datasketch: it brings scipy, 100 MB installed and 2 s to import, and takes 5 ms for 2,500 characters where
this takes half of one. Why CRC-32 and a multiplication: nobody gains by forging a near duplicate, and a table does
all shingles at once.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from search.fold import fold

#: Numbers in a signature. Two texts that share an eighth of their shingles agree in two of 48 with 99 %.
BANDS = 48
#: Characters in a shingle: two words of Chinese, too long to repeat by chance.
SHINGLE = 5

_NO_WORD = re.compile(r"[\W_]+")
_WIDTH = 4  # bytes of a character in UTF-32
_RANGE = 1 << 32
_ODD = 0x9E3779B1  # 2**32 over the golden ratio: spreads the hashes of CRC-32, which is linear, over the range


@dataclass(frozen=True, slots=True)
class Signature:
    """The smallest hash (0 to 2**32 - 1) of each of the BANDS, None where a short text has no shingle."""

    bands: tuple[int | None, ...]

    @property
    def filled(self) -> dict[int, int]:
        """Return {band: hash} of the bands that hold a hash."""
        return {band: least for band, least in enumerate(self.bands) if least is not None}


def text_fingerprint(text: str) -> str:
    """Return the SHA-256 (64 hex digits) of the folded text with everything but letters, digits and Han removed.

    Two copies of a report, one in traditional script and one with other quotes and line breaks, have the same
    fingerprint. All texts without a word share one.
    """
    return hashlib.sha256(_NO_WORD.sub("", fold(text)).encode("utf-8")).hexdigest()


def signature(text: str) -> Signature:
    """Return the signature of ``text``, whatever its script, width, blanks and punctuation. Linear in its length.

    A text of fewer than SHINGLE word characters has no shingle: all its bands are empty, and it resembles nothing.
    """
    words = np.frombuffer(_NO_WORD.sub("", fold(text)).encode("utf-32-le", "surrogatepass"), np.uint8)
    count = len(words) // _WIDTH - (SHINGLE - 1)
    least = np.full(BANDS, _RANGE, np.uint64)
    if count > 0:
        digests = _crc32_of_shingles(words, count) * np.uint64(_ODD) % np.uint64(_RANGE)
        np.minimum.at(least, (digests * np.uint64(BANDS) // np.uint64(_RANGE)).astype(np.intp), digests)
    return Signature(tuple(None if digest == _RANGE else int(digest) for digest in least))


def _crc32_of_shingles(words: NDArray[np.uint8], count: int) -> NDArray[np.uint64]:
    """Return ``zlib.crc32`` of each of ``count`` shingles, all at once by a table, byte by byte."""
    table = _crc32_table()
    digests = np.full(count, 0xFFFFFFFF, np.uint32)
    for byte in range(SHINGLE * _WIDTH):
        column = words[byte : byte + (count - 1) * _WIDTH + 1 : _WIDTH]
        digests = table[(digests ^ column) & 0xFF] ^ (digests >> 8)
    return (digests ^ 0xFFFFFFFF).astype(np.uint64)


@cache
def _crc32_table() -> NDArray[np.uint32]:
    """Return the remainder of each byte by the polynomial of zlib (0xEDB88320).

    Read once a process: a constant of the program.
    """
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(0xEDB88320), table >> 1).astype(np.uint32)
    return table
