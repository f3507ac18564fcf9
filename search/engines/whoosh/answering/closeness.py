"""Terms that stand together: a bonus for the best candidates, from the character offsets of the index.

For each two neighbours of the query, the fewest characters between them in title or text (minimal distance, the best of
the measures of Tao and Zhai, An Exploration of Proximity Measures in Information Retrieval, SIGIR 2007; neighbours
alone, as in the sequential dependence model of Metzler and Croft, SIGIR 2005). And more where the whole query stands in
its order with hardly anything between: a phrase typed apart, or a sentence that was cut into words.

Only the best CANDIDATES by BM25F are looked at, the same ones for every page of a list, so what is asked costs no more
for being common. A bonus is never negative: no candidate falls below what is none, and no count changes.

What was tried, in nDCG@10 over tests/data/ranking.toml (0.9939 as it stands, 0.9844 with neither bonus):

    _NEAR 0, 1, 1.5, 2, 3              0.9940  0.9940  0.9939  0.9937  0.9909
    _PHRASE 0, 0.5, 1, 1.5, 2          0.9877  0.9917  0.9934  0.9939  0.9936
    _HALF 5, 10, 20                    0.9939  0.9939  0.9938
    _SLACK 1, 3, 5                     0.9939  0.9939  0.9899: from five on, words of different clauses pass for phrases

_NEAR is no gain over these rows; it is for words of which no report has the phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.disk.postings import Postings
from search.engines.whoosh.disk.schema import PAIR, TEXT_FIELDS
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.segments import OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot

#: How many documents are looked at: ten pages of twenty.
CANDIDATES = 200

#: Shares of rarity that closeness may add, of two neighbours and of the whole query.
_NEAR = 1.5
_PHRASE = 1.5
#: Characters between two terms at which half of the bonus is left.
_HALF = 10
#: Characters (a comma, a quotation mark, 的) that may part the words of a phrase.
_SLACK = 3

_OFFSET = (1 << 32) - 1

Numbers = NDArray[np.int32]
#: ``document << 32 | offset``, ascending.
Keys = NDArray[np.int64]
_NONE: Keys = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Placed:
    """A string of two characters or more with the fields it is looked for in, and its rarity as in BM25."""

    folded: str
    fields: tuple[str, ...]
    rarity: float


def closeness(snapshot: Snapshot, strings: Sequence[Placed], numbers: Numbers, budget: Budget) -> NDArray[np.float32]:
    """The bonus of each candidate (ascending document numbers), 0 or more. Script and width make no difference."""
    bonus = np.zeros(len(numbers), np.float32)
    if len(strings) < 2:
        return bonus
    gaps = np.full((len(strings) - 1, len(numbers)), np.inf, np.float32)
    whole = np.zeros(len(numbers), bool)
    base = 0
    for segment in snapshot.segments():
        inside = slice(*np.searchsorted(numbers, (base, base + segment.size)).tolist())
        local = numbers[inside] - np.int32(base)
        base += segment.size
        for field in TEXT_FIELDS if len(local) else ():
            budget.check()
            places = [
                _places(segment, field, each.folded, local) if field in each.fields else _NONE for each in strings
            ]
            sizes = [len(each.folded) for each in strings]
            for row, (one, two) in enumerate(pairwise(zip(places, sizes, strict=True))):
                np.minimum(gaps[row, inside], _least_gaps(*one, *two, local), out=gaps[row, inside])
            whole[inside] |= _in_a_row(places, sizes, local)
    for row, (left, right) in enumerate(pairwise(strings)):
        bonus += np.float32(_NEAR * min(left.rarity, right.rarity)) / (1 + gaps[row] / np.float32(_HALF))
    bonus[whole] += np.float32(_PHRASE * sum(each.rarity for each in strings))
    return bonus


def in_lead(segment: OpenSegment, folded: str, length: int) -> Numbers:
    """The documents of a segment whose text holds the string from one of its first ``length`` characters on.

    A document that holds it there twice is named twice.
    """
    rarest, *others = _by_rarity(segment, "body", folded, range(len(folded) - 1))
    pair = segment.postings("body", PAIR + folded[rarest : rarest + 2])
    if not others:
        return pair.ids[pair.positions[pair.starts] < length]
    early = np.flatnonzero((pair.positions >= rarest) & (pair.positions < length + rarest))
    numbers = np.repeat(pair.ids, pair.counts)[early]
    keys = (numbers.astype(np.int64) << 32) + pair.positions[early] - rarest
    for at in others:
        if not len(keys):
            break
        numbers = np.unique((keys >> 32).astype(np.int32))
        keys = keys[_among(_keys_in(segment.postings("body", PAIR + folded[at : at + 2]), numbers) - at, keys)]
    return (keys >> 32).astype(np.int32)


def _places(segment: OpenSegment, field: str, folded: str, numbers: Numbers) -> Keys:
    """Where the string stands in the given documents (ascending)."""
    last = len(folded) - 2
    keys = None
    for at in _by_rarity(segment, field, folded, sorted({*range(0, last, 2), last})):
        # What would begin before a text falls into the document before, beyond any offset of a text.
        found = _keys_in(segment.postings(field, PAIR + folded[at : at + 2]), numbers) - at
        keys = found if keys is None else keys[_among(found, keys)]
        if not len(keys):
            break
    return _NONE if keys is None else keys


def _keys_in(pair: Postings, numbers: Numbers) -> Keys:
    """Where the pair stands in the given documents (ascending, each once)."""
    if not len(pair.ids):
        return _NONE
    at = np.searchsorted(pair.ids, numbers)
    at[at == len(pair.ids)] = 0
    at = at[pair.ids[at] == numbers]
    counts = pair.counts[at]
    ends = counts.cumsum(dtype=np.int64)
    if not len(ends):
        return _NONE
    places = np.arange(ends[-1]) + np.repeat(pair.starts[at] - ends + counts, counts)
    return np.repeat(pair.ids[at].astype(np.int64) << 32, counts) + pair.positions[places]


def _by_rarity(segment: OpenSegment, field: str, folded: str, offsets: Sequence[int]) -> list[int]:
    if len(offsets) == 1:
        return list(offsets)
    return sorted(offsets, key=lambda at: segment.weight(field, PAIR + folded[at : at + 2]))


def _among(keys: Keys, wanted: Keys) -> NDArray[np.bool_]:
    """Which of the wanted are keys."""
    if not len(keys):
        return np.zeros(len(wanted), bool)
    at = np.searchsorted(keys, wanted)
    np.minimum(at, len(keys) - 1, out=at)
    return keys[at] == wanted


def _least_gaps(ones: Keys, one: int, twos: Keys, two: int, numbers: Numbers) -> NDArray[np.float32]:
    """The fewest characters between two strings of ``one`` and ``two`` characters, by document; infinite if not both."""
    least = np.full(len(numbers), np.inf, np.float32)
    if not len(ones) or not len(twos):
        return least
    after = np.searchsorted(twos, ones)
    for neighbour, known in ((after, after < len(twos)), (after - 1, after > 0)):
        left, right = ones[known], twos[neighbour[known]]
        same = left >> 32 == right >> 32
        left, right = left[same], right[same]
        gaps = np.maximum(np.where(right >= left, right - left - one, left - right - two), 0)
        np.minimum.at(least, np.searchsorted(numbers, left >> 32), gaps.astype(np.float32))
    return least


def _in_a_row(places: Sequence[Keys], sizes: Sequence[int], numbers: Numbers) -> NDArray[np.bool_]:
    """Which documents hold all strings in this order with hardly anything between."""
    ends = places[0] + sizes[0]
    for starts, size in zip(places[1:], sizes[1:], strict=True):
        at = np.searchsorted(ends, starts, side="right") - 1
        follows = at >= 0
        follows[follows] = starts[follows] - ends[at[follows]] <= _SLACK
        ends = starts[follows] + size
    held = np.zeros(len(numbers), bool)
    held[np.searchsorted(numbers, ends >> 32)] = True
    return held
