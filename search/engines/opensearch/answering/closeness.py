"""The bonus for terms that stand close together, from the texts of the best documents.

The rule is that of search/engines/whoosh/answering/closeness.py, with the same numbers (rules/formula.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf

from search.engines.opensearch.writing.mapping import TEXT_FIELDS
from search.engines.rules.formula import HALF, NEAR, PHRASE, SLACK, WeightedString
from search.fold import fold
from search.term_hits import all_starts


def closeness(strings: Sequence[WeightedString], texts: Mapping[str, str]) -> float:
    """Return the bonus of a document, 0 or more. ``texts``: its title and body. Script and width make no difference."""
    gaps = [inf] * (len(strings) - 1)
    is_whole = False
    sizes = [len(each.folded) for each in strings]
    for field in TEXT_FIELDS:
        folded = fold(texts[field])
        places = [list(all_starts(folded, each.folded)) if field in each.fields else [] for each in strings]
        for row, ((ones, one), (twos, two)) in enumerate(pairwise(zip(places, sizes, strict=True))):
            gaps[row] = min(gaps[row], _least_gap(ones, one, twos, two))
        is_whole = is_whole or _are_in_order(places, sizes)
    bonus = sum(
        NEAR * min(left.rarity, right.rarity) / (1 + gap / HALF)
        for gap, (left, right) in zip(gaps, pairwise(strings), strict=True)
    )
    return bonus + (PHRASE * sum(each.rarity for each in strings) if is_whole else 0.0)


def _least_gap(ones: Sequence[int], one: int, twos: Sequence[int], two: int) -> float:
    """Return the fewest characters between two strings of lengths ``one`` and ``two``; infinite unless both are there."""
    least = inf
    for start in ones if twos else ():
        after = bisect_left(twos, start)
        for at in (after - 1, after):
            if 0 <= at < len(twos):
                other = twos[at]
                least = min(least, max(0, other - start - one if other >= start else start - other - two))
    return least


def _are_in_order(places: Sequence[Sequence[int]], sizes: Sequence[int]) -> bool:
    """Tell whether all strings stand in this order with at most SLACK characters between."""
    ends = [start + sizes[0] for start in places[0]]
    for starts, size in zip(places[1:], sizes[1:], strict=True):
        following = []
        for start in starts:
            at = bisect_left(ends, start + 1) - 1
            if at >= 0 and start - ends[at] <= SLACK:
                following.append(start + size)
        ends = following
    return bool(ends)
