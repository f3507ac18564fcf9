"""Segments opened for reading: columns and texts mapped, postings as arrays, read once and kept within a budget.

A segment's files never change, so what is read from them is kept across commits; only the set of its deleted
documents is the commit's own.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from whoosh.reading import SegmentReader

from search.cache import ByteBoundedCache
from search.engines.whoosh.disk.codec import Segment, TermsReader
from search.engines.whoosh.disk.columns import COLUMNS_EXT, Columns, read_columns
from search.engines.whoosh.disk.postings import Postings
from search.engines.whoosh.disk.schema import make_schema, token_bytes
from search.engines.whoosh.disk.storage import DurableStorage
from search.engines.whoosh.disk.texts import TEXTS_EXT, read_text
from search.engines.whoosh.reading.dictionary import segment_words

#: Bytes of postings and of found places in a process, of all segments together.
POSTINGS_BUDGET = 160 * 1024 * 1024


class OpenSegment:
    """One segment; its documents are numbered from 0. ``cache`` is shared between segments."""

    def __init__(self, storage: DurableStorage, segment: Segment, kept: ByteBoundedCache) -> None:
        self.name = segment.segment_id()
        self.cache = kept
        self._terms: TermsReader = SegmentReader(storage, make_schema(), segment)._terms
        self.columns: Columns = read_columns(storage.open_file(segment.make_filename(COLUMNS_EXT)).view)
        self.texts: memoryview = storage.open_file(segment.make_filename(TEXTS_EXT)).view
        self.size = len(self.columns)
        arrays = self.columns.arrays
        #: Of all titles and texts.
        self.characters = int(arrays["title_chars"].sum(dtype=np.int64) + arrays["body_chars"].sum(dtype=np.int64))

    @cached_property
    def words(self) -> dict[str, int]:
        """Words and how many documents hold each, for suggestions; some of those documents may be deleted."""
        return segment_words(self._terms, self.size)

    def postings(self, field: str, token: str) -> Postings:
        """Documents that hold the token; it may name some that were deleted since."""
        return self.cache.get_or_make(
            (self.name, field, token), lambda: self._terms.postings(field, token_bytes(token))
        )

    def weight(self, field: str, token: str) -> int:
        """How often the token occurs, without reading its postings."""
        key = self.name, field, token
        if (found := self.cache.get(key)) is not None:
            return int(found.counts.sum())
        return self._terms.weight(field, token_bytes(token))

    def text(self, number: int, field: str) -> str:
        """Title or body as it is displayed."""
        return read_text(self.texts, self.columns, number, field)
