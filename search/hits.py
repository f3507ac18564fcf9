"""The hits of a term in one text: for marks, counts and names. The engine finds the same hits in its index."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from search.documents import MatchMode
from search.fold import fold, fold_width
from search.query.nodes import SearchTerm, Wildcard
from search.query.wildcards import LINE_ENDS, Pattern

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


def hits_in(text: str, folded: str, term: SearchTerm, mode: MatchMode) -> list[tuple[int, int]]:
    """Return (start, end) of each hit in ``text``, from the left without overlap, as Ctrl-F counts.

    ``folded`` is ``fold_for_mode(text, mode)``. A wildcard's hit ends at the nearest end that fits.
    The term's field is ignored.
    """
    if isinstance(term, Wildcard):
        return list(_pattern_hits(text, folded, term.pattern, mode))
    string = fold_for_mode(term.text, mode)
    hits: list[tuple[int, int]] = []
    start = folded.find(string) if string else -1
    while start >= 0:
        end = start + len(string)
        hits.append((start, end))
        start = folded.find(string, end)
    return hits


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
