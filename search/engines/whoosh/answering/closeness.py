"""A bonus for terms that stand close together, from the character offsets of the index.

For each two neighbours of the query: the fewest characters between them in title or text (minimal distance, the best of
the measures of Tao and Zhai, An Exploration of Proximity Measures in Information Retrieval, SIGIR 2007; neighbours
alone, as in the sequential dependence model of Metzler and Croft, SIGIR 2005). A further bonus where the whole query
stands in its order with hardly a character between: a phrase typed apart, or a sentence cut into words.

Only the best CANDIDATES by BM25F get a bonus, the same ones for every page of a list, so the cost does not grow with
the number of hits. A bonus is never negative: every candidate stays above all other documents, and no count changes.

rules/formula.py has the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.engines.rules import formula
from search.engines.rules.formula import WeightedString
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.phrases import folded_keys_in
from search.engines.whoosh.reading.sections import section_in
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot

Numbers = NDArray[np.int32]
#: ``document << 32 | offset``, ascending.
Keys = NDArray[np.int64]
_NONE: Keys = np.zeros(0, np.int64)


def closeness(
    snapshot: Snapshot, strings: Sequence[WeightedString], numbers: Numbers, budget: Budget, section: str = ""
) -> NDArray[np.float32]:
    """Return the bonus of each candidate (ascending document numbers), 0 or more. Script and width make no difference.

    With a ``section`` only hits in the body within it have neighbours there.
    """
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
            keys = [
                folded_keys_in(segment, field, each.folded, local, section_in(field, section))
                if field in each.fields
                else _NONE
                for each in strings
            ]
            sizes = [len(each.folded) for each in strings]
            for row, (one, two) in enumerate(pairwise(zip(keys, sizes, strict=True))):
                np.minimum(gaps[row, inside], _least_gaps(*one, *two, local), out=gaps[row, inside])
            whole[inside] |= _are_in_order(keys, sizes, local)
    for row, (left, right) in enumerate(pairwise(strings)):
        bonus += np.float32(formula.NEAR * min(left.rarity, right.rarity)) / (1 + gaps[row] / np.float32(formula.HALF))
    bonus[whole] += np.float32(formula.PHRASE * sum(each.rarity for each in strings))
    return bonus


def _least_gaps(ones: Keys, one: int, twos: Keys, two: int, numbers: Numbers) -> NDArray[np.float32]:
    """Return the fewest characters between two strings, by document; infinite unless it has both.

    ``ones`` and ``twos`` are their keys, ``one`` and ``two`` their lengths.
    """
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


def _are_in_order(keys: Sequence[Keys], sizes: Sequence[int], numbers: Numbers) -> NDArray[np.bool_]:
    """Return a mask of the documents that hold all strings in this order with at most SLACK characters between."""
    ends = keys[0] + sizes[0]
    for starts, size in zip(keys[1:], sizes[1:], strict=True):
        at = np.searchsorted(ends, starts, side="right") - 1
        follows = at >= 0
        follows[follows] = starts[follows] - ends[at[follows]] <= formula.SLACK
        ends = starts[follows] + size
    mask = np.zeros(len(numbers), bool)
    mask[np.searchsorted(numbers, ends >> 32)] = True
    return mask
