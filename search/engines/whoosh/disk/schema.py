"""The fields and tokens of a document in a segment, and the version of this schema.

Fields ``title`` and ``body``; positions are character offsets into the text on the page:

    token            positions   stands for
    \\x01 + pair      offsets     every two neighbouring characters of the fold, punctuation and blanks too
    \\x02 + char      none        a character that occurs, as displayed (not folded)
    词               none        a jieba search-mode word of the fold, for suggestions

A field's length counts words alone. A string of two or more characters is found by the pairs that cover it, a
single character by all characters that fold to it: exactly, without reading the text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache

from whoosh.fields import FieldType, Schema

from search.analysis import analysis_version, words
from search.documents import Document
from search.engines.whoosh.disk.codec import Offsets
from search.engines.whoosh.disk.prints import packed
from search.fold import FOLD_VERSION, fold
from search.reuse.prints import read_text
from search.word_stream import WordStream, make_stream

#: Raise this number when fields, tokens or the encoding of a segment's files change.
SCHEMA_NUMBER = 7

PAIR = "\x01"
SINGLE = "\x02"
TEXT_FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A document with its words counted and its prints made, before the writer's lock is taken and in any process.

    ``words``: {field: {word: frequency}}. ``stream``: title and body as a row of words, none overlapping.
    ``prints``: of the body, by ``packed`` of prints.py.
    """

    document: Document
    words: dict[str, dict[str, int]]
    stream: WordStream
    prints: bytes


def tokenise(document: Document) -> Tokenised:
    """Cut title and body into words, which is nearly all of the work of indexing."""
    found = {field: words(fold(getattr(document, field))) for field in TEXT_FIELDS}
    return Tokenised(
        document,
        {field: dict(Counter(word for word, _ in some)) for field, some in found.items()},
        make_stream(document.title, document.body, found["title"], found["body"]),
        packed(read_text(document.body).prints),
    )


class TextField(FieldType):
    """A field whose postings Whoosh can read; search/engines/whoosh/writing/segment_writer.py writes them."""

    indexed = True

    def __init__(self) -> None:
        super().__init__(Offsets(), None, scorable=True, stored=False)


def make_schema() -> Schema:
    """Return the fields with postings; columns and texts are files of our own."""
    return Schema(**{field: TextField() for field in TEXT_FIELDS})


@cache
def schema_version() -> str:
    """Return a constant of all that an index is built with: fold table, jieba, its dictionary, schema; twelve hex digits."""
    parts = f"{SCHEMA_NUMBER} {FOLD_VERSION} {analysis_version()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]
