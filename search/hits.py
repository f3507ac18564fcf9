"""Where does a text hold the terms of a query? Hits, and the marks and excerpts that a page shows of them.

The engine finds the same hits in its index. Here the displayed text is searched itself, and not tokenised again: the
fold keeps offsets, so a term found in the folded text is marked at the same place on the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from sys import maxsize
from typing import Literal, NamedTuple

from search.documents import MatchMode
from search.fold import fold, fold_width
from search.query import ParsedQuery, SearchTerm, Wildcard
from search.query.lexer import LINE_ENDS, Pattern

Shown = Literal["title", "body"]

_SENTENCE_END = re.compile(r"[。!?;!?;\n]")
_LINE_END = re.compile(f"[{LINE_ENDS}]")


def fold_for_mode(text: str, mode: MatchMode) -> str:
    """Return ``text`` as ``mode`` compares it, of the same length. ValueError for an unknown mode."""
    match mode:
        case "folded":
            return fold(text)
        case "script":
            return fold_width(text)
        case "exact":
            return text
        case _:
            raise ValueError(f"not a match mode: {mode!r}")


def hits_in(text: str, folded: str, term: SearchTerm, mode: MatchMode, *, most: int = maxsize) -> list[tuple[int, int]]:
    """Return (start, end) of the first ``most`` hits in ``text``, from the left without overlap, as Ctrl-F counts.

    ``folded`` is ``fold_for_mode(text, mode)``. A wildcard's hit ends at the nearest end that fits. The term's field is
    ignored.
    """
    if isinstance(term, Wildcard):
        return list(islice(_pattern_hits(text, folded, term.pattern, mode), most))
    string = fold_for_mode(term.text, mode)
    hits: list[tuple[int, int]] = []
    start = folded.find(string) if string else -1
    while start >= 0 and len(hits) < most:
        end = start + len(string)
        hits.append((start, end))
        start = folded.find(string, end)
    return hits


def searchable_length(text: str, folded: str, terms: Iterable[SearchTerm], mode: MatchMode, *, most: int) -> int:
    """Return the length of a beginning of ``text`` that holds at most ``most`` places of the parts of ``terms``.

    A wildcard stops at line ends, so these are places for each. ``folded`` as in ``hits_in``.
    """
    patterns = [term.pattern for term in terms if isinstance(term, Wildcard)]
    parts = [part for pattern in patterns for part in pattern.parts]
    parts += [term.text for term in terms if not isinstance(term, Wildcard)]
    strings = [fold_for_mode(part, mode) for part in parts if part]
    length = len(text)

    def places() -> int:
        ends = len(patterns) and sum(text.count(end, 0, length) for end in LINE_ENDS)
        return len(patterns) * ends + sum(folded.count(string, 0, length) for string in strings)

    while places() > most:
        length //= 2
    return length


def _pattern_hits(text: str, folded: str, pattern: Pattern, mode: MatchMode) -> Iterator[tuple[int, int]]:
    """Yield hits of a pattern, joined from its last part to its first.

    Each place of a part takes the nearest place of the next part that leads to an end. The nearest gives the
    shortest hit: if it does not fit, a farther one ends no earlier.
    """
    parts = [fold_for_mode(part, mode) for part in pattern.parts]
    starts = list(all_starts(folded, parts[-1]))
    ends = [start + len(parts[-1]) for start in starts]
    line_ends = [match.start() for match in _LINE_END.finditer(text)]
    for part, (fewest, most) in zip(reversed(parts[:-1]), reversed(pattern.gaps), strict=True):
        joined_starts, joined_ends = [], []
        for start in all_starts(folded, part):
            after = start + len(part)
            at = bisect_left(starts, after + fewest)
            if at == len(starts) or starts[at] > after + most:
                continue
            line_end = bisect_left(line_ends, after)
            if line_end < len(line_ends) and line_ends[line_end] < starts[at]:
                continue
            joined_starts.append(start)
            joined_ends.append(ends[at])
        starts, ends = joined_starts, joined_ends
    reached = 0
    for start, end in zip(starts, ends, strict=True):
        if start >= reached:
            yield start, end
            reached = end


def all_starts(folded: str, part: str) -> Iterator[int]:
    """Yield where ``part`` begins in ``folded``, overlapping places too."""
    start = folded.find(part)
    while start >= 0:
        yield start
        start = folded.find(part, start + 1)


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


def find_marks(text: str, parsed: ParsedQuery, mode: MatchMode = "folded", *, field: Shown = "body") -> list[Mark]:
    """Return the hits of all terms in one displayed field, sorted, none overlapping.

    A term's hits are counted as Ctrl-F and str.count do, from the left without overlap.
    Where hits of different terms overlap, the one that starts first is marked, of two that
    start together the longer one (软弱涣散 over 软弱); ``count_hits`` gives the true numbers.
    Operands of NEAR are marked wherever they stand, near each other or not. A wildcard's mark
    covers its unknown characters too.
    """
    return first_marks(text, parsed, mode, field=field, most=maxsize)[0]


def first_marks(text: str, parsed: ParsedQuery, mode: MatchMode, *, field: Shown, most: int) -> tuple[list[Mark], bool]:
    """Return the marks of the first hits, ``most`` of all terms together, and whether there may be more.

    Each term has an equal share of them, so that a rare one is found behind many hits of a frequent one.
    """
    folded = fold_for_mode(text, mode)
    share = max(1, most // max(1, len(parsed.terms)))
    found: list[Mark] = []
    may_be_more = False
    for index, term in enumerate(parsed.terms):
        if term.field in ("", field):
            length = len(text)
            if isinstance(term, Wildcard) and length > share:
                length = searchable_length(text, folded, (term,), mode, most=share)
            hits = hits_in(text[:length], folded[:length], term, mode, most=share)
            may_be_more |= length < len(text) or len(hits) == share
            found += [Mark(start, end, index) for start, end in hits]
    return _apart(found, parsed), may_be_more


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


def count_hits(text: str, parsed: ParsedQuery, mode: MatchMode = "folded", *, field: Shown = "body") -> tuple[int, ...]:
    """Return how many hits each of ``parsed.terms`` has in one displayed field, as Ctrl-F counts."""
    folded = fold_for_mode(text, mode)
    return tuple(len(hits_in(text, folded, term, mode)) if term.field in ("", field) else 0 for term in parsed.terms)


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
    chosen: list[_Window] = []
    shown: set[int] = set()
    while windows and len(chosen) < most:
        best = max(windows, key=lambda window: (len(window.terms - shown), window.hits, -window.start))
        chosen.append(best)
        shown |= best.terms
        windows = [window for window in windows if window.end <= best.start or window.start >= best.end]
    chosen.sort(key=lambda window: window.start)
    return [_snippet(text, marks, window.start, window.end) for window in chosen]


class _Window(NamedTuple):
    start: int
    end: int
    terms: frozenset[int]
    hits: int


_STARTS = 200  # marks tried as a beginning; a text with more of them shows enough variety


def _windows(text: str, marks: list[Mark], width: int) -> list[_Window]:
    windows: list[_Window] = []
    after = 0  # the first mark behind the window; both its ends only ever move on
    for first, mark in enumerate(marks[:_STARTS]):
        start = _begin(text, mark.start, width)
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
