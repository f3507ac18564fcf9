"""Which strings stand beside the hits of a query? Read from the texts, character by character, without any cut.

The characters beside hits are those within the window that no other hit covers and no end of a sentence cuts off; a string is
two to four of them in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import is_run
from search.documents import MatchMode, Query, QueryError
from search.engines.whoosh.answering.beside import (
    Beside,
    Counted,
    Subset,
    compared_subset,
    count_beside,
    find_hits,
    with_rows,
)
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.disk.texts import characters_beside
from search.engines.whoosh.reading.sections import lie_within, section_in
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.spans import Spans
from search.engines.whoosh.reading.words import lexicon
from search.lines import SIDES, Side
from search.query import ParsedQuery
from search.sentences import say
from search.term_hits import fold_for_mode
from search.word_counts import FEWEST_HITS, FEWEST_REPORTS, MOST_STRINGS, STRING_LENGTHS, Neighbours, RowOrder
from search.word_stream import ENDS

#: Hits whose characters are gathered in one step.
_AT_ONCE = 65_536
_OFFSET = (1 << 32) - 1
#: A character of a string is a number of so many bits among those that occur.
_BITS = np.uint64(16)
#: Strings that are looked at, the most frequent first, before those within others are left out.
_LOOKED_AT = 5 * MOST_STRINGS

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]


def find_strings(
    snapshot: Snapshot, query: Query, parsed: ParsedQuery, *, window: int, order: RowOrder, budget: Budget
) -> Neighbours:
    """Return the strings within ``window`` characters of a hit on either side; of all the MOST_STRINGS most frequent ones."""
    hits = find_hits(snapshot, query, parsed, budget)
    parts: list[_Characters] = []
    for base, segment, fields in hits.parts:
        for is_body, spans in enumerate(fields):
            parts.append(_characters(segment, base, is_body, spans, window, query, budget))
    subset = compared_subset(snapshot, query, hits.found, budget)
    if not parts:
        return Neighbours(total=_word_characters(snapshot, subset))
    strings = _Strings(parts)
    characters = _word_characters(snapshot, subset)
    whole = Neighbours(hits.nodes, hits.reports, len(strings.keys), characters)
    texts, beside = strings.all(budget)
    counted = count_beside(snapshot, beside, len(texts), budget)
    numbers = _most_frequent(texts, counted)
    is_inside = np.zeros(snapshot.size, bool)
    is_inside[subset.numbers] = True
    totals = np.array([_total(snapshot, texts[at], query, is_inside, budget) for at in numbers.tolist()], np.int64)
    return with_rows(whole, counted, numbers, totals, order, texts.__getitem__)


class _Characters(NamedTuple):
    """Characters beside hits, each once: key ``(2 * document + field) << 32 | offset``, folded, whether before a hit."""

    keys: Ints
    codes: Codes
    before: NDArray[np.bool_]


def _characters(
    segment: OpenSegment, base: int, is_body: int, spans: Spans, window: int, query: Query, budget: Budget
) -> _Characters:
    """Return the characters beside the hits of a field of a segment, whose first document is ``base``."""
    keys: dict[Side, list[Ints]] = {side: [np.zeros(0, np.int64)] for side in SIDES}
    codes = [np.zeros(0, np.uint32)]
    for side in SIDES:
        all_edges = spans.ends if side == "right" else spans.starts
        steps = np.arange(window) if side == "right" else -1 - np.arange(window)
        for first in range(0, len(all_edges), _AT_ONCE):
            budget.check()
            edges = all_edges[first : first + _AT_ONCE]
            rows, offsets = edges >> 32, (edges & _OFFSET).astype(np.int32)
            fields = np.full(len(edges), is_body, np.uint8)
            beside = characters_beside(segment.texts, segment.columns, fields, rows, offsets, side, window)
            reached = ~np.logical_or.accumulate((beside == 0) | np.isin(beside, _END_POINTS), axis=1)
            keys[side].append((edges[:, None] + steps)[reached])
            codes.append(beside[reached])
    left = np.concatenate(keys["left"])
    key, at = np.unique(np.concatenate([*(some for side in SIDES for some in keys[side])]), return_index=True)
    folded = _folded(np.concatenate(codes)[at], query.mode)
    chosen = _is_word(folded) & ~_is_covered(key, spans)
    if query.section:
        chosen &= lie_within(segment, query.section, key, key + 1) if is_body else False
    key, folded = key[chosen], folded[chosen]
    # Title and body of one document never touch: the field stands between the document and the offset.
    part = ((key >> 32) + base) * 2 + is_body
    return _Characters(part << 32 | key & _OFFSET, folded, np.isin(key, left))


_END_POINTS = np.array([ord(char) for char in ENDS], np.uint32)


def _folded(points: Codes, mode: MatchMode) -> Codes:
    text = points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return np.frombuffer(fold_for_mode(text, mode).encode("utf-32-le", "surrogatepass"), "<u4")


def _is_word(points: Codes) -> NDArray[np.bool_]:
    """Return which characters are letters or digits of any script."""
    different, of = np.unique(points, return_inverse=True)
    return np.array([is_run(chr(point)) for point in different.tolist()], bool)[of]


def _is_covered(keys: Ints, spans: Spans) -> NDArray[np.bool_]:
    """Return which places lie in a hit; ``spans`` do not overlap."""
    at = np.searchsorted(spans.starts, keys, side="right") - 1
    return (at >= 0) & (keys < spans.ends[np.maximum(at, 0)]) if len(spans.starts) else np.zeros(len(keys), bool)


class _Strings:
    """The characters beside all hits, in the order of their keys, and the strings that they make."""

    def __init__(self, parts: Sequence[_Characters]) -> None:
        keys, codes, before = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        order = np.argsort(keys, kind="stable")
        self.keys, self._before = keys[order], before[order]
        self._alphabet, of = np.unique(codes[order], return_inverse=True)
        if len(self._alphabet) >= 1 << int(_BITS):
            raise QueryError(say("词太常见，未数完，不给数；请加一个条件，或换成更长的说法再试。"))
        self._codes = of.astype(np.uint64) + np.uint64(1)  # 0 stands behind the end of a shorter string

    def all(self, budget: Budget) -> tuple[list[str], Beside]:
        """Return the strings that occur FEWEST_HITS times, and their places."""
        packed, documents, before = [], [], []
        for length in STRING_LENGTHS:
            budget.check()
            starts = np.arange(max(0, len(self.keys) - length + 1))
            whole = starts[self.keys[starts + length - 1] - self.keys[starts] == length - 1]
            number = np.zeros(len(whole), np.uint64)
            for step in range(max(STRING_LENGTHS)):
                number <<= _BITS
                if step < length:
                    number |= self._codes[whole + step]
            packed.append(number)
            documents.append(self.keys[whole] >> 33)
            before.append(self._before[whole])
        budget.check()
        different, of, counts = np.unique(np.concatenate(packed), return_inverse=True, return_counts=True)
        frequent = counts >= FEWEST_HITS
        kept = frequent[of]
        kinds = (np.cumsum(frequent) - 1)[of[kept]]
        beside = Beside(np.concatenate(documents)[kept], kinds, np.concatenate(before)[kept])
        return [self._text(number) for number in different[frequent].tolist()], beside

    def _text(self, packed: int) -> str:
        bits = int(_BITS)
        parts = [packed >> bits * place & (1 << bits) - 1 for place in reversed(range(max(STRING_LENGTHS)))]
        return "".join(chr(self._alphabet[part - 1]) for part in parts if part)


def _most_frequent(texts: Sequence[str], counted: Counted) -> Ints:
    """Return the MOST_STRINGS strings with the most places, without those that another one holds at all of theirs."""
    frequent = np.flatnonzero((counted.hits >= FEWEST_HITS) & (counted.reports >= FEWEST_REPORTS))
    looked_at = frequent[np.argsort(-counted.hits[frequent], kind="stable")][:_LOOKED_AT].tolist()
    hits = counted.hits
    kept = [
        at
        for at in looked_at
        if not any(hits[other] == hits[at] and other != at and texts[at] in texts[other] for other in looked_at)
    ]
    return np.array(kept[:MOST_STRINGS], np.int64)


def _word_characters(snapshot: Snapshot, subset: Subset) -> int:
    """Return how many letters and digits the subset has, those of tokens too long to be words aside."""
    return int(subset.sums.often @ lexicon(snapshot).sizes)


def _total(snapshot: Snapshot, text: str, query: Query, is_inside: NDArray[np.bool_], budget: Budget) -> int:
    """Return how often a string stands in the subset, places that overlap included."""
    count = 0
    for field in TEXT_FIELDS:
        if query.section and field == "title":
            continue
        found = snapshot.find_string(field, text, query.mode, budget, section_in(field, query.section))
        count += int(found.counts[is_inside[found.ids]].sum())
    return count
