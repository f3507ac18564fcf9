"""Two texts compared character by character: their shared passages, and each place where they differ.

The comparison uses the folded text without blanks, so that script, width, quotes and line breaks make no difference
(繁简之别不计作异处); pages show the text itself. One alignment serves both answers, so the number agrees with the page:
``similarity`` is the share of characters that ``compare`` leaves unmarked.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel, LCSseq

from search.fold import fold

# Comparing characters costs the product of both lengths, 0.3 ns a pair: two texts of 10,000 characters 30 ms. Beyond
# that, texts are first cut at clauses that both hold once, three times over; parts still longer count as different.
_MAX_CHARACTER_PAIRS = 100_000_000
_CLAUSE = re.compile(r"[^.,;:!?]*[.,;:!?]|[^.,;:!?]+")
_ANCHORS = (1, 4)  # clauses in a row that must be unlike all others: a register repeats single ones
_BEGINS = dict.fromkeys(".!?", 0) | dict.fromkeys(",;:", 1)  # after these a sentence begins, or a clause
_FEW = 251  # a prime: neighbours in the table of characters stay apart
_MIN_ANCHOR = 6  # characters: a shorter clause, 二是: or 一方面, stands in many places


_Kind = Literal["same", "differs"]
_KINDS: tuple[_Kind, _Kind] = ("differs", "same")  # before a block of equal characters, and the block


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of both texts as they are shown, blanks included; "" where one of them has nothing.

    ``same``: both texts agree, though maybe in other script, width or lines. ``differs``: one place where they do
    not.
    """

    kind: _Kind
    left: str
    right: str


class _Block(NamedTuple):
    """``size`` equal characters, from ``left`` of one text and ``right`` of the other."""

    left: int
    right: int
    size: int


def similarity(left: str, right: str, *, least: float = 0.0) -> float:
    """Return twice the characters in common by all characters, 0 to 1; exact, symmetric, 1 only for equal texts.

    Below ``least`` the answer may be 0.0: to rule a pair out takes a fraction of the time. Bounded: two texts of
    10,000 characters take at most 30 ms, of 2,000,000 some seconds.
    """
    one, other = _bare(left), _bare(right)
    total = len(one) + len(other)
    if not total:
        return 1.0
    if 2 * min(len(one), len(other)) / total < least:
        return 0.0
    # The alignment never keeps more than the longest common subsequence, so that may rule a pair out.
    is_short = len(one) * len(other) <= _MAX_CHARACTER_PAIRS
    # Characters merged modulo 251 have no shorter one, and it is known in a tenth of the time.
    if least and is_short:
        enough = max(0, int(least * total / 2) - 1)
        for shown in ((_few(one), _few(other)), (one, other)):
            if 2 * LCSseq.similarity(*shown, score_cutoff=enough) / total < least:
                return 0.0
    return 2 * sum(block.size for block in _align(one, other)) / total


def compare(left: str, right: str) -> list[Passage]:
    """Return both texts cut into passages, in order: the lefts joined are ``left``, the rights joined are ``right``.

    Kinds alternate. A few equal characters between two longer changes belong to the change: they are chance, not
    agreement. Blanks belong to the passage before them. A moved paragraph differs in two places.
    """
    left_places, right_places = _places(left), _places(right)
    passages: list[Passage] = []
    one = other = at = right_at = 0
    for block in [*_align(_bare(left), _bare(right)), _Block(len(left_places) - 1, len(right_places) - 1, 0)]:
        ends = (block.left, block.right), (block.left + block.size, block.right + block.size)
        for kind, (end, right_end) in zip(_KINDS, ends, strict=True):
            if (one, other) != (end, right_end):
                until, right_until = left_places[end], right_places[right_end]
                passages.append(Passage(kind, left[at:until], right[right_at:right_until]))
                one, other, at, right_at = end, right_end, until, right_until
    if not passages and (left or right):
        passages.append(Passage("same", left, right))
    return passages


def compare_beginnings(left: str, right: str, most: int) -> tuple[list[Passage], bool]:
    """Return the passages of the first ``most`` characters of both texts, and whether a text is longer.

    What differs at the end of a longer one is left out: its counterpart may stand behind the cut.
    """
    passages = compare(left[:most], right[:most])
    is_cut = max(len(left), len(right)) > most
    if is_cut and len(passages) > 1 and passages[-1].kind == "differs":
        passages.pop()
    return passages, is_cut


def count_differences(passages: Sequence[Passage]) -> int:
    """Return in how many places the two texts differ (异处)."""
    return sum(passage.kind == "differs" for passage in passages)


def _bare(text: str) -> str:
    """Return the compared characters: the fold makes a space of every blank."""
    return fold(text).replace(" ", "")


def _few(bare: str) -> bytes:
    """Return a byte for each character: equal characters get equal bytes, and a few unlike ones too."""
    codes = np.frombuffer(bare.encode("utf-32-le", "surrogatepass"), np.uint32)
    return (codes % _FEW).astype(np.uint8).tobytes()


def _places(text: str) -> list[int]:
    """Return the offset of each compared character in ``text``.

    The first is 0, so that blanks before it are included; the last is the length.
    """
    places = [at for at, char in enumerate(fold(text)) if char != " "]
    return [0, *places[1:], len(text)] if places else [len(text)]


def _align(left: str, right: str) -> list[_Block]:
    """Return equal blocks in order, none touching the next. Symmetric: the lesser text is always the first."""
    if (len(left), left) > (len(right), right):
        return [_Block(block.right, block.left, block.size) for block in _align(right, left)]
    return _tidy(_joined(_blocks(left, right)), left, right)


def _blocks(left: str, right: str, *, depth: int = 3) -> Iterator[_Block]:
    """Yield equal blocks in order; neighbours may touch."""
    head = _common_start(left, right)
    tail = _common_start(left[head:][::-1], right[head:][::-1])
    if head:
        yield _Block(0, 0, head)
    one, other = left[head : len(left) - tail], right[head : len(right) - tail]
    if len(one) * len(other) <= _MAX_CHARACTER_PAIRS:
        for start, right_start, size in Indel.opcodes(one, other).as_matching_blocks() if one and other else ():
            if size:
                yield _Block(head + start, head + right_start, size)
    elif depth:
        at, right_at = 0, 0
        for anchor in [*_anchors(one, other), _Block(len(one), len(other), 0)]:
            for block in _blocks(one[at : anchor.left], other[right_at : anchor.right], depth=depth - 1):
                yield _Block(head + at + block.left, head + right_at + block.right, block.size)
            if anchor.size:
                yield _Block(head + anchor.left, head + anchor.right, anchor.size)
            at, right_at = anchor.left + anchor.size, anchor.right + anchor.size
    if tail:
        yield _Block(len(left) - tail, len(right) - tail, tail)


def _anchors(left: str, right: str) -> list[_Block]:
    """Return clauses that stand once in each text, the longest series in the same order in both (patience diff)."""
    pairs: list[tuple[int, int, int]] = []
    for row in _ANCHORS:
        once_left, once_right = _single_clauses(left, row), _single_clauses(right, row)
        pairs = [(*place, once_right[words][0]) for words, place in once_left.items() if words in once_right]
        if pairs:
            break
    pairs.sort()
    ends: list[int] = []  # the least right offset that a series of this length ends with
    last: list[int] = []  # which pair that is
    before: list[int] = []
    for index, (_, _, right_at) in enumerate(pairs):
        length = bisect_left(ends, right_at)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [right_at]
        last[length : length + 1] = [index]
    series: list[_Block] = []
    index = last[-1] if last else -1
    while index >= 0:
        at, size, right_at = pairs[index]
        series.append(_Block(at, right_at, size))
        index = before[index]
    return series[::-1]


def _single_clauses(text: str, row: int) -> dict[str, tuple[int, int]]:
    """Return {clause with the next ``row - 1``: (its offset, its own length)} of those that stand once in ``text``."""
    spans = [match.span() for match in _CLAUSE.finditer(text)]
    places: dict[str, tuple[int, int]] = {}
    for (start, end), (_, last) in zip(spans, spans[row - 1 :], strict=False):
        if end - start >= _MIN_ANCHOR:
            words = text[start:last]
            places[words] = (-1, 0) if words in places else (start, end - start)
    return {words: place for words, place in places.items() if place[1]}


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Join blocks that touch on both sides."""
    waiting: _Block | None = None
    for block in blocks:
        if waiting and (waiting.left + waiting.size, waiting.right + waiting.size) == block[:2]:
            waiting = waiting._replace(size=waiting.size + block.size)
            continue
        if waiting:
            yield waiting
        waiting = block
    if waiting:
        yield waiting


def _tidy(blocks: Iterator[_Block], left: str, right: str) -> list[_Block]:
    """Drop blocks shorter than the changes on both their sides; each joins these changes to one.

    The joined change then gives back the characters that its two sides begin or end with. Words that only one text
    has move to where a sentence begins.
    """
    end = _Block(len(left), len(right), 0)
    tidied: list[_Block] = [_Block(0, 0, 0)]
    for block in [*blocks, end]:
        while len(tidied) > 1 and tidied[-1].size < min(_gap(tidied[-2], tidied[-1]), _gap(tidied[-1], block)):
            tidied.pop()
        tidied.append(block)
    for index, (before, after) in enumerate(pairwise(tidied)):
        one, other = left[before.left + before.size : after.left], right[before.right + before.size : after.right]
        head = _common_start(one, other)
        tail = _common_start(one[head:][::-1], other[head:][::-1])
        tidied[index] = tidied[index]._replace(size=tidied[index].size + head)
        tidied[index + 1] = _Block(after.left - tail, after.right - tail, after.size + tail)
        shift = 0
        if head + tail == len(one):
            shift = _slide(right, tidied[index], tidied[index + 1], right=True)
        elif head + tail == len(other):
            shift = _slide(left, tidied[index], tidied[index + 1], right=False)
        tidied[index] = tidied[index]._replace(size=tidied[index].size + shift)
        following = tidied[index + 1]
        tidied[index + 1] = _Block(following.left + shift, following.right + shift, following.size - shift)
    return [block for block in _joined(iter(tidied)) if block.size]


def _slide(text: str, before: _Block, after: _Block, *, right: bool) -> int:
    """Return how far to move words that only ``text`` has, so that they begin where a sentence or a clause does.

    真治……。真|教 marks the same change as |真治……。|真教, but a reader removes whole sentences. Negative: to the left.
    """
    start, end = (before.right, after.right) if right else (before.left, after.left)
    start += before.size
    first = last = 0
    while -first < before.size - 1 and text[start + first - 1] == text[end + first - 1]:
        first -= 1
    while last < after.size - 1 and text[start + last] == text[end + last]:
        last += 1
    begins = [_BEGINS.get(text[start + shift - 1], 2) if start + shift else 0 for shift in range(first, last + 1)]
    best = min(range(len(begins)), key=lambda index: (begins[index], abs(index + first)))
    return best + first


def _gap(before: _Block, after: _Block) -> int:
    """Return the size of the change between two blocks: that of its longer side."""
    return max(after.left - before.left - before.size, after.right - before.right - before.size)


def _common_start(left: str, right: str) -> int:
    """Return how many characters both begin with.

    It halves the range, because comparing slices is a hundred times faster than a loop.
    """
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
