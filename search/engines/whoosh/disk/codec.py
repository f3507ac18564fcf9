"""How a segment lies on the disk: Whoosh's term dictionary, and around it three files of our own.

    .trm  Whoosh's ordered hash: field and token -> statistics, place in .pst
    .pst  postings, see postings.py
    .col  columns, see columns.py
    .txt  texts as displayed, see texts.py

Whoosh's segments are pickles packed into one file that it copies to memory; ours lie side by side, so that
each is mapped. Whoosh's own matchers read them too, which the tests use as an oracle.
"""

from __future__ import annotations

import secrets
from array import array
from struct import Struct
from typing import Any

import numpy as np
from whoosh.codec.base import PerDocumentReader, PerDocumentWriter
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3Segment, W3TermInfo, W3TermsReader
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.formats import Format
from whoosh.system import pack_ushort

from search.engines.whoosh.disk.columns import COLUMNS_EXT, read_columns
from search.engines.whoosh.disk.encoding import Lists, encode_lists
from search.engines.whoosh.disk.postings import EMPTY, HEADER, Postings, decode_block, decode_postings
from search.engines.whoosh.disk.termfile import TermDictionary

_OFFSET_AND_LENGTH = Struct("!qi")
#: Whoosh's statistics of a token, and where its list lies.
_INFO = np.dtype(
    [
        ("flags", "u1"),
        ("weight", ">f4"),
        ("documents", ">u4"),
        ("shortest", "u1"),
        ("longest", "u1"),
        ("largest", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
        ("offset", ">i8"),
        ("length", ">i4"),
    ]
)
assert _INFO.itemsize == W3TermInfo._struct.size + _OFFSET_AND_LENGTH.size  # noqa: S101  two names of one layout


class Offsets(Format):
    """A posting's value for Whoosh's matchers: its character offsets as little-endian u32."""

    def decode_positions(self, value: bytes) -> array[int]:
        return array("I", value)

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        return float(len(value) // 4)


class Segment(W3Segment):
    """Its name cannot be repeated by anybody's ``random.seed``."""

    def __init__(self, codec: Codec, indexname: str) -> None:
        super().__init__(codec, indexname, segid=secrets.token_hex(8))

    def should_assemble(self) -> bool:
        return False


class Codec(W3Codec):
    """Reading and writing of a segment's files, as Whoosh asks for it."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        return Segment(self, indexname)

    def per_document_writer(self, storage: Any, segment: Segment) -> PerDocumentWriter:
        return _NoPerDocumentFiles()

    def field_writer(self, storage: Any, segment: Segment) -> FieldWriter:
        return FieldWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Segment) -> TermsReader:
        name = segment.make_filename(self.TERMS_EXT)
        return TermsReader(
            self, storage.open_file(name), storage.file_length(name), segment.open_file(storage, self.POSTS_EXT)
        )

    def postings_reader(self, dbfile: Any, terminfo: W3TermInfo, format_: Format, term: Any = None, scorer: Any = None):
        offset, length = terminfo.extent()
        return Matcher(dbfile, offset, length, format_, term=term, scorer=scorer)

    def per_document_reader(self, storage: Any, segment: Segment) -> PerDocuments:
        return PerDocuments(storage, segment)


class FieldWriter(W3FieldWriter):
    """Tokens with their whole posting lists, in the order of fields and tokens."""

    def __init__(self, codec: Codec, storage: Any, segment: Segment) -> None:
        super().__init__(codec, storage, segment)
        self._tindex: OrderedHashWriter
        self._tindex.dbfile.close()
        self._dictionary = self._tindex = TermDictionary(self._create_file(W3Codec.TERMS_EXT))
        self._fieldmap: dict[str, int] = {}
        self._tindex.extras["fieldmap"] = self._fieldmap
        self._offset = 0

    def write_lists(self, lists: Lists) -> None:
        """Tokens in their order, each with at least one posting."""
        for some in lists.cut():
            encoded = encode_lists(some)
            self._postfile.file.write(encoded.raw)
            told = np.zeros(len(some.tokens), _INFO)
            told["weight"], told["documents"], told["largest"] = encoded.held, np.diff(some.bounds), encoded.largest
            told["first"], told["last"] = some.ids[some.bounds[:-1]], some.ids[some.bounds[1:] - 1]
            told["offset"] = self._offset + encoded.starts
            # Whoosh keeps a list's length as i4; where a list ends its last block says.
            told["length"] = np.minimum(encoded.lengths, 0x7FFFFFFF)
            field = pack_ushort(self._fieldid)
            keys = [field + token for token in some.tokens]
            self._dictionary.add_many(keys, told.view(np.uint8).reshape(len(keys), -1))
            self._offset += len(encoded.raw)

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._fieldid = self._fieldmap.setdefault(fieldname, len(self._fieldmap))
        self._infield = True


class TermsReader(W3TermsReader):
    """Looks a token up and gives its whole posting list as arrays."""

    def postings(self, fieldname: str, token: bytes) -> Postings:
        """EMPTY where no document has the token."""
        try:
            info = self._tindex[self._keycoder(fieldname, token)]
        except KeyError:
            return EMPTY
        offset, _length = _OFFSET_AND_LENGTH.unpack_from(info, W3TermInfo._struct.size)
        return decode_postings(self._postfile.view, offset)

    def weight(self, fieldname: str, token: bytes) -> int:
        """How often the token occurs in the segment, about; 0 where it does not."""
        try:
            info = self._tindex[self._keycoder(fieldname, token)]
        except KeyError:
            return 0
        return int(W3TermInfo._struct.unpack_from(info)[1])

    def lists(self, fieldname: str):
        """(token, postings) of a field, in the order of tokens."""
        for (field, token), _info in self.items_from(fieldname, b""):
            if field != fieldname:
                return
            yield token, self.postings(fieldname, token)


class Matcher(W3LeafMatcher):
    """Whoosh's matcher over our blocks."""

    def _read_header(self) -> None:
        self._raw = self._postfile.view
        self._baseoffset = self._startoffset

    def reset(self) -> None:
        self._maxid = 0
        self._lastblock = self._atend = False
        self._goto(self._baseoffset)

    def _goto(self, position: int) -> None:
        before = self._maxid
        block, self._nextoffset, last = decode_block(self._raw, position, before)
        self._lastblock = bool(last)
        self._blocklength, _held, self._maxid, *_rest, self._maxweight = HEADER.unpack_from(self._raw, position)
        self._i = 0
        self._ids = block.ids.tolist()
        self._weights = block.counts.astype(float).tolist()
        self._values: list[bytes] | None = None
        self._block = block
        # Lengths are not kept by block: the whole range is possible.
        self._minlength, self._maxlength = 0, 0xFFFFFFFF

    def _read_values(self) -> None:
        starts, positions = self._block.starts.tolist(), self._block.positions
        self._values = [
            positions[start : start + count].astype("<u4").tobytes()
            for start, count in zip(starts, self._block.counts.tolist(), strict=True)
        ]


class _NoPerDocumentFiles(PerDocumentWriter):
    """Columns and texts are written by the writer itself, see writer.py."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class PerDocuments(PerDocumentReader):
    """What Whoosh's own searcher asks of a segment's documents."""

    def __init__(self, storage: Any, segment: Segment) -> None:
        self._segment = segment
        self._columns = read_columns(storage.open_file(segment.make_filename(COLUMNS_EXT)).view)

    def doc_count(self) -> int:
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self):
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._columns.arrays[f"{fieldname}_length"][docnum])

    def field_length(self, fieldname: str) -> int:
        return int(self._columns.arrays[f"{fieldname}_length"].sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._columns.arrays[f"{fieldname}_length"].min())

    def max_field_length(self, fieldname: str) -> int:
        return int(self._columns.arrays[f"{fieldname}_length"].max())

    def stored_fields(self, docnum: int) -> dict[str, int]:
        return {"id": int(self._columns.arrays["id"][docnum])}
