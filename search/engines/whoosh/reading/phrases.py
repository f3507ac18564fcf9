"""Where does a string stand in a segment? By the pairs that cover it, without reading the text.

A string of n >= 2 characters stands at offset o of a field if and only if pairs that cover it stand at their
places from o on: exactly the documents that hold it, wherever jieba cuts words. The search begins with the
rarest of its pairs (a pair across a border between words is rarer than a word) and looks the others
up at the few places left. In the strict modes the characters at those places are compared as displayed.

A small segment is scanned instead, with the same result: a publication leaves one until segments are merged. A lookup
in its files takes 100 µs, a scan of its texts 5, and a page of results needs some thirty strings.

A key is ``document << 32 | offset``: the place of a hit as one number. With a ``section`` only hits in the body within
sections of that kind count (sections.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode
from search.engines.whoosh.disk.postings import Postings
from search.engines.whoosh.disk.schema import PAIR, SINGLE
from search.engines.whoosh.disk.texts import characters_at, find_characters
from search.engines.whoosh.reading.sections import lie_within, stretches_in, stretches_of
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.fold import fold, spellings
from search.term_hits import all_starts, fold_for_mode, only_within

#: A segment of up to so many characters is scanned.
MAX_SCANNED_CHARACTERS = 32_768

_OFFSET = (1 << 32) - 1
_FEW = 8  # fewer keys than an eighth of a pair's are looked up one by one


class HitCounts(NamedTuple):
    """The documents of one term.

    ``ids``: ascending document numbers. ``counts``: hits in each document, overlapping ones included.
    """

    ids: NDArray[np.int32]
    counts: NDArray[np.int32]

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return 200 + 8 * len(self.ids)


def find_string(
    segment: OpenSegment, field: str, folded: str, mode: MatchMode, budget: Budget, section: str = ""
) -> HitCounts:
    """Return the documents whose ``field`` (title or body) holds ``folded``, a string by fold_for_mode.

    A document counts one hit of a single character.
    """
    find = _scan if is_small(segment) else _look_up
    return segment.postings_cache.get_or_make(
        (segment.name, field, folded, mode, section), lambda: find(segment, field, folded, mode, budget, section)
    )


def is_small(segment: OpenSegment) -> bool:
    """Tell whether a scan of the segment is faster than a lookup."""
    return segment.characters <= MAX_SCANNED_CHARACTERS


def _scan(segment: OpenSegment, field: str, folded: str, mode: MatchMode, budget: Budget, section: str) -> HitCounts:
    budget.check()
    ids, counts = [], []
    for number, text in enumerate(_folded_texts(segment, field, mode, section)):
        if folded in text:
            ids.append(number)
            counts.append(sum(1 for _ in all_starts(text, folded)) if len(folded) > 1 else 1)
    return HitCounts(np.array(ids, np.int32), np.array(counts, np.int32))


def _folded_texts(segment: OpenSegment, field: str, mode: MatchMode, section: str) -> tuple[str, ...]:
    """Return the field of each document as ``mode`` compares it."""

    def folded(number: int) -> str:
        text = segment.text(number, field)
        form = fold_for_mode(text, mode)
        return only_within(text, form, stretches_in(segment, section, number))[1] if section else form

    key = segment.name, "texts", field, mode, section
    return segment.postings_cache.get_or_make(
        key,
        lambda: tuple(folded(number) for number in range(segment.size)),
        lambda texts: 100 + 4 * sum(map(len, texts)),
    )


def _look_up(segment: OpenSegment, field: str, text: str, mode: MatchMode, budget: Budget, section: str) -> HitCounts:
    folded = fold(text)
    if len(text) == 1 and section:
        found = count_keys(_character_keys(segment, field, text, mode, budget, section))
        return HitCounts(found.ids, np.ones(len(found.ids), np.int32))
    if len(text) == 1:
        return _with_character(segment, field, spellings(text, mode))
    if len(text) == 2 and _is_only_spelling(folded, mode) and not section:
        pair = segment.postings(field, PAIR + folded)
        return HitCounts(pair.ids, pair.counts)
    return count_keys(hit_keys(segment, field, text, mode, budget, section))


def count_keys(keys: NDArray[np.int64]) -> HitCounts:
    """Return the documents of some keys (ascending), with the number of keys in each."""
    ids, counts = np.unique((keys >> 32).astype(np.int32), return_counts=True)
    return HitCounts(ids, counts.astype(np.int32))


def hit_keys(
    segment: OpenSegment, field: str, text: str, mode: MatchMode, budget: Budget, section: str = ""
) -> NDArray[np.int64]:
    """Return the keys of all hits of ``text``, two characters or more, in ``mode``, ascending.

    Deleted documents are included.
    """
    folded = fold(text)
    keys = _folded_keys(segment, field, folded, budget)
    if section:
        keys = keys[lie_within(segment, section, keys, keys + len(text))]
    return keys if _is_only_spelling(folded, mode) else _as_spelled(segment, field, text, mode, keys, budget)


def _character_keys(
    segment: OpenSegment, field: str, character: str, mode: MatchMode, budget: Budget, section: str
) -> NDArray[np.int64]:
    """Return the keys of a single character in sections, which are read: the index has no offsets of it."""
    spelled = spellings(character, mode)
    starts, ends = stretches_of(segment, section)
    held = np.zeros(segment.size, bool)
    held[_with_character(segment, field, spelled).ids] = True
    wanted = held[starts >> 32]
    starts, ends = starts[wanted], ends[wanted]
    numbers = (starts >> 32).astype(np.int32)
    offsets = starts & _OFFSET, ends & _OFFSET
    return find_characters(segment.texts, segment.columns, field, numbers, spelled, budget.check, offsets)


def _is_only_spelling(folded: str, mode: MatchMode) -> bool:
    """Tell whether the mode asks no more than the fold: no other text has this fold."""
    return mode == "folded" or all(len(spellings(char, "folded")) == 1 for char in set(folded))


def _with_character(segment: OpenSegment, field: str, characters: str) -> HitCounts:
    """Return the documents that hold one of the characters, as displayed."""
    groups = [segment.postings(field, SINGLE + char).ids for char in characters]
    groups = [group for group in groups if len(group)]
    if len(groups) == 1:
        return HitCounts(groups[0], np.ones(len(groups[0]), np.int32))
    mask = np.zeros(segment.size, bool)
    for group in groups:
        mask[group] = True
    ids = np.flatnonzero(mask).astype(np.int32)
    return HitCounts(ids, np.ones(len(ids), np.int32))


def _folded_keys(segment: OpenSegment, field: str, folded: str, budget: Budget) -> NDArray[np.int64]:
    """Return the keys of all hits of the folded string, ascending."""
    frequencies = []
    for at in range(len(folded) - 1):
        frequencies.append(segment.frequency(field, PAIR + folded[at : at + 2]))
        if not frequencies[-1]:
            return np.zeros(0, np.int64)
    rarest = min(range(len(frequencies)), key=frequencies.__getitem__)
    keys = segment.postings(field, PAIR + folded[rarest : rarest + 2]).keys
    # A hit that would begin before the text is a key of the document before, with an offset beyond any text.
    keys = keys[(keys & _OFFSET) >= rarest] - rarest
    for at in sorted(_cover(frequencies, rarest), key=frequencies.__getitem__):
        budget.check()
        if not len(keys):
            break
        pair = segment.postings(field, PAIR + folded[at : at + 2])
        keys = keys[_has_keys(pair, keys + at)]
    return keys


def _cover(frequencies: list[int], given: int) -> list[int]:
    """Return the offsets of the pairs that cover the string at least cost, besides the one at ``given``."""
    size = len(frequencies) + 1
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
            choices.append((cost + frequencies[end - 2], (*offsets, end - 2)))
        if end < size and end - 1 < len(frequencies):  # the pair that begins here, and only adds this character
            cost, offsets = best[end - 1]
            choices.append((cost + frequencies[end - 1], (*offsets, end - 1)))
        best.append(min(choices))
    return list(dict.fromkeys(best[size][1]))


def _has_keys(pair: Postings, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return a mask of the wanted keys (ascending) that the pair has."""
    if len(wanted) * _FEW < len(pair.positions) and "keys" not in vars(pair):
        return _are_among(wanted, pair.keys_in(np.unique((wanted >> 32).astype(np.int32))))
    return _are_among(wanted, pair.keys)


def _are_among(wanted: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return a mask of the wanted keys that are among the keys (ascending)."""
    if not len(keys):
        return np.zeros(len(wanted), bool)
    at = np.searchsorted(keys, wanted)
    np.minimum(at, len(keys) - 1, out=at)
    return keys[at] == wanted


def _as_spelled(
    segment: OpenSegment, field: str, text: str, mode: MatchMode, keys: NDArray[np.int64], budget: Budget
) -> NDArray[np.int64]:
    """Return the keys at which the text as displayed is spelled as ``mode`` asks."""
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


def documents_in_lead(segment: OpenSegment, folded: str, length: int) -> NDArray[np.int32]:
    """Return the documents of a segment with a hit that begins in the first ``length`` characters of the text.

    A document with two such hits stands there twice.
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
        pair = segment.postings("body", PAIR + folded[at : at + 2])
        keys = keys[_are_among(keys, pair.keys_in(numbers) - at)]
    return (keys >> 32).astype(np.int32)


def folded_keys_in(
    segment: OpenSegment, field: str, folded: str, numbers: NDArray[np.int32], section: str = ""
) -> NDArray[np.int64]:
    """Return the keys of all hits of a folded string of two characters or more in the documents ``numbers``."""
    last = len(folded) - 2
    first, *others = _by_rarity(segment, field, folded, sorted({*range(0, last, 2), last}))
    # A hit that would begin before the text is a key of the document before, with an offset beyond any text.
    keys = segment.postings(field, PAIR + folded[first : first + 2]).keys_in(numbers) - first
    for at in others:
        if not len(keys):
            break
        found = segment.postings(field, PAIR + folded[at : at + 2]).keys_in(numbers) - at
        keys = keys[_are_among(keys, found)]
    return keys[lie_within(segment, section, keys, keys + len(folded))] if section else keys


def _by_rarity(segment: OpenSegment, field: str, folded: str, offsets: Sequence[int]) -> list[int]:
    """Return the offsets of pairs in a folded string, that of the rarest pair first."""
    if len(offsets) == 1:
        return list(offsets)
    return sorted(offsets, key=lambda at: segment.frequency(field, PAIR + folded[at : at + 2]))
