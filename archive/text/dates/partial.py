"""Dates as far as they are known, and the places where a text names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from search.numerals import han_value


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known. Raises ValueError for a day that no calendar has.

    Ordered; a less precise date stands before all days that it may mean.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day without a month")
        self.first_day()

    def __lt__(self, other: PartialDate) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    @property
    def iso(self) -> str:
        """Return ``2021-08-16``, ``2021-08`` or ``2021``."""
        parts = (f"{self.year:04d}", f"{self.month:02d}" if self.month else "", f"{self.day:02d}" if self.day else "")
        return "-".join(part for part in parts if part)

    @property
    def precision(self) -> str:
        """Return ``day``, ``month`` or ``year``."""
        return "day" if self.day else "month" if self.month else "year"

    def first_day(self) -> date:
        """Return the first day that this date may mean."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def from_first_day(cls, first_day: date, precision: str) -> PartialDate:
        """Return the date that was stored as its ``first_day`` and its ``precision``."""
        month = first_day.month if precision != "year" else None
        return cls(first_day.year, month, first_day.day if precision == "day" else None)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Read ``YYYY[-MM[-DD]]``; anything else is a ValueError."""
        if not _ISO.fullmatch(text):
            raise ValueError(f"not YYYY, YYYY-MM or YYYY-MM-DD: {text!r}")
        return cls(*map(int, text.split("-")))


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: ``text[start:end] == quote``."""

    date: PartialDate
    start: int
    end: int
    quote: str


_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
# Same length, so that offsets stay those of the text.
NARROW = str.maketrans("０１２３４５６７８９：／－．（）〇○零Ｏ", "0123456789:/-.()〇〇〇〇")
_WIDE = re.compile(r"[０-９：／－．（）○零Ｏ]")
_HAN_NUMBER = r"(?:[廿卅二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
YEAR = r"(?<![0-9])(?:19|20)[0-9]{2}"
MONTH = r"(?:1[0-2]|0?[1-9])"
DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
HAN_YEAR = r"[一二][〇一二三四五六七八九]{3}"
DATE = re.compile(
    rf"(?P<year>{YEAR}) ?(?:(?P<sep>[-/.]) ?(?P<m>{MONTH}) ?(?P=sep) ?(?P<d>{DAY})(?![0-9])"
    rf"|年 ?(?P<nm>{MONTH}) ?月(?: ?(?P<nd>{DAY}) ?[日号號])?)"
    rf"|(?P<hy>{HAN_YEAR})年(?P<hm>{_HAN_NUMBER})月(?:(?P<hd>{_HAN_NUMBER})[日号號])?"
)
_CONTENT_YEAR = re.compile(rf"(?P<from>{YEAR}) ?(?:年?[-—~～至到–] ?(?P<to>{YEAR}) ?)?年|(?P<han>{HAN_YEAR})年")
_WORK_NAME = re.compile(r"《[^《》\n]{0,80}》")


def half_width(text: str) -> str:
    """Return ``text`` with digits and signs in half width; the same object if it has none in full width."""
    return text.translate(NARROW) if _WIDE.search(text) else text


def find_dates(text: str) -> list[FoundDate]:
    """Return all dates of day or month precision: 2021-08-16, 2021/8/16, 2021年8月, 二〇二一年七月一日.

    Other characters may touch a full date on both sides; impossible days (2月30日) are left out.
    """
    return [found for match in DATE.finditer(half_width(text)) if (found := found_date(match, text))]


def content_years(text: str) -> tuple[int, ...]:
    """Return the years that a text speaks of, ascending.

    Years in names of documents (《2021—2023年规划》) count only if there are no others: they date the document named, not
    the events.
    """
    narrow = half_width(text)
    return _years(_WORK_NAME.sub("", narrow)) or _years(narrow)


def found_date(match: re.Match[str], text: str) -> FoundDate | None:
    got = match.groupdict()
    if got.get("hy"):
        year, month, day = (han_value(got.get(name) or "") or 0 for name in ("hy", "hm", "hd"))
    else:
        year = int(got["year"])
        month, day = (int(got.get(long) or got.get(short) or 0) for long, short in (("m", "nm"), ("d", "nd")))
    known = date_or_none(year, month or None, day or None)
    start, end = match.span()
    return FoundDate(known, start, end, text[start:end]) if known else None


def date_or_none(year: int, month: int | None, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _years(text: str) -> tuple[int, ...]:
    years: set[int] = set()
    for match in _CONTENT_YEAR.finditer(text):
        if match["han"]:
            years.add(han_value(match["han"]) or 0)
        else:
            years |= {int(year) for year in match.group("from", "to") if year}
    return tuple(sorted(year for year in years if year <= 2099))
