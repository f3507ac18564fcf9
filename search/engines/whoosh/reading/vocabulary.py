"""The words of an index with their document frequencies, for suggestions; read from the term files in one walk.

A segment never changes, so its words are read once; a commit adds those of its new segment alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from heapq import nlargest

from search.engines.whoosh.disk.codec import TermsReader

#: Han words of two to eight characters: what a reader may have meant. Words of punctuation or digits are not.
_WORD = re.compile(r"[\u3400-\u9fff]{2,8}")
_WORD_BYTES = frozenset(range(6, 25, 3))
_FIRST, _BEHIND = "\u3400".encode(), "\ua000".encode()
#: The most words of one segment and of all, the most frequent ones; 40,000 are about 6 MB.
MAX_WORDS = 40_000
#: A word of a single document is likely a slip of the pen, unless the segment is small or a title has the word.
_SMALL = 1000


def segment_words(terms: TermsReader, size: int) -> dict[str, int]:
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
