"""Segments of a few reports, read through: what a publication leaves behind until segments are merged.

To look a string up in such a segment's files takes 100 µs, to look through its texts 5. Each publication brings a new
segment, of which nothing is kept yet, and a page of results asks for some thirty strings.
"""

from __future__ import annotations

import numpy as np

from search.documents import MatchMode
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.found import Found
from search.engines.whoosh.reading.segments import OpenSegment
from search.occurrences import every_place, normal_form

#: Characters of all texts of a segment that is read through rather than looked up in.
most = 32_768


def is_small(segment: OpenSegment) -> bool:
    return segment.characters <= most


def scan(segment: OpenSegment, field: str, form: str, mode: MatchMode, budget: Budget) -> Found:
    """Who holds ``form`` (normal_form in ``mode``), and how often, as phrases.occurrences tells it."""
    budget.check()
    ids, counts = [], []
    for number, held in enumerate(_texts(segment, field, mode)):
        if form in held:
            ids.append(number)
            counts.append(sum(1 for _ in every_place(held, form)) if len(form) > 1 else 1)
    return Found(np.array(ids, np.int32), np.array(counts, np.int32))


def _texts(segment: OpenSegment, field: str, mode: MatchMode) -> tuple[str, ...]:
    """Of each document, as it is compared in ``mode``."""
    key = segment.name, "texts", field, mode
    return segment.cache.get_or_make(
        key,
        lambda: tuple(normal_form(segment.text(number, field), mode) for number in range(segment.size)),
        lambda texts: 100 + 4 * sum(map(len, texts)),
    )
