"""What a segment holds of a document, and how a text becomes postings.

Fields ``title`` and ``body``, positions are character offsets into the text on the page:

    token            positions   stands for
    词               offsets     a jieba search-mode word: the statistics of BM25
    \\x01 + pair      offsets     two neighbouring word characters that jieba did not emit there
    \\x02 + char      none        a character that occurs: document frequency only

The field's length counts words alone. Every occurrence of a pair ab is thus in the postings
of the word ab or of the marked pair, never in both.
"""

from __future__ import annotations

import hashlib
import secrets
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, STORED, FieldType, Schema
from whoosh.formats import Format

from search.analysis import analysis_version, pairs, singles, words
from search.documents import Document
from search.fold import FOLD_VERSION, fold

#: Raise it when fields, tokens or the encoding of postings change.
SCHEMA_NUMBER = 1

PAIR = "\x01"
SINGLE = "\x02"
TEXT_FIELDS = ("title", "body")
#: Kept as one string column each.
COLUMNS = ("region", "date", "source", "author", "kind", "script", "digest")

Posting = tuple[bytes, int, float, bytes]


class Offsets(Format):
    """A posting's value: one type letter, then raw little-endian u16 (H) or u32 (I) offsets, ascending."""

    def encode(self, offsets: list[int]) -> bytes:
        letter = "I" if offsets and offsets[-1] > 0xFFFF else "H"
        return letter.encode() + _little_endian(array(letter, offsets)).tobytes()

    def decode_positions(self, value: bytes) -> array[int]:
        offsets = array(chr(value[0]))
        offsets.frombytes(value[1:])
        return _little_endian(offsets)

    def decode_frequency(self, value: bytes) -> int:
        return (len(value) - 1) // array(chr(value[0])).itemsize

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))


def _little_endian(offsets: array[int]) -> array[int]:
    if sys.byteorder == "big":
        offsets.byteswap()
    return offsets


@dataclass(frozen=True, slots=True)
class IndexedText:
    """A text's postings, and how many words it has; made before the writer's lock is taken."""

    postings: tuple[Posting, ...]
    length: int


def index_text(text: str) -> IndexedText:
    """The postings of a title or body as it is displayed."""
    folded = fold(text)
    offsets: dict[str, list[int]] = defaultdict(list)
    length = 0
    emitted = set()
    for word, offset in words(folded):
        offsets[word].append(offset)
        length += 1
        if len(word) == 2:
            emitted.add(offset)
    named = [(token, sorted(where), len(where)) for token, where in offsets.items()]
    unnamed: dict[str, list[int]] = defaultdict(list)
    for pair, offset in pairs(folded):
        if offset not in emitted:
            unnamed[PAIR + pair].append(offset)
    # Frequency 0: pairs and singles do not count in the field's length.
    named += [(token, where, 0) for token, where in unnamed.items()]
    named += [(SINGLE + char, [], 0) for char in singles(folded)]
    encode = _OFFSETS.encode
    postings = tuple(
        (token_bytes(token), frequency, float(max(1, len(where))), encode(where)) for token, where, frequency in named
    )
    return IndexedText(postings, length)


def token_bytes(token: str) -> bytes:
    """A token as it is kept in the term dictionary."""
    return token.encode("utf-8", "surrogatepass")


_OFFSETS = Offsets()


class TextField(FieldType):
    """Takes IndexedText, so that nothing is tokenised while the lock is held."""

    indexed = True

    def __init__(self) -> None:
        super().__init__(_OFFSETS, None, scorable=True, stored=False)

    def index(self, value: IndexedText, **_options: object) -> Iterator[Posting]:
        return iter(value.postings)


def make_schema() -> Schema:
    """Fields of a segment; Whoosh numbers them by name, so the order is of no matter."""
    return Schema(
        title=TextField(),
        body=TextField(),
        id=COLUMN(NumericColumn("q")),
        title_length=COLUMN(NumericColumn("I")),
        body_length=COLUMN(NumericColumn("I")),
        raw_title=STORED(),
        raw_body=STORED(),
        **{name: COLUMN(VarBytesColumn()) for name in COLUMNS},
    )


def to_fields(document: Document) -> dict[str, object]:
    """Keyword arguments of ``SegmentWriter.add_document``; every column is given, for Whoosh's fill is faulty."""
    title, body = index_text(document.title), index_text(document.body)
    values = {name: getattr(document, name) for name in COLUMNS if name != "digest"} | {"digest": document.digest()}
    return {
        "title": title,
        "body": body,
        "id": document.id,
        "title_length": title.length,
        "body_length": body.length,
        "raw_title": document.title,
        "raw_body": document.body,
        **{name: value.encode("utf-8", "surrogatepass") for name, value in values.items()},
    }


class Codec(W3Codec):
    """Whoosh's own, with names of segments that nobody's ``random.seed`` can repeat."""

    def new_segment(self, storage: object, indexname: str) -> W3Segment:
        return W3Segment(self, indexname, segid=secrets.token_hex(8))


def schema_version() -> str:
    """Twelve hex digits: what an index was built with (fold table, jieba and its dictionary, schema)."""
    parts = f"{SCHEMA_NUMBER} {FOLD_VERSION} {analysis_version()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]
