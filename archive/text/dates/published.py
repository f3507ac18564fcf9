"""The day of publication: what a page says of it, with its evidence.

A labelled date beats a date on a line of its own at the top, which beats the day of a newspaper's report, which beats
a date in the address. The years that a report only speaks of are kept apart (content_years) and never become its
date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from archive.text.dates.dispatch import IN_ADDRESS, dispatch_day, dispatches, guessed_days, paper_day
from archive.text.dates.forms import lone_date
from archive.text.dates.labels import date_at, day_only, is_update, labelled, labelled_once
from archive.text.dates.lines import HEAD_LINES, DatedLine, head_lines, is_clock, near_lines, read_dated_lines
from archive.text.dates.partial import (
    DATE,
    FoundDate,
    PartialDate,
    date_or_none,
    find_dates,
    found_date,
)
from archive.text.dates.standing import (
    above_its_openness,
    above_the_text,
    below_an_office,
    in_a_box,
    in_the_issue_line,
    in_the_print_line,
    of_an_issue,
)
from archive.text.evidence import Candidate, Evidence, choose

_COMPACT = re.compile(r"(?<![0-9])(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])")
_ADDRESS = re.compile(r"(?:https?://|www\.)[0-9A-Za-z./_%?=&~+:-]+")
_REDACTED = re.compile(
    r"(?:[12][0-9]{0,2}|二[〇一二]?)?[*＊×Xx✕╳□■]{1,4}年(?:[0-9*＊×Xx□]{1,2}月(?:[0-9*＊×Xx□]{1,2}日)?)?|某年|[0-9]{1,4}[*＊×Xx]{1,3}年"
)
# The page's own timestamp, date and time, directly before the text.
_STAMP = re.compile(r"^[\u3400-\u9fff/· -]{0,20}(?=[12])")
# (2011年5月13日) 同志们: the day in brackets between the heading and the text of a document without line ends.
_BRACKETED = re.compile(r"(?:^|[ \u3000])\((?=[12一二])")
_BEHIND_BRACKET = re.compile(r" ?\)(?: ?(?:同志|各位|尊敬)| |\u3000|$)")
_LONGEST_HEADING = 160
_OWN_HOST = re.compile(r"^https?://[0-9A-Za-z.-]+\.(?:gov|edu)\.(?:cn|hk|mo|tw)(?=[/:]|$)")
# The line of a newspaper's publishing system: 2019-08-24 1 1 某报 content_76432.html 1 题目 /enpproperty-->
_NEWSPRINT = re.compile(r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2} .{0,90}content_[0-9]{1,12}\.html? ")
_CLOCK = re.compile(r" {0,2}[0-9]{1,2}:[0-9]{2}")
_TIME_OF_DAY = re.compile(r" {0,2}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_SENTENCE_END = re.compile(r"[。！？；]")
_BY_LINE = re.compile(
    r"(?:[报報爆]料|来源|來源|稿源|供稿|浏览|瀏覽|点击|點擊|阅读|閱讀|作者|编辑|編輯|记者|記者|来自[:： ]|收藏|举报|第 ?[A-Z]?[0-9]{1,3} ?版)"
)
# 收稿日期, 活动时间：the day before which such a label stands is that of something else.
_OF_SOMETHING_ELSE = re.compile(
    r"(?:收稿|收到|修回|修订|修訂|投稿|录用|錄用|接受|活动|活動|会议|會議|培训|培訓|报名|報名|截止|截至|实施|實施|施行|生效|有效|成立|出生|入党|入黨|举办|舉辦|召开|召開|拍摄|拍攝|学习|學習|考核|调研|調研|讲话|講話|参观|參觀|比赛|比賽|任职|任職|公示|开标|開標|起止)"
    r"(?:时间|時間|日期|期限|期)?[\])】〕]? ?:? ?$|(?:received|accepted|revised) ?:? ?$"
    # 生于1960年8月16日, 基金项目：…(2021-08-16), ——2021年8月16日党课纪实
    r"|(?<![表布刊载載发發])[于於自从從至到]$|^\W{0,2}(?:基金|[课課][题題]|[项項]目)|^(?:——|--|—)",
    re.IGNORECASE,
)
# 2021年8月16日，某镇召开大会
_OPENS_A_SENTENCE = re.compile(r"[,，](?:(?!来源|來源)[\u3400-\u9fff]){4}")
# ——2026年1月26日在某省第十四届人民代表大会第五次会议上
_HELD = re.compile(r"^[-—─ (（]{0,4}")
_ASSEMBLY = re.compile(
    r"(?:会|会议|大会|讲坛|论坛)上(?:的(?:讲话|報告|报告|发言))?[)）]?$|(?:人民代表大会|代表大会|全体会议)"
)

# （三）发布公告, with its time below: a step of a plan.
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3} ?[、,.]|\([一二三四五六七八九十0-9]{1,3}\)|第[一二三四五六七八九十]{1,2}[阶步]|[0-9]{1,2} ?[、.](?![0-9]))[^。；;]{2,24}$"
)
TAIL_LINES = 6
SHORT_LINE = 90


def describe_date(
    text: str,
    *,
    today: date,
    hint: str = "",
    url: str = "",
    filename: str = "",
    title: str = "",
    own_site: bool = False,
    rival: Candidate | None = None,
) -> Evidence:
    """Return the day of publication as ISO date of its own precision, the best of all candidates.

    ``hint`` is the page's own date (a meta element), ``url`` its address, ``filename`` the file's name; dates of the
    last two count with little confidence, more if the address is an office's or the outlet's own (``own_site``).
    ``title`` is the title as far as known: dates are looked for below its line too. ``rival`` is a date that the file's
    own properties suggest and that is never chosen. Dates later than ``today`` (the day of import) are refused. An
    unknown date has a reason: ``redacted``, ``no-year``, ``refused-future``, ``not-found``; dates that only stand in a
    sentence are then rivals for the editor.
    """
    lines = read_dated_lines(text)
    candidates = [
        *labelled(near_lines(lines, title)),
        *labelled_once(lines),
        *_hinted(hint),
        *_short_lines(lines, title),
        *_stamped(lines),
        *_newsprint(lines[-4:]),
        *_signature(lines),
        *above_the_text(lines),
        *in_a_box(lines),
        *in_the_print_line(lines),
        *below_an_office(lines),
        *above_its_openness(lines),
        *in_the_issue_line(lines),
        *of_an_issue(lines),
        *_occasion(lines[:HEAD_LINES]),
        *_bracketed(lines[:1]),
        *dispatches(text, lines, url),
        *paper_day(lines),
        *_addresses(lines, url, own_site or bool(_OWN_HOST.match(url))),
        *_in_filename(filename),
    ]
    future = [each for each in candidates if PartialDate.from_iso(each.value).first_day() > today]
    known = [each for each in candidates if each not in future]
    also: tuple[Candidate, ...] = (rival,) if rival else ()
    if known:
        chosen = choose(known)
        also = tuple(each for each in also if each.value != chosen.value)
        return replace(chosen, rivals=(*chosen.rivals, *also), signs=(*chosen.signs, *_signs(chosen, lines)))
    spoken = (*_spoken(lines, today), *also)
    if future:
        return Evidence(None, "refused-future", future[0].quote, rivals=spoken)
    if redacted := _REDACTED.search(text):
        return Evidence(None, "redacted", redacted[0], rivals=spoken)
    if without_year := dispatch_day(lines) or day_only(lines):
        return Evidence(None, "no-year", without_year, rivals=(*guessed_days(text, lines), *spoken))
    return Evidence(None, "not-found", rivals=spoken)


def _signs(chosen: Evidence, lines: list[DatedLine]) -> Iterator[str]:
    """Yield what else speaks for the chosen date, or against it."""
    if any(rival.confidence >= 0.8 for rival in chosen.rivals):
        yield "contradicted"
    if chosen.confidence >= 0.97:
        yield "published-label"
    at = next((at for at, line in enumerate(lines) if chosen.quote and chosen.quote in line.quote), None)
    if at is None:
        return
    line = lines[at]
    end = line.quote.index(chosen.quote) + len(chosen.quote)
    if at < HEAD_LINES:
        yield "top-of-page"
    if _CLOCK.match(line.narrow, end):
        yield "with-clock"
    if _BY_LINE.search(line.quote):
        yield "in-source-line"
    elif line.quote.strip(" \t\u3000()（）") == chosen.quote:
        yield "alone"


def _hinted(hint: str) -> Iterator[Candidate]:
    for found in find_dates(hint)[:1]:
        yield Candidate(found.date.iso, "page-date", hint, 0.88)


def _short_lines(lines: list[DatedLine], title: str) -> Iterator[Candidate]:
    """Yield full dates in lines that are no sentences: the source line below a title, or at the end."""
    for confidence, near in ((0.9, head_lines(lines, title)), (0.82, lines[HEAD_LINES:][-3:])):
        for index, line in enumerate(near):
            if len(line.quote) > SHORT_LINE or _SENTENCE_END.search(line.quote) or is_update(line):
                continue
            if lone := lone_date(line.narrow.lstrip(" \t\u3000"), line.quote.lstrip(" \t\u3000")):
                yield Candidate(lone.date.iso, "date-line", lone.quote, confidence)
                continue
            dates = [found for found in find_dates(line.quote) if not is_clock(line, found)]
            # A month without a day dates a report only where it has a line to itself.
            dates = [found for found in dates if found.date.day or line.quote.strip(" \u3000()（）") == found.quote]
            if dates and _OPENS_A_SENTENCE.match(line.narrow, dates[0].end):
                continue
            if not dates or _OF_SOMETHING_ELSE.search(line.narrow, 0, dates[0].start):
                continue
            # A source line has labels; otherwise little stands beside a date: 在2021年7月1日会上的讲话 is a title.
            allowed = 80 if _BY_LINE.search(line.quote) else 2 if index == 0 else 12 if confidence > 0.85 else -1
            beside = _han(line.quote[: dates[0].start]), _han(line.quote[dates[0].end :])
            if len(beside[0]) + len(beside[1]) <= allowed and (allowed > 12 or not all(beside)):
                yield Candidate(dates[0].date.iso, "date-line", dates[0].quote, confidence)


def _occasion(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day of a speech: （2026年1月27日在某省人民代表大会上）, on one line or broken into two."""
    for line, following in zip(lines, (*lines[1:], DatedLine("", "")), strict=False):
        match = _HELD.match(line.narrow)
        found = date_at(line, match.end()) if match and len(line.quote) <= SHORT_LINE else None
        if found and found.date.day:
            behind = line.narrow[found.end :].lstrip()
            is_assembly = _ASSEMBLY.search(behind) or _ASSEMBLY.search(behind + following.narrow[:SHORT_LINE])
            if behind[:1] in ("在", "于") and is_assembly:
                yield Candidate(found.date.iso, "date-line", found.quote, 0.8)


def _bracketed(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day in brackets behind the heading of a document that is one line: …讲话 (2011年5月13日) 同志们:…."""
    for line in lines:
        if len(line.quote) <= SHORT_LINE:
            continue
        for bracket in _BRACKETED.finditer(line.narrow, 0, _LONGEST_HEADING):
            found = date_at(line, bracket.end())
            is_heading = not _SENTENCE_END.search(line.quote, 0, bracket.start())
            if found and found.date.day and is_heading and _BEHIND_BRACKET.match(line.narrow, found.end):
                yield Candidate(found.date.iso, "date-line", found.quote, 0.86)


def _newsprint(lines: list[DatedLine]) -> Iterator[Candidate]:
    for line in lines:
        if _NEWSPRINT.match(line.narrow) and (found := date_at(line, 0)):
            yield Candidate(found.date.iso, "newsprint", found.quote, 0.93)


def _stamped(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield date and time at the head of a line, whatever follows: 某报 2021-01-21 06:51:44近年来…."""
    for line in lines[:HEAD_LINES]:
        head = _STAMP.match(line.narrow)
        match = DATE.match(line.narrow, head.end()) if head else None
        found = found_date(match, line.quote) if match else None
        if found and found.date.day and _CLOCK.match(line.narrow, found.end) and not is_clock(line, found):
            yield Candidate(found.date.iso, "date-line", found.quote, 0.87)


def _signature(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the date of the signature (落款): one of the last lines holds a date alone, or a short name before it."""
    for above, line in list(pairwise(lines))[HEAD_LINES - 1 :][-TAIL_LINES:]:
        if _ITEM.match(above.narrow.strip()):
            continue
        bare = line.narrow.strip(" \t\u3000()（）")
        if (stamp := DATE.match(bare)) and _TIME_OF_DAY.fullmatch(bare, stamp.end()):
            bare = bare[: stamp.end()]  # 2024年3月7日 17:30:22, as a page's system ends a text
        # (某县委组织部,2018年4月19日): brackets hold a signature together.
        is_bracketed = line.narrow.strip().startswith("(") and line.narrow.strip().endswith(")")
        match = DATE.search(bare)
        if match and match.end() == len(bare) and match.start() <= 30 and not _SENTENCE_END.search(bare):
            before = bare[: match.start()].rstrip()
            found = found_date(match, bare)
            if found and (
                not before
                or not re.search(r"[、:：]|[于於至在自]$" if is_bracketed else r"[,，、:：]|[于於至在自]$", before)
            ):
                yield Candidate(found.date.iso, "signature", line.quote.strip(), 0.85 if not before else 0.75)


def _addresses(lines: list[DatedLine], url: str, is_own: bool) -> Iterator[Candidate]:
    """Yield the dates in addresses: the page's own, or one that the page names and that may be of another page."""
    near = " ".join(line.quote for line in near_lines(lines, ""))
    stated = [found[0] for found in _ADDRESS.finditer(near)]
    for address in dict.fromkeys((url, *stated)):
        rule, confidence = ("own-address", 0.7) if address == url and is_own else ("address", 0.6)
        for match in IN_ADDRESS.finditer(address):
            found = date_or_none(int(match["y"]), int(match["m"] or match["m1"]), int(match["d"] or match["d1"]))
            if found:
                yield Candidate(found.iso, rule, address, confidence)


def _in_filename(filename: str) -> Iterator[Candidate]:
    """Yield the date of a file name such as 2021-08-16 某县总结.txt; it says little about the report."""
    name = re.split(r"[/\\]", filename)[-1]
    for found in find_dates(name)[:1] or _compact(name):
        yield Candidate(found.date.iso, "file-name", filename, 0.3)


def _compact(name: str) -> list[FoundDate]:
    match = _COMPACT.search(name)
    found = date_or_none(*(int(part) for part in match.groups())) if match else None
    return [FoundDate(found, *match.span(), match[0])] if match and found else []


def _spoken(lines: list[DatedLine], today: date) -> Iterator[Candidate]:
    for line in lines[:HEAD_LINES]:
        for found in find_dates(line.quote):
            if found.date.day and found.date.first_day() <= today and not is_clock(line, found):
                yield Candidate(found.date.iso, "in-a-sentence", found.quote, 0.3)


def _han(text: str) -> str:
    return "".join(character for character in text if "\u3400" <= character <= "\u9fff")
