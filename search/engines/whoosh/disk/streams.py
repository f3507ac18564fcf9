"""The file of words in their order: each document of a segment as a row of tokens (search/word_stream.py).

A document has a bag: its different words, as numbers of the segment's list, with how often each occurs. Its tokens are places in that bag, with the step from one to the next. So a sum over documents reads the bags alone, and a token takes
some six bytes (docs/benchmarks.md).

    8 bytes       magic
    u4            length of the table of contents, JSON: {name: [type, offset, size]}
    ...           the arrays, each at a multiple of eight bytes
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from search.word_stream import WordStream

STREAMS_EXT = ".tok"
_MAGIC = b"jc-toks1"
_LENGTH = struct.Struct("<I")
#: The largest number of occurrences that fits into a byte.
_MOST = 255
#: Bytes of a number in a bag, and how many words it can tell apart.
_PACKED, _MOST_WORDS = 3, 1 << 24


@dataclass(frozen=True)
class Streams:
    """The tokens of a segment's documents, title before body, one document behind another.

    Of each word of the list: ``hashes`` 64 bits that stand for it in every segment, ``word_ends`` where its UTF-8 ends in
    ``letters``, ``word_sizes`` its characters. Of each document: ``bag_sizes`` its different words, ``token_counts`` its tokens,
    ``title_counts`` those of its title. Of each word of each bag: ``bags`` its number in the list, in three bytes, and a byte
    behind all (``bag_words`` reads them); ``often`` how often it occurs, 255 at most; what is more stands in ``more``, for the
    places ``more_at``. Of each token: ``places`` and ``steps``; a BREAK has place 0.
    """

    hashes: NDArray[np.uint64]
    word_ends: NDArray[np.uint32]
    word_sizes: NDArray[np.uint8]
    letters: NDArray[np.uint8]
    bag_sizes: NDArray[np.uint32]
    token_counts: NDArray[np.uint32]
    title_counts: NDArray[np.uint32]
    bags: NDArray[np.uint8]
    often: NDArray[np.uint8]
    more_at: NDArray[np.int64]
    more: NDArray[np.uint32]
    places: NDArray[np.unsignedinteger]
    steps: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.bag_sizes)

    @cached_property
    def bag_at(self) -> NDArray[np.int64]:
        """Where the bag of each document begins, and where the last one ends."""
        return _bounds(self.bag_sizes)

    @cached_property
    def token_at(self) -> NDArray[np.int64]:
        """Where the tokens of each document begin, and where the last ones end."""
        return _bounds(self.token_counts)

    def bag_words(self, runs: Sequence[tuple[int, int]]) -> NDArray[np.uint32]:
        """Return the numbers of words in stretches of the bags, each from one place to before another."""
        parts = [self.bags[_PACKED * first : _PACKED * last] for first, last in runs]
        raw = np.concatenate([*parts, np.zeros(1, np.uint8)])
        numbers = np.ndarray((len(raw) - 1) // _PACKED, "<u4", raw.data, strides=(_PACKED,))
        return numbers & np.uint32(_MOST_WORDS - 1)

    def words_at(self, places: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return the numbers of words at some places of the bags."""
        at = places * _PACKED
        low, middle, high = (self.bags[at + byte].astype(np.uint32) for byte in range(_PACKED))
        return low | middle << np.uint32(8) | high << np.uint32(16)

    def word(self, number: int) -> str:
        """Return a word of the list."""
        start = int(self.word_ends[number - 1]) if number else 0
        return self.letters[start : int(self.word_ends[number])].tobytes().decode("utf-8", "surrogatepass")


def _bounds(sizes: NDArray) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def word_hash(word: str) -> int:
    """Return 64 bits that stand for a word: two of a million words share them once in thirty million archives."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Listed:
    """Some documents whose words are strings yet: ``words`` is what the numbers in ``bags`` mean."""

    words: Sequence[str]
    bag_sizes: NDArray[np.uint32]
    token_counts: NDArray[np.uint32]
    title_counts: NDArray[np.uint32]
    bags: NDArray[np.uint32]
    often: NDArray[np.uint32]
    places: NDArray[np.unsignedinteger]
    steps: NDArray[np.uint8]


def list_streams(streams: Sequence[WordStream]) -> Listed:
    """Return documents as they were tokenised, one behind another."""
    number_of: dict[str, int] = {}
    bags = [np.zeros(0, np.uint32)]
    often = [np.zeros(0, np.uint32)]
    for each in streams:
        bags.append(np.array([number_of.setdefault(word, len(number_of)) for word in each.words], np.uint32))
        often.append(np.bincount(np.frombuffer(each.places, np.uint32), minlength=len(each.words)).astype(np.uint32))
    return Listed(
        list(number_of),
        np.array([len(each.words) for each in streams], np.uint32),
        np.array([len(each.places) for each in streams], np.uint32),
        np.array([each.title for each in streams], np.uint32),
        np.concatenate(bags),
        np.concatenate(often),
        np.frombuffer(b"".join(each.places for each in streams), np.uint32),
        np.frombuffer(b"".join(each.steps for each in streams), np.uint8),
    )


def rows_of(streams: Streams, rows: NDArray[np.int64]) -> Listed:
    """Return some documents of a segment."""
    often = streams.often.astype(np.uint32)
    often[streams.more_at] += streams.more
    numbers = streams.bag_words([(0, len(often))])
    bag, token = spread(streams.bag_at, rows), spread(streams.token_at, rows)
    return Listed(
        [streams.word(number) for number in range(len(streams.hashes))],
        streams.bag_sizes[rows],
        streams.token_counts[rows],
        streams.title_counts[rows],
        numbers[bag],
        often[bag],
        streams.places[token],
        streams.steps[token],
    )


def spread(bounds: NDArray[np.int64], rows: NDArray) -> NDArray[np.int64]:
    """Return the numbers of all that stands between the bounds of each row, one row behind another."""
    sizes = bounds[rows + 1] - bounds[rows]
    ends = np.cumsum(sizes)
    return np.arange(int(sizes.sum())) + np.repeat(bounds[rows] - (ends - sizes), sizes)


def join_streams(parts: Sequence[Listed]) -> Streams:
    """Return the documents of several parts, one behind another, with one list of the words that they hold."""
    number_of: dict[str, int] = {}
    bags = []
    for part in parts:
        used = np.unique(part.bags)
        numbers = np.zeros(len(part.words), np.uint32)
        numbers[used] = [number_of.setdefault(part.words[at], len(number_of)) for at in used.tolist()]
        bags.append(numbers[part.bags])
    often = np.concatenate([part.often for part in parts])
    places = np.concatenate([part.places.astype(np.uint32, copy=False) for part in parts])
    above = np.flatnonzero(often > _MOST)
    raw = [word.encode("utf-8", "surrogatepass") for word in number_of]
    return Streams(
        hashes=np.array([word_hash(word) for word in number_of], np.uint64),
        word_ends=np.cumsum([len(each) for each in raw], dtype=np.uint32),
        word_sizes=np.array([len(word) for word in number_of], np.uint8),
        letters=np.frombuffer(b"".join(raw), np.uint8),
        bag_sizes=np.concatenate([part.bag_sizes for part in parts]),
        token_counts=np.concatenate([part.token_counts for part in parts]),
        title_counts=np.concatenate([part.title_counts for part in parts]),
        bags=_packed(np.concatenate(bags)),
        often=np.minimum(often, _MOST).astype(np.uint8),
        more_at=above,
        more=(often[above] - np.uint32(_MOST)).astype(np.uint32),
        places=places.astype(np.min_scalar_type(int(places.max(initial=0)))),
        steps=np.concatenate([part.steps for part in parts]),
    )


def _packed(numbers: NDArray[np.uint32]) -> NDArray[np.uint8]:
    if int(numbers.max(initial=0)) >= _MOST_WORDS:
        raise ValueError("too many different words for one segment")
    of_four = numbers.astype("<u4").view(np.uint8).reshape(-1, 4)
    return np.append(of_four[:, :_PACKED].ravel(), np.uint8(0))


def encode_streams(streams: Streams) -> Iterator[bytes]:
    """Yield the content of the file, piece by piece."""
    contents: dict[str, list] = {}
    size = 0
    for each in fields(streams):
        array = getattr(streams, each.name)
        size += -size % 8
        contents[each.name] = [array.dtype.newbyteorder("<").str, size, len(array)]
        size += array.nbytes
    head = json.dumps(contents).encode("ascii")
    head += b" " * (-(len(_MAGIC) + _LENGTH.size + len(head)) % 8)
    yield _MAGIC + _LENGTH.pack(len(head)) + head
    written = 0
    for name, (dtype, offset, _) in contents.items():
        yield b"\0" * (offset - written)
        array = getattr(streams, name)
        yield array.astype(dtype, copy=False).tobytes()
        written = offset + array.nbytes


def read_streams(raw: bytes | memoryview) -> Streams:
    """Return streams that point into ``raw``. ValueError if it is no file of them, or its arrays do not fit each other."""
    if bytes(raw[:8]) != _MAGIC:
        raise ValueError("not a file of words in their order")
    (length,) = _LENGTH.unpack_from(raw, len(_MAGIC))
    start = len(_MAGIC) + _LENGTH.size
    head = json.loads(bytes(raw[start : start + length]))
    streams = Streams(
        **{
            name: np.frombuffer(raw, dtype, size, start + length + offset)
            for name, (dtype, offset, size) in head.items()
        }
    )
    if (
        not int(streams.bag_sizes.sum(dtype=np.int64)) == len(streams.often) == (len(streams.bags) - 1) // _PACKED
        or int(streams.token_counts.sum(dtype=np.int64)) != len(streams.places)
        or len(streams.places) != len(streams.steps)
    ):
        raise ValueError("the words in their order are not those of the documents")
    return streams
