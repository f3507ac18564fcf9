"""Dates in a query: 2019..2021, 2019-03..2020, ..2018, 2020.., and after 日期: a single date too."""

from __future__ import annotations

import re
from datetime import date

from search.fold import fold
from search.query.nodes import DateRange

_DAY = r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?|年(?:\d{1,2}月(?:\d{1,2}日)?)?)?"
_RANGE = re.compile(rf"({_DAY})?(?:\.{{2,3}}|…{{1,2}})({_DAY})?")
_SINGLE = re.compile(_DAY)
_NUMBER = re.compile(r"\d+")


def is_range(word: str) -> bool:
    """Tell whether a word has the form of a date range, possible or not; two dots alone are none."""
    match = _RANGE.fullmatch(fold(word))
    return match is not None and any(match.groups())


def read_dates(word: str, *, single: bool) -> DateRange | None:
    """Return the date range of a word; with ``single`` one date is a range too.

    None if the calendar has no such day, if the end lies before the beginning, or if the word is no date.
    """
    folded = fold(word)
    if single and _SINGLE.fullmatch(folded):
        day = _iso(folded)
        return DateRange(day, day) if day else None
    match = _RANGE.fullmatch(folded)
    if match is None or not any(match.groups()):
        return None
    ends = [_iso(end) if end else "" for end in match.groups()]
    if None in ends:
        return None
    first, last = ends[0] or "", ends[1] or ""
    if first and last and first > last + "-99-99":
        return None
    return DateRange(first, last)


def _iso(written: str) -> str | None:
    """Return ``YYYY[-MM[-DD]]``, or None if the calendar has no such day."""
    numbers = [int(number) for number in _NUMBER.findall(written)]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return None
    return "-".join([f"{numbers[0]:04d}", *(f"{number:02d}" for number in numbers[1:])])
