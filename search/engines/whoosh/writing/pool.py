"""The tokens of many documents, sorted in numpy into posting lists.

The caller gives the words alone; pairs and single characters are taken from the texts here, a hundred times
faster than token by token.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.disk.codec import token_bytes
from search.engines.whoosh.disk.encoding import Lists
from search.engines.whoosh.disk.postings import EMPTY
from search.engines.whoosh.disk.schema import PAIR, SINGLE
from search.engines.whoosh.disk.texts import code_points
from search.fold import fold

_NO_POSITIONS = EMPTY.positions


class FieldPool:
    """The tokens of one field of a segment's documents, added in the order of their numbers."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._folded: list[NDArray] = []
        self._singles: list[NDArray] = []
        self._words: dict[str, int] = {}
        self._word_ordinals: list[NDArray] = []
        self._word_counts: list[NDArray] = []

    def add(self, number: int, text: str, words: dict[str, int]) -> None:
        """Add a document's field as displayed, with the frequency of each word."""
        self._numbers.append(number)
        self._folded.append(code_points(fold(text)))
        self._singles.append(np.unique(code_points(text)))
        ordinals = self._words
        self._word_ordinals.append(np.array([ordinals.setdefault(word, len(ordinals)) for word in words], np.int64))
        self._word_counts.append(np.fromiter(words.values(), np.int32, len(words)))

    def lists(self) -> Iterator[Lists]:
        """Yield all posting lists, in the order of tokens: pairs, characters, words."""
        if self._numbers:
            yield from self._pair_lists()
            yield from self._single_lists()
            yield from self._word_lists()

    def _pair_lists(self) -> Iterator[Lists]:
        texts = [(number, text) for number, text in zip(self._numbers, self._folded, strict=True) if len(text) > 1]
        if not texts:
            return
        # Characters have numbers in their order, so that a pair is two u16 and two passes of radix sort order it.
        flags = np.zeros(0x110000, bool)
        for _, text in texts:
            flags[text] = True
        alphabet = np.flatnonzero(flags)
        small = len(alphabet) <= 1 << 16
        ordinal = np.zeros(0x110000, np.uint16 if small else np.uint32)
        ordinal[alphabet] = np.arange(len(alphabet))
        first = np.concatenate([ordinal[text[:-1]] for _, text in texts])
        second = np.concatenate([ordinal[text[1:]] for _, text in texts])
        order = np.argsort(second, kind="stable")
        order = order[np.argsort(first[order], kind="stable")]
        codes = first[order].astype(np.int64) * len(alphabet) + second[order]
        del first, second
        sizes = [len(text) - 1 for _, text in texts]
        numbers = np.repeat(np.array([number for number, _ in texts], np.int32), sizes)[order]
        starts = np.cumsum(sizes) - sizes
        offsets = (np.arange(len(order), dtype=np.uint32) - np.repeat(starts, sizes).astype(np.uint32))[order]
        del order
        new_term = _changes(codes)
        new_posting = np.flatnonzero(new_term | _changes(numbers))
        counts = np.diff(new_posting, append=len(codes)).astype(np.int32)
        ids = numbers[new_posting]
        term_at = np.flatnonzero(new_term)
        term_codes = codes[term_at]
        bounds = np.searchsorted(new_posting, np.append(term_at, len(codes)))
        characters = [chr(point) for point in alphabet.tolist()]
        whole, rest = np.divmod(term_codes, len(alphabet))
        tokens = [
            token_bytes(PAIR + characters[one] + characters[two])
            for one, two in zip(whole.tolist(), rest.tolist(), strict=True)
        ]
        yield Lists(tokens, bounds, ids, counts, offsets)

    def _single_lists(self) -> Iterator[Lists]:
        points = np.concatenate(self._singles)
        ids = np.repeat(np.array(self._numbers, np.int32), [len(singles) for singles in self._singles])
        if not len(points):
            return
        order = np.argsort(points, kind="stable")
        points = points[order]
        starts = np.flatnonzero(_changes(points))
        tokens = [token_bytes(SINGLE + chr(point)) for point in points[starts].tolist()]
        yield Lists(tokens, np.append(starts, len(points)), ids[order], np.ones(len(points), np.int32), _NO_POSITIONS)

    def _word_lists(self) -> Iterator[Lists]:
        tokens = [token_bytes(word) for word in self._words]
        ranked = sorted(range(len(tokens)), key=tokens.__getitem__)
        rank = np.empty(len(tokens), np.int64)
        rank[ranked] = np.arange(len(tokens))
        ranks = rank[np.concatenate(self._word_ordinals)]
        ids = np.repeat(np.array(self._numbers, np.int32), [len(ordinals) for ordinals in self._word_ordinals])
        counts = np.concatenate(self._word_counts)
        order = np.argsort(ranks, kind="stable")
        ids, counts = ids[order], counts[order]
        if tokens:
            bounds = np.searchsorted(ranks[order], np.arange(len(tokens) + 1))
            yield Lists([tokens[place] for place in ranked], bounds, ids, counts, _NO_POSITIONS)


def _changes(values: NDArray) -> NDArray[np.bool_]:
    """Return a mask of the values that differ from the one before; the first does."""
    changes = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes
