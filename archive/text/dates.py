"""Dates: what a page says about the day it was published, with its evidence.

A labelled date beats a date on a line of its own at the top, which beats the day of a
newspaper's report, which beats a date in the address. The years that a report only
speaks of are kept apart (:func:`content_years`) and never become its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from archive.text.evidence import Candidate, Evidence, choose


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
        """``2021-08-16``, ``2021-08`` or ``2021``."""
        parts = (f"{self.year:04d}", f"{self.month:02d}" if self.month else "", f"{self.day:02d}" if self.day else "")
        return "-".join(part for part in parts if part)

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""
        return "day" if self.day else "month" if self.month else "year"

    def first_day(self) -> date:
        """The first day that this date may mean."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

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
_NARROW = str.maketrans("０１２３４５６７８９：／－．（）〇○零Ｏ", "0123456789:/-.()〇〇〇〇")
_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_HAN_NUMBER = r"(?:[廿卅二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?<![0-9])(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_HAN_YEAR = r"[一二][〇一二三四五六七八九]{3}"
_DATE = re.compile(
    rf"(?P<year>{_YEAR}) ?(?:(?P<sep>[-/.]) ?(?P<m>{_MONTH}) ?(?P=sep) ?(?P<d>{_DAY})(?![0-9])"
    rf"|年 ?(?P<nm>{_MONTH}) ?月(?: ?(?P<nd>{_DAY}) ?[日号號])?)"
    rf"|(?P<hy>{_HAN_YEAR})年(?P<hm>{_HAN_NUMBER})月(?:(?P<hd>{_HAN_NUMBER})[日号號])?"
)
# Only behind a label: 日期:2021-08, 时间:2021年, 时间:2021.
_LABELLED_ONLY = re.compile(rf"(?P<year>{_YEAR})(?:[-/.](?P<m>{_MONTH})(?![0-9])|年|(?![0-9]))|(?P<hy>{_HAN_YEAR})年")
_LABEL = re.compile(
    r"(?:(?P<strong>[发發][布佈表文]|成文|刊[发發登]|登[载載]|上[传傳]|[录錄]入|[创創]建|撰[写寫]|[编編][辑輯]|整理)(?:[时時][间間]|日期)"
    r"|(?P<update>更新|修改)(?:[时時][间間]|日期)?"
    r"|(?P<plain>(?<![\u3400-\u9fff])(?:[时時][间間]|日期|[发發][布佈表]于?))) ?: ?"
)
_DISPATCH = re.compile(rf"(?P<m>{_MONTH})月(?P<d>{_DAY})日(?=[讯訊电電])")
_DISPATCH_BEHIND = re.compile(rf"[讯訊电電](?:\([^()]{{0,30}}\))? ?(?P<m>{_MONTH})月(?P<d>{_DAY})日")
_IN_ADDRESS = re.compile(
    r"(?<![0-9])(?P<y>20[0-9]{2})(?:[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])"
    r"|/(?P<m1>[1-9]|1[0-2])[-/](?P<d1>[1-9]|[12][0-9]|3[01])(?![0-9]))"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[0-9A-Za-z./_%?=&~+:-]+")
_REDACTED = re.compile(
    r"(?:[12][0-9]{0,2}|二[〇一二]?)?[*＊×Xx✕╳□■]{1,4}年(?:[0-9*＊×Xx□]{1,2}月(?:[0-9*＊×Xx□]{1,2}日)?)?|某年|[0-9]{1,4}[*＊×Xx]{1,3}年"
)
_CONTENT_YEAR = re.compile(rf"(?P<from>{_YEAR}) ?(?:年?[-—~～至到–] ?(?P<to>{_YEAR}) ?)?年|(?P<han>{_HAN_YEAR})年")
_WORK_NAME = re.compile(r"《[^《》\n]{0,80}》")
_SENTENCE_END = re.compile(r"[。！？；]")
_BY_LINE = re.compile(r"(?:来源|來源|稿源|供稿|浏览|瀏覽|点击|點擊|阅读|閱讀|作者|编辑|編輯|记者|記者)")

HEAD_LINES = 5
TAIL_LINES = 6
SHORT_LINE = 90


def find_dates(text: str) -> list[FoundDate]:
    """All dates of day or month precision: 2021-08-16, 2021/8/16, 2021年8月, 二〇二一年七月一日.

    A full date may touch the text on both sides; impossible days (2月30日) are left out.
    """
    return [found for match in _DATE.finditer(text.translate(_NARROW)) if (found := _found(match, text, 0))]


def content_years(text: str) -> tuple[int, ...]:
    """The years a text speaks of, ascending. Those in names of documents (《2021—2023年规划》)
    count only if there are no others: they date the document named, not what is told."""
    narrow = text.translate(_NARROW)
    return _years(_WORK_NAME.sub("", narrow)) or _years(narrow)


def describe_date(text: str, *, today: date, hint: str = "", url: str = "") -> Evidence:
    """The day of publication as ISO date of its own precision, by section 4 of the intake rules.

    ``hint`` is the page's own date (a meta element), ``url`` its address. Dates later
    than ``today`` (the day of import) are refused. Unknown is said with a reason:
    ``redacted``, ``no-year``, ``refused-future``, ``not-found``; dates that only stand in
    a sentence are then listed as rivals for the editor.
    """
    lines = [line for line in _lines(text) if line.quote.strip()]
    candidates = [
        *_labelled(lines),
        *_hinted(hint),
        *_short_lines(lines),
        *_signature(lines),
        *_dispatch(text, lines, url),
        *_addresses(lines, url),
    ]
    future = [each for each in candidates if PartialDate.from_iso(each.value).first_day() > today]
    known = [each for each in candidates if each not in future]
    if known:
        return choose(known)
    spoken = tuple(_spoken(lines, today))
    if future:
        return Evidence(None, "refused-future", future[0].quote, rivals=spoken)
    if redacted := _REDACTED.search(text):
        return Evidence(None, "redacted", redacted[0], rivals=spoken)
    if without_year := _dispatch_match(lines):
        return Evidence(None, "no-year", without_year, rivals=spoken)
    return Evidence(None, "not-found", rivals=spoken)


@dataclass(frozen=True, slots=True)
class _Line:
    quote: str
    narrow: str


def _lines(text: str) -> list[_Line]:
    return [_Line(line, line.translate(_NARROW)) for line in text.split("\n")]


def _head_and_tail(lines: list[_Line], head: int, tail: int) -> list[_Line]:
    return lines if len(lines) <= head + tail else lines[:head] + lines[-tail:]


def _labelled(lines: list[_Line]) -> Iterator[Candidate]:
    for index, line in enumerate(near := _head_and_tail(lines, 8, 8)):
        # 时间:…,地点:… is the plan of a meeting.
        if "地点" in line.quote or "地點" in line.quote:
            continue
        following = near[index + 1] if index + 1 < len(near) else None
        if following and ("地点" in following.quote or "地點" in following.quote):
            continue
        for label in _LABEL.finditer(line.narrow):
            confidence = 0.97 if label["strong"] else 0.8 if label["update"] else 0.95
            value = _date_at(line, label.end())
            if value:
                yield Candidate(value.date.iso, "labelled", line.quote[label.start() : value.end], confidence)
            elif following and label.end() == len(line.narrow.rstrip()) and (below := _date_at(following, 0)):
                yield Candidate(below.date.iso, "labelled", below.quote, confidence - 0.05)


def _date_at(line: _Line, start: int) -> FoundDate | None:
    """The date that stands at ``start``, a blank or bracket before it allowed."""
    while start < len(line.narrow) and line.narrow[start] in " \t\u3000([【":
        start += 1
    match = _DATE.match(line.narrow, start) or _LABELLED_ONLY.match(line.narrow, start)
    return _found(match, line.quote, 0) if match else None


def _hinted(hint: str) -> Iterator[Candidate]:
    for found in find_dates(hint)[:1]:
        yield Candidate(found.date.iso, "page-date", hint, 0.88)


def _short_lines(lines: list[_Line]) -> Iterator[Candidate]:
    """Full dates in lines that are no sentences: the source line below a title, or at the end."""
    for confidence, near in ((0.9, lines[:HEAD_LINES]), (0.82, lines[HEAD_LINES:][-3:])):
        for index, line in enumerate(near):
            if len(line.quote) > SHORT_LINE or _SENTENCE_END.search(line.quote):
                continue
            dates = [found for found in find_dates(line.quote) if not _is_clock(line, found)]
            # A month without a day dates a report only where it has a line to itself.
            dates = [found for found in dates if found.date.day or line.quote.strip(" \u3000()（）") == found.quote]
            if not dates:
                continue
            # A source line names what it shows; else little stands beside a date: 在2021年7月1日会上的讲话 is a title.
            allowed = 80 if _BY_LINE.search(line.quote) else 2 if index == 0 else 12 if confidence > 0.85 else -1
            beside = _han(line.quote[: dates[0].start]), _han(line.quote[dates[0].end :])
            if len(beside[0]) + len(beside[1]) <= allowed and (allowed > 12 or not all(beside)):
                yield Candidate(dates[0].date.iso, "date-line", dates[0].quote, confidence)


def _signature(lines: list[_Line]) -> Iterator[Candidate]:
    """落款: one of the last lines holds a date and nothing else, or a short name before it."""
    for line in lines[HEAD_LINES:][-TAIL_LINES:]:
        bare = line.narrow.strip(" \t\u3000()（）")
        match = _DATE.search(bare)
        if match and match.end() == len(bare) and match.start() <= 30 and not _SENTENCE_END.search(bare):
            before = bare[: match.start()].rstrip()
            found = _found(match, bare, 0)
            if found and (not before or not re.search(r"[,，、:：]|[于於至在自]$", before)):
                yield Candidate(found.date.iso, "signature", line.quote.strip(), 0.85 if not before else 0.75)


def _dispatch_match(lines: list[_Line]) -> str:
    for line in lines[:HEAD_LINES]:
        match = _DISPATCH.search(line.narrow, 0, 80) or _DISPATCH_BEHIND.search(line.narrow, 0, 80)
        if match:
            return line.quote[match.start() : match.end()]
    return ""


def _dispatch(text: str, lines: list[_Line], url: str) -> Iterator[Candidate]:
    """本报8月16日讯: the day is known; the year comes from the address, or from a text that speaks of one only."""
    quote = _dispatch_match(lines)
    if not quote:
        return
    month, day = (int(number) for number in re.findall(r"[0-9]+", quote.translate(_NARROW))[-2:])
    years = [int(found["y"]) for found in _IN_ADDRESS.finditer(url)] or list(content_years(text))
    if len(years) == 1 and (dated := _date_or_none(years[0], month, day)):
        yield Candidate(dated.iso, "dispatch", quote, 0.8 if url else 0.6)


def _addresses(lines: list[_Line], url: str) -> Iterator[Candidate]:
    near = " ".join(line.quote for line in _head_and_tail(lines, 8, 8))
    for address in [url, *(found[0] for found in _ADDRESS.finditer(near))]:
        for match in _IN_ADDRESS.finditer(address):
            found = _date_or_none(int(match["y"]), int(match["m"] or match["m1"]), int(match["d"] or match["d1"]))
            if found:
                yield Candidate(found.iso, "address", address, 0.7)


def _spoken(lines: list[_Line], today: date) -> Iterator[Candidate]:
    for line in lines[:HEAD_LINES]:
        for found in find_dates(line.quote):
            if found.date.day and found.date.first_day() <= today and not _is_clock(line, found):
                yield Candidate(found.date.iso, "in-a-sentence", found.quote, 0.3)


def _is_clock(line: _Line, found: FoundDate) -> bool:
    """The page's clock: 今天是2026年3月1日 星期日."""
    before, behind = line.narrow[max(0, found.start - 6) : found.start], line.narrow[found.end : found.end + 6]
    return "今天" in before or "今日" in before or "星期" in behind


def _found(match: re.Match[str], text: str, offset: int) -> FoundDate | None:
    got = match.groupdict()
    if got.get("hy"):
        year = int("".join(str(_HAN_DIGITS[digit]) for digit in got["hy"]))
        month, day = _han_number(got.get("hm")), _han_number(got.get("hd"))
    else:
        year = int(got["year"])
        month, day = (int(got.get(long) or got.get(short) or 0) for long, short in (("m", "nm"), ("d", "nd")))
    known = _date_or_none(year, month or None, day or None)
    start, end = match.start() + offset, match.end() + offset
    return FoundDate(known, start, end, text[start:end]) if known else None


def _date_or_none(year: int, month: int | None, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _han_number(text: str | None) -> int:
    """十二 12, 廿三 23, 三十 30; 0 for nothing."""
    if not text:
        return 0
    tens, _, ones = text.replace("廿", "二十").replace("卅", "三十").replace("十十", "十").partition("十")
    if "十" not in text and text[0] not in "廿卅":
        return _HAN_DIGITS[text]
    return 10 * (_HAN_DIGITS[tens] if tens else 1) + (_HAN_DIGITS[ones] if ones else 0)


def _years(text: str) -> tuple[int, ...]:
    years: set[int] = set()
    for match in _CONTENT_YEAR.finditer(text):
        if match["han"]:
            years.add(int("".join(str(_HAN_DIGITS[digit]) for digit in match["han"])))
        else:
            years |= {int(year) for year in match.group("from", "to") if year}
    return tuple(sorted(year for year in years if year <= 2099))


def _han(text: str) -> str:
    return "".join(character for character in text if "\u3400" <= character <= "\u9fff")
