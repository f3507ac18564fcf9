"""The day of a report by wire: 本报8月16日讯. Its year comes from the page's address, or from a month that the text dates near it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.dates.lines import HEAD_LINES, DatedLine, is_clock
from archive.text.dates.partial import DAY, MONTH, NARROW, content_years, date_or_none, find_dates
from archive.text.evidence import Candidate

_DISPATCH = re.compile(rf"(?P<m>{MONTH})月(?P<d>{DAY})日(?=[讯訊电電])")
_DISPATCH_BEHIND = re.compile(rf"[讯訊电電](?:\([^()]{{0,30}}\))? ?(?P<m>{MONTH})月(?P<d>{DAY})日(?! ?[-至到—~])")
_TOLD_OF = re.compile(rf"[讯訊电電](?:\([^()]{{0,30}}\))? ?(?P<m>{MONTH})月(?P<d>{DAY})日")
_LATEST = 10  # days from what a report tells to the paper that prints it
#: A day in an address.
IN_ADDRESS = re.compile(
    r"(?<![0-9])(?P<y>20[0-9]{2})(?:[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12][0-9]|3[01])"
    # 948150_20220622010323.html: a stamp of date and time.
    r"(?![0-9](?![0-9]{5}(?![0-9])))"
    r"|/(?P<m1>[1-9]|1[0-2])[-/](?P<d1>[1-9]|[12][0-9]|3[01])(?![0-9]))"
)
# 2013年以来, 2022年度 and 自2019年 tell of a span, 同2010年相比 of another year; none is the year of a dispatch.
_SPAN_OF_YEARS = re.compile(
    r"[自从從] ?(?:19|20)[0-9]{2} ?年|(?:19|20)[0-9]{2} ?年(?:度|以[来來]|至|起|[开開]始)"
    r"|[比同与與较較] ?(?:19|20)[0-9]{2} ?年|(?:19|20)[0-9]{2} ?年(?:同期|相比)"
)
_YEAR_AND_MONTH = re.compile(r"(?P<y>(?:19|20)[0-9]{2}) ?年 ?(?P<m>[0-9]{1,2}) ?月")
_FIRST_YEAR = 1949


def dispatch_day(lines: list[DatedLine]) -> str:
    """Return the month and day of a report by wire in the first lines, as written; "" if there is none."""
    for line in lines[:HEAD_LINES]:
        match = _DISPATCH.search(line.narrow, 0, 80) or _DISPATCH_BEHIND.search(line.narrow, 0, 80)
        if match:
            return line.quote[match.start() : match.end()]
    return ""


def dispatches(text: str, lines: list[DatedLine], url: str) -> Iterator[Candidate]:
    """Yield the day of 本报8月16日讯; the year comes from the address, or from the one month near it that the text dates.

    2019年发放的奖励 is money of last year in a report of March 2020: a year without a month says nothing.
    """
    quote = dispatch_day(lines)
    if not quote:
        return
    month, day = _month_and_day(quote)
    in_address = [int(found["y"]) for found in IN_ADDRESS.finditer(url)]
    spoken = _YEAR_AND_MONTH.finditer(_SPAN_OF_YEARS.sub(" ", text))
    near = {int(found["y"]) for found in spoken if 0 <= month - int(found["m"]) <= 1}
    years = set(in_address) or near
    if len(years) == 1 and (dated := date_or_none(min(years), month, day)):
        yield Candidate(dated.iso, "dispatch", quote, 0.8 if in_address else 0.55)


def paper_day(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day and weekday at the head of a page, if a report by wire below is of that day or the ten before it.

    Alone such a line may be the page's clock.
    """
    quote = _day_below(lines)
    for line in lines[:HEAD_LINES] if quote else ():
        for found in find_dates(line.quote):
            if not (found.date.day and is_clock(line, found)) or "今" in line.narrow[: found.start]:
                continue
            told = date_or_none(found.date.year, *_month_and_day(quote))
            if told and 0 <= (found.date.first_day() - told.first_day()).days <= _LATEST:
                yield Candidate(found.date.iso, "date-line", found.quote, 0.88)


def _day_below(lines: list[DatedLine]) -> str:
    """Return the first month and day behind 讯 or 电 in the first lines, though a span of days begins with it; "" if none."""
    for line in lines[:HEAD_LINES]:
        if match := _DISPATCH.search(line.narrow, 0, 80) or _TOLD_OF.search(line.narrow, 0, 80):
            return line.quote[match.start() : match.end()]
    return ""


def guessed_days(text: str, lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day of a report by wire in the only year that the text speaks of: a guess for the editor."""
    quote = dispatch_day(lines)
    years = [year for year in content_years(_SPAN_OF_YEARS.sub(" ", text)) if year >= _FIRST_YEAR] if quote else []
    if len(years) == 1 and (dated := date_or_none(years[0], *_month_and_day(quote))):
        yield Candidate(dated.iso, "dispatch", quote, 0.35)


def _month_and_day(quote: str) -> tuple[int, int]:
    month, day = (int(number) for number in re.findall(r"[0-9]+", quote.translate(NARROW))[-2:])
    return month, day
