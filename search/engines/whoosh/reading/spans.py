"""Hits with their beginnings and ends, for what looks at more than one place: wildcards and NEAR.

A place is ``document << 32 | offset``, as in phrases.py; places of one document are apart by their characters, places
of two documents by far more than any distance that a query may ask for. All arrays are worked on as wholes; the
budget is looked at between any two steps, none of which is longer than some tens of milliseconds at 100,000 reports.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.disk.texts import characters_at, find_characters
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.found import Found
from search.engines.whoosh.reading.phrases import counted, occurrences, places
from search.engines.whoosh.reading.segments import OpenSegment
from search.fold import spellings
from search.query import Near, Node, Or, Term, Wildcard
from search.query.wildcards import LINE_ENDS, pattern_of

_OFFSET = (1 << 32) - 1
_LINE_ENDS = np.array([ord(char) for char in LINE_ENDS], np.uint32)

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]


class Spans(NamedTuple):
    """Hits: ``starts`` and ``ends``, places of equal number; starts ascend."""

    starts: Places
    ends: Places

    def only(self, wanted: NDArray[np.bool_]) -> Spans:
        return Spans(self.starts[wanted], self.ends[wanted])


_NONE = Spans(np.zeros(0, np.int64), np.zeros(0, np.int64))


def wildcard_occurrences(segment: OpenSegment, field: str, text: str, mode: MatchMode, budget: Budget) -> Found:
    """The documents whose ``field`` (title or body) holds a Wildcard's text; counts are of the hits' beginnings."""
    return segment.cache.get_or_make(
        (segment.name, field, Wildcard(text), mode),
        lambda: counted(_wildcard(segment, field, text, mode, None, budget).starts),
    )


def near_documents(segment: OpenSegment, node: Near, mode: MatchMode, budget: Budget) -> Found:
    """The documents that hold a chain of neighbours in one field; counts are of the last one's hits, title and body."""

    def find() -> Found:
        ends = [_chain(segment, field, node, mode, budget).starts for field in TEXT_FIELDS]
        return counted(np.sort(np.concatenate(ends)))

    return segment.cache.get_or_make((segment.name, node, mode), find)


def _chain(segment: OpenSegment, field: str, node: Near, mode: MatchMode, budget: Budget) -> Spans:
    """Hits of the last operand that a whole chain leads to."""
    numbers = np.arange(segment.size, dtype=np.int32)
    for operand in node.operands:
        numbers = np.intersect1d(numbers, _holders(segment, field, operand, mode, budget), assume_unique=True)
    if not len(numbers):
        return _NONE
    reached = _spans(segment, field, node.operands[0], mode, numbers, budget)
    for operand, distance in zip(node.operands[1:], node.distances, strict=True):
        if not len(reached.starts):
            break
        spans = _spans(segment, field, operand, mode, numbers, budget)
        reached = spans.only(_is_near(spans, reached, distance, budget))
    return reached


def _is_near(spans: Spans, others: Spans, distance: int, budget: Budget) -> NDArray[np.bool_]:
    """Which spans have one of the others, at least one, at most ``distance`` characters before or behind."""
    budget.check()
    ends = np.sort(others.ends)
    before = _any_between(ends, spans.starts - distance, spans.starts)
    budget.check()
    return before | _any_between(others.starts, spans.ends, spans.ends + distance)


def _any_between(places: Places, first: Places, last: Places) -> NDArray[np.bool_]:
    """Whether one of the places (ascending) lies from first to last, both included."""
    at = np.searchsorted(places, first)
    inside = at < len(places)
    at[~inside] = 0
    return inside & (places[at] <= last)


def _leaves(operand: Node, field: str) -> list[Term | Wildcard]:
    match operand:
        case Term() | Wildcard():
            return [operand] if operand.field in ("", field) else []
        case Or(children):
            return [leaf for child in children for leaf in _leaves(child, field)]
        case _:
            raise TypeError(f"not an operand of NEAR: {operand!r}")


def _holders(segment: OpenSegment, field: str, operand: Node, mode: MatchMode, budget: Budget) -> Numbers:
    held = np.zeros(segment.size, bool)
    for leaf in _leaves(operand, field):
        budget.check()
        if isinstance(leaf, Wildcard):
            held[wildcard_occurrences(segment, field, leaf.text, mode, budget).ids] = True
        else:
            held[occurrences(segment, field, leaf.text, mode, budget).ids] = True
    return np.flatnonzero(held).astype(np.int32)


def _spans(segment: OpenSegment, field: str, operand: Node, mode: MatchMode, numbers: Numbers, budget: Budget) -> Spans:
    """Hits in the documents ``numbers``."""
    found = []
    for leaf in _leaves(operand, field):
        if isinstance(leaf, Wildcard):
            found.append(_wildcard(segment, field, leaf.text, mode, numbers, budget))
        else:
            starts = _part(segment, field, leaf.text, mode, numbers, budget)
            found.append(Spans(starts, starts + len(leaf.text)))
    if len(found) == 1:
        return found[0]
    starts = np.concatenate([spans.starts for spans in found])
    order = np.argsort(starts, kind="stable")
    return Spans(starts[order], np.concatenate([spans.ends for spans in found])[order])


def _wildcard(
    segment: OpenSegment, field: str, text: str, mode: MatchMode, numbers: Numbers | None, budget: Budget
) -> Spans:
    """From the last fixed part to the first: of each of its places the nearest place of the next that leads to an end.

    search/occurrences.py does the same on one text, and says why the nearest will do.
    """
    pattern = pattern_of(text)
    if numbers is None:
        numbers = np.arange(segment.size, dtype=np.int32)
    for part in pattern.parts:
        holders = occurrences(segment, field, part, mode, budget).ids
        numbers = np.intersect1d(numbers, holders, assume_unique=True)
    if not len(numbers):
        return _NONE
    starts = _part(segment, field, pattern.parts[-1], mode, numbers, budget)
    following = Spans(starts, starts + len(pattern.parts[-1]))
    for part, (fewest, most) in zip(reversed(pattern.parts[:-1]), reversed(pattern.gaps), strict=True):
        if not len(following.starts):
            break
        starts = _part(segment, field, part, mode, numbers, budget)
        budget.check()
        after = starts + len(part)
        at = np.searchsorted(following.starts, after + fewest)
        at[at == len(following.starts)] = 0
        gaps = following.starts[at] - after
        fits = np.flatnonzero((gaps >= fewest) & (gaps <= most))
        fits = fits[_on_one_line(segment, field, after[fits], gaps[fits], budget)]
        following = Spans(starts[fits], following.ends[at[fits]])
    return following


def _on_one_line(
    segment: OpenSegment, field: str, after: Places, gaps: NDArray[np.int64], budget: Budget
) -> NDArray[np.bool_]:
    """Whether none of the ``gaps`` characters from ``after`` on is a line end."""
    on_one_line = np.ones(len(after), bool)
    for step in range(int(gaps.max(initial=0))):
        budget.check()
        open_ = np.flatnonzero(on_one_line & (gaps > step))
        at = after[open_] + step
        points = characters_at(segment.texts, segment.columns, field, at >> 32, at & _OFFSET)
        on_one_line[open_[np.isin(points, _LINE_ENDS)]] = False
    return on_one_line


def _part(segment: OpenSegment, field: str, text: str, mode: MatchMode, numbers: Numbers, budget: Budget) -> Places:
    """Places of a string in the documents ``numbers``, all of which hold it; of one character by a look at the texts,
    since the index keeps the places of pairs alone."""
    budget.check()
    if len(text) == 1:
        wanted = spellings(text, mode)
        return find_characters(segment.texts, segment.columns, field, numbers, wanted, budget.check)
    keys = places(segment, field, text, mode, budget)
    if len(numbers) == segment.size:
        return keys
    held = np.zeros(segment.size, bool)
    held[numbers] = True
    return keys[held[keys >> 32]]
