"""What does a query read in a segment, and for how long? Columns and texts mapped, postings as arrays, words.

The files of a segment never change, so everything read from them stays valid across commits; only the set of
deleted documents belongs to one commit. The words, with their document frequencies, are read from the term file in one
walk, for suggestions; a commit adds those of its new segment alone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from functools import cached_property
from heapq import nlargest
from pathlib import Path

import numpy as np

from search.cache import ByteBoundedCache
from search.documents import QueryError
from search.engines.whoosh.disk.codec import Segment, TermsReader, token_bytes
from search.engines.whoosh.disk.columns import COLUMNS_EXT, Columns, read_columns
from search.engines.whoosh.disk.commits import Checksums, check_sizes, damaged_files
from search.engines.whoosh.disk.postings import Postings
from search.engines.whoosh.disk.prints import PRINTS_EXT, read_prints
from search.engines.whoosh.disk.storage import DurableStorage
from search.engines.whoosh.disk.streams import STREAMS_EXT, Streams, read_streams
from search.engines.whoosh.disk.texts import TEXTS_EXT, read_text
from search.sentences import say

#: Seconds of one core. Postings read by then stay cached, so the same query may succeed at the second try.
BUDGET_SECONDS = 1.0

#: Files up to this size are compared with their checksum when they are opened: a millisecond each.
READ_WHOLE_BYTES = 1024 * 1024

#: Han words of two to eight characters: what a reader may have meant. Words of punctuation or digits are not.
_WORD = re.compile(r"[\u3400-\u9fff]{2,8}")
_WORD_BYTES = frozenset(range(6, 25, 3))
_FIRST, _BEHIND = "\u3400".encode(), "\ua000".encode()
#: The most words of one segment and of all, the most frequent ones; 40,000 are about 6 MB.
MAX_WORDS = 40_000
#: A word of a single document is likely a slip of the pen, unless the segment is small or a title has the word.
_SMALL = 1000


class Budget:
    """The processor time of one query, counted from its creation; call ``check`` wherever a query can take long."""

    def __init__(self, seconds: float = BUDGET_SECONDS) -> None:
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """Raise QueryError once the time is spent."""
        if time.thread_time() > self._end:
            raise QueryError(say("这次检索太费时，已经停下。请少用几个词，或换成更长、更少见的说法再试。"))


class OpenSegment:
    """One segment; its documents are numbered from 0. ``postings_cache`` is shared by all segments of a process.

    ``written_at``: time of the table of contents, in nanoseconds. ValueError if a file has another size than its checksum
    says, or another checksum: read now are the columns, files up to READ_WHOLE_BYTES, and those that changed after
    ``written_at``. A large file whose time did not change is left to ``check_files``.
    """

    def __init__(
        self,
        storage: DurableStorage,
        segment: Segment,
        postings_cache: ByteBoundedCache,
        checksums: Checksums,
        written_at: int,
    ) -> None:
        self.name = segment.segment_id()
        folder = Path(storage.folder)
        self.file_states = check_sizes(folder, segment.file_names(), checksums)
        columns = folder / segment.make_filename(COLUMNS_EXT)
        read_now = [
            path.name
            for path, state in self.file_states.items()
            if path == columns or state.size <= READ_WHOLE_BYTES or state.changed > written_at
        ]
        if damaged := damaged_files(folder, read_now, checksums):
            raise ValueError(f"{damaged[0]} is not as it was written")
        self.postings_cache = postings_cache
        self._terms: TermsReader = segment.codec().terms_reader(storage, segment)
        self.columns: Columns = read_columns(storage.open_file(segment.make_filename(COLUMNS_EXT)).view)
        self.texts: memoryview = storage.open_file(segment.make_filename(TEXTS_EXT)).view
        self.streams: Streams = read_streams(storage.open_file(segment.make_filename(STREAMS_EXT)).view)
        #: Prints of all bodies with their documents, ascending; see disk/prints.py.
        self.prints = read_prints(storage.open_file(segment.make_filename(PRINTS_EXT)).view)
        self.size = len(self.columns)
        arrays = self.columns.arrays
        #: Of all titles and texts.
        self.characters = int(arrays["title_chars"].sum(dtype=np.int64) + arrays["body_chars"].sum(dtype=np.int64))

    @cached_property
    def words(self) -> dict[str, int]:
        """Words and how many documents hold each, for suggestions; some of those documents may be deleted."""
        return _segment_words(self._terms, self.size)

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


def _segment_words(terms: TermsReader, size: int) -> dict[str, int]:
    """Return {word: documents} of a segment of ``size`` documents, deleted ones included; MAX_WORDS at most."""
    titles = _frequencies(terms, "title", 1)
    frequencies = _frequencies(terms, "body", 1 if size < _SMALL else 2)
    for word, documents in titles.items():
        frequencies[word] = max(documents, frequencies.get(word, 0))
    return _most_frequent(frequencies)


def join_words(segments: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sums over all segments; MAX_WORDS at most."""
    total: dict[str, int] = {}
    for frequencies in segments:
        if not total:
            total = dict(frequencies)
            continue
        for word, documents in frequencies.items():
            total[word] = total.get(word, 0) + documents
    return _most_frequent(total)


def _most_frequent(frequencies: dict[str, int]) -> dict[str, int]:
    if len(frequencies) <= MAX_WORDS:
        return frequencies
    return dict(nlargest(MAX_WORDS, frequencies.items(), key=lambda pair: pair[1]))


def _frequencies(terms: TermsReader, field: str, least: int) -> dict[str, int]:
    """Return {word: documents} of the Han words of a field that at least ``least`` documents hold."""
    frequencies: dict[str, int] = {}
    for token, documents in terms.document_frequencies(field, _FIRST, _BEHIND, _WORD_BYTES):
        if documents >= least:
            word = str(token, "utf-8", "replace")
            if _WORD.fullmatch(word):
                frequencies[word] = documents
    return frequencies
