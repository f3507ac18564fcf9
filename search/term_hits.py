"""Where does a text hold one term? Its hits, each a start and an end in a text that is folded as the mode compares it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from sys import maxsize

from search.documents import MatchMode
from search.fold import fold, fold_width
from search.query import SearchTerm, Wildcard
from search.query.lexer import LINE_ENDS, Pattern

#: Stretches of a text, (start, end), ascending, none overlapping.
Stretches = Sequence[tuple[int, int]]

#: Stands for each character outside of the stretches: in no text and in no query (search/invisible.py).
_OUTSIDE = "\0"
#: Over it no wildcard reaches.
_BORDER = LINE_ENDS[-1]

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


def only_within(text: str, folded: str, stretches: Stretches) -> tuple[str, str]:
    """Return both, of the same length, so that a term has hits only where it stands within the stretches.

    Stretches that touch are one. ``folded`` as in ``hits_in``.
    """
    shown: list[str] = []
    compared: list[str] = []
    reached = 0
    for start, end in (*stretches, (len(text), len(text))):
        if start > reached:
            outside = _OUTSIDE * (start - reached)
            shown.append(_BORDER + outside[1:])
            compared.append(outside)
        shown.append(text[start:end])
        compared.append(folded[start:end])
        reached = end
    return "".join(shown)[: len(text)], "".join(compared)[: len(text)]


def hits_in(text: str, folded: str, term: SearchTerm, mode: MatchMode, *, most: int = maxsize) -> list[tuple[int, int]]:
    """Return (start, end) of the first ``most`` hits in ``text``, from the left without overlap, as Ctrl-F counts.

    ``folded`` is ``fold_for_mode(text, mode)``. A wildcard's hit ends at the nearest end that fits. The term's field is
    ignored.
    """
    if isinstance(term, Wildcard):
        return list(islice(without_overlap(_pattern_spans(text, folded, term.pattern, mode)), most))
    string = fold_for_mode(term.text, mode)
    hits: list[tuple[int, int]] = []
    start = folded.find(string) if string else -1
    while start >= 0 and len(hits) < most:
        end = start + len(string)
        hits.append((start, end))
        start = folded.find(string, end)
    return hits


def overlaps_itself(folded: str) -> bool:
    """Tell whether two hits of a string can overlap: it ends as it begins (党建党)."""
    return any(folded.startswith(folded[at:]) for at in range(1, len(folded)))


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


def spans_in(text: str, folded: str, term: SearchTerm, mode: MatchMode) -> list[tuple[int, int]]:
    """Return (start, end) of every place of ``term``, overlapping ones too, by their starts: what NEAR compares."""
    if isinstance(term, Wildcard):
        return list(_pattern_spans(text, folded, term.pattern, mode))
    string = fold_for_mode(term.text, mode)
    return [(start, start + len(string)) for start in all_starts(folded, string)] if string else []


def without_overlap(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans from the left, none that begins within the one before."""
    reached = 0
    for start, end in spans:
        if start >= reached:
            yield start, end
            reached = end


def _pattern_spans(text: str, folded: str, pattern: Pattern, mode: MatchMode) -> Iterator[tuple[int, int]]:
    """Yield the places of a pattern, joined from its last part to its first.

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
    yield from zip(starts, ends, strict=True)


def all_starts(folded: str, part: str) -> Iterator[int]:
    """Yield where ``part`` begins in ``folded``, overlapping places too."""
    start = folded.find(part)
    while start >= 0:
        yield start
        start = folded.find(part, start + 1)
