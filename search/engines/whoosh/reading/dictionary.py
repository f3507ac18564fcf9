"""The words of an index with their document frequencies, for suggestions; read from the term files in one walk.

A segment never changes, so its words are read once; a commit adds those of its new segment alone.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from heapq import nlargest

from search.engines.whoosh.disk.codec import TermsReader

#: Han words of two to eight characters: what a reader may have meant. Words of punctuation or digits are not.
_WORD = re.compile(r"[\u3400-\u9fff]{2,8}")
_BYTES = frozenset(range(6, 25, 3))
_FIRST, _BEHIND = "\u3400".encode(), "\ua000".encode()
#: Words of one segment that are kept, the most frequent; 40,000 are about 6 MB.
WORDS_KEPT = 40_000
#: A word of one document alone is likely a slip of the pen, unless the segment is small or a title has the word.
_SMALL = 1000

_LENGTHS = struct.Struct("!ii")
_FREQUENCY = struct.Struct("!I")
# The number of the field stands before the word.
_WORD_AT = _LENGTHS.size + struct.calcsize("!H")
# Flags (B) and weight (f) stand before the document frequency.
_FREQUENCY_AT = struct.calcsize("!Bf")


def segment_words(terms: TermsReader, size: int) -> dict[str, int]:
    """{word: documents} of a segment of ``size`` documents, deleted ones counted too; WORDS_KEPT at the most."""
    titles = _frequencies(terms, "title", 1)
    found = _frequencies(terms, "body", 1 if size < _SMALL else 2)
    for word, documents in titles.items():
        found[word] = max(documents, found.get(word, 0))
    return dict(nlargest(WORDS_KEPT, found.items(), key=lambda pair: pair[1])) if len(found) > WORDS_KEPT else found


def joined_words(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sums over all segments; WORDS_KEPT at the most."""
    found: dict[str, int] = {}
    for part in parts:
        if not found:
            found = dict(part)
            continue
        for word, documents in part.items():
            found[word] = found.get(word, 0) + documents
    return dict(nlargest(WORDS_KEPT, found.items(), key=lambda pair: pair[1])) if len(found) > WORDS_KEPT else found


def _frequencies(terms: TermsReader, field: str, least: int) -> dict[str, int]:
    """Entries of Whoosh's ordered hash lie one behind the other, in the order of keys: lengths, key, term info."""
    table, view = terms._tindex, memoryview(terms._dbfile.view)
    at = table.closest_key_pos(terms._keycoder(field, _FIRST))
    end = table.closest_key_pos(terms._keycoder(field, _BEHIND)) or table.endofdata
    found: dict[str, int] = {}
    lengths, frequency = _LENGTHS.unpack_from, _FREQUENCY.unpack_from
    while at is not None and at < end:
        key_length, info_length = lengths(view, at)
        word_at, info_at = at + _WORD_AT, at + _LENGTHS.size + key_length
        at = info_at + info_length
        if info_at - word_at in _BYTES:
            (documents,) = frequency(view, info_at + _FREQUENCY_AT)
            if documents >= least:
                word = str(view[word_at:info_at], "utf-8", "replace")
                if _WORD.fullmatch(word):
                    found[word] = documents
    return found
