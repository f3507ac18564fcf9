"""Hits with their beginnings and ends, for wildcards and the NEAR operator.

Both are keys, ``document << 32 | offset``, as in phrases.py. Keys of one document differ by characters, keys of two
documents by far more than any distance that a query may name. Arrays are processed as wholes. The budget is
checked between steps, none of which is longer than some tens of milliseconds at 100,000 reports.

With a ``section`` every hit stands in the body within sections of that kind (sections.py), or in a title that its term names.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.disk.texts import characters_at, find_characters
from search.engines.whoosh.reading.phrases import HitCounts, count_keys, find_string, hit_keys
from search.engines.whoosh.reading.sections import lie_within, section_in
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.fold import spellings
from search.neighbours import leaves
from search.query import Near, Node, Wildcard
from search.query.lexer import LINE_ENDS
from search.term_hits import fold_for_mode

_OFFSET = (1 << 32) - 1
_LINE_ENDS = np.array([ord(char) for char in LINE_ENDS], np.uint32)

Numbers = NDArray[np.int32]
Keys = NDArray[np.int64]


class Spans(NamedTuple):
    """Hits: keys of ``starts`` and ``ends``, of equal length; starts ascend."""

    starts: Keys
    ends: Keys

    def only(self, wanted: NDArray[np.bool_]) -> Spans:
        """Return the spans that a mask chooses."""
        return Spans(self.starts[wanted], self.ends[wanted])


_NONE = Spans(np.zeros(0, np.int64), np.zeros(0, np.int64))


def find_wildcard(
    segment: OpenSegment, field: str, term: Wildcard, mode: MatchMode, budget: Budget, section: str = ""
) -> HitCounts:
    """Return the documents whose ``field`` (title or body) holds the wildcard; hits count by their beginnings."""
    return segment.postings_cache.get_or_make(
        (segment.name, "wildcard", field, term.text, mode, section),
        lambda: count_keys(wildcard_spans(segment, field, term, mode, None, budget, section).starts),
    )


def find_near(segment: OpenSegment, node: Near, mode: MatchMode, budget: Budget, section: str = "") -> HitCounts:
    """Return the documents that hold the chain in one field, with the last operand's hits in title and body."""

    def find() -> HitCounts:
        starts = [_chain(segment, field, node, mode, budget, section).starts for field in TEXT_FIELDS]
        return count_keys(np.sort(np.concatenate(starts)))

    return segment.postings_cache.get_or_make((segment.name, "near", node, mode, section), find)


def _chain(segment: OpenSegment, field: str, node: Near, mode: MatchMode, budget: Budget, section: str) -> Spans:
    """Return the hits of the last operand that a whole chain leads to."""
    named = bool(section) and field == "title"
    numbers = np.arange(segment.size, dtype=np.int32)
    for operand in node.operands:
        numbers = np.intersect1d(numbers, _documents(segment, field, operand, mode, budget, named), assume_unique=True)
    if not len(numbers):
        return _NONE
    reached = _spans(segment, field, node.operands[0], mode, numbers, budget, section)
    for operand, distance in zip(node.operands[1:], node.distances, strict=True):
        if not len(reached.starts):
            break
        spans = _spans(segment, field, operand, mode, numbers, budget, section)
        reached = spans.only(_is_near(spans, reached, distance, budget))
    return reached


def _is_near(spans: Spans, others: Spans, distance: int, budget: Budget) -> NDArray[np.bool_]:
    """Return a mask of the spans with one of the others at most ``distance`` characters before or after."""
    budget.check()
    ends = np.sort(others.ends)
    before = _any_between(ends, spans.starts - distance, spans.starts)
    budget.check()
    return before | _any_between(others.starts, spans.ends, spans.ends + distance)


def _any_between(keys: Keys, first: Keys, last: Keys) -> NDArray[np.bool_]:
    """Return for each range from first to last, both included, whether one of the keys (ascending) lies in it."""
    at = np.searchsorted(keys, first)
    inside = at < len(keys)
    at[~inside] = 0
    return inside & (keys[at] <= last)


def _documents(
    segment: OpenSegment, field: str, operand: Node, mode: MatchMode, budget: Budget, named: bool
) -> Numbers:
    """Return the documents whose ``field`` holds the operand somewhere, ascending."""
    mask = np.zeros(segment.size, bool)
    for leaf in leaves(operand, field, named=named):
        budget.check()
        if isinstance(leaf, Wildcard):
            mask[find_wildcard(segment, field, leaf, mode, budget).ids] = True
        else:
            mask[find_string(segment, field, fold_for_mode(leaf.text, mode), mode, budget).ids] = True
    return np.flatnonzero(mask).astype(np.int32)


def _spans(
    segment: OpenSegment,
    field: str,
    operand: Node,
    mode: MatchMode,
    numbers: Numbers,
    budget: Budget,
    section: str,
) -> Spans:
    """Return the operand's hits in the documents ``numbers``."""
    found: list[Spans] = []
    named, section = bool(section) and field == "title", section_in(field, section)
    for leaf in leaves(operand, field, named=named):
        if isinstance(leaf, Wildcard):
            found.append(wildcard_spans(segment, field, leaf, mode, numbers, budget, section))
        else:
            found.append(string_spans(segment, field, leaf.text, mode, numbers, budget, section))
    if len(found) == 1:
        return found[0]
    starts = np.concatenate([spans.starts for spans in found])
    order = np.argsort(starts, kind="stable")
    return Spans(starts[order], np.concatenate([spans.ends for spans in found])[order])


def wildcard_spans(
    segment: OpenSegment,
    field: str,
    term: Wildcard,
    mode: MatchMode,
    numbers: Numbers | None,
    budget: Budget,
    section: str = "",
) -> Spans:
    """Return a wildcard's hits, joined from the last fixed part to the first, by the nearest place of the next part.

    search/term_hits.py does the same on one text, and says why the nearest place is enough.
    """
    pattern = term.pattern
    if numbers is None:
        numbers = np.arange(segment.size, dtype=np.int32)
    for part in pattern.parts:
        documents = find_string(segment, field, fold_for_mode(part, mode), mode, budget).ids
        numbers = np.intersect1d(numbers, documents, assume_unique=True)
    if not len(numbers):
        return _NONE
    following = string_spans(segment, field, pattern.parts[-1], mode, numbers, budget)
    for part, (fewest, most) in zip(reversed(pattern.parts[:-1]), reversed(pattern.gaps), strict=True):
        if not len(following.starts):
            break
        starts = _string_keys(segment, field, part, mode, numbers, budget)
        budget.check()
        after = starts + len(part)
        at = np.searchsorted(following.starts, after + fewest)
        at[at == len(following.starts)] = 0
        gaps = following.starts[at] - after
        fits = np.flatnonzero((gaps >= fewest) & (gaps <= most))
        fits = fits[_on_one_line(segment, field, after[fits], gaps[fits], budget)]
        following = Spans(starts[fits], following.ends[at[fits]])
    return _within(segment, section, following)


def _on_one_line(
    segment: OpenSegment, field: str, after: Keys, gaps: NDArray[np.int64], budget: Budget
) -> NDArray[np.bool_]:
    """Return a mask: whether none of the ``gaps`` characters from ``after`` on is a line end."""
    on_one_line = np.ones(len(after), bool)
    for step in range(int(gaps.max(initial=0))):
        budget.check()
        open_ = np.flatnonzero(on_one_line & (gaps > step))
        at = after[open_] + step
        points = characters_at(segment.texts, segment.columns, field, at >> 32, at & _OFFSET)
        on_one_line[open_[np.isin(points, _LINE_ENDS)]] = False
    return on_one_line


def string_spans(
    segment: OpenSegment, field: str, text: str, mode: MatchMode, numbers: Numbers, budget: Budget, section: str = ""
) -> Spans:
    """Return the hits of a string, overlapping ones too, in the documents ``numbers``, all of which hold it."""
    starts = _string_keys(segment, field, text, mode, numbers, budget)
    return _within(segment, section, Spans(starts, starts + len(text)))


def _within(segment: OpenSegment, section: str, spans: Spans) -> Spans:
    return spans.only(lie_within(segment, section, spans.starts, spans.ends)) if section else spans


def _string_keys(
    segment: OpenSegment, field: str, text: str, mode: MatchMode, numbers: Numbers, budget: Budget
) -> Keys:
    """Return the keys of a string in the documents ``numbers``, all of which hold it.

    A single character is found in the texts, since the index has offsets of pairs alone.
    """
    budget.check()
    if len(text) == 1:
        characters = spellings(text, mode)
        return find_characters(segment.texts, segment.columns, field, numbers, characters, budget.check)
    keys = hit_keys(segment, field, text, mode, budget)
    if len(numbers) == segment.size:
        return keys
    wanted = np.zeros(segment.size, bool)
    wanted[numbers] = True
    return keys[wanted[keys >> 32]]
