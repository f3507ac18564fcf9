"""In which stretches of the texts must a term stand? The sections of one kind, for a query that names it (Query.section).

Hits and stretches are keys, ``document << 32 | offset``, as in phrases.py; stretches that touch are one. Every search of a
string, a wildcard or a chain of NEAR drops here what stands outside.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.documents import SECTIONS
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.reading.segments import OpenSegment
from search.query import SearchTerm

Keys = NDArray[np.int64]


class Stretches(NamedTuple):
    """Keys of the first characters of stretches, ascending, and of the places behind their last."""

    starts: Keys
    ends: Keys

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return 200 + 16 * len(self.starts)


def stretches_of(segment: OpenSegment, section: str) -> Stretches:
    """Return the stretches of a kind in the bodies of a segment, those of deleted documents included."""
    return segment.postings_cache.get_or_make((segment.name, "section", section), lambda: _joined(segment, section))


def _joined(segment: OpenSegment, section: str) -> Stretches:
    sections = segment.columns.sections
    counts = segment.columns.arrays["sections"]
    number = np.repeat(np.arange(segment.size, dtype=np.int64), counts)
    chosen = sections["kind"] == SECTIONS.index(section)
    starts = (number[chosen] << 32) + sections["start"][chosen]
    ends = (number[chosen] << 32) + sections["end"][chosen]
    first = np.ones(len(starts), bool)
    first[1:] = starts[1:] != ends[:-1]
    return Stretches(starts[first], ends[np.append(first[1:], True)] if len(ends) else ends)


def section_in(field: str, section: str) -> str:
    """Return the section to which hits in a field are bound: none in a title."""
    return section if field == "body" else ""


def fields_of(term: SearchTerm, section: str) -> tuple[str, ...]:
    """Return the text fields in which a term is searched; with a ``section`` in titles only if it names them."""
    return tuple(
        name for name in TEXT_FIELDS if term.field == name or not (term.field or (section and name == "title"))
    )


def have_section(segment: OpenSegment, section: str) -> NDArray[np.bool_]:
    """Return a mask of the documents of a segment that have such a section, deleted ones included."""
    mask = np.zeros(segment.size, bool)
    mask[stretches_of(segment, section).starts >> 32] = True
    return mask


def lengths_in(segment: OpenSegment, section: str) -> NDArray[np.int64]:
    """Return the number of characters in such sections of each document."""
    starts, ends = stretches_of(segment, section)
    lengths = np.bincount(starts >> 32, ends - starts, minlength=segment.size)
    return lengths.astype(np.int64)  # from floats, exact up to 2**53


def lie_within(segment: OpenSegment, section: str, starts: Keys, ends: Keys) -> NDArray[np.bool_]:
    """Return a mask of the hits in bodies that stand within one stretch."""
    stretches = stretches_of(segment, section)
    if not len(stretches.starts):
        return np.zeros(len(starts), bool)
    at = np.searchsorted(stretches.starts, starts, side="right") - 1
    return (at >= 0) & (ends <= stretches.ends[at])


def stretches_in(segment: OpenSegment, section: str, number: int) -> list[tuple[int, int]]:
    """Return the stretches of one document as offsets into its body."""
    stretches = stretches_of(segment, section)
    base = number << 32
    first, last = np.searchsorted(stretches.starts, (base, base + (1 << 32))).tolist()
    return [
        (start - base, end - base)
        for start, end in zip(stretches.starts[first:last].tolist(), stretches.ends[first:last].tolist(), strict=True)
    ]
