"""Titles that begin with a string, or hold it: for completion while typing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.disk.texts import characters_at
from search.engines.whoosh.reading.phrases import find_string, hit_keys
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot
from search.fold import fold, spellings

#: Documents of one kind that are looked at for different titles.
_LOOKED_AT = 500
_OFFSET = (1 << 32) - 1


def find_titles(snapshot: Snapshot, text: str, most: int, budget: Budget) -> list[tuple[int, str]]:
    """Return (id, title) as SearchEngine.titles does."""
    folded = fold(text)
    beginning, inside = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    base = 0
    for segment in snapshot.segments():
        budget.check()
        first, other = _in_segment(segment, folded, budget)
        beginning.append(first + base)
        inside.append(other + base)
        base += segment.size
    found: dict[str, int] = {}
    for numbers in (beginning, inside):
        for id_, title in _titles(snapshot, np.concatenate(numbers)):
            if len(found) == most:
                break
            found.setdefault(title, id_)
    return [(id_, title) for title, id_ in found.items()]


def _in_segment(segment: OpenSegment, folded: str, budget: Budget) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the documents whose title begins with the string, and those whose title only holds it, deleted ones too.

    Of a single character only the first: nearly every title holds some common one.
    """
    if len(folded) > 1:
        keys = hit_keys(segment, "title", folded, "folded", budget)
        begins = np.unique(keys[(keys & _OFFSET) == 0] >> 32)
        return begins, np.setdiff1d(keys >> 32, begins)
    holding = find_string(segment, "title", folded, "folded", budget).ids.astype(np.int64)
    first = characters_at(segment.texts, segment.columns, "title", holding, np.zeros(len(holding), np.int64))
    begins = holding[np.isin(first, [ord(char) for char in spellings(folded, "folded")])]
    return begins, np.zeros(0, np.int64)


def _titles(snapshot: Snapshot, numbers: NDArray[np.int64]) -> Iterator[tuple[int, str]]:
    """Yield (id, title) of live documents, the greatest id first, some _LOOKED_AT at most."""
    live = numbers[snapshot.live[numbers]]
    for number in live[np.argsort(-snapshot.ids[live], kind="stable")][:_LOOKED_AT].tolist():
        yield int(snapshot.ids[number]), snapshot.text(number, "title")
