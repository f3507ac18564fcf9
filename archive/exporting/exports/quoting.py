"""The hits of a query in the texts of a list: how many a report has, and the sentences that they stand in.

They are counted as the results page counts them (文中 N 处): in the text, not in the title; of a search in sections of one
kind within those alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from archive.layout.lines import lines_of
from archive.searching.results import MOST_MARKED
from archive.text.sections import stretches_of
from search.hits import Mark, first_marks, visible_marks
from search.query import ParsedQuery
from search.sentences import one_line

#: Characters before and behind a hit in which the ends of its sentence are looked for.
REACH = 200
_ENDS = "。！？!?\n"
_CLOSING = "”’」』）)》"


@dataclass(frozen=True, slots=True)
class QuotedHit:
    """A hit with its sentence; ``paragraph`` counts as the page does, 0 in a heading."""

    paragraph: int
    words: str
    sentence: str


def first_quoted(text: str, parsed: ParsedQuery, section: str = "") -> tuple[int, str]:
    """Return the number of hits in ``text``, at most MOST_MARKED, and the sentence of the first; (0, "") without."""
    marks = _marks(text, parsed, section)
    return len(marks), sentence_around(text, marks[0].start, marks[0].end) if marks else ""


def quoted_hits(text: str, parsed: ParsedQuery, section: str = "") -> Iterator[QuotedHit]:
    """Yield the hits in the order of the text, at most MOST_MARKED."""
    marks = _marks(text, parsed, section)
    lines = lines_of(text) if marks else []
    starts = [line.start for line in lines]
    numbers: list[int] = []
    for line in lines:
        numbers.append((numbers[-1] if numbers else 0) + (not line.level))
    for mark in marks:
        at = bisect_right(starts, mark.start) - 1
        paragraph = 0 if at < 0 or lines[at].level else numbers[at]
        words = one_line(text[mark.start : mark.end])
        yield QuotedHit(paragraph, words, sentence_around(text, mark.start, mark.end))


def _marks(text: str, parsed: ParsedQuery, section: str) -> list[Mark]:
    inside = stretches_of(text, section) if section else None
    return visible_marks(text, first_marks(text, parsed, parsed.mode, field="body", most=MOST_MARKED, inside=inside)[0])


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of ``text[start:end]`` on one line; … where it goes on beyond REACH characters."""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    cut = max(before.rfind(sign) for sign in _ENDS) + 1
    while cut and cut < len(before) and before[cut] in _CLOSING:
        cut += 1
    ends = [at for sign in _ENDS if (at := after.find(sign)) >= 0]
    stop = min(ends) + 1 if ends else len(after)
    while ends and stop < len(after) and after[stop] in _CLOSING:
        stop += 1
    left = "" if cut or start <= REACH else "…"
    right = "" if ends or end + REACH >= len(text) else "…"
    return left + one_line(before[cut:] + text[start:end] + after[:stop]) + right
