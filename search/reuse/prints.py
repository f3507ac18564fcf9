"""A text as word characters, and the prints by which texts that share words find each other.

A shingle is SIZE word characters of the fold; punctuation and blanks are left out, and every digit is one sign, so that two
years of one sentence are alike. A shingle is a print if the least of its pairs of characters, by hash, is its first or its
last one (a closed syncmer, Edgar 2021). Whether it is one depends on the shingle alone, so the reports that have a print are
all that hold its words; and of any SIZE - INNER shingles in a row one is a print, so texts that share CERTAIN characters in a
row share a print. A clause from one mark of punctuation to the next is a print of its own kind: set phrases are mostly
clauses, shorter ones too than the prints of shingles tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from search.fold import fold

SIZE, INNER = 12, 2
#: So many characters in a row that two texts share always hold a print.
CERTAIN = SIZE + SIZE - INNER - 1
#: Word characters of the clauses that are prints.
SHORTEST_CLAUSE, LONGEST_CLAUSE = 8, 60
#: Marks of the fold that end a clause. 、 folds to a comma and ends none, since it stands between the words of a list.
_ENDS = ".,;:!?"
_BASE = 0x9E3779B97F4A7C15 | 1
_MASK = (1 << 64) - 1
_CLAUSE = 0xD6E8FEB86659FD93

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReadText:
    """``points``: the word characters. ``places``: of each its offset in the text. ``shingles``: a hash at each start.

    ``prints``: hashes, those of shingles first, then ``clauses`` of clauses; ``starts`` and ``ends``: their word characters.
    """

    points: NDArray[np.uint32]
    places: Places
    shingles: Hashes
    prints: Hashes
    starts: Places
    ends: Places
    clauses: int

    def __len__(self) -> int:
        return len(self.points)

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return 500 + 20 * len(self.points) + 24 * len(self.prints)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the text of some word characters, at least one."""
        return int(self.places[start]), int(self.places[end - 1]) + 1


def read_text(text: str) -> ReadText:
    """Return the word characters of a text and its prints. The work grows with the length."""
    folded = _code_points(fold(text))
    forms = _word_forms().take(folded)
    places = np.flatnonzero(forms)
    points = forms[places]
    hasher = _Hasher(points)
    shingles = hasher.hashes(np.arange(max(0, len(points) - SIZE + 1)), SIZE)
    chosen = np.flatnonzero(_is_print(hasher, len(shingles)))
    starts, ends = _clauses(_code_points(text), folded, places)
    clauses = hasher.hashes(starts, ends - starts, _CLAUSE)
    return ReadText(
        points,
        places,
        shingles,
        np.concatenate([shingles[chosen], clauses]),
        np.concatenate([chosen, starts]),
        np.concatenate([chosen + SIZE, ends]),
        len(clauses),
    )


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def _word_forms() -> NDArray[np.uint32]:
    """Return a constant table: of each code point its form, 0 for what is no letter and no digit; 4 MB."""
    forms = np.zeros(0x110000, np.uint32)
    for code in range(1, 0x110000):
        char = chr(code)
        if char.isalnum():
            forms[code] = ord("0") if char.isdigit() else code
    return forms


class _Hasher:
    """Hashes of any stretch of a row of characters, from sums of powers modulo 2**64."""

    def __init__(self, points: NDArray[np.uint32]) -> None:
        size = len(points)
        mixed = _stirred(points.astype(np.uint64) + np.uint64(_BASE))
        self._inverse = _powers(pow(_BASE, -1, 1 << 64), size + 1)
        self._sums = np.zeros(size + 1, np.uint64)
        np.cumsum(mixed * _powers(_BASE, size), out=self._sums[1:])

    def hashes(self, starts: Places, size: int | Places, kind: int = 0) -> Hashes:
        """Return the hash of each stretch; ``kind`` keeps equal stretches of two kinds apart."""
        sums = (self._sums[starts + size] - self._sums[starts]) * self._inverse[starts]
        return _stirred(sums + np.asarray(size).astype(np.uint64) * np.uint64(_CLAUSE) + np.uint64(kind))


def _powers(base: int, size: int) -> Hashes:
    powers = np.full(size, base & _MASK, np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _stirred(values: Hashes) -> Hashes:
    """Return values whose bits all depend on all bits (the end of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _is_print(hasher: _Hasher, count: int) -> NDArray[np.bool_]:
    """Return of each of the ``count`` shingles whether it is a print."""
    width = SIZE - INNER + 1  # pairs of a shingle
    pairs = hasher.hashes(np.arange(count + width - 1 if count else 0), INNER)
    least, reach = pairs, 1
    while reach < width:
        step = min(reach, width - reach)
        least = np.minimum(least[:-step], least[step:])
        reach += step
    return (pairs[:count] == least) | (pairs[width - 1 :] == least)


def _clauses(text: NDArray[np.uint32], folded: NDArray[np.uint32], places: Places) -> tuple[Places, Places]:
    """Return the first word character of each clause, and the place behind its last, of those that are prints."""
    if not len(places):
        return places, places
    is_end = (np.isin(folded, [ord(mark) for mark in _ENDS]) & (text != ord("、"))) | (text == ord("\n"))
    number = np.cumsum(is_end)[places]
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    ends = np.append(starts[1:], len(places))
    fits = (ends - starts >= SHORTEST_CLAUSE) & (ends - starts <= LONGEST_CLAUSE)
    return starts[fits], ends[fits]
