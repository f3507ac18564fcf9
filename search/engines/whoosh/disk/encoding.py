"""Posting lists encoded many at a time: nine in ten tokens are rare, and a call for each would cost more than its bytes.

The form is that of postings.py. Short lists are laid out together in numpy, long ones encoded one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.disk.postings import BLOCK, HEADER, encode_postings

#: token, ids, counts, positions
List = tuple[bytes, NDArray, NDArray, NDArray]

_SHORT = 256  # postings; a longer list is encoded by a call of its own
_BATCH_TOKENS = 20_000
_BATCH_POSITIONS = 2_000_000  # bounds memory, some 50 bytes each
_HEADER = np.dtype(
    [("size", "<u4"), ("hits", "<u4"), ("last", "<u4"), ("length", "<u4")]
    + [(name, "u1") for name in ("id_width", "count_width", "position_width", "end")]
    + [("largest", "<u4")]
)
assert _HEADER.itemsize == HEADER.size  # noqa: S101  two descriptions of one layout
assert _SHORT <= BLOCK  # noqa: S101


@dataclass(frozen=True, slots=True)
class Lists:
    """Posting lists of several tokens, one behind the other.

    ``bounds``: where each list begins in ``ids`` and ``counts``, and the end of the last. ``positions``: those of all
    postings, or none at all.
    """

    tokens: list[bytes]
    bounds: NDArray[np.int64]
    ids: NDArray
    counts: NDArray
    positions: NDArray

    def batches(self) -> Iterator[Lists]:
        """Yield the lists in batches that are small enough to encode at once."""
        sizes = np.diff(self.bounds)
        if not len(self.positions):
            weights = sizes
            at = self.bounds
        else:
            at = np.append(0, np.cumsum(self.counts, dtype=np.int64))[self.bounds]
            weights = np.diff(at)
        cost = np.cumsum(weights) // _BATCH_POSITIONS + np.arange(len(weights)) // _BATCH_TOKENS
        borders = [0, *(np.flatnonzero(np.diff(cost)) + 1).tolist(), len(self.tokens)]
        for first, last in pairwise(borders):
            some = slice(int(self.bounds[first]), int(self.bounds[last]))
            yield Lists(
                self.tokens[first:last],
                self.bounds[first : last + 1] - self.bounds[first],
                self.ids[some],
                self.counts[some],
                self.positions[int(at[first]) : int(at[last])] if len(self.positions) else self.positions,
            )

    def each(self) -> Iterator[List]:
        """Yield one list after another."""
        places = np.append(0, np.cumsum(self.counts, dtype=np.int64))[self.bounds].tolist()
        bounds = self.bounds.tolist()
        for index, token in enumerate(self.tokens):
            some = slice(bounds[index], bounds[index + 1])
            positions = self.positions[places[index] : places[index + 1]] if len(self.positions) else self.positions
            yield token, self.ids[some], self.counts[some], positions


@dataclass(frozen=True, slots=True)
class Encoded:
    """``raw``: the encoded lists. For each: ``starts`` and ``lengths`` in bytes, its ``hits``, ``largest`` frequency."""

    raw: bytes
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    hits: NDArray[np.int64]
    largest: NDArray[np.int64]


def encode_lists(lists: Lists) -> Encoded:
    """Encode lists of at least one posting each, in the form of ``encode_postings``."""
    bounds = lists.bounds
    firsts, sizes = bounds[:-1], np.diff(bounds)
    counts = lists.counts.astype(np.int64)
    hits = np.add.reduceat(counts, firsts)
    largest = np.maximum.reduceat(counts, firsts)
    ids = lists.ids.astype(np.int64)
    deltas = np.diff(ids, prepend=0)
    deltas[firsts] = ids[firsts]
    with_positions = bool(len(lists.positions))
    places = np.append(0, np.cumsum(counts))[bounds]
    head = np.zeros(len(sizes), _HEADER)
    head["size"], head["last"], head["largest"], head["end"] = sizes, ids[bounds[1:] - 1], largest, 1
    head["id_width"] = _widths(np.maximum.reduceat(deltas, firsts))
    head["count_width"] = np.where(largest > 1, _widths(largest), 0)
    if with_positions:
        head["hits"] = hits
        head["position_width"] = np.maximum(2, _widths(np.maximum.reduceat(lists.positions, places[:-1])))
    lengths = sizes * (head["id_width"].astype(np.int64) + head["count_width"]) + (
        hits * head["position_width"] if with_positions else 0
    )
    head["length"] = lengths
    lengths += HEADER.size
    short = sizes <= _SHORT
    long: dict[int, bytes] = {}
    for index in np.flatnonzero(~short).tolist():
        some = slice(bounds[index], bounds[index + 1])
        among = lists.positions[places[index] : places[index + 1]] if with_positions else lists.positions
        long[index] = encode_postings(lists.ids[some], lists.counts[some], among)
        lengths[index] = len(long[index])
    starts = np.cumsum(lengths) - lengths
    raw = np.empty(int(lengths.sum()), np.uint8)
    _scatter_heads(raw, starts[short], head[short])
    at = starts + HEADER.size
    at = _scatter(raw, at, sizes, deltas, head["id_width"], short)
    at = _scatter(raw, at, sizes, counts, head["count_width"], short)
    if with_positions:
        _scatter(raw, at, hits, lists.positions, head["position_width"], short)
    for index, encoded in long.items():
        raw[starts[index] : starts[index] + len(encoded)] = np.frombuffer(encoded, np.uint8)
    return Encoded(raw.tobytes(), starts, lengths, hits, largest)


def _widths(values: NDArray) -> NDArray[np.uint8]:
    return (1 + (values >= 1 << 8) + 2 * (values >= 1 << 16)).astype(np.uint8)


def _scatter_heads(raw: NDArray[np.uint8], starts: NDArray[np.int64], head: NDArray) -> None:
    places = starts[:, np.newaxis] + np.arange(HEADER.size)
    raw[places] = head.view(np.uint8).reshape(-1, HEADER.size)


def _scatter(
    raw: NDArray[np.uint8],
    at: NDArray[np.int64],
    sizes: NDArray[np.int64],
    values: NDArray,
    widths: NDArray[np.uint8],
    short: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Write each short list's values from byte ``at`` on, in its width; return where its next array begins."""
    for width in (1, 2, 4):
        chosen = short & (widths == width)
        if not chosen.any():
            continue
        own = sizes[chosen]
        firsts = np.cumsum(own) - own
        steps = np.arange(int(own.sum())) * width
        places = steps + np.repeat(at[chosen] - firsts * width, own)
        some = values if chosen.all() else values[np.repeat(chosen, sizes)]
        octets = some.astype(f"<u{width}").view(np.uint8)
        for octet in range(width):
            raw[places + octet] = octets[octet::width]
    return at + sizes * widths


def join_lists(lists: Iterable[List]) -> Iterator[Lists]:
    """Yield lists that come one by one in batches."""
    remaining = iter(lists)
    while some := list(islice(remaining, _BATCH_TOKENS)):
        tokens, ids, counts, positions = zip(*some, strict=True)
        bounds = np.append(0, np.cumsum([len(each) for each in ids]))
        # Within a field all tokens of a kind have positions or none has; a batch may hold two kinds.
        has_positions = np.array([len(each) > 0 for each in positions])
        if has_positions.all() or not has_positions.any():
            yield Lists(list(tokens), bounds, np.concatenate(ids), np.concatenate(counts), np.concatenate(positions))
            continue
        for first, last in _stretches(has_positions):
            part = slice(first, last)
            yield Lists(
                list(tokens[part]),
                bounds[first : last + 1] - bounds[first],
                np.concatenate(ids[part]),
                np.concatenate(counts[part]),
                np.concatenate(positions[part]),
            )


def _stretches(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield (first, behind the last) of each stretch of equal flags."""
    borders = [0, *(np.flatnonzero(np.diff(flags)) + 1).tolist(), len(flags)]
    yield from pairwise(borders)
