"""Where do the pages of a segment's documents show marks of a query? As keys, without overlap.

search/hits.py finds the same marks in one text and says by which rule. A term that a query names in NEAR alone is looked up in
the texts of the given documents, since only hits that are near each other count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.documents import MatchMode
from search.engines.whoosh.disk.schema import TEXT_FIELDS
from search.engines.whoosh.disk.texts import characters_at
from search.engines.whoosh.reading.phrases import find_string
from search.engines.whoosh.reading.sections import fields_of, section_in, stretches_in
from search.engines.whoosh.reading.segments import Budget, OpenSegment
from search.engines.whoosh.reading.spans import Spans, string_spans, wildcard_spans
from search.fold import fold, spellings
from search.neighbours import near_hits
from search.query import ParsedQuery, SearchTerm, Wildcard
from search.term_hits import fold_for_mode, only_within, without_overlap

_OFFSET = (1 << 32) - 1
_BLANKS = np.array([ord(char) for char in spellings(" ", "folded") if char.isspace()], np.uint32)

Numbers = NDArray[np.int32]


def find_marks(
    segment: OpenSegment,
    field: str,
    parsed: ParsedQuery,
    mode: MatchMode,
    numbers: Numbers,
    budget: Budget,
    section: str = "",
) -> Spans:
    """Return the marks in title or body (``field``) of the documents ``numbers`` (ascending, of the segment), by their starts.

    ``section``: that of the question (Query.section).
    """
    near = parsed.near_terms
    found = [
        _apart(_spans(segment, field, term, mode, numbers, budget, section_in(field, section)), is_sorted=True)
        for term in parsed.terms
        if term not in near and field in fields_of(term, section)
    ]
    if near:
        found += _near(segment, field, parsed, mode, numbers, budget, section)
    if len(found) == 1:
        return _seen(segment, field, parsed, found[0], budget)
    starts = np.concatenate([np.zeros(0, np.int64), *(spans.starts for spans in found)])
    ends = np.concatenate([np.zeros(0, np.int64), *(spans.ends for spans in found)])
    return _seen(segment, field, parsed, _apart(Spans(starts, ends), is_sorted=False), budget)


def _seen(segment: OpenSegment, field: str, parsed: ParsedQuery, spans: Spans, budget: Budget) -> Spans:
    """Return the spans that show something: a page marks no blanks, and only a term of blanks finds them."""
    longest = max((len(term.text) for term in parsed.terms if not fold(term.text).strip()), default=0)
    is_blank = spans.ends - spans.starts <= longest
    for at in range(longest):
        budget.check()
        keys = np.minimum(spans.starts + at, spans.ends - 1)
        points = characters_at(segment.texts, segment.columns, field, keys >> 32, keys & _OFFSET)
        is_blank &= np.isin(points, _BLANKS)
    return spans.only(~is_blank)


def _spans(
    segment: OpenSegment, field: str, term: SearchTerm, mode: MatchMode, numbers: Numbers, budget: Budget, section: str
) -> Spans:
    if isinstance(term, Wildcard):
        return wildcard_spans(segment, field, term, mode, numbers, budget, section)
    holding = find_string(segment, field, fold_for_mode(term.text, mode), mode, budget, section).ids
    numbers = np.intersect1d(numbers, holding, assume_unique=True)
    return string_spans(segment, field, term.text, mode, numbers, budget, section)


def _near(
    segment: OpenSegment,
    field: str,
    parsed: ParsedQuery,
    mode: MatchMode,
    numbers: Numbers,
    budget: Budget,
    section: str,
) -> list[Spans]:
    """Return the hits of each term that NEAR alone asks for, from the texts."""
    of_term: dict[SearchTerm, list[tuple[int, int]]] = {}
    for number in numbers.tolist():
        budget.check()
        text = segment.text(number, field)
        folded = fold_for_mode(text, mode)
        if section_in(field, section):
            text, folded = only_within(text, folded, stretches_in(segment, section, number))
        first = number << 32
        named = bool(section) and field == "title"
        for term, hits in near_hits(text, folded, parsed, mode, field, named=named).items():
            of_term.setdefault(term, []).extend((first + start, first + end) for start, end in without_overlap(hits))
    pairs = [np.array(hits, np.int64).reshape(-1, 2) for hits in of_term.values()]
    return [Spans(each[:, 0], each[:, 1]) for each in pairs]


def _apart(spans: Spans, *, is_sorted: bool) -> Spans:
    """Return the spans that do not begin within one before them; of two that begin together the longer one stays."""
    starts, ends = spans
    if not is_sorted:
        order = np.lexsort((-ends, starts))
        starts, ends = starts[order], ends[order]
    reached = np.maximum.accumulate(ends)
    inside = np.flatnonzero(starts[1:] < reached[:-1]) + 1
    if not len(inside):
        return Spans(starts, ends)
    # Only runs of spans that overlap are decided one by one: the others stay.
    in_run = np.zeros(len(starts), bool)
    in_run[inside] = True
    in_run[inside - 1] = True
    places = np.flatnonzero(in_run)
    kept, reached_end = ~in_run, 0
    for place, start, end in zip(places.tolist(), starts[places].tolist(), ends[places].tolist(), strict=True):
        if start >= reached_end:
            kept[place] = True
            reached_end = end
    return Spans(starts[kept], ends[kept])


def mark_counts(
    segment: OpenSegment, parsed: ParsedQuery, mode: MatchMode, numbers: Numbers, budget: Budget, section: str = ""
) -> NDArray[np.int64]:
    """Return how many marks title and body of each of the documents show together."""
    counts = np.zeros(segment.size, np.int64)
    for field in TEXT_FIELDS:
        marks = find_marks(segment, field, parsed, mode, numbers, budget, section)
        counts += np.bincount(marks.starts >> 32, minlength=segment.size)
    return counts[numbers]
