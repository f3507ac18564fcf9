"""Dates as people type them, in a query, a box, an address, a list of cards, on the desk: one reader for all.

2021, 2021年, 2021-08, 2021-8, 2021/8, 2021.8, 2021年8月, 2021-08-16, 2021/8/16, 2021.8.16, 20210816, 2021年8月16日,
二〇二一年八月十六日; figures and signs in either width and script, with blanks between them or none.
"""

from __future__ import annotations

import re
from datetime import date

from search.fold import fold
from search.numerals import han_value

#: A date in the fold of a word, without a group.
DAY = (
    r"(?:[0-9]{8}|[0-9]{4}(?:-[0-9]{1,2}(?:-[0-9]{1,2})?|/[0-9]{1,2}(?:/[0-9]{1,2})?|\.[0-9]{1,2}(?:\.[0-9]{1,2})?"
    r"|年(?:[0-9]{1,2}月(?:份|[0-9]{1,2}[日号]?)?)?)?)"
)
#: A range that needs no field before it: the two dots, or an ellipsis, stand in no other word.
_RANGE = re.compile(rf"({DAY})?(?:\.{{2,3}}|…{{1,2}})({DAY})?")
_ONE = re.compile(DAY)
_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_PERIOD = re.compile(rf"({DAY})(?:-{{1,2}}|~|至|到)({DAY})")
_SINCE = re.compile(rf"自?({DAY})(?:以来|以后|之后|起|至今)")
_LATELY = re.compile(r"(?:最?近|过去)([0-9]{1,2}|[一二两三四五六七八九十])年来?")
_LEAST_YEAR, _MOST_YEARS = "1900", 30
_NUMBER = re.compile(r"[0-9]+")
_BLANKS = re.compile(r"\s+")
_HAN_YEAR = re.compile(r"[一二][零〇一二三四五六七八九]{3}(?=年)")
_HAN_NUMBER = re.compile(r"(?:(?:[二三]?十|廿|卅)[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])")


def numbers_of_date(typed: str) -> tuple[int, ...] | None:
    """Return (year[, month[, day]]) of a text that has the form of a date, in the calendar or not; None for any other."""
    plain = _in_figures(_BLANKS.sub("", fold(typed)))
    if not _ONE.fullmatch(plain):
        return None
    packed = _PACKED.fullmatch(plain)
    return tuple(map(int, packed.groups() if packed else _NUMBER.findall(plain)))


def read_date(typed: str) -> str:
    """Return ``YYYY[-MM[-DD]]``; "" for a text that is no date, and for a day that no calendar has."""
    numbers = numbers_of_date(typed)
    return iso_of(numbers) if numbers else ""


def iso_of(numbers: tuple[int, ...]) -> str:
    """Return (year[, month[, day]]) as ``YYYY[-MM[-DD]]``, "" for a day that no calendar has."""
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return ""
    return "-".join([f"{numbers[0]:04d}", *(f"{number:02d}" for number in numbers[1:])])


def is_range(word: str) -> bool:
    """Tell whether a word has the form of a date range, possible or not; two dots alone are none."""
    match = _RANGE.fullmatch(fold(word))
    return match is not None and any(match.groups())


def read_dates(word: str, *, single: bool) -> tuple[str, str] | None:
    """Return (first, last) of a word's date range, an open end as ""; with ``single`` one date is a range too.

    None if the calendar has no such day, if the end lies before the beginning, or if the word is no date.
    """
    if single and numbers_of_date(word):
        day = read_date(word)
        return (day, day) if day else None
    match = _RANGE.fullmatch(fold(word))
    if match is None or not any(match.groups()):
        return None
    first, last = (read_date(end) if end else "" for end in match.groups())
    if any(typed and not read for typed, read in zip(match.groups(), (first, last), strict=True)):
        return None
    return None if first and last and is_swapped(first, last) else (first, last)


def read_period(word: str, today: date) -> tuple[str, str] | None:
    """Return (first, last) of a word that readers mean as a time: a date, two of them, or one reckoned from ``today``.

    2021年, 2019-2022, either year first, 2019年至2022年, 2019～2022, 2019年以来, 近三年, 最近5年, 去年, 今年. None for any other word. It is for offers
    alone: such a word may as well be one of the text.
    """
    plain = _in_figures(_BLANKS.sub("", fold(word)))
    if numbers_of_date(plain):
        day = read_date(plain)
        return (day, day) if day and _LEAST_YEAR <= day[:4] <= f"{today.year:04d}" else None
    if between := _PERIOD.fullmatch(plain):
        first, last = read_date(between[1]), read_date(between[2])
        if first and last and is_swapped(first, last):
            first, last = last, first
        return (first, last) if first and last and first >= _LEAST_YEAR else None
    if since := _SINCE.fullmatch(plain):
        first = read_date(since[1])
        return (first, str(today.year)) if first and first <= today.isoformat() else None
    if lately := _LATELY.fullmatch(plain):
        typed = lately[1].replace("两", "二")
        years = int(typed) if typed.isdigit() else han_value(typed) or 0
        return (str(today.year - years + 1), str(today.year)) if 0 < years <= _MOST_YEARS else None
    back = {"今年": 0, "本年": 0, "去年": 1, "前年": 2}.get(plain)
    return None if back is None else (str(today.year - back),) * 2


def is_swapped(first: str, last: str) -> bool:
    """Tell whether every day that ``first`` may mean lies behind every day that ``last`` may mean; both as read_date gives."""
    return first > last + "-99-99"


def _in_figures(folded: str) -> str:
    """Return a folded date with Arabic figures for Han ones: 二〇二一年八月十六日 -> 2021年8月16日."""
    if not _HAN_YEAR.match(folded):
        return folded
    year = _HAN_YEAR.sub(_arabic, folded)
    return _HAN_NUMBER.sub(_arabic, year)


def _arabic(number: re.Match[str]) -> str:
    return str(han_value(number.group()))
