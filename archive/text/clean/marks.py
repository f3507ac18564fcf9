"""Small marks in and between the lines: counters, pagers, captions, names at the very end, watermarks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from archive.text.clean.page import Cut, Page, PageLine
from archive.text.credits.people import has_usual_surname

_COUNT = (
    r"(?:本文|本页|网站|本站|累计|总)*(?:点击|浏览|阅读|访问|访客)(?:量|数|率|次数|人数|人次|总数)?\s*:"
    r"\s*\d[\d,]*\s*(?:次|人次|人)?"
)
_WHOLE_COUNTER = re.compile(
    rf"^[\[(]?(?:{_COUNT}|您是第\s*\d+\s*位(?:访客|访问者|读者)"
    r"|(?:本文|本页|该文)?(?:已|共)?被?(?:浏览|阅读|点击|访问)了?\s*\d+\s*(?:次|人次))[\])]?$"
)
_COUNTER_AT_START = re.compile(rf"^[\[(]?{_COUNT}[\])]?(?=[\s|])")
_COUNTER_AT_END = re.compile(rf"(?<=[\s|.]){_COUNT}[\])]?$")
_STRAY_NUMBER = re.compile(r"^\d{4,60}$|^\d{1,4}\.\d[kw]$")

_PAGER = re.compile(
    r"^第\s*\d{1,4}\s*页\s*[,/(]?\s*(?:共\s*\d{1,4}\s*页)?\)?$|^共\s*\d{1,4}\s*页(?:\s*,?\s*第\s*\d{1,4}\s*页)?$"
    r"|^\d{1,3}\s*/\s*\d{1,3}页?$|^-\s?\d{1,3}\s?-$"
)
_PAGE_OF = re.compile(
    r"^第\s*(\d{1,3})\s*页\s*[,/(]?\s*共\s*(\d{1,3})\s*页\)?$|^共\s*(\d{1,3})\s*页\s*[,/]?\s*第\s*(\d{1,3})\s*页$"
)
_PAGER_WORDS = frozenset(
    (
        "上一页",
        "下一页",
        "上一版",
        "下一版",
        "上一篇",
        "下一篇",
        "上一期",
        "下一期",
        "上页",
        "下页",
        "尾页",
        "末页",
        "首页",
        "跳转",
        "转到",
    )
)

_CAPTION = re.compile(
    r"^\(?(?:图为|图片为|图\d{0,2}\s*:|[上下左右]图(?:为|:)|[▲△▼▽].{0,40}(?:图|摄|现场|场景))"
    r"|[\u4e00-\u9fff·]{1,16}[ /]?摄(?:影)?(?:报道)?[\])]?\.?$"
    r"|[\[(]?(?:资料图(?:片)?|资料照片|供图|图片来源\s*:.{1,12}|图源\s*:?.{0,12})[\])]?\.?$|^图片?\s?\d{1,2}$|^\S{1,80}\.(?:jpe?g|png|gif|bmp|webp)(?:_\S{0,40})?$"
)
_NO_CAPTION = re.compile(r"^[▲△▼▽]?(?:[一二三四五六七八九十]|\d){1,3}[,.]|(?:拍|航|统)摄\.?$|^图\d{0,2}\s*:?$")
_LONGEST_CAPTION = 80

_LAST_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]][.]?$")
_NAMES = re.compile(
    r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{2,8}(?:[ ,]+[\u4e00-\u9fff]{2,4}){1,5}$|^[\u4e00-\u9fff] [\u4e00-\u9fff]$"
)
_CREDIT = re.compile(
    r"^(?:(?:本报|特约|见习|实习|本网)?(?:记者|通讯员|作者(?:单位|系)?|撰稿|文/图|图/文|文|供稿"
    r"|责任编辑|责编|编辑)(?:[: /]|$)"
    r"|(?:本报|特约|见习|实习|本网)?(?:记者|通讯员|作者)).{1,36}$|^.{2,36}供稿$"
)

_AUTHOR_NOTE = re.compile(r"^\((?:本文)?(?:作者|执笔人?|整理)(?:单位|简介|系)?\s*[:系].{2,60}\)\.?$")

_STOPS = ("。", "！", "？", "”", "…")
_SHORTEST_BROKEN = 50
_SENTENCE_STOPS = ("。", "！", "？", "；", "”", "’", "」", "』", "…", "）", ")", ".", "!", "?", ";", ":", "：", '"')
_BROKEN_OFF = re.compile(r"[\u4e00-\u9fff，、,“‘（(《]$")
#: A credit, a notice or a list of names needs no stop at its end.
_NO_SENTENCE = re.compile(
    r"(?:作者|记者|编辑|责编|来源|供稿|摄影|电话|联系人|地址|邮编|邮箱|版权|转载|备案|主办|承办|单位|附件|系|图|摄)[^。！？]{0,60}$"
    r"|(?:委员会|组织部|办公室|支部|党委|学院|大学|报道)$|[。！？”][ \u3000（(][^。！？]{2,24}$|[\u4e00-\u9fff] [\u4e00-\u9fff]{1,3}$"
)

_WATERMARK_LENGTH = 8
_WATERMARK_TIMES = 3


def counters(page: Page) -> Iterator[Cut]:
    """Cut 点击量:378, the whole line or the span at a line's start or end, and stray numbers at the foot."""
    for line in page.lines:
        if _WHOLE_COUNTER.match(line.key):
            yield line.cut("counter")
            continue
        for pattern in (_COUNTER_AT_START, _COUNTER_AT_END):
            match = pattern.search(line.key)
            if match:
                yield Cut(line.at + match.start(), line.at + match.end(), "counter")
    yield from (line.cut("counter") for line in page.tail if _STRAY_NUMBER.match(line.key))


def pagers(page: Page) -> Iterator[Cut]:
    """Cut whole lines such as 第2页 共2页, 上一页 下一页, - 3 -."""
    for line in page.lines:
        pieces = line.key.replace("[", " ").replace("]", " ").replace("|", " ").split()
        words = sum(piece in _PAGER_WORDS for piece in pieces)
        if _PAGER.match(line.key) or (
            words and len(pieces) == words + sum(map(str.isdigit, pieces)) and pieces != ["首页"]
        ):
            yield line.cut("pager")


def is_one_of_several_pages(page: Page) -> bool:
    """Return whether 第2页 共2页 is the only such line: the copy holds one page of several."""
    found = [match for line in page.lines if (match := _PAGE_OF.match(line.key))]
    return len(found) == 1 and int(found[0][2] or found[0][3]) > 1


def captions(page: Page) -> Iterator[Cut]:
    """Cut short lines that belong to a photograph; headings that begin with a number never do."""
    for line in page.lines:
        if len(line.key) > _LONGEST_CAPTION or page.is_title(line):
            continue
        if _CAPTION.search(line.key) and not _NO_CAPTION.search(line.key):
            yield line.cut("caption")


def last_names(page: Page) -> Iterator[Cut]:
    """Cut names or a credit in brackets at the very end of the last paragraph, or on a line behind it."""
    if not page.lines:
        return
    yield from (line.cut("byline") for line in page.edge if _AUTHOR_NOTE.match(line.key))
    line = page.lines[-1]
    match = _LAST_BRACKET.search(line.key)
    if not match:
        return
    inside = match[1].strip()
    if _CREDIT.match(inside) or _is_name(inside):
        if match.start() == 0:
            yield line.cut("byline")
        elif line.words[match.start() - 1] in "。！？…”’」』.!?\"' \u3000":
            yield Cut(line.at + match.start(), line.at + match.end(), "byline")


def _is_name(words: str) -> bool:
    """Return whether ``words`` are one or more names, or a unit and a name behind a blank (东关镇 王小明)."""
    pieces = words.replace(",", " ").split()
    return bool(_NAMES.match(words)) and (
        has_usual_surname(words) or (len(pieces) > 1 and has_usual_surname(pieces[-1]))
    )


def ends_in_mid_sentence(page: Page) -> bool:
    """Return whether the last paragraph breaks off: prose that ends in a word, a comma or an open quote."""
    if not page.lines:
        return False
    words = page.lines[-1].words.rstrip()
    is_prose = len(words) >= _SHORTEST_BROKEN and ("。" in words or words.count("，") + words.count(",") >= 3)
    # Who leaves out the stop elsewhere leaves it out here too.
    others = (line.words.rstrip() for line in page.lines[:-1] if len(line.words) >= _SHORTEST_BROKEN)
    is_prose = is_prose and all(other.endswith(_SENTENCE_STOPS) for other in others)
    return is_prose and bool(_BROKEN_OFF.search(words)) and not _NO_SENTENCE.search(words)


def watermarks(page: Page) -> Iterator[Cut]:
    """Cut the name that a site stamped behind the last sentence of three lines or more."""
    ends: dict[str, list[PageLine]] = defaultdict(list)
    for line in page.lines:
        if len(line.words) > _WATERMARK_LENGTH and line.words[-1] not in "。！？；…”’":
            ends[line.words[-_WATERMARK_LENGTH:]].append(line)
    for stamped in ends.values():
        if sum(len(line.words) > 2 * _WATERMARK_LENGTH for line in stamped) < _WATERMARK_TIMES:
            continue
        shared = _common_end([line.words for line in stamped])
        # The stamp begins behind the end of a sentence: a report's own refrains are sentences.
        begin = max((shared.rfind(mark) for mark in "。！？”"), default=-1) + 1
        length = len(shared) - begin
        if length < _WATERMARK_LENGTH:
            continue
        places = [len(line.words) - length for line in stamped]
        is_parted = [
            bool(begin) or line.words[:at].rstrip().endswith(_STOPS) for at, line in zip(places, stamped, strict=True)
        ]
        # Three sentences that end before the stamp show that it is one; then it also ends headings.
        is_stamp = sum(is_parted) >= _WATERMARK_TIMES
        for at, line, parted in zip(places, stamped, is_parted, strict=True):
            if parted or is_stamp:
                yield Cut(line.at + at, line.at + len(line.words), "slogan")
        if is_stamp:
            yield from _begun_stamps(page, shared[begin:])


def _begun_stamps(page: Page, stamp: str) -> Iterator[Cut]:
    """Cut a stamp that ends early: a copy that was cut off there holds its beginning."""
    for line in page.lines:
        at = line.words.rfind(stamp[:_WATERMARK_LENGTH])
        if at >= 0 and len(line.words) - at < len(stamp) and stamp.startswith(line.words[at:]):
            yield Cut(line.at + at, line.at + len(line.words), "slogan")


def _common_end(texts: list[str]) -> str:
    """Return the longest text that all of ``texts`` end with."""
    length = 0
    for letters in zip(*(reversed(text) for text in texts), strict=False):
        if len(set(letters)) > 1:
            break
        length += 1
    return texts[0][len(texts[0]) - length :]
