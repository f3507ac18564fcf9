"""Lines above a report that tell outlet, day and hands without a label: 太行先锋 2020-12-1, 2021-05-08 罗某 某刊 2021年4期.

Such a line is known by what is left when its day is taken out: nothing, or few short names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.text.clean.page import Cut, Page, PageLine
from archive.text.credits.people import has_usual_surname

_DAY = re.compile(
    r"(?:19|20)\d\d ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,2}|(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|(?:19|20)\d\d \d\d ?/ ?\d\d|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d"
)
_CLOCK = re.compile(r" ?(?:上午|下午)? ?\d{1,2}:\d\d(?::\d\d)?")
_BESIDE = re.compile(
    r"last updated:?|星期[一二三四五六日天]?(?![\u4e00-\u9fff])|周[一二三四五六日天]|第[a-z]?\d{1,3}版|发布于|来自:|\(\d{1,9}人参与\)|我有话说|收藏本?文?|举报|大字体?|小字体?|(?<!\d)\d{1,6}(?!\d)"
)
_PROSE = re.compile(r"[.!?;,:()<>\"]|[在于至](?!线)|今[天日]|会议|活动|讲话|报告|召开|工作|总结|通知|方案|意见")
_MOST_NAMES, _LONGEST_NAME, _LONGEST = 5, 26, 70
_JOURNAL = re.compile(r"^(?:<[\u4e00-\u9fff]{2,16}> ?|[\u4e00-\u9fff]{2,16} )(?:19|20)\d\d年第?\d{1,2}期$")
_KEYWORDS = re.compile(r"^关键词:")
_WEEKDAY = re.compile(r"^星期[一二三四五六日天]$")
_LABEL_ALONE = re.compile(r"^(?:发布|发表|更新|上传)?(?:日期|时间) ?:$")
_LABELLED_DAY = re.compile(r"^(?:发布|发表)?(?:日期|时间) ?: ?\d")

# Words of pages that sell views, as hacked sites print them above a page for search engines.
_BAIT = re.compile(
    r"免费|在线观看|在线视频|高清|视频|精品|国产|亚洲|欧美|一区|二区|不卡|久久|彩票|足彩|棋牌|博彩|娱乐城|电影|招工|二手车|租房|团购"
)
_BAIT_ALONE = re.compile(r"^[\u4e00-\u9fff]{0,6}(?:足彩|彩票|棋牌|博彩|娱乐城)[\u4e00-\u9fff]{0,4}$")
_FEWEST_BAITS = 3
_LITTLE_OVERLAP = 0.34
_FIRST_LINES = 3


def mastheads(page: Page) -> Iterator[Cut]:
    """Cut lines above the first paragraph of a day and few names, and the page's own keywords below a journal's issue."""
    lines = page.head
    for at, line in enumerate(lines):
        if page.is_title(line):
            continue
        if at and _WEEKDAY.match(line.key) and any(_LABELLED_DAY.match(each.key) for each in lines[at:]):
            # The clock of the page: what it tells of itself stands below, with a label.
            yield line.cut("navigation")
        elif _is_clock(lines[at : at + 2]) and any(_LABELLED_DAY.match(each.key) for each in lines[at:]):
            yield line.cut("navigation")
        elif _is_masthead(line, is_first=at == 0):
            if at and _LABEL_ALONE.match(lines[at - 1].key):
                yield lines[at - 1].cut("source-line")
            yield line.cut("source-line")
        elif at and _KEYWORDS.match(line.key) and _JOURNAL.match(lines[at - 1].key):
            yield line.cut("keywords")
    # A signature has no day of the week; the foot of an epaper does.
    yield from (
        each.cut("source-line") for each in page.tail if "星期" in each.key and _is_masthead(each, is_first=False)
    )


def baits(page: Page) -> Iterator[Cut]:
    """Cut a line of words that sell views, among the first three, of which the report uses none; and lines of bars alone."""
    for line in page.lines[:_FIRST_LINES]:
        many = len(set(_BAIT.findall(line.key))) >= _FEWEST_BAITS and not line.words.endswith("。")
        # A line that counts as a paragraph is a part of what it would be compared with.
        strange = line.is_paragraph or page.overlap(line) < _LITTLE_OVERLAP
        if (many or _BAIT_ALONE.match(line.key)) and strange and not page.is_title(line):
            yield line.cut("keywords")
    yield from (line.cut("navigation") for line in page.lines if not line.words.strip("| \t"))


def _is_clock(lines: Sequence[PageLine]) -> bool:
    """Return whether the first of two lines is a day alone and the second a day of the week."""
    return len(lines) == 2 and bool(_DAY.fullmatch(lines[0].key) and _WEEKDAY.match(lines[1].key))


def _is_masthead(line: PageLine, *, is_first: bool) -> bool:
    """Return whether the line is a day and few names; the first line may be a title, so it needs a clock."""
    day = _DAY.search(line.key) if len(line.key) <= _LONGEST else None
    if day is None:
        return False
    clock = _CLOCK.match(line.key, day.end())
    by_machine = "年" not in day[0] or clock is not None
    rest = line.key[: day.start()] + " " + line.key[clock.end() if clock else day.end() :]
    left = _BESIDE.sub(" ", rest).replace("·", " ").replace("|", " ").strip(" []")
    if (
        (is_first and not clock and "星期" not in rest)
        or (not left and not by_machine and not _BESIDE.search(rest))
        or _PROSE.search(left)
    ):
        return False
    names = left.split()
    if (
        not clock
        and names
        and line.key.startswith(day[0] + names[0])
        and not (has_usual_surname(names[0]) and len(names[0]) <= 4)
    ):
        return False
    return (
        len(names) <= _MOST_NAMES
        and all(len(name) <= _LONGEST_NAME for name in names)
        and (by_machine or _BESIDE.search(rest) is not None)
    )
