"""Forms of a date that count only on a line of its own: 10.12.2013 11:30, 2022 05/ 13, Nov 25, 2025, 民國114年11月25日."""

from __future__ import annotations

import re

from archive.text.dates.partial import DAY, MONTH, YEAR, FoundDate, date_or_none

_SHORT_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_SHORT_NAMES, 1)}
_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_FORMS = (
    # Day first, as European software writes it; with strokes only where no other reading is possible.
    re.compile(rf"(?P<d>{DAY})\.(?P<m>{MONTH})\.(?P<y>{YEAR})(?![0-9])"),
    re.compile(rf"(?P<d>1[3-9]|2[0-9]|3[01])/(?P<m>{MONTH})/(?P<y>{YEAR})(?![0-9])"),
    re.compile(rf"(?P<m>{MONTH})/(?P<d>1[3-9]|2[0-9]|3[01])/(?P<y>{YEAR})(?![0-9])"),
    # The year in a box of its own, month and day beside it.
    re.compile(rf"(?P<y>{YEAR})[ -] ?(?P<m>{MONTH}) ?[/-] ?(?P<d>{DAY})(?![0-9])"),
    re.compile(rf"(?P<m>{MONTH})[/-](?P<d>{DAY}) (?P<y>{YEAR})(?![0-9])"),
    re.compile(rf"{_NAME} (?P<d>{DAY}), ?(?P<y>{YEAR})(?![0-9])", re.IGNORECASE),
    re.compile(rf"(?P<d>{DAY}) {_NAME},? (?P<y>{YEAR})(?![0-9])", re.IGNORECASE),
    re.compile(rf"(?:中[华華])?民[国國] ?(?P<roc>[1-9][0-9]{{1,2}}) ?年 ?(?P<m>{MONTH}) ?月 ?(?P<d>{DAY}) ?日"),
)
_FIRST_YEAR_OF_THE_REPUBLIC = 1911
_CLOCK_BEHIND = re.compile(r"[ ,]{0,3}(?:[上下]午 ?)?(?:[0-2]?[0-9]:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?)?$")


def lone_date(narrow: str, quote: str, start: int = 0) -> FoundDate | None:
    """Return the date of such a form that is all of the line from ``start`` on, a clock time apart; else None.

    ``narrow`` is the line in half width, ``quote`` the line as written: both have the same length.
    """
    whole = narrow.rstrip()
    for form in _FORMS:
        match = form.match(whole, start)
        if match and _CLOCK_BEHIND.match(whole, match.end()):
            got = match.groupdict()
            year = int(got.get("y") or 0) or int(got["roc"]) + _FIRST_YEAR_OF_THE_REPUBLIC
            month = int(got.get("m") or 0) or _MONTHS[got["name"].lower()]
            known = date_or_none(year, month, int(got["d"]))
            return FoundDate(known, *match.span(), quote[slice(*match.span())]) if known else None
    return None
