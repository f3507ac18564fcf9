"""Which words of a text does a list show of a report?"""

from __future__ import annotations

from dataclasses import dataclass

from archive.layout.runs import Run, marked_runs
from search.hits import Mark, snippets

EXCERPT_WIDTH = 76  # characters: two lines of an entry with the marks of what is cut
EXCERPTS, MOST_EXCERPTS = 2, 4  # more than two where a term would be in none


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a report's text around a hit; ``cut_left`` and ``cut_right`` say where the text goes on."""

    runs: tuple[Run, ...]
    cut_left: bool = False
    cut_right: bool = False


def make_excerpts(text: str, marks: list[Mark], section: tuple[int, int] | None) -> tuple[Excerpt, ...]:
    """Return excerpts around the hits, if they can with each term; without hits the beginning of the text, or of the section."""
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
    return tuple(Excerpt(marked_runs(each.text, each.marks), each.cut_left, each.cut_right) for each in shown)
