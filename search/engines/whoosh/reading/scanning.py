"""Small segments, whose texts are read through: a publication leaves one until segments are merged.

A lookup in the files of a small segment takes 100 µs, a scan of its texts 5. Each publication brings a new segment
without any cached postings, and a page of results needs some thirty strings.
"""

from __future__ import annotations

import numpy as np

from search.documents import MatchMode
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.hit_counts import HitCounts
from search.engines.whoosh.reading.segments import OpenSegment
from search.hits import all_starts, fold_for_mode

#: A segment of up to so many characters is scanned.
MAX_CHARACTERS = 32_768


def is_small(segment: OpenSegment) -> bool:
    """Tell whether a scan of the segment is faster than a lookup."""
    return segment.characters <= MAX_CHARACTERS


def scan(segment: OpenSegment, field: str, folded: str, mode: MatchMode, budget: Budget) -> HitCounts:
    """Return the hits of ``folded`` (by fold_for_mode) as phrases.find_string does."""
    budget.check()
    ids, counts = [], []
    for number, text in enumerate(_folded_texts(segment, field, mode)):
        if folded in text:
            ids.append(number)
            counts.append(sum(1 for _ in all_starts(text, folded)) if len(folded) > 1 else 1)
    return HitCounts(np.array(ids, np.int32), np.array(counts, np.int32))


def _folded_texts(segment: OpenSegment, field: str, mode: MatchMode) -> tuple[str, ...]:
    """Return the field of each document as ``mode`` compares it."""
    key = segment.name, "texts", field, mode
    return segment.postings_cache.get_or_make(
        key,
        lambda: tuple(fold_for_mode(segment.text(number, field), mode) for number in range(segment.size)),
        lambda texts: 100 + 4 * sum(map(len, texts)),
    )
