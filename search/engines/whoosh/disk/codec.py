"""The files of a segment: Whoosh's term dictionary, and five files of our own.

    .trm  Whoosh's ordered hash: field and token -> statistics, place in .pst
    .pst  postings, see postings.py
    .col  columns, see columns.py
    .txt  texts as displayed, see texts.py
    .tok  words in their order, see streams.py
    .fpr  prints of the texts, see prints.py

Whoosh packs a segment into one file and copies it to memory; ours are separate files, so that each is mapped.
Whoosh's own matchers read them too, which the tests use as an oracle.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Iterator
from struct import Struct, calcsize
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
from search.engines.whoosh.disk.prints import PRINTS_EXT
from search.engines.whoosh.disk.streams import STREAMS_EXT
from search.engines.whoosh.disk.termfile import TermDictionary
from search.engines.whoosh.disk.texts import TEXTS_EXT

_OFFSET_AND_LENGTH = Struct("!qi")
#: Lengths of key and info before each entry of the term dictionary. A key is the number of the field and the token.
_ENTRY_LENGTHS = Struct("!ii")
_TOKEN_AT = _ENTRY_LENGTHS.size + calcsize("!H")
#: Flags (B) and weight (f) stand before the document frequency.
_FREQUENCY = Struct("!I")
_FREQUENCY_AT = calcsize("!Bf")
#: Whoosh's statistics of a token, and the place of its posting list.
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
assert _INFO.itemsize == W3TermInfo._struct.size + _OFFSET_AND_LENGTH.size  # noqa: S101  two descriptions of one layout


def token_bytes(token: str) -> bytes:
    """Return a token as bytes of the term dictionary; their order is that of code points."""
    return token.encode("utf-8", "surrogatepass")


class Offsets(Format):
    """A posting's value for Whoosh's matchers: its character offsets as little-endian u32."""

    def decode_positions(self, value: bytes) -> array[int]:
        return array("I", value)

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        return float(len(value) // 4)


class Segment(W3Segment):
    """A segment whose name does not depend on ``random.seed``, so that no name recurs."""

    def file_names(self) -> list[str]:
        """Return the names of its files."""
        extensions = (W3Codec.TERMS_EXT, W3Codec.POSTS_EXT, COLUMNS_EXT, TEXTS_EXT, STREAMS_EXT, PRINTS_EXT)
        return [self.make_filename(extension) for extension in extensions]

    def __init__(self, codec: Codec, indexname: str) -> None:
        super().__init__(codec, indexname, segid=secrets.token_hex(8))

    def should_assemble(self) -> bool:
        return False


class Codec(W3Codec):
    """The readers and writers of a segment's files that Whoosh calls."""

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
    """Writes tokens with their whole posting lists, in the order of fields and tokens."""

    def __init__(self, codec: Codec, storage: Any, segment: Segment) -> None:
        super().__init__(codec, storage, segment)
        self._tindex: OrderedHashWriter
        self._tindex.dbfile.close()
        self._dictionary = self._tindex = TermDictionary(self._create_file(W3Codec.TERMS_EXT))
        self._fieldmap: dict[str, int] = {}
        self._tindex.extras["fieldmap"] = self._fieldmap
        self._offset = 0

    def write_lists(self, lists: Lists) -> None:
        """Write tokens in their order, each with at least one posting."""
        for batch in lists.batches():
            encoded = encode_lists(batch)
            self._postfile.file.write(encoded.raw)
            info = np.zeros(len(batch.tokens), _INFO)
            info["weight"], info["documents"], info["largest"] = encoded.hits, np.diff(batch.bounds), encoded.largest
            info["first"], info["last"] = batch.ids[batch.bounds[:-1]], batch.ids[batch.bounds[1:] - 1]
            info["offset"] = self._offset + encoded.starts
            # Whoosh stores a list's length as i4; the end of a list is in its last block.
            info["length"] = np.minimum(encoded.lengths, 0x7FFFFFFF)
            field = pack_ushort(self._fieldid)
            keys = [field + token for token in batch.tokens]
            self._dictionary.add_many(keys, info.view(np.uint8).reshape(len(keys), -1))
            self._offset += len(encoded.raw)

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._fieldid = self._fieldmap.setdefault(fieldname, len(self._fieldmap))
        self._infield = True


class TermsReader(W3TermsReader):
    """Looks a token up and reads its whole posting list as arrays."""

    def postings(self, fieldname: str, token: bytes) -> Postings:
        """Return the postings of a token; EMPTY where no document has it."""
        try:
            info = self._tindex[self._keycoder(fieldname, token)]
        except KeyError:
            return EMPTY
        offset, _length = _OFFSET_AND_LENGTH.unpack_from(info, W3TermInfo._struct.size)
        return decode_postings(self._postfile.view, offset)

    def weight(self, fieldname: str, token: bytes) -> int:
        """Return about how often the token occurs in the segment; 0 where it does not."""
        try:
            info = self._tindex[self._keycoder(fieldname, token)]
        except KeyError:
            return 0
        return int(W3TermInfo._struct.unpack_from(info)[1])

    def document_frequencies(
        self, fieldname: str, first: bytes, behind: bytes, lengths: frozenset[int]
    ) -> Iterator[tuple[memoryview, int]]:
        """Yield (token, documents) from ``first`` to before ``behind``, of tokens of so many bytes.

        Entries of Whoosh's ordered hash lie one behind the other, in the order of keys: lengths, key, token's info.
        """
        table, view = self._tindex, memoryview(self._dbfile.view)
        at = table.closest_key_pos(self._keycoder(fieldname, first))
        end = table.closest_key_pos(self._keycoder(fieldname, behind)) or table.endofdata
        entry_lengths, frequency = _ENTRY_LENGTHS.unpack_from, _FREQUENCY.unpack_from
        while at is not None and at < end:
            key_length, info_length = entry_lengths(view, at)
            if key_length < 0 or info_length < 0:
                raise ValueError("an entry of the term dictionary has a negative length")
            token_at, info_at = at + _TOKEN_AT, at + _ENTRY_LENGTHS.size + key_length
            at = info_at + info_length
            if info_at - token_at in lengths:
                yield view[token_at:info_at], frequency(view, info_at + _FREQUENCY_AT)[0]

    def lists(self, fieldname: str):
        """Yield (token, postings) of a field, in the order of tokens."""
        for (field, token), _info in self.items_from(fieldname, b""):
            if field != fieldname:
                return
            yield token, self.postings(fieldname, token)


class Matcher(W3LeafMatcher):
    """Whoosh's matcher over our posting blocks."""

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
        self._blocklength, _hits, self._maxid, *_rest, self._maxweight = HEADER.unpack_from(self._raw, position)
        self._i = 0
        self._ids = block.ids.tolist()
        self._weights = block.counts.astype(float).tolist()
        self._values: list[bytes] | None = None
        self._block = block
        # A block has no lengths of fields: the whole range is possible.
        self._minlength, self._maxlength = 0, 0xFFFFFFFF

    def _read_values(self) -> None:
        starts, positions = self._block.starts.tolist(), self._block.positions
        self._values = [
            positions[start : start + count].astype("<u4").tobytes()
            for start, count in zip(starts, self._block.counts.tolist(), strict=True)
        ]


class _NoPerDocumentFiles(PerDocumentWriter):
    """Writes nothing: writing/segment_writer.py writes columns and texts itself."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class PerDocuments(PerDocumentReader):
    """The statistics of documents that Whoosh's own searcher needs."""

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
