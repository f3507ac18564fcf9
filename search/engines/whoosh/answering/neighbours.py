"""Which words stand beside the hits of a query? Read from the file of words in their order.

A word beside several hits counts once. No neighbourhood reaches into another hit, over the end of a sentence, or out of the
section that the question names.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.documents import Query
from search.engines.whoosh.answering.beside import (
    Beside,
    compared_subset,
    count_beside,
    find_hits,
    holding,
    joined,
    with_rows,
)
from search.engines.whoosh.reading.sections import lie_within
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.spans import Spans
from search.engines.whoosh.reading.words import Tokens, lexicon, read_tokens
from search.query import ParsedQuery
from search.word_counts import Neighbours, RowOrder

_OFFSET = (1 << 32) - 1
#: Bits: a token stands before a hit, or behind one.
_BEFORE, _AFTER = 1, 2

Ints = NDArray[np.int64]


def find_neighbours(
    snapshot: Snapshot, query: Query, parsed: ParsedQuery, *, window: int, order: RowOrder, budget: Budget
) -> Neighbours:
    """Return the words within ``window`` words of a hit on either side."""
    words = lexicon(snapshot)
    hits = find_hits(snapshot, query, parsed, budget)
    parts = []
    for base, segment, fields in hits.parts:
        of = words.numbers[segment.name]
        for tokens in read_tokens(segment, holding(fields), budget):
            at, found, before = _beside(tokens, fields, window, query.section)
            documents = tokens.rows[found // 2].astype(np.int64) + base
            parts.append(Beside(documents, of[tokens.words(at, found)].astype(np.int64), before))
    subset = compared_subset(snapshot, query, hits.found, budget)
    beside = joined(parts)
    whole = Neighbours(hits.nodes, hits.reports, len(beside.kinds), int(subset.sums.often.sum()))
    counted = count_beside(snapshot, beside, len(words), budget)
    numbers = np.flatnonzero(counted.hits)
    totals = subset.sums.often[numbers]
    return with_rows(whole, counted, numbers, totals, order, lambda at: words.word(snapshot, at))


def _beside(tokens: Tokens, fields: Sequence[Spans], window: int, section: str) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Return the tokens beside hits, each once, the field of each, and whether each stands before a hit."""
    noted = np.zeros(len(tokens.ends), np.uint8)
    borders = [_borders(tokens, spans, is_body) for is_body, spans in enumerate(fields)]
    for first, last, low, high in borders:
        _note(noted, _BEFORE, tokens, first - 1, low, high, -window)
        _note(noted, _AFTER, tokens, last, low, high, window)
    for first, last, _low, _high in borders:
        covered, end = first[first < last], last[first < last]
        while len(covered):
            noted[covered] = 0  # a hit is nobody's neighbour
            covered, end = covered[covered + 1 < end] + 1, end[covered + 1 < end]
    at = np.flatnonzero(noted)
    found = tokens.field_of(at)
    if section:
        keys = tokens.keys(at, found)
        sizes = tokens.segment.streams.word_sizes[tokens.words(at, found)]
        within = (found % 2 == 1) & lie_within(tokens.segment, section, keys, keys + sizes)
        at, found = at[within], found[within]
    return at, found, noted[at] & _BEFORE > 0


def _borders(tokens: Tokens, spans: Spans, is_body: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return of each hit in the documents of ``tokens`` its first token and that behind its last, and those of its field.

    A token that a hit covers in part is one of its own.
    """
    rows = tokens.rows.astype(np.int64)
    some = slice(*np.searchsorted(spans.starts, (rows[0] << 32, rows[-1] + 1 << 32)).tolist())
    starts, ends = spans.starts[some], spans.ends[some]
    fields = 2 * np.searchsorted(rows, starts >> 32) + is_body
    low, high, bases = tokens.fields[fields], tokens.fields[fields + 1], tokens.bases[fields]
    type_ = tokens.ends.dtype  # of another one numpy would copy the steps of all tokens
    start, end = (bases + (keys & _OFFSET) for keys in (starts, ends))
    first = np.clip(np.searchsorted(tokens.ends, start.astype(type_), side="right"), low, high)
    last = np.clip(np.searchsorted(tokens.ends, end.astype(type_), side="left"), low, high)
    # The token that begins at the hit or before it may reach into it.
    has = np.flatnonzero(first > low)
    at = first[has] - 1
    begins = tokens.ends[at]
    sizes = tokens.segment.streams.word_sizes[tokens.words(at, fields[has])]
    first[has[(begins == start[has]) | (begins + sizes > start[has])]] -= 1
    return first, np.maximum(last, first), low, high


def _note(
    noted: NDArray[np.uint8], side: int, tokens: Tokens, nearest: Ints, low: Ints, high: Ints, window: int
) -> None:
    """Note the tokens from ``nearest`` on, to the left for a window below 0, up to a break or the end of the field."""
    at = nearest
    for _ in range(abs(window)):
        inside = np.flatnonzero((at >= low) & (at < high))
        inside = inside[tokens.places[at[inside]] > 0]  # at place 0 stands a break
        at, low, high = at[inside], low[inside], high[inside]
        noted[at] |= side
        at = at + (1 if window > 0 else -1)
