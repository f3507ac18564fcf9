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
            at, before = _beside(tokens, fields, window, query.section)
            documents = tokens.rows[tokens.field_of(at) // 2].astype(np.int64) + base
            parts.append(Beside(documents, of[tokens.words(at)].astype(np.int64), before))
    subset = compared_subset(snapshot, query, hits.found, budget)
    beside = joined(parts)
    whole = Neighbours(hits.nodes, hits.reports, len(beside.kinds), int(subset.sums.often.sum()))
    counted = count_beside(snapshot, beside, len(words), budget)
    numbers = np.flatnonzero(counted.hits)
    totals = subset.sums.often[numbers]
    return with_rows(whole, counted, numbers, totals, order, lambda at: words.word(snapshot, at))


def _beside(tokens: Tokens, fields: Sequence[Spans], window: int, section: str) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the tokens beside hits, each once, and whether each stands before one."""
    size = len(tokens.ends)
    before, after, is_node = np.zeros(size, bool), np.zeros(size, bool), np.zeros(size + 1, np.int32)
    for is_body, spans in enumerate(fields):
        first, last, low, high = _borders(tokens, spans, is_body)
        np.add.at(is_node, first, 1)
        np.add.at(is_node, last, -1)
        _note(before, tokens, first - 1, low, high, -window)
        _note(after, tokens, last, low, high, window)
    chosen = np.flatnonzero((before | after) & (np.cumsum(is_node[:-1]) == 0))
    if section:
        keys, sizes = tokens.keys(chosen), tokens.segment.streams.word_sizes[tokens.words(chosen)]
        is_body = tokens.field_of(chosen) % 2 == 1
        chosen = chosen[is_body & lie_within(tokens.segment, section, keys, keys + sizes)]
    return chosen, before[chosen]


def _borders(tokens: Tokens, spans: Spans, is_body: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return of each hit in the documents of ``tokens`` its first token and that behind its last, and those of its field.

    A token that a hit covers in part is one of its own.
    """
    rows = tokens.rows.astype(np.int64)
    some = slice(*np.searchsorted(spans.starts, (rows[0] << 32, rows[-1] + 1 << 32)).tolist())
    starts, ends = spans.starts[some], spans.ends[some]
    fields = 2 * np.searchsorted(rows, starts >> 32) + is_body
    low, high, bases = tokens.fields[fields], tokens.fields[fields + 1], tokens.bases[fields]
    start, end = bases + (starts & _OFFSET), bases + (ends & _OFFSET)
    first = np.clip(np.searchsorted(tokens.ends, start, side="right"), low, high)
    last = np.clip(np.searchsorted(tokens.ends, end, side="left"), low, high)
    # The token that begins at the hit or before it may reach into it.
    has = np.flatnonzero(first > low)
    at = first[has] - 1
    begins = tokens.ends[at]
    sizes = tokens.segment.streams.word_sizes[tokens.words(at)]
    first[has[(begins == start[has]) | (begins + sizes > start[has])]] -= 1
    return first, np.maximum(last, first), low, high


def _note(noted: NDArray[np.bool_], tokens: Tokens, nearest: Ints, low: Ints, high: Ints, window: int) -> None:
    """Mark the tokens from ``nearest`` on, to the left for a window below 0, up to a break or the end of the field."""
    step = 1 if window > 0 else -1
    at = nearest
    for _ in range(abs(window)):
        inside = np.flatnonzero((at >= low) & (at < high))
        at, low, high = at[inside], low[inside], high[inside]
        going_on = tokens.segment.streams.word_sizes[tokens.words(at)] > 0  # a break has no characters
        at, low, high = at[going_on], low[going_on], high[going_on]
        noted[at] = True
        at = at + step
