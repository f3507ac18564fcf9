"""Where what is looked for stands in one text: for marks, counts and names. The engine finds the same in its index."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from search.documents import MatchMode
from search.fold import fold, fold_width
from search.query.nodes import Sought, Wildcard
from search.query.wildcards import LINE_ENDS, Pattern, pattern_of

_LINE_END = re.compile(f"[{LINE_ENDS}]")


def normal_form(text: str, mode: MatchMode) -> str:
    """``text`` as it is compared in ``mode``; the same length. ValueError for an unknown mode."""
    match mode:
        case "folded":
            return fold(text)
        case "script":
            return fold_width(text)
        case "exact":
            return text
        case _:
            raise ValueError(f"not a match mode: {mode!r}")


def occurrences_in(text: str, form: str, sought: Sought, mode: MatchMode) -> list[tuple[int, int]]:
    """(start, end) of each hit in ``text``, from the left without overlap, as Ctrl-F counts; a wildcard's hit ends
    at the nearest end that fits. ``form`` is ``normal_form(text, mode)``. The field is not looked at."""
    if isinstance(sought, Wildcard):
        return list(_of_pattern(text, form, pattern_of(sought.text), mode))
    needle = needle_of(sought.text, mode)
    found: list[tuple[int, int]] = []
    start = form.find(needle) if needle else -1
    while start >= 0:
        end = start + len(needle)
        found.append((start, end))
        start = form.find(needle, end)
    return found


#: ``normal_form`` of what is looked for: a page asks for some thirty strings, of every segment and in each of its reports.
needle_of = lru_cache(maxsize=8192)(normal_form)


def _of_pattern(text: str, form: str, pattern: Pattern, mode: MatchMode) -> Iterator[tuple[int, int]]:
    """From the last part to the first: of each place of a part, the nearest place of the next one that leads to an end.

    The nearest is the one with the shortest hit: if it is of no use, a farther one ends no earlier.
    """
    parts = [normal_form(part, mode) for part in pattern.parts]
    starts = list(every_place(form, parts[-1]))
    ends = [start + len(parts[-1]) for start in starts]
    breaks = [match.start() for match in _LINE_END.finditer(text)]
    for part, (fewest, most) in zip(reversed(parts[:-1]), reversed(pattern.gaps), strict=True):
        kept_starts, kept_ends = [], []
        for start in every_place(form, part):
            after = start + len(part)
            at = bisect_left(starts, after + fewest)
            if at == len(starts) or starts[at] > after + most:
                continue
            line_end = bisect_left(breaks, after)
            if line_end < len(breaks) and breaks[line_end] < starts[at]:
                continue
            kept_starts.append(start)
            kept_ends.append(ends[at])
        starts, ends = kept_starts, kept_ends
    reached = 0
    for start, end in zip(starts, ends, strict=True):
        if start >= reached:
            yield start, end
            reached = end


def every_place(form: str, part: str) -> Iterator[int]:
    """Where ``part`` begins in ``form``, overlapping ones too."""
    start = form.find(part)
    while start >= 0:
        yield start
        start = form.find(part, start + 1)
