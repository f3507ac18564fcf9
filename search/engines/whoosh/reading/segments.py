"""Opened segments: columns and texts mapped, postings as arrays.

The files of a segment never change, so everything read from them stays valid across commits; only the set of
deleted documents belongs to one commit.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from search.cache import ByteBoundedCache
from search.engines.whoosh.disk.codec import Segment, TermsReader
from search.engines.whoosh.disk.columns import COLUMNS_EXT, Columns, read_columns
from search.engines.whoosh.disk.postings import Postings
from search.engines.whoosh.disk.schema import token_bytes
from search.engines.whoosh.disk.storage import DurableStorage
from search.engines.whoosh.disk.texts import TEXTS_EXT, read_text
from search.engines.whoosh.reading.vocabulary import segment_words


class OpenSegment:
    """One segment; its documents are numbered from 0. ``postings_cache`` is shared by all segments of a process."""

    def __init__(self, storage: DurableStorage, segment: Segment, postings_cache: ByteBoundedCache) -> None:
        self.name = segment.segment_id()
        self.postings_cache = postings_cache
        self._terms: TermsReader = segment.codec().terms_reader(storage, segment)
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
        """Return the documents that hold the token; some of them may be deleted."""
        return self.postings_cache.get_or_make(
            (self.name, field, token), lambda: self._terms.postings(field, token_bytes(token))
        )

    def frequency(self, field: str, token: str) -> int:
        """Return how often the token occurs, without reading its postings."""
        if (cached := self.postings_cache.get((self.name, field, token))) is not None:
            return int(cached.counts.sum())
        return self._terms.weight(field, token_bytes(token))

    def text(self, number: int, field: str) -> str:
        """Return title or body as it is displayed."""
        return read_text(self.texts, self.columns, number, field)
