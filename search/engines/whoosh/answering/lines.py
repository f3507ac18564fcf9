"""The lines of a concordance in order, and what stands beside them: gathered beside each hit and sorted as arrays.

The lines of a query in one order are worked out once a commit and kept in the ranking cache, so that each page and a
file of all pages cost a slice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode, Query
from search.engines.whoosh.answering.executor import Execution
from search.engines.whoosh.answering.facets import filter_documents, first_of_groups, without_hidden
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.disk.texts import characters_beside
from search.engines.whoosh.reading.marks import find_marks
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.engines.whoosh.reading.snapshot import Snapshot
from search.lines import NAMED, SIDES, Beside, Concordance, Line, LineOrder, Side, check_total
from search.query import ParsedQuery
from search.term_hits import fold_for_mode

#: Lines whose neighbours are gathered in one step.
_AT_ONCE = 65_536
#: Three characters make one number of 63 bits: a code point needs 21, and 0 stands behind the end of a text.
_BITS, _PACKED = np.uint64(21), 3
_OFFSET = (1 << 32) - 1

#: A row for each line, a code point for each character beside it, the nearest first; 0 behind the end of the text.
Codes = NDArray[np.uint32]


class _Marks(NamedTuple):
    """The marks of a segment's documents, by document, title before body, and place.

    ``base``: the number of the segment's first document. ``numbers``: of documents in the snapshot. ``fields``: 0 for
    the title, 1 for the body, as in TEXT_FIELDS. ``starts`` and ``ends``: offsets in code points.
    """

    segment: OpenSegment
    base: int
    numbers: NDArray[np.int32]
    fields: NDArray[np.uint8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SortedLines:
    """All lines of a query in one order: ``numbers`` of documents, ``fields``, ``starts``, ``ends`` and numbers of marks."""

    numbers: NDArray[np.int32]
    fields: NDArray[np.uint8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    marks: NDArray[np.int32]
    reports: int
    follows: Beside
    precedes: Beside

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return 10_000 + 17 * len(self.numbers)


def find_lines(
    snapshot: Snapshot,
    query: Query,
    parsed: ParsedQuery,
    *,
    order: LineOrder,
    page: int,
    size: int,
    width: int,
    beside: int,
) -> Concordance:
    """Return a page of the lines as SearchEngine.lines does. Raises QueryError."""
    plain = replace(query, text="", page=1, size=1, sort="relevance", facets=())
    key = "lines", plain, parsed.root, order, width, beside
    lines = snapshot.ranking_cache.get_or_make(
        key, lambda: _sorted_lines(snapshot, query, parsed, order, width, beside), attrgetter("cost")
    )
    shown = slice((page - 1) * size, page * size)
    ids = snapshot.ids[lines.numbers[shown]].tolist()
    fields = [TEXT_FIELDS[field] for field in lines.fields[shown].tolist()]
    offsets = (array[shown].tolist() for array in (lines.starts, lines.ends, lines.marks))
    return Concordance(
        total=len(lines.numbers),
        reports=lines.reports,
        lines=tuple(Line(*values) for values in zip(ids, fields, *offsets, strict=True)),
        follows=lines.follows,
        precedes=lines.precedes,
        page=page,
        size=size,
    )


def _sorted_lines(
    snapshot: Snapshot, query: Query, parsed: ParsedQuery, order: LineOrder, width: int, beside: int
) -> SortedLines:
    budget = Budget()
    found = without_hidden(snapshot, query, Execution(snapshot, query.mode, budget, query.section).matches(parsed.root))
    found = filter_documents(snapshot, query, found)
    if query.fold:
        found = found[first_of_groups(snapshot, found, snapshot.ids[found])]
    parts = list(_marks(snapshot, found, query, parsed, budget))
    if not parts:
        nothing = np.zeros(0, np.int32)
        return SortedLines(nothing, nothing.astype(np.uint8), nothing, nothing, nothing, 0, Beside(), Beside())
    numbers = np.concatenate([marks.numbers for marks in parts])
    fields = np.concatenate([marks.fields for marks in parts])
    starts = np.concatenate([marks.starts for marks in parts])
    ends = np.concatenate([marks.ends for marks in parts])
    # The least significant key comes first: equal lines stand by document, title before body, and place.
    keys: list[NDArray] = [starts, fields, snapshot.ids[numbers]]
    tables: dict[Side, Beside] = {}
    for side in SIDES:
        gathered = _gather(parts, side, max(width, beside) if side == order else beside, budget)
        tables[side] = _count_beside(gathered[:, :beside], side, query.mode)
        budget.check()
        if side == order:
            keys += reversed(_packed(_folded(gathered[:, :width], query.mode)))
    if order == "region":
        codes = snapshot.ordinals["region"][numbers].astype(np.int64)
        unknown = np.array([not code for code in snapshot.values["region"]], bool)[codes]
        keys += [snapshot.by_age[numbers], codes, unknown]
    elif order not in SIDES:
        keys.append((snapshot.by_age if order == "newest" else snapshot.by_age_oldest)[numbers])
    budget.check()
    places = np.lexsort(keys)
    budget.check()
    return SortedLines(
        numbers[places],
        fields[places],
        starts[places],
        ends[places],
        _mark_numbers(numbers, fields)[places],
        int(np.count_nonzero(np.diff(numbers, prepend=-1))),
        tables["right"],
        tables["left"],
    )


def _marks(
    snapshot: Snapshot, found: NDArray[np.int32], query: Query, parsed: ParsedQuery, budget: Budget
) -> Iterator[_Marks]:
    """Yield the marks of each segment in which something is found."""
    count = 0
    for base, segment, numbers in snapshot.split(found):
        spans = [
            find_marks(segment, field, parsed, query.mode, numbers, budget, query.section) for field in TEXT_FIELDS
        ]
        count += sum(len(each.starts) for each in spans)
        check_total(count)
        starts = np.concatenate([each.starts for each in spans])
        ends = np.concatenate([each.ends for each in spans]) & _OFFSET
        fields = np.repeat(np.arange(len(spans), dtype=np.uint8), [len(each.starts) for each in spans])
        # Each field is in order already: a stable sort by document puts title before body.
        places = np.argsort(starts >> 32, kind="stable") if len(spans[0].starts) else slice(None)
        yield _Marks(
            segment,
            base,
            (starts >> 32).astype(np.int32)[places] + np.int32(base),
            fields[places],
            (starts & _OFFSET).astype(np.int32)[places],
            ends.astype(np.int32)[places],
        )


def _gather(parts: Sequence[_Marks], side: Side, width: int, budget: Budget) -> Codes:
    """Return the characters beside every line, as displayed."""
    rows = [np.zeros((0, width), np.uint32)]
    for marks in parts:
        for first in range(0, len(marks.numbers), _AT_ONCE):
            budget.check()
            some = slice(first, first + _AT_ONCE)
            edges = (marks.ends if side == "right" else marks.starts)[some]
            numbers = marks.numbers[some].astype(np.int64) - marks.base
            texts, columns = marks.segment.texts, marks.segment.columns
            rows.append(characters_beside(texts, columns, marks.fields[some], numbers, edges, side, width))
    return np.concatenate(rows)


def _folded(codes: Codes, mode: MatchMode) -> Codes:
    """Return the characters as the mode compares them; what stands behind the end of a text stays 0."""
    if mode == "exact":
        return codes
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    folded = np.frombuffer(fold_for_mode(text, mode).encode("utf-32-le", "surrogatepass"), "<u4")
    return folded.reshape(codes.shape)


def _packed(codes: Codes) -> list[NDArray[np.uint64]]:
    """Return numbers of three characters each, which have the order of the characters; the first ones first."""
    packed = []
    for first in range(0, codes.shape[1], _PACKED):
        number = np.zeros(len(codes), np.uint64)
        for column in range(first, first + _PACKED):
            number <<= _BITS
            if column < codes.shape[1]:
                number |= codes[:, column]
        packed.append(number)
    return packed


def _count_beside(codes: Codes, side: Side, mode: MatchMode) -> Beside:
    """Return the strings of the characters beside the lines, with their counts."""
    if not len(codes):
        return Beside()
    _, first, kind_of, counts = np.unique(
        _one_number(_folded(codes, mode)), return_index=True, return_inverse=True, return_counts=True
    )
    top = np.argsort(-counts, kind="stable")[:NAMED]
    strings = tuple(
        (_most_frequent(codes[kind_of == kind] if counts[kind] > 1 else codes[first[kind]][None], side), count)
        for kind, count in zip(top.tolist(), counts[top].tolist(), strict=True)
    )
    return Beside(strings, len(counts))


def _one_number(codes: Codes) -> NDArray:
    """Return one number for each row, equal for equal rows and in their order."""
    first, *others = _packed(codes)
    for other in others:
        _, before = np.unique(first, return_inverse=True)
        different, behind = np.unique(other, return_inverse=True)
        first = (before * len(different) + behind).astype(np.uint64)
    return first


def _most_frequent(codes: Codes, side: Side) -> str:
    """Return the most frequent spelling among some rows; of equally frequent ones the first by code points."""
    _, first, counts = np.unique(_one_number(codes), return_index=True, return_counts=True)
    row = codes[first[np.argmax(counts)]]
    text = row[row > 0].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return text if side == "right" else text[::-1]


def _mark_numbers(numbers: NDArray[np.int32], fields: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return the number of each mark within its field of its document, from 1; marks are in their own order."""
    places = np.arange(len(numbers))
    is_first = np.ones(len(numbers), bool)
    is_first[1:] = (numbers[1:] != numbers[:-1]) | (fields[1:] != fields[:-1])
    return (places - np.maximum.accumulate(np.where(is_first, places, 0)) + 1).astype(np.int32)
