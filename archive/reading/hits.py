"""The hits of a query in one report: those to be marked, and how many there are.

A query may have 32 terms, and a text of a million characters a hit at each. What a page looks for is bounded, and it says
so where the bound cut something off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.layout.lines import body_marks
from archive.reading.form import ReadingOptions
from search.documents import MatchMode
from search.hits import Mark, Shown, count_hits, find_marks, fold_for_mode
from search.query import ParsedQuery, Wildcard
from search.query.lexer import LINE_ENDS

#: Places of all parts of all terms that a page looks at, a microsecond each.
MOST_PLACES = 250_000


@dataclass(frozen=True, slots=True)
class ReportHits:
    """The hits of a text.

    ``marks`` are to be marked, ``found`` counts those of all terms, ``counts`` those of each. ``searched`` is the number
    of characters from the beginning in which they were looked for, 0 for the whole text.
    """

    marks: Sequence[Mark] = ()
    found: int = 0
    counts: tuple[int, ...] = ()
    searched: int = 0


def find_hits(text: str, parsed: ParsedQuery | None, options: ReadingOptions) -> ReportHits:
    """Return the hits of ``parsed`` in a report's text, in one that has too many in its beginning."""
    if parsed is None:
        return ReportHits()
    length = _searchable(text, parsed, options.mode)
    searched = text[:length]
    marks = report_marks(searched, parsed, options, "body")
    is_whole = options.term is None and options.marks != "0"
    found = marks if is_whole else report_marks(searched, parsed, ReadingOptions(mode=options.mode), "body")
    counts = count_hits(searched, parsed, options.mode)
    return ReportHits(marks, len(found), counts, length if length < len(text) else 0)


def report_marks(text: str, parsed: ParsedQuery | None, options: ReadingOptions, field: Shown) -> list[Mark]:
    """Return the hits to be marked: all, those of one term (also where a longer term would hide them), or none."""
    if parsed is None or options.marks == "0":
        return []
    if options.term is None or options.term >= len(parsed.terms):
        return body_marks(text, find_marks(text, parsed, options.mode, field=field))
    found = find_marks(text, replace(parsed, terms=(parsed.terms[options.term],)), options.mode, field=field)
    return [mark._replace(term=options.term) for mark in body_marks(text, found)]


def _searchable(text: str, parsed: ParsedQuery, mode: MatchMode) -> int:
    """Return the length of a beginning of ``text`` that holds at most MOST_PLACES places of the terms' parts.

    A wildcard stops at line ends, so these are places for each.
    """
    patterns = [term.pattern for term in parsed.terms if isinstance(term, Wildcard)]
    parts = [part for pattern in patterns for part in pattern.parts]
    parts += [term.text for term in parsed.terms if not isinstance(term, Wildcard)]
    strings = [fold_for_mode(part, mode) for part in parts if part]
    folded, length = fold_for_mode(text, mode), len(text)

    def places() -> int:
        ends = len(patterns) and sum(text.count(end, 0, length) for end in LINE_ENDS)
        return len(patterns) * ends + sum(folded.count(string, 0, length) for string in strings)

    while places() > MOST_PLACES:
        length //= 2
    return length
