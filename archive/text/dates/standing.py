"""Days that count by where they stand: above the first paragraph, below an office that signs, in a journal's issue line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from archive.text.dates.labels import is_update
from archive.text.dates.lines import HEAD_LINES, DatedLine, is_clock
from archive.text.dates.partial import date_or_none, find_dates
from archive.text.evidence import Candidate

_PARAGRAPH = 60
_FURTHEST_HEAD = 80
_MOST_WORDS = 14
_SENTENCE_END = re.compile(r"[。！？；]")
# A caption, the plan of a meeting, a span: its day is not that of the text.
_OTHER_DAY = re.compile(r"[图圖摄攝]|[地会會][点點议議]|截[止至]|[在于於自至从從]\W{0,2}$")
_DAY_ALONE = re.compile(r"(?P<d>0?[1-9]|[12][0-9]|3[01])日?")
_MONTH_ALONE = re.compile(r"(?P<y>20[0-9]{2})(?:[-/.]|年)(?P<m>0?[1-9]|1[0-2])月?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SIGNS = re.compile(
    r"[\u4e00-\u9fff]{2,30}(?:[委員员]+[会會]|[组組][织織]部|政府|[办辦]事[处處]|[办辦]公室|[党黨][委组組]|支部|[县縣市区區]委|局|[协協][会會]|[学學][会會])"
)
_OPENNESS = re.compile(r"\W{0,3}(?:此件|本件)?(?:主动|公开|删减|依申请|依申請|主動|公開)[\u3400-\u9fff]{0,6}\W{0,2}$")
# 第186期 某某学刊（2024年06月）; 第12期培训班（2024年6月） is a course.
_ISSUE = re.compile(r"(?:[总總]?第 ?[0-9]{1,4} ?期|第 ?[0-9]{1,3} ?卷)")
_YEAR_OF_ISSUE = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2}) ?年?,? ?(?:第 ?)?[0-9]{1,2}(?:[-~][0-9]{1,2})? ?期(?=[ ,.:;)）A-Z0-9]|$)"
)
# 《宁夏教育》, Page 19 - 《宁夏教育》, 出处：党政研究: what may stand before the issue.
_JOURNAL_ALONE = re.compile(
    r"(?:[A-Za-z]{1,8}[. ]{0,2}[0-9]{1,4}[ -]{1,3})?(?:[\u3400-\u9fff]{2,6}: ?)?[《<]?[\u3400-\u9fff·]{2,20}(?:\([\u3400-\u9fff]{2,8}\))?[》>]?[ ,]*$"
)
_STOOD_IN = re.compile(r"\W?(?:出处|出處|原载|原載|刊载|刊載|刊于|刊於|载于|載於|期刊|刊名|来源|來源)")
_PRINTED = re.compile(
    r"[《<] ?[\u3400-\u9fff·]{2,16} ?[》>] ?\( ?(?P<day>(?:19|20)[0-9]{2} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日) ?,? ?(?:第 ?)?[A-Z0-9]{1,4} ?版"
)
_COURSE = re.compile(r"班|培[训訓]|[学學][员員]|[讲講]座|[课課]")


def above_the_text(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day on the short line directly above the first paragraph, below a menu of any length."""
    for line, following in pairwise(lines[:_FURTHEST_HEAD]):
        if _is_paragraph(line):
            return
        if _is_paragraph(following) and not is_update(line) and len(_HAN.findall(line.quote)) <= _MOST_WORDS + 3:
            dates = [found for found in find_dates(line.quote) if found.date.day and not is_clock(line, found)]
            beside = len(_HAN.findall(line.quote)) - len(_HAN.findall(dates[0].quote)) if dates else 0
            if dates and _OTHER_DAY.search(line.quote[: dates[0].start]):
                continue
            if len(dates) == 1 and beside <= _MOST_WORDS and not _HAN.search(line.quote, dates[0].end):
                yield Candidate(dates[0].date.iso, "date-line", dates[0].quote, 0.84)


def in_the_print_line(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day of the paper that printed the text, from its first or last lines: 《某日报》（2018年11月07日 10版）."""
    for line in (*lines[:2], *lines[-4:]):
        if printed := _PRINTED.search(line.narrow, max(0, len(line.narrow) - _FURTHEST_HEAD)):
            for found in find_dates(printed["day"]):
                yield Candidate(found.date.iso, "printed-in", line.quote[slice(*printed.span("day"))], 0.92)


def in_a_box(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day of a box of two lines at the top, the day over its month or below it: 16 and 2021-08."""
    for above, below in pairwise(lines[:HEAD_LINES]):
        for day, month in ((above, below), (below, above)):
            number, found = _DAY_ALONE.fullmatch(day.quote.strip()), _MONTH_ALONE.fullmatch(month.narrow.strip())
            if number and found and (known := date_or_none(int(found["y"]), int(found["m"]), int(number["d"]))):
                yield Candidate(known.iso, "date-line", month.quote.strip(), 0.91)


def below_an_office(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day alone on the line below an office's name, if the page has one such day: the letter above its 附件."""
    found = []
    for above, line in pairwise(lines):
        if len(line.quote) <= 24 and _SIGNS.fullmatch(above.quote.strip(" \t\u3000")):
            dates = find_dates(line.quote)
            if dates and dates[0].date.day and line.quote.strip(" \t\u3000()（）") == dates[0].quote:
                found.append(Candidate(dates[0].date.iso, "signature", dates[0].quote, 0.8))
    if len({each.value for each in found}) == 1:
        yield found[0]


def above_its_openness(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the day alone on the line above (此件主动公开): an official document was signed on it, its plan stands below."""
    for line, below in pairwise(lines):
        dates = find_dates(line.quote) if _OPENNESS.match(below.narrow) else []
        if dates and dates[0].date.day and line.quote.strip(" \t\u3000()（）") == dates[0].quote:
            yield Candidate(dates[0].date.iso, "signature", dates[0].quote, 0.85)
            return


def in_the_issue_line(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the month or day in the line of a journal's issue at the top: 第186期 某某学刊（2024年06月）."""
    for line in lines[:HEAD_LINES]:
        if len(line.quote) <= _PARAGRAPH and _ISSUE.search(line.narrow) and not _SENTENCE_END.search(line.quote):
            dates = find_dates(line.quote)
            if len(dates) == 1 and not _COURSE.search(line.quote):
                yield Candidate(dates[0].date.iso, "date-line", dates[0].quote, 0.78)


def of_an_issue(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the year of the journal's issue in which a paper stood, from the head or below 出处: 《某某学刊》2021年第6期.

    The month of an issue depends on how many a journal has in a year, so the year is all that is known.
    """
    for at, line in enumerate(lines):
        is_near = at < HEAD_LINES or any(_STOOD_IN.match(above.narrow) for above in lines[max(0, at - 2) : at + 1])
        found = _YEAR_OF_ISSUE.search(line.narrow) if is_near and len(line.quote) <= _PARAGRAPH else None
        is_named = found and (_JOURNAL_ALONE.match(line.narrow, 0, found.start()) or found.start() == 0)
        if found and is_named and not _COURSE.search(line.quote):
            yield Candidate(found["year"], "issue", line.quote[slice(*found.span())], 0.5)
            return


def _is_paragraph(line: DatedLine) -> bool:
    return len(line.quote) >= _PARAGRAPH and bool(_SENTENCE_END.search(line.quote))
