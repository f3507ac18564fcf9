"""How often does each word occur in some documents, and which words stand where? From the file of words in their order.

A segment numbers its words by its own list. ``Lexicon`` gives the words of a snapshot one number each, by their hashes, so
that sums of segments add up; the words themselves are read for rows that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.disk.streams import Streams
from search.engines.whoosh.reading.sections import lie_within
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot
from search.word_stream import LONGEST_STEP

#: The steps of so many tokens add up to less than 31 bits hold.
_NARROW = (1 << 31) // (LONGEST_STEP + 1)
#: Documents whose bags or tokens are read in one step.
_AT_ONCE = 2048

Numbers = NDArray[np.int32]
Sums = NDArray[np.int64]


class WordSums(NamedTuple):
    """Of each word of a list how often it occurs in some documents (``often``), and in how many of them (``reports``)."""

    often: Sums
    reports: Sums

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return 200 + self.often.nbytes + self.reports.nbytes

    @classmethod
    def none(cls, size: int) -> WordSums:
        return cls(np.zeros(size, np.int64), np.zeros(size, np.int64))

    def without(self, others: WordSums) -> WordSums:
        return WordSums(self.often - others.often, self.reports - others.reports)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a snapshot by number. ``numbers``: {name of a segment: the number of each word of its list}.

    ``firsts``: of each word where a segment's list has it, counted through the lists of all segments. ``sizes``: its
    characters; a BREAK has none and is no word.
    """

    numbers: Mapping[str, NDArray[np.uint32]]
    firsts: Sums
    sizes: NDArray[np.uint8]

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return sum(each.nbytes for each in self.numbers.values()) + self.firsts.nbytes + self.sizes.nbytes

    def __len__(self) -> int:
        return len(self.firsts)

    def word(self, snapshot: Snapshot, number: int) -> str:
        """Return a word, folded."""
        at = int(self.firsts[number])
        for segment in snapshot.segments():
            if at < len(segment.streams.hashes):
                return segment.streams.word(at)
            at -= len(segment.streams.hashes)
        raise IndexError(number)


def lexicon(snapshot: Snapshot) -> Lexicon:
    """Return the words of the snapshot, worked out once a commit."""
    return snapshot.ranking_cache.get_or_make(("lexicon",), lambda: _make_lexicon(snapshot))


def _make_lexicon(snapshot: Snapshot) -> Lexicon:
    segments = snapshot.segments()
    hashes = np.concatenate([np.zeros(0, np.uint64), *(each.streams.hashes for each in segments)])
    sizes = np.concatenate([np.zeros(0, np.uint8), *(each.streams.word_sizes for each in segments)])
    _, firsts, numbers = np.unique(hashes, return_index=True, return_inverse=True)
    ends = np.cumsum([len(each.streams.hashes) for each in segments], dtype=np.int64)
    parts = np.split(numbers.astype(np.uint32), ends[:-1]) if segments else []
    by_name = {each.name: part for each, part in zip(segments, parts, strict=True)}
    return Lexicon(by_name, firsts.astype(np.int64), sizes[firsts])


def sum_words(snapshot: Snapshot, numbers: Numbers, budget: Budget, section: str = "") -> WordSums:
    """Return the sums of the documents ``numbers`` (ascending) over the words of ``lexicon``; in such sections alone if one is named."""
    words = lexicon(snapshot)
    total = WordSums.none(len(words))
    for _, segment, rows in snapshot.split(numbers):
        sums = _sums_within(segment, rows, section, budget) if section else _sums_of(segment, rows, budget)
        of = words.numbers[segment.name]
        total.often[of] += sums.often
        total.reports[of] += sums.reports
    is_break = words.sizes == 0
    total.often[is_break] = 0
    total.reports[is_break] = 0
    return total


def _sums_of(segment: OpenSegment, rows: Numbers, budget: Budget) -> WordSums:
    """Return the sums of some documents of a segment; of more than half of them as all without the others."""
    if 2 * len(rows) <= segment.size:
        return _sum_bags(segment.streams, rows, budget)
    key = (segment.name, "words")
    whole = segment.postings_cache.get_or_make(
        key, lambda: _sum_bags(segment.streams, np.arange(segment.size, dtype=np.int32), budget)
    )
    others = np.ones(segment.size, bool)
    others[rows] = False
    return whole.without(_sum_bags(segment.streams, np.flatnonzero(others).astype(np.int32), budget))


def _sum_bags(streams: Streams, rows: Numbers, budget: Budget) -> WordSums:
    """Return the sums of some documents, from their bags."""
    total = WordSums.none(len(streams.hashes))
    for first in range(0, len(rows), _AT_ONCE):
        budget.check()
        some = rows[first : first + _AT_ONCE]
        runs = _runs(streams.bag_at, some)
        words = streams.bag_words(runs)
        often = _joined(streams.often, runs)
        reports = np.bincount(words, minlength=len(total.reports))
        total.reports[:] += reports
        # Most words occur once in a text. Floats add whole numbers exactly up to 2**53.
        several = np.flatnonzero(often > 1)
        more = np.bincount(words[several], often[several] - 1.0, minlength=len(reports))
        total.often[:] += reports + more.astype(np.int64)
    if len(streams.more_at):
        inside = np.zeros(len(streams), bool)
        inside[rows] = True
        documents = np.searchsorted(streams.bag_at, streams.more_at, side="right") - 1
        for at, more in zip(
            streams.more_at[inside[documents]].tolist(), streams.more[inside[documents]].tolist(), strict=True
        ):
            total.often[streams.bag_words([(at, at + 1)])] += more
    return total


def _runs(bounds: Sums, rows: Numbers) -> list[tuple[int, int]]:
    """Return the stretches of a file that some rows take, neighbouring ones as one."""
    if not len(rows):
        return []
    begins = np.concatenate([[True], np.diff(rows) > 1])
    ends = np.append(begins[1:], True)
    return list(zip(bounds[rows[begins]].tolist(), bounds[rows[ends] + 1].tolist(), strict=True))


def _joined(array: NDArray, runs: list[tuple[int, int]]) -> NDArray:
    parts = [array[start:end] for start, end in runs]
    return parts[0] if len(parts) == 1 else np.concatenate([array[:0], *parts])


def _sums_within(segment: OpenSegment, rows: Numbers, section: str, budget: Budget) -> WordSums:
    """Return the sums of what stands in such sections."""
    size = len(segment.streams.hashes)
    total = WordSums.none(size)
    for tokens in read_tokens(segment, rows, budget):
        body = np.flatnonzero(tokens.is_body)
        fields = tokens.field_of(body)
        keys, words = tokens.keys(body, fields), tokens.words(body, fields)
        within = lie_within(segment, section, keys, keys + segment.streams.word_sizes[words])
        words, documents = words[within].astype(np.int64), keys[within] >> 32
        total.often[:] += np.bincount(words, minlength=size)
        total.reports[:] += np.bincount(np.unique(documents * size + words) % size, minlength=size)
    return total


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some documents of a segment, one document behind another, title before body.

    ``rows``: the documents. ``fields``: where the tokens of each title and each body begin, and the end of the last.
    ``ends``: of each token the steps up to its start, summed from the first token of all: it begins in its field at so
    many characters less what stands in ``bases`` for the field. ``places``: in the bag of its document.
    """

    segment: OpenSegment
    rows: Numbers
    fields: Sums
    ends: NDArray[np.signedinteger]
    bases: Sums
    places: NDArray

    @property
    def is_body(self) -> NDArray[np.bool_]:
        """Whether each token stands in a body."""
        return np.repeat(np.arange(len(self.fields) - 1) % 2 == 1, np.diff(self.fields))

    def field_of(self, at: Sums) -> Sums:
        """Return the number of the field of tokens: twice that of the document among ``rows``, one more for a body."""
        return np.searchsorted(self.fields, at, side="right") - 1

    def keys(self, at: Sums, fields: Sums) -> Sums:
        """Return ``document << 32 | offset`` of tokens in the given fields."""
        return (self.rows[fields // 2].astype(np.int64) << 32) + self.ends[at] - self.bases[fields]

    def words(self, at: Sums, fields: Sums) -> NDArray[np.uint32]:
        """Return the words of tokens in the given fields, as numbers of the segment's list."""
        streams = self.segment.streams
        return streams.words_at(streams.bag_at[self.rows[fields // 2]] + self.places[at])


def read_tokens(segment: OpenSegment, rows: Numbers, budget: Budget) -> Iterator[Tokens]:
    """Yield the tokens of some documents (ascending) in steps."""
    streams = segment.streams
    for first in range(0, len(rows), _AT_ONCE):
        budget.check()
        some = rows[first : first + _AT_ONCE]
        runs = _runs(streams.token_at, some)
        steps = _joined(streams.steps, runs)
        places = _joined(streams.places, runs)
        titles = streams.title_counts[some].astype(np.int64)
        counts = np.stack([titles, streams.token_counts[some] - titles], axis=1).ravel()
        fields = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        # No step is longer than a byte; half the bytes are summed in half the time.
        narrow: type[np.signedinteger] = np.int32 if len(steps) < _NARROW else np.int64
        ends = np.cumsum(steps, dtype=narrow)
        bases = np.where(fields[:-1] > 0, ends[np.maximum(fields[:-1] - 1, 0)] if len(ends) else 0, 0).astype(np.int64)
        yield Tokens(segment, some, fields, ends, bases, places)
