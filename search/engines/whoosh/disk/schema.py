"""What a segment holds of a document, and the name of that scheme.

Fields ``title`` and ``body``; positions are character offsets into the text on the page:

    token            positions   stands for
    \\x01 + pair      offsets     every two neighbouring characters of the fold, punctuation and blanks too
    \\x02 + char      none        a character that occurs, as displayed (not folded)
    词               none        a jieba search-mode word of the fold: the statistics of BM25

A field's length counts words alone. A string of two or more characters is found by the pairs that cover it, a
single character by all characters that fold to it: exactly, with no look at the text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from whoosh.fields import FieldType, Schema

from search.analysis import analysis_version, words
from search.documents import Document
from search.engines.whoosh.disk.codec import Offsets
from search.fold import FOLD_VERSION, fold

#: Raise it when fields, tokens or the encoding of a segment's files change.
SCHEMA_NUMBER = 3

PAIR = "\x01"
SINGLE = "\x02"
TEXT_FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A document with its words counted; made before the writer's lock is taken, in any process.

    ``words``: {field: {word: frequency}}.
    """

    document: Document
    words: dict[str, dict[str, int]]


def tokenise(document: Document) -> Tokenised:
    """Cut title and body into words: nearly all of the work of indexing."""
    return Tokenised(
        document,
        {field: dict(Counter(word for word, _ in words(fold(getattr(document, field))))) for field in TEXT_FIELDS},
    )


def token_bytes(token: str) -> bytes:
    """A token as it is kept in the term dictionary; the order of bytes is that of code points."""
    return token.encode("utf-8", "surrogatepass")


class TextField(FieldType):
    """Tells Whoosh how to read the postings; they are written by search/engines/whoosh/writing/segment_writer.py."""

    indexed = True

    def __init__(self) -> None:
        super().__init__(Offsets(), None, scorable=True, stored=False)


def make_schema() -> Schema:
    """The fields that have postings; columns and texts are files of our own."""
    return Schema(**{field: TextField() for field in TEXT_FIELDS})


def schema_version() -> str:
    """Twelve hex digits: what an index was built with (fold table, jieba and its dictionary, schema)."""
    parts = f"{SCHEMA_NUMBER} {FOLD_VERSION} {analysis_version()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]
