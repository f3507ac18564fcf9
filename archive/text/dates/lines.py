"""Which lines of a page can say when it was published? Not its clock, and not a list of other articles.

今天是2026年3月1日, a date above 星期五 and a date below 电子报 tell the reader's day. Three lines that each hold a headline
and a day are a list of other articles, and three times in order with an event below each are a chronicle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.text.dates.partial import FoundDate, find_dates, half_width

HEAD_LINES = 5
NEAR_LINES = 8
#: A list has at least this many entries.
FEWEST_ENTRIES = 3
_FEWEST_WORDS = 6
_LONGEST_ENTRY = 90
_WEEKDAY = re.compile(r"^(?:星期|周|礼拜|禮拜|週)[一二三四五六日天](?![\u3400-\u9fff])")
_CLOCK_ABOVE = re.compile(
    r"(?:今天是|今日是?|现在是|(?:当前|现在|系统|北京)时间|電子報|电子报|数字报|數字報)(?:阅读机|閱讀機)?[: ]{0,2}$|阅读机$"
)
_OTHER_ARTICLE = re.compile(r"^\W{0,3}[上下]一[篇条則则]")
_ENTRY_DAY = re.compile(r"(?:[0-9]{1,2}[-/.月][0-9]{1,2}日?)\W{0,2}$")
# The head of a newspaper's page names the weekday too.
_PRESS_LINE = re.compile(
    r"[报報爆]料|新闻热线|新聞熱線|第 ?[A-Z]?[0-9]{1,3} ?版|[日晚晨早时時周週][报報]|(?:来源|來源|稿源)"
)
# 1987年9月5日, 1998年9月, 2001年: the times of a chronicle.
_ALONE = re.compile(r"((?:19|20)[0-9]{2}) ?年(?: ?([0-9]{1,2}) ?月(?: ?([0-9]{1,2}) ?日)?)?:?")
_BRACKETS = " \t\u3000[]()（）【】"
_LONGEST_ITEM = 4  # lines of a chronicle from one time to the next
_NOT_WORD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A line as written, and in half width; both have the same length."""

    quote: str
    narrow: str


def read_dated_lines(text: str) -> list[DatedLine]:
    """Return the lines that are not blank, without the page's clock and without entries of lists."""
    lines = [DatedLine(line, half_width(line)) for line in text.split("\n") if line.strip()]
    others = set(_entries(lines)) | set(_clocks(lines))
    return [line for at, line in enumerate(lines) if at not in others]


def near_lines(lines: list[DatedLine], title: str) -> list[DatedLine]:
    """Return the first and last eight lines, and the eight about the line of the title, each once, in order."""
    at = title_line(lines, title)
    chosen = {
        *range(NEAR_LINES),
        *range(max(0, at - NEAR_LINES), at + NEAR_LINES),
        *range(max(0, len(lines) - NEAR_LINES), len(lines)),
    }
    return [line for number, line in enumerate(lines) if number in chosen]


def head_lines(lines: list[DatedLine], title: str) -> list[DatedLine]:
    """Return the first five lines, and the five below the line of the title."""
    at = title_line(lines, title)
    return lines[: max(HEAD_LINES, at)][:HEAD_LINES] + lines[max(HEAD_LINES, at) : at + HEAD_LINES + 1]


def title_line(lines: list[DatedLine], title: str) -> int:
    """Return the number of the last line among the first eighty that is the title; 0 if none is."""
    wanted = _NOT_WORD.sub("", title)
    if len(wanted) < _FEWEST_WORDS:
        return 0
    return max((at for at, line in enumerate(lines[:80]) if _NOT_WORD.sub("", line.quote) == wanted), default=0)


def is_clock(line: DatedLine, found: FoundDate) -> bool:
    """Return whether the line itself shows the date to be the page's clock: 今天是2026年3月1日 星期日."""
    before, behind = line.narrow[max(0, found.start - 6) : found.start], line.narrow[found.end : found.end + 6]
    is_weekday = "星期" in behind and not (_PRESS_LINE.search(line.narrow) and "欢迎" not in line.narrow)
    return "今天" in before or "今日" in before or is_weekday


def _clocks(lines: list[DatedLine]) -> Iterator[int]:
    """Yield the numbers of lines that are only a date, with 今天是 above or 星期X below."""
    for at, line in enumerate(lines):
        if len(line.quote) > 24 or not any(character.isdigit() for character in line.narrow):
            continue
        found = find_dates(line.quote)
        if not found or line.quote.strip() != found[0].quote:
            continue
        above = lines[at - 1].quote.strip() if at else ""
        below = [near.quote.strip() for near in lines[at + 1 : at + 3]]
        is_press = bool(_PRESS_LINE.search(" ".join((above[-12:], *(near[:12] for near in below[1:])))))
        if _CLOCK_ABOVE.search(above[-12:]) or (below and _WEEKDAY.match(below[0]) and not is_press):
            yield at


def _entries(lines: list[DatedLine]) -> Iterator[int]:
    """Yield the numbers of lines that belong to lists of other articles."""
    run: list[int] = []
    for at, line in enumerate([*lines, DatedLine("", "")]):
        if at < len(lines) and _OTHER_ARTICLE.match(line.narrow):
            yield at
        if _is_entry(line):
            run.append(at)
            continue
        if len(run) >= FEWEST_ENTRIES:
            yield from run
        run = []
    # Headline and day on lines of their own, in turn: a headline, a day, the next headline, the next day.
    days = [at for at, line in enumerate(lines) if _is_day(line)]
    for first in range(len(days) - FEWEST_ENTRIES + 1):
        row = days[first : first + FEWEST_ENTRIES]
        if all(right - left == 2 for left, right in pairwise(row)):
            yield from row
    yield from _of_a_chronicle(lines)


def _of_a_chronicle(lines: list[DatedLine]) -> Iterator[int]:
    """Yield the numbers of the years, months and days that stand alone, in order, each with what happened below it."""
    row: list[tuple[int, tuple[int, ...]]] = []
    for at, line in enumerate([*lines, DatedLine("", "")]):
        known = _ALONE.fullmatch(line.narrow.strip(_BRACKETS))
        if not known and row and at - row[-1][0] <= _LONGEST_ITEM and at < len(lines):
            continue
        day = tuple(int(part) for part in known.groups() if part) if known else ()
        if row and day and row[-1][1] < day and 1 < at - row[-1][0] <= _LONGEST_ITEM:
            row.append((at, day))
            continue
        if len(row) >= FEWEST_ENTRIES:
            yield from (number for number, _ in row)
        row = [(at, day)] if day else []


def _is_day(line: DatedLine) -> bool:
    if not 8 <= len(line.quote.strip()) <= 24:
        return False
    found = find_dates(line.quote)
    return bool(found) and line.quote.strip(" \t\u3000[]()（）【】") == found[0].quote


def _is_entry(line: DatedLine) -> bool:
    """Return whether the line is a headline with a day at one end: 某县开展活动 [03-16], - 2022-03-16某县开展活动."""
    bare = line.narrow.strip(" \t\u3000-·•[]()【】")
    if not 10 <= len(bare) <= _LONGEST_ENTRY or bare.endswith(("。", "；", ":")) or ":" in bare[:6]:
        return False
    found = find_dates(bare)
    if found and found[0].start == 0:
        rest = bare[found[0].end :]
    elif match := _ENTRY_DAY.search(bare[-12:]):
        rest = bare[: len(bare) - len(bare[-12:]) + match.start()]
    else:
        return False
    return sum("\u3400" <= character <= "\u9fff" for character in rest) >= _FEWEST_WORDS
