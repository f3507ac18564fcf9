"""How does a title that a page breaks or glues become whole? Two lines joined, a doubled tail dropped, a document of one line opened."""

from __future__ import annotations

import re

from archive.text.titles.refused import LONGEST, is_column, is_furniture, is_prose
from archive.text.titles.site import letters
from search.fold import fold

#: How the titles of documents end.
ENDS_TITLE = r"(?:报告|总结|汇报|综述|方案|要点|讲话稿?|发言稿?|典型材料|汇报材料|申报材料|事迹材料|材料|调查与?思考|经验做法|经验交流|范文稿?|思路|规划|计划|体会|意见|通知|办法)"
#: ——2026年1月26日在某省人民代表大会上: the day and place of a speech, below its title and not part of it.
OCCASION = re.compile(
    r"^[-—─ (]{0,4}(?:(?:19|20)\d\d|二[〇○零一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日[在于]?"
    r"[\u4e00-\u9fff,(\d ]{4,60}"
)
_DASH = ("——", "--", "──", "—", "―")
_DOUBLE_DASH = ("——", "--", "──", "――")
_PAIRS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"), ("（", "）"), ("(", ")"))
# Words of grammar that end no title and begin none, and an office above the name of its document.
_GOES_ON = re.compile(r"[\u4e00-\u9fff\"](?:的|和|与|及|以及|关于|转发|印发)$")
_COMES_BEHIND = re.compile(r"^(?:\([^()]{2,16}\))?(?:的|和|与|及|暨|以及)[\u4e00-\u9fff\"]")
_OFFICE = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff]{2,24}(?:委员会|组织部|宣传部|办公室|党委|党工委|党组|[县市区州省]委|政府|街道办事处|局|厅)$"
)
_OF_AN_OFFICE = re.compile(
    rf"^(?:印发)?关于.{{4,60}}(?:{ENDS_TITLE[3:-1]}|决定|请示|批复|函|公告|通报|决议|建议|说明)$"
)
# 2022年工作 / 打算: the edge of the page cut the word for the kind of document off.
_CUT_OFF = re.compile(r"(?:工作|情况|建设|活动|教育)$")
_LAST_WORD = re.compile(r"^的?(?:打算|计划|安排|总结|报告|汇报|要点|方案|意见|思路|情况|通知)$")
# 某学院某党支部 / 开展主题党日活动: who did it, and below it what.
_DOER = re.compile(r"[\u4e00-\u9fff]{4,40}(?:党?支部|党?总支|党委|党工委|党组|委员会)$")
_DEED = re.compile(r"^(?:开展|召开|举[办行]|组织|联合|赴|走进|前往|深入开展)[\u4e00-\u9fff\"]{4}")
_SHORTEST_BROKEN = 10
_UNDER_A_SUBTITLE = re.compile(
    r"(?:纪实|侧记|报告|调查|启示|综述|走笔|观察|见闻|之路|记|经验|做法|实践|探索|研究|分析|思考|扫描|透视)\"?$"
)
_LONGEST_SUBTITLE = 24
_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff](?: {1,2}[\u4e00-\u9fff]){1,2}$|记者|通讯员")
_GREETING = re.compile(
    r"同志们|各位(?:领导|代表|委员|同志|来宾|老师|评委|党员)|尊敬的|大家好|引言 ?:|前言 ?:|摘 ?要 ?:|导语 ?:"
)
_OPENING = r"(?= |$|同志们|各位|尊敬的|引言|前言|摘要|为(?:进一步|深入|认真|全面|切实|贯彻|加强|了|更好)|根据|按照|今年以来|近年来|一年来|近期|[\u4e00-\u9fff]{2,10}(?:[委部组府局室会院校]|支部|公司) ?:|[\[(] ?(?:19|20)\d\d ?年)"
_DOCUMENT = re.compile(rf"^(?P<title>[^.;!?。；！？:]{{4,50}}?{ENDS_TITLE}(?:\([^()]{{1,8}}\))?){_OPENING}")
# Two mottoes of a title before a text whose letters stand apart, or that begins with its time.
_MOTTOES = re.compile(
    r"^(?P<title>[\u4e00-\u9fff\"]{4,16} {1,3}[\u4e00-\u9fff\"]{4,16}) "
    r"(?=[a-z*]{2} |[\u4e00-\u9fff] [\u4e00-\u9fff] |\d{1,2}月|(?:19|20)\d\d年|近年|近日|日前|今年|去年)"
)
# 根据…通知: the reason of a deed opens a sentence, never a title.
_OPENS_SENTENCE = re.compile(
    r"^(?:根据|按照|依据|遵照|为(?:落实|贯彻|深入|进一步|认真|全面|切实|加强|推[进动])|经|据|在[^ ]{2,12}(?:领导|指导|关心|支持)下)"
)
_COUNTED = re.compile(r"^1 ?[、.,] ?(?=[^\d ])")
# 第1页共7页 before the title of a document whose pages a site has counted.
_PAGES = re.compile(r"^第 ?\d{1,4} ?页,? ?共 ?\d{1,4} ?页 ?")
# 标题...标题为深入: the site's title is cut or whole, and the document begins behind the dots.
_DOTS = re.compile(r"(?:\.{3,6}|…{1,3})")
# 某方案一、背景, 某报告第一章 绪论, 某总结1.1 做法: the first heading behind the title.
_RUN_IN = re.compile(
    rf"^(?P<title>[^.;!?:,]{{4,40}}?{ENDS_TITLE}(?:\([^()]{{1,8}}\))?) ?(?:一 ?,(?![二三])|\(一\)|第一[章节部]|1[.,] ?(?:1 ?)?(?=[\u4e00-\u9fff]))"
)
_SHORTEST, _FURTHEST = 6, 70
_ACROSS, _LONGEST_HALF = 3, 32  # characters


def before_heading(text: str, folded: str) -> str:
    """Return the title of a document into whose line the first heading has run: 某方案 of 某方案一、背景; "" if none has."""
    match = _RUN_IN.match(folded)
    return text[: match.end("title")] if match else ""


def joins(first: str, second: str, folded_second: str) -> bool:
    """Return whether the second line goes on with the title that the first begins: a dash between them, or an open pair.

    Both are stripped lines; ``folded_second`` is the fold of the second.
    """
    if not second or len(first) + len(second) > 2 * LONGEST or len(second) > LONGEST:
        return False
    if len(second) == 1 and "\u4e00" <= second <= "\u9fff" and len(first) >= _SHORTEST_BROKEN:
        return True  # the edge of the page left one character for the next line
    if second.startswith(_DOUBLE_DASH):
        return not OCCASION.match(folded_second) and not is_prose(second, folded_second)
    if is_column(folded_second) or is_furniture(second, folded_second) or is_prose(second, folded_second):
        return False
    if first.endswith(_DASH) or _GOES_ON.search(first) or _COMES_BEHIND.match(folded_second):
        return not _NAME.match(folded_second)
    if _CUT_OFF.search(fold(first)) and _LAST_WORD.match(folded_second):
        return True
    if _DOER.search(fold(first)) and _DEED.match(folded_second):
        return True
    if _OFFICE.match(fold(first)) and _OF_AN_OFFICE.match(folded_second):
        return True
    if _breaks_its_subtitle(first, second):
        return True
    return is_open(first) and not is_open(first + second)


def runs_on(first: str, second: str, body: str) -> bool:
    """Return whether the text says the words across the line's end without a break: 市直机关 / 基层党支部 in 市直机关基层党支部.

    ``first`` and ``second`` are lines, ``body`` is the bare text below them.
    """
    head, tail = letters(first), letters(second)
    across = head[-_ACROSS:] + tail[:_ACROSS]
    return len(head) >= _SHORTEST and len(tail) >= _SHORTEST and len(first) <= _LONGEST_HALF and across in body


def is_open(text: str) -> bool:
    """Return whether a quotation, book title or bracket begins in the text and does not end in it."""
    return any(text.count(begin) > text.count(end) for begin, end in _PAIRS)


def _breaks_its_subtitle(title: str, below: str) -> bool:
    """Return whether a subtitle behind a dash lacks the word for its kind, 纪实 or 调查, and a short line below ends in it."""
    _, dash, subtitle = title.rpartition("——")
    return (
        bool(dash)
        and 2 < len(subtitle) <= _LONGEST_SUBTITLE
        and len(below) <= _LONGEST_SUBTITLE
        and not _UNDER_A_SUBTITLE.search(subtitle)
        and bool(_UNDER_A_SUBTITLE.search(below))
    )


def undoubled(title: str) -> str:
    """Return a title without a tail that says its end, or all of it, once more: 甲乙丙 乙丙 is 甲乙丙."""
    head, _, tail = title.rpartition(" ")
    repeats = len(letters(tail)) >= _SHORTEST and letters(head).endswith(letters(tail))
    if repeats:
        return head.strip()
    half, odd = divmod(len(title), 2)
    return title[:half] if not odd and half >= _SHORTEST and title[:half] == title[half:] else title


def opening_title(text: str, folded: str, *, is_counted: bool = False) -> str:
    """Return the title at the head of a line that holds a whole document, as written; "" if the line begins as prose.

    The title ends where it is said again, before a greeting, or behind a word that ends titles and before a blank, a day in
    brackets or the first words of a report. ``is_counted`` says that a site counted the document's pages: 1、…
    """
    if is_counted and (counted := _COUNTED.match(folded)):
        text, folded = text[counted.end() :], folded[counted.end() :]
    if pages := _PAGES.match(folded):
        text, folded = text[pages.end() :], folded[pages.end() :]
    head = folded[:_FURTHEST]
    dots = _DOTS.search(head, _SHORTEST)
    if dots and letters(folded[dots.end() : dots.end() + _SHORTEST]) == letters(head[:_SHORTEST]):
        text, folded = text[dots.end() :], folded[dots.end() :]
        head = folded[:_FURTHEST]
    if match := _DOCUMENT.match(head):
        title = text[: match.end("title")]
    elif (greeting := _GREETING.search(head, _SHORTEST)) and not re.search(r"[.;!?:,]", head[: greeting.start()]):
        title = text[: greeting.start()]
    elif match := _MOTTOES.match(head):
        title = text[: match.end("title")]
    else:
        length = next((n for n in range(40, _SHORTEST, -1) if head[:n].strip() == head[n : 2 * n].strip() != ""), 0)
        title = text[:length] if len(letters(text[:length])) >= _SHORTEST else ""
    title = undoubled(title.strip(" \u3000:："))
    begins_as_sentence = "，" in title or _OPENS_SENTENCE.match(folded) or is_prose(title, fold(title))
    return "" if begins_as_sentence else title
