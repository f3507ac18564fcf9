"""A Whoosh writer that takes tokenised documents and writes the six files of a segment.

Whoosh's own writer takes one posting at a time. Here the postings of a segment are sorted in numpy and written list by
list; merged segments bring their lists as arrays.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search.documents import IndexDamaged
from search.engines.rules.filters import date_number
from search.engines.whoosh.disk.codec import Codec, Segment, TermsReader
from search.engines.whoosh.disk.columns import (
    COLUMNS_EXT,
    NAMED,
    NUMBERS,
    SECTION,
    Columns,
    encode_columns,
    join_columns,
    make_columns,
    quality_number,
    read_columns,
    section_rows,
)
from search.engines.whoosh.disk.commits import INDEX_NAME, damaged_files
from search.engines.whoosh.disk.encoding import List, Lists, join_lists
from search.engines.whoosh.disk.prints import PRINTS_EXT, PrintPool
from search.engines.whoosh.disk.schema import TEXT_FIELDS, Tokenised, make_schema
from search.engines.whoosh.disk.storage import DurableStorage, damage_sentence
from search.engines.whoosh.disk.streams import (
    STREAMS_EXT,
    encode_streams,
    join_streams,
    list_streams,
    read_streams,
    rows_of,
)
from search.engines.whoosh.disk.texts import TEXTS_EXT, encode_text
from search.engines.whoosh.writing.pool import FieldPool
from search.word_stream import WordStream

_TIER = 8  # so many segments of about one size are merged
_MERGED_AT_ONCE = 512  # documents; a merge holds the writer's lock, 3 ms a document


class Writer(SegmentWriter):
    """One commit: documents added, documents deleted by number, small segments merged."""

    def __init__(self, storage: DurableStorage) -> None:
        # No lock of Whoosh's (_lk): the index folder has locks of its own, see disk/storage.py.
        super().__init__(FileIndex(storage, schema=make_schema(), indexname=INDEX_NAME), _lk=False, codec=Codec())
        self._pools = {field: FieldPool() for field in TEXT_FIELDS}
        self._numbers: dict[str, list] = {name: [] for name in NUMBERS}
        self._names: dict[str, list[str]] = {name: [] for name in NAMED}
        self._sections: list[tuple[int, int, int]] = []
        self._text_size = 0
        self._texts: list[bytes] = []
        self._streams: list[WordStream] = []
        self._prints = PrintPool()
        self._merged: list[tuple[SegmentReader, NDArray]] = []

    def add(self, tokenised: Tokenised) -> None:
        """Add a document; its number is the next one."""
        document = tokenised.document
        raw, wide = encode_text(document.title, document.body)
        sections = section_rows(document.sections, len(document.body))
        numbers = {
            "id": document.id,
            "title_length": sum(tokenised.words["title"].values()),
            "body_length": sum(tokenised.words["body"].values()),
            "title_chars": len(document.title),
            "body_chars": len(document.body),
            "text_at": self._text_size,
            "wide": wide,
            "date": date_number(document.date),
            "quality": quality_number(document.quality),
            "group": document.group,
            "digest": document.digest().encode(),
            "sections": len(sections),
        }
        for name, value in numbers.items():
            self._numbers[name].append(value)
        for name in NAMED:
            self._names[name].append(getattr(document, name))
        for field, pool in self._pools.items():
            pool.add(self.docnum, getattr(document, field), tokenised.words[field])
        self._sections += sections
        self._prints.add(self.docnum, tokenised.prints)
        self._texts.append(raw)
        self._streams.append(tokenised.stream)
        self._text_size += len(raw)
        self.docnum += 1
        self._added = True

    def add_reader(self, reader: SegmentReader) -> None:
        """Add the live documents of a segment that is merged."""
        deleted = set(reader.segment().deleted_docs())
        rows = np.array([row for row in range(reader.doc_count_all()) if row not in deleted], np.int64)
        if len(rows):
            self._merged.append((reader, rows))
            self.docnum += len(rows)
            self._added = True

    def finish(self, *, merge: bool) -> None:
        """Commit; everything is on the disk when it returns."""
        self.commit(mergetype=merge_small if merge else _merge_none)

    def _commit_toc(self, segments: list[Segment]) -> None:
        self.storage.committed = {segment.segment_id() for segment in segments}
        super()._commit_toc(segments)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        columns = self._write_columns_and_texts()
        self._write_prints()
        if len(columns) != self.docnum:
            raise AssertionError(f"{len(columns)} rows of columns for {self.docnum} documents")
        self._write_streams()
        for field in TEXT_FIELDS:
            self.fieldwriter.start_field(field, self.schema[field])
            for lists in self._lists(field):
                self.fieldwriter.write_lists(lists)
            self.fieldwriter.finish_field()
        self.fieldwriter.close()

    def _write_columns_and_texts(self) -> Columns:
        own = make_columns(self._numbers, self._names, np.array(self._sections, SECTION))
        parts = [(own, np.arange(len(own)))]
        with self._segment_file(TEXTS_EXT) as file:
            file.write(b"".join(self._texts))
            size = self._text_size
            for reader, rows in self._merged:
                columns = _columns_of(reader)
                source = self.storage.open_file(reader.segment().make_filename(TEXTS_EXT)).view
                moved = np.empty(len(columns), np.int64)
                ends = np.append(columns.arrays["text_at"][1:], len(source))
                for row in rows.tolist():
                    moved[row] = size
                    raw = source[int(columns.arrays["text_at"][row]) : int(ends[row])]
                    file.write(raw)
                    size += len(raw)
                parts.append((Columns({**columns.arrays, "text_at": moved}, columns.values, columns.sections), rows))
        joined = join_columns(parts) if self._merged else own
        with self._segment_file(COLUMNS_EXT) as file:
            file.write(encode_columns(joined))
        return joined

    def _write_streams(self) -> None:
        parts = [list_streams(self._streams)]
        for reader, rows in self._merged:
            name = reader.segment().make_filename(STREAMS_EXT)
            parts.append(rows_of(read_streams(self.storage.open_file(name).view), rows))
        with self._segment_file(STREAMS_EXT) as file:
            for piece in encode_streams(join_streams(parts)):
                file.write(piece)

    def _write_prints(self) -> None:
        first = len(self._numbers["id"])
        for reader, rows in self._merged:
            self._prints.add_segment(
                self.storage.open_file(reader.segment().make_filename(PRINTS_EXT)).view,
                _new_numbers(reader, rows, first),
            )
            first += len(rows)
        with self._segment_file(PRINTS_EXT) as file:
            for raw in self._prints.encoded():
                file.write(raw)

    def _segment_file(self, extension: str) -> Any:
        return self.newsegment.create_file(self.storage, extension)

    def _lists(self, field: str) -> Iterator[Lists]:
        """Yield the field's posting lists of new and merged documents, in the order of tokens."""
        own = self._pools[field].lists()
        if not self._merged:
            yield from own
            return
        first = len(self._numbers["id"])
        sources: list[Iterator[List]] = [chain.from_iterable(lists.each() for lists in own)]
        for reader, rows in self._merged:
            sources.append(_renumbered(reader._terms, field, _new_numbers(reader, rows, first)))
            first += len(rows)
        yield from join_lists(_merged_lists(sources))


def _merged_lists(sources: list[Iterator[List]]) -> Iterator[List]:
    """Yield one list for each token; heapq.merge is stable, so its documents have the order of the sources."""
    for token, lists in groupby(heapq.merge(*sources, key=itemgetter(0)), key=itemgetter(0)):
        found = list(lists)
        if len(found) == 1:
            yield found[0]
        else:
            _, ids, counts, positions = zip(*found, strict=True)
            yield token, np.concatenate(ids), np.concatenate(counts), np.concatenate(positions)


def _new_numbers(reader: SegmentReader, rows: NDArray, first: int) -> NDArray[np.int32]:
    """Return the new number of each document of a merged segment, -1 for a deleted one."""
    numbers = np.full(reader.doc_count_all(), -1, np.int32)
    numbers[rows] = np.arange(first, first + len(rows))
    return numbers


def _columns_of(reader: SegmentReader) -> Columns:
    return read_columns(reader.storage().open_file(reader.segment().make_filename(COLUMNS_EXT)).view)


def _renumbered(terms: TermsReader, field: str, numbers: NDArray) -> Iterator[List]:
    """Yield the posting lists of a segment with new document numbers; -1 drops a document."""
    for token, found in terms.lists(field):
        ids = numbers[found.ids]
        live = ids >= 0
        if live.all():
            yield token, ids, found.counts, found.positions
        elif live.any():
            positions = found.positions[np.repeat(live, found.counts)] if len(found.positions) else found.positions
            yield token, ids[live], found.counts[live], positions


def _merge_none(writer: Writer, segments: list[Segment]) -> list[Segment]:
    return segments


def merge_small(writer: Writer, segments: list[Segment]) -> list[Segment]:
    """Merge eight segments of about one size, but no more documents than a short commit can write.

    So a document is written again once for each power of eight. Return the segments that are not merged.
    IndexDamaged if a file of those to merge is not as it was written.
    """
    storage: DurableStorage = writer.storage
    limit = max(_MERGED_AT_ONCE, 4 * writer.docnum)
    tiers: dict[int, list[Segment]] = {}
    for segment in segments:
        live = segment.doc_count()
        tiers.setdefault((max(1, live).bit_length() - 1) // 3, []).append(segment)
    merged: list[Segment] = []
    for tier in sorted(tiers):
        same = tiers[tier]
        size = sum(segment.doc_count() for segment in (*merged, *same))
        if len(same) + bool(merged) >= _TIER and size <= limit:
            merged += same
    # A segment without a live document costs nothing to drop.
    merged += [segment for segment in segments if not segment.doc_count() and segment not in merged]
    # A merge must not give damaged bytes a checksum of their own.
    names = [name for segment in merged for name in segment.file_names()]
    if names and (damaged := damaged_files(Path(storage.folder), names, storage.checksums(writer.generation - 1))):
        raise IndexDamaged(damage_sentence(damaged[0]))
    for segment in merged:
        writer.add_reader(SegmentReader(writer.storage, writer.schema, segment))
    return [segment for segment in segments if segment not in merged]
