"""Where does a text hold the terms of a query? Hits, and the marks and excerpts that a page shows of them.

The engine finds the same hits in its index. Here the displayed text is searched itself, and not tokenised again: the
fold keeps offsets, so a term found in the folded text is marked at the same place on the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, takewhile
from sys import maxsize
from typing import Literal, NamedTuple

from search.documents import MatchMode
from search.neighbours import near_hits
from search.query import ParsedQuery, SearchTerm, Wildcard
from search.term_hits import Stretches, fold_for_mode, hits_in, only_within, searchable_length, without_overlap

Shown = Literal["title", "body"]

_SENTENCE_END = re.compile(r"[。!?;!?;\n]")
#: Places of the operands of NEAR that a list looks at, for each hit that it marks: few of them are near another.
_NEAR_PLACES = 10


class Mark(NamedTuple):
    """``text[start:end]`` is a hit of ``parsed.terms[term]``; offsets in code points."""

    start: int
    end: int
    term: int


class Snippet(NamedTuple):
    """An excerpt of the text as displayed, from offset ``start``.

    ``marks`` count from the start of the excerpt. ``cut_left`` and ``cut_right`` tell whether
    the text goes on at that side (the page shows …).
    """

    text: str
    start: int
    marks: tuple[Mark, ...] = ()
    cut_left: bool = False
    cut_right: bool = False


def find_marks(
    text: str,
    parsed: ParsedQuery,
    mode: MatchMode = "folded",
    *,
    field: Shown = "body",
    inside: Stretches | None = None,
) -> list[Mark]:
    """Return the hits of all terms in one displayed field, sorted, none overlapping.

    A term's hits are counted as Ctrl-F and str.count do, from the left without overlap.
    Where hits of different terms overlap, the one that starts first is marked, of two that
    start together the longer one (软弱涣散 over 软弱); ``count_hits`` gives the true numbers.
    Operands of NEAR are marked where they are near each other, and everywhere only if the query
    names them outside NEAR too. A wildcard's mark covers its unknown characters too.
    ``inside``: the stretches of the body within which a query with a section finds a term (Query.section); in the title
    it finds only terms that name it.
    """
    return first_marks(text, parsed, mode, field=field, most=maxsize, inside=inside)[0]


def first_marks(
    text: str,
    parsed: ParsedQuery,
    mode: MatchMode,
    *,
    field: Shown,
    most: int,
    inside: Stretches | None = None,
) -> tuple[list[Mark], bool]:
    """Return the marks of the first hits, ``most`` of all terms together, and whether there may be more.

    Each term has an equal share of them, so that a rare one is found behind many hits of a frequent one. ``inside`` as in
    ``find_marks``.
    """
    text, folded, named = _searched(text, mode, field, inside)
    share = max(1, most // max(1, len(parsed.terms)))
    found: list[Mark] = []
    may_be_more = False
    near, is_cut = _near_hits(text, folded, parsed, mode, field, most, named)
    may_be_more |= is_cut
    for index, term in enumerate(parsed.terms):
        if term in near:
            found += [Mark(start, end, index) for start, end in islice(without_overlap(near[term]), share)]
            may_be_more |= len(near[term]) > share
        elif _may_stand(term, field, named):
            length = len(text)
            if isinstance(term, Wildcard) and length > share:
                length = searchable_length(text, folded, (term,), mode, most=share)
            hits = hits_in(text[:length], folded[:length], term, mode, most=share)
            may_be_more |= length < len(text) or len(hits) == share
            found += [Mark(start, end, index) for start, end in hits]
    return _apart(found, parsed), may_be_more


def visible_marks(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that a reader can see: a phrase of blanks would match between all paragraphs."""
    return [mark for mark in marks if text[mark.start : mark.end].strip()]


def _searched(text: str, mode: MatchMode, field: Shown, inside: Stretches | None) -> tuple[str, str, bool]:
    """Return the text in which hits are looked for, also folded, and whether only terms that name the field stand in it."""
    folded = fold_for_mode(text, mode)
    if inside is None or field == "title":
        return text, folded, inside is not None
    return *only_within(text, folded, inside), False


def _may_stand(term: SearchTerm, field: Shown, named: bool) -> bool:
    return term.field == field or not (term.field or named)


def _near_hits(
    text: str, folded: str, parsed: ParsedQuery, mode: MatchMode, field: Shown, most: int, named: bool
) -> tuple[dict[SearchTerm, list[tuple[int, int]]], bool]:
    """Return ``near_hits`` of a beginning of the text with a bounded number of places, and whether it was cut."""
    near, length = parsed.near_terms, len(text)
    if near and most < maxsize and length > most:
        length = searchable_length(text, folded, near, mode, most=most * _NEAR_PLACES)
    return near_hits(text[:length], folded[:length], parsed, mode, field, named=named), length < len(text)


def _apart(found: list[Mark], parsed: ParsedQuery) -> list[Mark]:
    """Return the marks sorted, none overlapping."""
    if len(parsed.terms) < 2:
        return found
    found.sort(key=lambda mark: (mark.start, -mark.end, mark.term))
    marks: list[Mark] = []
    reached = 0
    for mark in found:
        if mark.start >= reached:
            marks.append(mark)
            reached = mark.end
    return marks


def count_hits(
    text: str,
    parsed: ParsedQuery,
    mode: MatchMode = "folded",
    *,
    field: Shown = "body",
    inside: Stretches | None = None,
) -> tuple[int, ...]:
    """Return how many hits each of ``parsed.terms`` has in one displayed field, as Ctrl-F counts; of NEAR those near.

    ``inside`` as in ``find_marks``.
    """
    text, folded, named = _searched(text, mode, field, inside)
    near = near_hits(text, folded, parsed, mode, field, named=named)

    def count(term: SearchTerm) -> int:
        if term in near:
            return sum(1 for _ in without_overlap(near[term]))
        return len(hits_in(text, folded, term, mode)) if _may_stand(term, field, named) else 0

    return tuple(map(count, parsed.terms))


def snippets(text: str, marks: list[Mark], *, width: int = 110, most: int = 2) -> list[Snippet]:
    """Return up to ``most`` excerpts of about ``width`` characters that show the most different terms.

    Excerpts begin and end with a sentence where a border is near, cut no mark, do not
    overlap, and come in the order of the text. Without marks: the beginning of the text.
    """
    if _is_blank(text):
        return []
    if not marks:
        start = len(text) - len(text.lstrip())
        return [_snippet(text, [], start, _end(text, start, start, width))]
    windows = _windows(text, marks, width)
    chosen = _chosen(windows, most)
    if hidden := {mark.term for mark in marks} - _terms_of(chosen):
        # The window with the most terms may lie across the only place of another one.
        others = [window for window in windows if window.terms & hidden][:_OTHERS]
        ways = [chosen, *(_chosen(windows, most, first) for first in others)]
        chosen = max(ways, key=lambda way: len(_terms_of(way)))  # of equal ones the first
    chosen.sort(key=lambda window: window.start)
    return [_snippet(text, marks, window.start, window.end) for window in chosen]


def _chosen(windows: list[_Window], most: int, first: _Window | None = None) -> list[_Window]:
    """Return up to ``most`` windows that do not overlap, each with the most terms that those before it lack."""
    chosen: list[_Window] = []
    while windows and len(chosen) < most:
        shown = _terms_of(chosen)
        best = first or max(windows, key=lambda window: (len(window.terms - shown), window.hits, -window.start))
        first = None
        chosen.append(best)
        windows = [window for window in windows if window.end <= best.start or window.start >= best.end]
    return chosen


def _terms_of(windows: list[_Window]) -> set[int]:
    return {term for window in windows for term in window.terms}


class _Window(NamedTuple):
    start: int
    end: int
    terms: frozenset[int]
    hits: int


_STARTS = 200  # marks tried as a beginning, and the first of each term behind them
_OTHERS = 20  # windows tried instead, where a term is in none that was chosen


def _windows(text: str, marks: list[Mark], width: int) -> list[_Window]:
    windows: list[_Window] = []
    after = 0  # the first mark behind the window; both its ends only ever move on
    for first in _starts(marks):
        start = _begin(text, marks[first].start, width)
        # The mark before this one may reach into the window; then the excerpt begins after it.
        if first and marks[first - 1].start < start < marks[first - 1].end:
            start = marks[first - 1].end
        if first < after and start == windows[-1].start:
            continue  # the window before shows the same
        after = max(after, first + 1)
        while after < len(marks) and marks[after].end <= start + width:
            after += 1
        end = _end(text, start, marks[after - 1].end, width)
        if after < len(marks):
            end = min(end, marks[after].start)
        windows.append(_Window(start, end, frozenset([each.term for each in marks[first:after]]), after - first))
    return windows


def _starts(marks: list[Mark]) -> list[int]:
    """Return the places in ``marks`` at which a window may begin, ascending."""
    starts = list(range(min(_STARTS, len(marks))))
    seen = {mark.term for mark in marks[:_STARTS]}
    for place in range(_STARTS, len(marks)):
        if marks[place].term not in seen:
            seen.add(marks[place].term)
            starts.append(place)
    return starts


def _begin(text: str, hit: int, width: int) -> int:
    """Return the start of the hit's sentence if at most half a width away, else a place a little before the hit."""
    earliest = hit - width // 2
    if earliest <= 0:
        start = 0
    else:
        start = hit - width // 4
        for border in _SENTENCE_END.finditer(text, earliest, hit):
            start = border.end()
    while start < hit and text[start].isspace():
        start += 1
    return start


def _end(text: str, start: int, last_hit: int, width: int) -> int:
    """Return about ``start + width``, after ``last_hit``; the end of a sentence if one ends in the last third."""
    end = min(len(text), max(start + width, last_hit))
    if end == len(text):
        return end
    borders = [border.end() for border in _SENTENCE_END.finditer(text, max(last_hit, start + width * 2 // 3), end)]
    return borders[-1] if borders else end


def _is_blank(text: str) -> bool:
    return not text or text.isspace()


def _snippet(text: str, marks: list[Mark], start: int, end: int) -> Snippet:
    first = bisect_left(marks, (start,))
    inside = takewhile(lambda mark: mark.end <= end, marks[first:])
    shown = tuple([Mark(mark.start - start, mark.end - start, mark.term) for mark in inside])
    return Snippet(text[start:end], start, shown, not _is_blank(text[:start]), not _is_blank(text[end:]))
