"""The hits of a query in one report: those to be marked, and how many there are.

A query may have 32 terms, and a text of a million characters a hit at each. What a page looks for is bounded, and it says
so where the bound cut something off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.reading.form import ReadingOptions
from archive.text.sections import stretches_of
from search.hits import Mark, Shown, count_hits, find_marks, visible_marks
from search.query import ParsedQuery
from search.term_hits import Stretches, fold_for_mode, searchable_length

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
    length = searchable_length(text, fold_for_mode(text, options.mode), parsed.terms, options.mode, most=MOST_PLACES)
    searched = text[:length]
    inside = stretches_of(text, options.section) if options.section else None
    marks = report_marks(searched, parsed, options, "body", inside)
    is_whole = options.term is None and options.marks != "0"
    found = marks if is_whole else report_marks(searched, parsed, ReadingOptions(mode=options.mode), "body", inside)
    counts = count_hits(searched, parsed, options.mode, inside=inside)
    return ReportHits(marks, len(found), counts, length if length < len(text) else 0)


def title_marks(title: str, parsed: ParsedQuery | None, options: ReadingOptions) -> list[Mark]:
    """Return the hits to be marked in the title; of a search in sections those of terms that name it."""
    return report_marks(title, parsed, options, "title", () if options.section else None)


def report_marks(
    text: str, parsed: ParsedQuery | None, options: ReadingOptions, field: Shown, inside: Stretches | None = None
) -> list[Mark]:
    """Return the hits to be marked: all, those of one term (also where a longer term would hide them), or none.

    ``inside``: the sections in which they must stand, None for anywhere.
    """
    if parsed is None or options.marks == "0":
        return []
    if options.term is None or options.term >= len(parsed.terms):
        return visible_marks(text, find_marks(text, parsed, options.mode, field=field, inside=inside))
    alone = replace(parsed, terms=(parsed.terms[options.term],))
    found = find_marks(text, alone, options.mode, field=field, inside=inside)
    return [mark._replace(term=options.term) for mark in visible_marks(text, found)]
