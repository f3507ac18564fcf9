"""What a whole text is about, by counts: a place's data, rules to keep, the state of a work, a machine's essay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.evidence import Candidate
from archive.text.lines import FoldedLine, bare
from search.fold import fold

# What a gazetteer or a yearbook says of a place; each is one sort of data.
_PLACE_DATA = {
    "borders": re.compile(
        r"[东南西北](?:部|面|边|与)?(?:邻|接|连|靠|望|临|毗邻|与.{2,12}(?:接壤|相邻|交界|为邻))|[东南西北]、[东南西北].{0,3}(?:邻|接|连)"
    ),
    "height": re.compile(r"海拔|无霜期|年(?:平)?均(?:气温|降水|降雨)|全长 ?\d"),
    "history": re.compile(
        r"明清|民国|(?:光绪|乾隆|康熙|嘉庆|道光|宣统|洪武|万历)\S{0,6}年|公社|(?:19|20)\d\d ?年,?(?:\S{2,8})?(?:设|改|建|析|划|撤)\S{0,8}[乡镇县区]"
    ),
    "codes": re.compile(r"(?:区划代码|邮政编码|邮编|长途区号|区号|车牌代码) ?:"),
    "area": re.compile(r"\d ?(?:平方公里|平方千米|公顷)"),
    "distance": re.compile(r"[距离]\S{2,12}\d(?:\.\d)? ?(?:公里|千米|海里)|\d ?公里[,.]"),
    "people": re.compile(r"(?:人口|户籍|常住)\S{0,8}\d|\d ?户,?(?:共)? ?\d"),
    "seat": re.compile(r"下辖|隶属|下设|辖\d|地处|位于|自然村"),
}
_OF_A_GAZETTEER = ("borders", "height", "history", "codes")
_SORTS_OF_DATA = 4
_DEFINED = re.compile(r"(?:位于|地处|坐落|隶属)")
# 【概况】 heads the article of a yearbook.
_SURVEY = re.compile(r"^[【\[](?:概况|综述|基本情况|概述)[】\]]")
_YEARBOOK = re.compile(r"年鉴|[省市县区镇乡]志(?![愿者])")

# 政府工作报告 as a line by itself, below the head of the newspaper that prints it.
_NAMED_REPORT = re.compile(r"^[\u4e00-\u9fff]{0,16}(?:工作报告|工作总结|工作汇报|述职报告)$")

# 一般每季度召开一次, 不得少于三人: how a rule speaks.
_NORM = re.compile(
    r"应当|不得|一般(?:每|不|以|由|设|按|要)|至少|不(?:超过|少于)|方可|必须|原则上|可(?:按|设|根据|以(?:设|由|依托))|应(?:成立|设|由|及时|按)|须经"
)
_NORMS = 4

# 院长致辞说, 书记主持时说: a meeting is told by one who sat in it.
_AT_A_MEETING = re.compile(
    r"(?:书记|主任|局长|院长|校长|县长|市长|区长|镇长|部长|主席|经理)[\u4e00-\u9fff]{0,4}(?:主持|致辞|讲话|总结|会上|在会上)(?:时|中|里)?(?:说|指出|强调|表示|要求)|会议由[\u4e00-\u9fff]{2,20}主持|到会指导|出席的还?有|等(?:领导)?出席"
)

# 决定面向社会公开招聘…现将有关事项公告如下, with 报名 and 笔试 below.
_CALLS = re.compile(
    r"(?:公告|通告|公示)如下|(?:面向|向)(?:社会|全[省市县区国校])(?:公开)?(?:招聘|招考|选聘|选拔|招录|征集)|公开(?:招聘|招考|选聘|招录)"
)
_APPLY = re.compile(r"报名|笔试|面试|资格(?:复审|审查|初审)|体检|招聘(?:原则|名额|人数|条件|对象|范围|计划|岗位)")
# 1987年9月5日, 1998年9月, 2001年 on lines of their own, with an event below each.
_TIME_ALONE = re.compile(r"^[\[(]?(?:19|20)\d\d ?年(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?日)?[\])]?:?$")
_TIMES_OF_A_CHRONICLE = 3
# 访惠聚就是“访民情…”活动,简称“访惠聚”: what a word means.
_MEANS = re.compile(r"^[\u4e00-\u9fff\"]{2,14},?(?:就是|是指|指的是|,?(?:全称|简称|又称|又名))")
# 什么场所适合…, …有哪些: what people ask the web, and how its answer ends.
_ASKED = re.compile(
    r"^(?:什么(?!样)|哪些|怎么|为什么|何为)|(?:是什么|是啥|有哪些[\u4e00-\u9fff]{0,6}|什么意思|怎么(?:写|做|办|填)|吗|多久(?:召?开|一次)?[\u4e00-\u9fff]{0,4})[?]?$"
)
_ANSWERED = re.compile(r"^(?:以上|上述)(?:就是|便是|内容就是)")

_PARAGRAPH = 30

#: Words of work done, which office prose heaps up.
_WORK = re.compile(r"坚持|完善|健全|推行|落实|建立|强化|深化|推进|党组织|机制|工程|开展|引领|提升|打造")
_FIGURE = re.compile(r"\d(?:余|多)?(?:名|个|万元|万人|亿元|%|户|件|次|人)")
_TALK = re.compile(r"[说道讲][,:]|介绍[,:]|告诉|表示[,:]")
_SCENE = re.compile(r"[走坐站看][进到过在下着来上]|笑|老人|大爷|大妈|清晨|阳光|傍晚")
_HIGH_RATE = 8

# 引言 above everything, with no abstract, key word or note: an essay of the web. A paper's stands below these.
_INTRODUCTION = re.compile(r"^(?:引言|导语)(?:$|[:,] ?\S)")
_OF_A_PAPER = re.compile(r"摘 {0,4}要|关键[词字]|参考文献|中图分类号|基金项目|作者(?:单位|简介)|\[\d{1,2}\]")
# A paper's abstract in English stands below the Chinese one: forty words and more, with few Chinese characters.
_LATIN_WORD = re.compile(r"[a-z]{2,20}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORDS_OF_AN_ABSTRACT = 30


def matter_clues(lines: list[FoldedLine], title: str, head: str) -> Iterator[Candidate]:
    """Yield what the whole text is about; the confidence is a weight. ``head`` is the folded title and head of the page."""
    subject = bare(title)
    if len(subject) >= 3 and any(
        _DEFINED.match(line.bare[len(subject) :]) for line in lines[:3] if line.bare.startswith(subject)
    ):
        yield Candidate("other", "definition", title[:24], 2.6)
    sorts = [name for name, pattern in _PLACE_DATA.items() if any(pattern.search(line.folded) for line in lines)]
    if len(sorts) >= _SORTS_OF_DATA and any(name in _OF_A_GAZETTEER for name in sorts):
        yield Candidate("other", "profile", lines[0].text[:24], 1.6 + 0.4 * (len(sorts) - _SORTS_OF_DATA))
    if survey := next((line for line in lines[:4] if _SURVEY.match(line.folded)), None):
        yield Candidate("other", "profile", survey.text[:24], 1.5)
    if book := _YEARBOOK.search(head):
        yield Candidate("other", "profile", book[0], 1.8)
    if named := next((line for line in lines[:8] if _NAMED_REPORT.search(line.bare)), None):
        yield Candidate("report", "heading", named.text, 2.5)
    size = sum(len(line.text) for line in lines)
    norms = [(line, found) for line in lines for found in _NORM.finditer(line.folded)]
    if len(norms) >= _NORMS and len(norms) * 1000 >= 10 * size:
        line, found = norms[0]
        yield Candidate("other", "articles", line.text[found.start() : found.start() + 24], 3.0)
    yield from _told_to_all(lines, title)
    if (
        lines
        and _INTRODUCTION.match(lines[0].folded)
        and not _OF_A_PAPER.search(head)
        and not any(_OF_A_PAPER.search(line.folded) for line in lines)
    ):
        yield Candidate("other", "essay", lines[0].text[:24], 3.4)
    paragraphs = [line for line in lines[:16] if len(line.text) >= _PARAGRAPH]
    if at_meeting := next(
        (told for line in paragraphs[:4] if (told := _AT_A_MEETING.search(line.folded, 0, 300))), None
    ):
        yield Candidate("news", "event", at_meeting[0], 1.5)
    if any(_is_english(line) for line in lines[1:]):
        yield Candidate("academic", "apparatus", lines[0].text[:24], 2.0)


def _told_to_all(lines: list[FoldedLine], title: str) -> Iterator[Candidate]:
    """Yield what a text is that calls for applicants, lists the events of years, says what a word means, or answers a question."""
    call = next((found for line in lines[:4] if (found := _CALLS.search(line.folded, 0, 400))), None)
    if call and sum(bool(_APPLY.search(line.folded, 0, 200)) for line in lines) >= 2:
        yield Candidate("other", "notice", call[0], 3.0)
    times = [line for line in lines if _TIME_ALONE.match(line.folded)]
    if len(times) >= _TIMES_OF_A_CHRONICLE:
        yield Candidate("other", "history", times[0].text, 2.4)
    if lines and (means := _MEANS.match(lines[0].folded)) and "称" in lines[0].folded[:80]:
        yield Candidate("other", "definition", lines[0].text[: means.end()], 2.6)
    if _ASKED.search(fold(title)):
        yield Candidate("other", "essay", title[:24], 5.0)
    elif answer := next((line for line in lines[-2:] if _ANSWERED.match(line.folded)), None):
        yield Candidate("other", "essay", answer.text[:24], 2.0)


def tells_the_state(lines: list[FoldedLine]) -> bool:
    """Return whether prose counts what was done, or heaps up words of work, with nobody in it who walks or talks."""
    size = max(1, sum(len(line.text) for line in lines))
    work, figures, talk, scene = (
        sum(len(pattern.findall(line.folded)) for line in lines) for pattern in (_WORK, _FIGURE, _TALK, _SCENE)
    )
    is_work = any(count >= 3 and count * 1000 >= _HIGH_RATE * size for count in (work, figures))
    return is_work and not talk and scene * 300 <= size


def _is_english(line: FoldedLine) -> bool:
    return len(_LATIN_WORD.findall(line.folded)) >= _WORDS_OF_AN_ABSTRACT and len(_HAN.findall(line.folded)) <= 4
