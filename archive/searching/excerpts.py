"""Which words of a text does a list show of a report?"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from archive.layout.runs import Run, marked_runs
from search.hits import Mark, Snippet, snippets
from search.term_hits import Stretches

EXCERPT_WIDTH = 76  # characters: two lines of an entry with the marks of what is cut
EXCERPTS, MOST_EXCERPTS = 2, 4  # more than two where a term would be in none


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a report's text around a hit; ``cut_left`` and ``cut_right`` say where the text goes on."""

    runs: tuple[Run, ...]
    cut_left: bool = False
    cut_right: bool = False


def make_excerpts(text: str, marks: list[Mark], inside: Stretches | None) -> tuple[Excerpt, ...]:
    """Return excerpts around the hits, if they can with each term; without hits the beginning of the text.

    ``inside``: the sections in which the hits stand; then no excerpt begins before the section of its first hit or ends
    behind that of its last, and without hits it is the beginning of the first section.
    """
    section = inside[0] if inside else None
    if section and not marks:
        return tuple(
            Excerpt(
                marked_runs(each.text, ()), bool(text[: section[0]].strip()), each.cut_right or section[1] < len(text)
            )
            for each in snippets(text[slice(*section)], [], width=EXCERPT_WIDTH)
        )
    terms = {mark.term for mark in marks}
    for most in range(EXCERPTS, MOST_EXCERPTS + 1):
        shown = snippets(text, marks, width=EXCERPT_WIDTH, most=most)
        if {mark.term for each in shown for mark in each.marks} == terms:
            break
    if inside:
        shown = [_within(each, inside) if each.marks else each for each in shown]
    return tuple(Excerpt(marked_runs(each.text, each.marks), each.cut_left, each.cut_right) for each in shown)


def _within(shown: Snippet, inside: Stretches) -> Snippet:
    """Return an excerpt without what stands before the section of its first hit and behind that of its last."""
    starts = [start for start, _ in inside]
    first, last = (bisect_right(starts, shown.start + mark.start) - 1 for mark in (shown.marks[0], shown.marks[-1]))
    begin = max(0, starts[first] - shown.start)
    # A hit may reach over two sections that touch.
    end = min(len(shown.text), max(inside[last][1] - shown.start, shown.marks[-1].end))
    words = shown.text[begin:end]
    words = words[: max(len(words.rstrip()), shown.marks[-1].end - begin)]
    marks = tuple(mark._replace(start=mark.start - begin, end=mark.end - begin) for mark in shown.marks)
    cut_left = shown.cut_left or begin > 0
    return Snippet(words, shown.start + begin, marks, cut_left, shown.cut_right or end < len(shown.text))
