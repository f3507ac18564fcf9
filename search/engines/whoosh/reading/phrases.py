"""Where a string stands in a segment: from the pairs that cover it, without a look at the text.

A string of n >= 2 characters stands at offset o of a field if and only if pairs that cover it stand at their
places from o on: exactly the documents that hold it, whatever jieba thinks of either. The search begins with the
rarest of all its pairs (one that crosses a border between words is rarer than a word) and looks the others
up at the few places left. In the strict modes the characters at the found places are compared as displayed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode
from search.engines.whoosh.disk.postings import Postings
from search.engines.whoosh.disk.schema import PAIR, SINGLE
from search.engines.whoosh.disk.texts import characters_at
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.found import Found
from search.engines.whoosh.reading.scanned import is_small, scan
from search.engines.whoosh.reading.segments import OpenSegment
from search.fold import fold, spellings
from search.occurrences import needle_of

_OFFSET = (1 << 32) - 1
_FEW = 8  # places looked up one by one below an eighth of the places there are


def occurrences(segment: OpenSegment, field: str, text: str, mode: MatchMode, budget: Budget) -> Found:
    """The documents whose ``field`` (title or body) holds ``text`` in ``mode``; that of one character counts 1."""
    needle = needle_of(text, mode)
    look = scan if is_small(segment) else _look_up
    return segment.cache.get_or_make(
        (segment.name, field, needle, mode), lambda: look(segment, field, needle, mode, budget)
    )


def _look_up(segment: OpenSegment, field: str, text: str, mode: MatchMode, budget: Budget) -> Found:
    folded = fold(text)
    if len(text) == 1:
        return _with_character(segment, field, spellings(text, mode))
    if len(text) == 2 and _is_own_spelling(folded, mode):
        pair = segment.postings(field, PAIR + folded)
        return Found(pair.ids, pair.counts)
    return counted(places(segment, field, text, mode, budget))


def counted(keys: NDArray[np.int64]) -> Found:
    """The documents of some places (ascending), and how many of them lie in each."""
    ids, counts = np.unique((keys >> 32).astype(np.int32), return_counts=True)
    return Found(ids, counts.astype(np.int32))


def places(segment: OpenSegment, field: str, text: str, mode: MatchMode, budget: Budget) -> NDArray[np.int64]:
    """``document << 32 | offset`` of every place where ``text``, two characters or more, stands in ``mode``, ascending.

    Deleted documents are among them.
    """
    folded = fold(text)
    keys = _places(segment, field, folded, budget)
    return keys if _is_own_spelling(folded, mode) else _spelt(segment, field, text, mode, keys, budget)


def _is_own_spelling(folded: str, mode: MatchMode) -> bool:
    """Whether the mode asks no more than the fold does: nothing else is folded to this text."""
    return mode == "folded" or all(len(spellings(char, "folded")) == 1 for char in set(folded))


def _with_character(segment: OpenSegment, field: str, characters: str) -> Found:
    """Who holds one of the characters, as displayed."""
    groups = [segment.postings(field, SINGLE + char).ids for char in characters]
    groups = [group for group in groups if len(group)]
    if len(groups) == 1:
        return Found(groups[0], np.ones(len(groups[0]), np.int32))
    held = np.zeros(segment.size, bool)
    for group in groups:
        held[group] = True
    ids = np.flatnonzero(held).astype(np.int32)
    return Found(ids, np.ones(len(ids), np.int32))


def _places(segment: OpenSegment, field: str, folded: str, budget: Budget) -> NDArray[np.int64]:
    """``document << 32 | offset`` of every place where the string stands, ascending."""
    weights = []
    for at in range(len(folded) - 1):
        weights.append(segment.weight(field, PAIR + folded[at : at + 2]))
        if not weights[-1]:
            return np.zeros(0, np.int64)
    rarest = min(range(len(weights)), key=weights.__getitem__)
    keys = segment.postings(field, PAIR + folded[rarest : rarest + 2]).keys
    # A place that would begin before the text falls into the document before; its offset then is beyond any text's.
    keys = keys[(keys & _OFFSET) >= rarest] - rarest
    for at in sorted(_cover(weights, rarest), key=weights.__getitem__):
        budget.check()
        if not len(keys):
            break
        pair = segment.postings(field, PAIR + folded[at : at + 2])
        keys = keys[_held(pair, keys + at)]
    return keys


def _cover(weights: list[int], given: int) -> list[int]:
    """Offsets of the pairs that cover the string at least cost, besides the one at ``given``."""
    size = len(weights) + 1
    free = {given, given + 1}
    # best[n]: (cost, offsets) of covering the first n characters.
    best: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for end in range(1, size + 1):
        if end - 1 in free:
            best.append(best[end - 1])
            continue
        choices = []
        if end >= 2:  # the pair that ends here
            cost, offsets = min(best[end - 1], best[end - 2])
            choices.append((cost + weights[end - 2], (*offsets, end - 2)))
        if end < size and end - 1 < len(
            weights
        ):  # the pair that begins here and covers this character alone of what is before
            cost, offsets = best[end - 1]
            choices.append((cost + weights[end - 1], (*offsets, end - 1)))
        best.append(min(choices))
    return list(dict.fromkeys(best[size][1]))


def _held(pair: Postings, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the wanted places (ascending) the pair has."""
    if len(wanted) * _FEW < len(pair.positions) and "keys" not in vars(pair):
        numbers = np.unique((wanted >> 32).astype(np.int32))
        keys = pair.keys_in(numbers)
    else:
        keys = pair.keys
    if not len(keys):
        return np.zeros(len(wanted), bool)
    at = np.searchsorted(keys, wanted)
    np.minimum(at, len(keys) - 1, out=at)
    return keys[at] == wanted


def _spelt(
    segment: OpenSegment, field: str, text: str, mode: MatchMode, keys: NDArray[np.int64], budget: Budget
) -> NDArray[np.int64]:
    """Those places at which the text as displayed is spelt as ``mode`` asks."""
    for at, char in enumerate(text):
        if len(spellings(fold(char), "folded")) == 1:
            continue
        budget.check()
        if not len(keys):
            break
        points = characters_at(segment.texts, segment.columns, field, keys >> 32, (keys & _OFFSET) + at)
        allowed = [ord(spelling) for spelling in spellings(char, mode)]
        keys = keys[points == allowed[0] if len(allowed) == 1 else np.isin(points, allowed)]
    return keys
