"""Clues of the kind in the lines of a text: its openings, headings and closings, its events, and the voice that speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.credits.datelines import dateline_outlet
from archive.text.evidence import Candidate
from archive.text.lines import FoldedLine
from archive.text.shapes.frames import SUBHEADING, lead_ins, narrates, speaks_for_itself
from archive.text.shapes.matter import tells_the_state

_REPORT_OPENING = re.compile(
    r"(?:现将|现就|现把|现).{0,40}(?:汇报|报告|总结|综述|述职|公布|通报)如下|现将.{0,30}(?:整改|落实|进展)(?:情况|工作)?|(?:^|,|现|我|代表.{2,20})向.{1,12}(?:汇报|述职|报告)|(?:述职|总结|汇报|报告)如下"
)
# 各位代表:现在,我代表某人民政府,向大会报告工作
_SPEECH_OPENING = re.compile(
    r"^(?:现在 ?,)? ?我代表.{2,24}[,向].{0,12}(?:报告|汇报|作)|^(?:尊敬的)?各位(?:代表|委员|领导)[,:.!]"
)
_REPORT_HEADING = re.compile(
    r"存在.{0,8}问题|主要问题|下一?步|今后|工作打算|努力方向|主要做法和成效|基本情况|工作安排|几点建议|意见建议"
)
_MEASURES_HEADING = re.compile(
    r"^(?:[一二三四五六] ?, ?|\([一二三四五六]\) ?)?(?:主要|具体|工作)?(?:措施|做法|举措|经验)(?:和|与|及)(?:成效|效果|启示|体会)$"
)
# How a report without headings begins its last paragraphs.
_REPORT_TURN = re.compile(
    r"^(?:[一二三四五六七八九] ?, ?|\([一二三四五六七八九]\) ?)?(?:(?:当前|目前|工作中)?(?:还)?存在(?:的)?(?:主要)?(?:问题|不足)|问题和不足|几点不足"
    r"|(?:下一?步|今后|下半年|明年)(?:工作)?(?:打算|安排|,我们|,我[省市州县区旗乡镇]))"
)
_ORGAN_LINE = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff]{2,24}(?:委员会|组织部|工作部|办公室|[省市州县区旗镇乡]委|党委|党工委|党组|支部)$"
)
_REPORT_CLOSING = re.compile(r"以上(?:汇报|报告|述职|总结)|妥否|[特专]此报告|请(?:领导|审议|批评指正)|请各位")
_ACADEMIC = re.compile(
    r"^<正>|^(?:目的/意义|方法/过程|结果/结论|abstract ?:)|^\((?=[^()]{6,60}\)$)[^()\d]{4,40} \d{6}\)$"
    r"|^\[?(?:中图分类号|参考文献|注释|作者简介|基金项目|刊载)\]?(?:[ :\](]|$)|^\[(?:内容)?(?:摘 {0,4}要|提 {0,4}要)\]"
    r"|^\((?:作者单位 ?: ?)?(?:1 ?[.,]? ?)?[\u4e00-\u9fff ]{2,30}(?:大学|学院|党校|研究院|研究所|研究中心|社会科学院)"
    r"[^()]{0,60}(?:\d{6})?[^()]{0,90}\)?$"
)
# A CMS writes one of these above any article; a paper has both, or a row of key words.
_ABSTRACT = re.compile(r"^(?:内容)?\[?(?:摘 {0,4}要|提 {0,4}要)\]?(?:[ :\](]|$)")
_KEYWORDS = re.compile(r"^\[?关键[词字]\]?(?:[ :\](]|$)")
_KEYWORD_ROW = re.compile(r"^[\u4e00-\u9fff\"]{2,14}(?:[;%] ?[\u4e00-\u9fff\"]{2,14}){2,6}$")
_CITED = re.compile(r"[\u4e00-\u9fff\".]\[\d{1,2}\]|《[^《》\n]{2,20}》 ?(?:19|20)\d\d年第? ?\d{1,2}期")
_PAPER_HEADING = re.compile(
    r"^(?:[一二三四五1-5] ?[,.] ?)?(?:问题的?提出|文献(?:综述|回顾)|引言|研究(?:设计|方法|结论)|结论与(?:讨论|启示)|理论(?:框架|基础)|余论)$"
)
_LEARNT = re.compile(r"(?:以上|上述|这些|我们的)(?:的)?(?:做法|经验|探索)|(?:几点|我们的|主要)(?:体会|启示)")
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百]{1,4}条(?:[ :]|[\u4e00-\u9fff])")
_ADDRESSED = re.compile(r"^(?:各[^.:]{1,30}|[^.,:]{2,12}(?:支部|总支|单位|部门|同志)) ?:$")
_ASKS = re.compile(r"请(?:各|于|将|按|你|认真)|通知如下|要求如下|事宜|报送|截止|遵照执行|贯彻执行")
_FIELDWORK = re.compile(r"访谈|问卷|样本|本文|笔者|文献|变量|假设|课题组|机制分析|学界|学理|进路|范式|维度")
# 本文以某区为例; 1 问题, 2.1 对策 as headings without a stop.
_THIS_PAPER = re.compile(r"本文(?:以|基于|从|通过|运用).{2,40}?(?:为例|视角|为样本|分析了|进行了?(?:分析|探讨|研究))")
_SECTION = re.compile(r"^\d(?:\.\d){0,2} [\u4e00-\u9fff\"][^.]{4,40}$")
_JOURNAL = re.compile(r"^[\u4e00-\u9fff]{3,16}(?:\([\u4e00-\u9fff]{2,4}\))? (?:19|20)\d\d年\d{1,2}期$")
# 本报讯, 本站讯, 我校讯, 通讯员王小明报道: no outlet is named.
_OWN_DISPATCH = re.compile(
    r"^[\[( ■]{0,3}(?:本[报刊网台站社校院]|我[校院市县区])(?:[\u4e00-\u9fff]{2,4}(?:\d{1,2}月)?\d{1,2}日)?(?:综合|专)?[讯电](?![\u4e00-\u9fff]{0,2}[网话视])"
    r"|^[\[(]?(?:记者|通讯员)[\u4e00-\u9fff ,]{2,12}报道"
)
# 记者从市委组织部获悉: whence a reporter knows.
_LEARNED = re.compile(
    r"记者(?:日前|近日|昨日|今天)?从.{2,20}(?:获悉|了解|知道|得知|看到)|^(?:近日|日前|\d{1,2}日),记者"
)
_EDITORS_NOTE = re.compile(r"^[\[(■□◆ ]{0,3}(?:编者按|编者的话|开栏的话|开栏语|编后|记者手记)")
# 〔2019〕12号, 特此通知: a document that orders or tells.
_DOCUMENT_NUMBER = re.compile(r"^[\u4e00-\u9fff]{1,10}(?:办|函|字|规|通|令)?[\[(](?:19|20)\d\d[\])]第?\d{1,4}号$")
_SO_NOTIFIED = re.compile(r"^特此(?:通知|通报|公告|公示|函达)")
# 辖区面积1.1平方公里，2114户，6132人，40栋楼: what there is, in numbers.
_AMOUNT = re.compile(r"\d(?:[.,]\d{1,4})?(?:余|多)?(?:平方公里|平方千米|公顷|亩|万?户|万?人|名|栋|幢|个|张床|所|家|条)")
_STATE = re.compile(r"辖区|面积|常住|现有|现辖|下设|下辖|坐落|位于|地处|户籍|成立于|始建于")
_OLD_YEAR = re.compile(r"(?<!\d)1[89][0-7]\d ?年|(?<!\d)19[0-4]\d(?!\d)")
_NEW_YEAR = re.compile(r"(?<!\d)20\d\d ?年")
_CODE = re.compile(r"^from [a-z_.]+ import |^import [a-z_.]+$|^def [a-z_]+\(|</(?:div|p|section|span)>|\bclass=\"")
_EVENT = re.compile(
    r"^(?:.{0,20}\) ?)?(?:近日|日前|连日来|\d{1,2}月\d{1,2}日(?: ?[-至] ?(?:\d{1,2}月)?\d{1,2}日)?(?:上午|下午|晚上?)?,)"
)
# 今年以来,某县…: an office looks back.
_SUMMARY = re.compile(
    r"(?:^|^[^.]{4,60}\. ?)(?:今年|去年|近年|近几年|一年|几年)(?:以)?来,(?!我)[\u4e00-\u9fff]{1,24}?(?:[省市州县区旗乡镇街]|党委|党组|党工委|支部|公司|学校|[局办])"
)
_INTERVIEW = re.compile(r"^(?:问|答|记者|采访[组者对][象]?|主持人) ?:")
_MEASURES = re.compile(
    r"一是.{0,400}二是|(?:^|[.;])抓.{1,8}[,].{2,20}|^抓.{1,5}[促强带提保].{1,6}[.:]|^[\u4e00-\u9fff]{4}[, ][\u4e00-\u9fff]{4}[.:]|^(?:突出|强化|坚持|聚焦).{2,10}[,].{2,12}|^[\u4e00-\u9fff]{2,8}\"[\u4e00-\u9fff]{1,2}\"[.:]"
)
_SAMPLE = re.compile(r"^(?:篇|范文)[一二三四五1-5](?![\u4e00-\u9fff])|^第一篇")
# 第一篇 with 第一章 below it is the part of a book or a plan.
_CHAPTER = re.compile(r"^第[一二三] ?[章节](?: |[\u4e00-\u9fff])")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十] ?,|\([一二三四五六七八九十]\))")
#: The verbs of office prose; a reporter's text has a fifth as many.
_OFFICE_PROSE = re.compile(r"坚持|完善|健全|推行|落实|建立|强化|深化|推进")


# 9月20日上午，某县教育局一行来我校考察: what was done, and on which day.
DAY = re.compile(
    r"近日|日前|连日来|昨日|[今昨][天日](?:[上下]午|晚上?|清晨|早上)|[今昨][晨晚]|(?:(?:19|20)\d\d ?年 ?)?(?<!\d)\d{1,2} ?月 ?\d{1,2} ?日|(?<![\d月])\d{1,2}日(?=上午|下午|晚|,|在)"
)
_ACT = re.compile(
    r"召开|举行|举办|开展|来校|来我|莅临|调研|考察|走进|前往|赴|揭牌|启动|开班|主持|出席|参观|慰问|观摩|检查|督导|座谈|开讲|挂牌|看望|参加|表彰|评议会|会议|大会|宣讲|活动|仪式|比赛|讲座|培训|陪同|一行"
)
_SAME_DAY = re.compile(r"(?:当天|当日|今天|昨天)?(?:上午|下午|晚上?),|(?:当天|当日|今天|昨天)")
_NO_EVENT = re.compile(r"截至|截止|根据|按照|按|自|从|依据|《")
# 8月23日—25日 is a span of days; 1月1日至今 is none.
_SINCE = re.compile(r" ?(?:以来|起|前|之前|发布|公布|印发|[-至](?! ?(?:\d{1,2} ?月 ?)?\d{1,2} ?日))")
_GREETING = re.compile(r"同志们 ?[:,.!]|各位(?:代表|领导|同志|来宾)[:,]")
_SHORTEST_STORY = 30
_LONGEST_SENTENCE = 200


def line_clues(lines: list[FoldedLine], *, is_placed: bool = True) -> Iterator[Candidate]:
    """Yield what the lines of the cleaned text say for a kind; the confidence is a weight.

    ``is_placed`` says whether the region is known: prose on no place is seldom a reporter's.
    """
    head, tail = lines[:4], lines[-2:]
    groups = (
        (
            "template",
            "numbered-samples",
            3.0,
            () if any(_CHAPTER.match(line.folded) for line in lines) else lines,
            _SAMPLE,
            1,
        ),
        ("report", "opening", 2.5, head, _REPORT_OPENING, 1),
        ("report", "opening", 2.5, lines[:12], _SPEECH_OPENING, 1),
        ("news", "dispatch", 2.5, lines[:6], _OWN_DISPATCH, 1),
        ("news", "event", 2.0, lines[:4], _LEARNED, 1),
        ("news", "editors-note", 1.3, lines[:6], _EDITORS_NOTE, 1),
        ("other", "notice", 2.5, lines[:8], _DOCUMENT_NUMBER, 1),
        ("other", "notice", 2.0, lines[-4:], _SO_NOTIFIED, 1),
        ("other", "code", 2.4, lines, _CODE, 1),
        ("news", "event", 1.0, head[:3], _EVENT, 1),
        ("report", "closing", 1.5, tail, _REPORT_CLOSING, 1),
        ("experience", "closing", 1.5, tail, _LEARNT, 1),
        ("academic", "apparatus", 3.0, lines, _ACADEMIC, 1),
        ("academic", "apparatus", 1.2, lines, _ABSTRACT, 1),
        ("academic", "apparatus", 1.2, lines, _KEYWORDS, 1),
        ("academic", "apparatus", 2.0, lines[:10], _KEYWORD_ROW, 1),
        ("academic", "citations", 1.5, lines, _CITED, 1),
        ("academic", "apparatus", 1.5, lines, _PAPER_HEADING, 1),
        ("other", "articles", 3.0, lines, _ARTICLE, 3),
        ("academic", "fieldwork", 1.5, lines, _FIELDWORK, 3),
        ("academic", "fieldwork", 2.0, lines, _THIS_PAPER, 1),
        ("academic", "apparatus", 1.3, lines, _SECTION, 2),
        ("academic", "journal", 1.0, lines[:6], _JOURNAL, 1),
        ("report", "heading", 1.5, lines[-4:], _REPORT_TURN, 1),
        ("news", "interview", 2.5, lines, _INTERVIEW, 3),
        ("experience", "heading", 1.5, lines, _MEASURES_HEADING, 1),
        ("experience", "measures", 1.6, lines, _MEASURES, 2),
        ("experience", "numbered", 0.8, lines, _NUMBERED, 3),
        ("experience", "opening", 1.9, head[:3], _SUMMARY, 1),
    )
    for kind, rule, weight, near, pattern, least in groups:
        hits = [(line, found) for line in near if (found := pattern.search(line.folded, 0, 600))]
        if len(hits) >= least:
            line, found = hits[0]
            yield Candidate(kind, rule, line.text[found.start() : min(found.end(), found.start() + 24)], weight)
    yield from _dispatches(lines[:6])
    if profile := next((line for line in lines[:3] if _is_profile(line)), None):
        yield Candidate("other", "profile", profile.text[:24], 2.4)
    if old := _old_years(lines):
        yield Candidate("other", "history", old, 2.2)
    has_both = any(_ABSTRACT.match(line.folded) for line in lines) and any(
        _KEYWORDS.match(line.folded) for line in lines
    )
    if has_both:
        yield Candidate(
            "academic", "apparatus", next(line.text[:24] for line in lines if _KEYWORDS.match(line.folded)), 1.5
        )
    addressed = next((line for line in lines[:3] if _ADDRESSED.match(line.folded)), None)
    if addressed and any(_ASKS.search(line.folded) for line in lines):
        yield Candidate("other", "notice", addressed.text, 2.5)
    is_speech = any(_GREETING.search(line.folded, 0, 300) for line in lines[:5])
    # Menus that stayed above the text are no paragraphs.
    opening = [line for line in lines[:14] if len(line.text) >= _SHORTEST_STORY][:4]
    if not is_speech and (told := next((told for line in opening if (told := event_of(line))), "")):
        yield Candidate("news", "event", told, 2.2)
    yield from _voice(lines, is_placed=is_placed)


def _dispatches(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the first line that an outlet's dispatch opens: 某日报讯, 某社某市6月13日电."""
    for line in lines:
        if span := dateline_outlet(line.folded):
            yield Candidate("news", "dispatch", line.text[span[0] : span[1] + 8], 2.5)
            return


def _old_years(lines: list[FoldedLine]) -> str:
    """Return the first of three or more years before 1980, if the text names hardly a later one; else ""."""
    years = [(line, found) for line in lines for found in _OLD_YEAR.finditer(line.folded)]
    new = sum(len(_NEW_YEAR.findall(line.folded)) for line in lines)
    if len(years) < 3 or len(years) <= 2 * new:
        return ""
    line, found = years[0]
    return line.text[found.start() : found.start() + 16]


def _is_profile(line: FoldedLine) -> bool:
    """Return whether a paragraph counts what a place or an office has, and tells of no day."""
    head = line.folded[:_LONGEST_SENTENCE]
    return len(_AMOUNT.findall(head)) >= 4 and bool(_STATE.search(head)) and not DAY.search(head)


def event_of(line: FoldedLine) -> str:
    """Return the head of a paragraph whose first sentences tell what was done on a day; else "".

    A day up to which, since which or by whose decision something is done is none.
    """
    if len(line.text) < _SHORTEST_STORY:
        return ""
    start = 0
    for number, sentence in enumerate(line.folded[:_LONGEST_SENTENCE].split(".")[:3]):
        # A later sentence tells of a day only where it begins with it: …更名。12月31日,支部召开大会, …记者节。上午,县长看望….
        day = DAY.search(sentence, 0, 90 if number == 0 else 14) or (_SAME_DAY.match(sentence) if number else None)
        if (
            day
            and not _NO_EVENT.search(sentence[: day.start()].rpartition(",")[2])
            and not _SINCE.match(sentence, day.end())
            and _ACT.search(sentence)
        ):
            return line.text[start + day.start() : start + day.start() + 24]
        start += len(sentence) + 1
    return ""


def _voice(lines: list[FoldedLine], *, is_placed: bool) -> Iterator[Candidate]:
    """Yield candidates by the voice: an office that writes of itself, or an author who writes of others."""
    size = sum(len(line.text) for line in lines)
    verbs = [(line, found) for line in lines for found in _OFFICE_PROSE.finditer(line.folded)]
    is_office_prose = len(verbs) >= 4 and len(verbs) * 1000 >= 5 * size
    if len(led := lead_ins(lines)) >= 2:
        yield Candidate("experience", "measures", led[0].text[:24], 1.8)
    if is_office_prose:
        line, found = verbs[0]
        yield Candidate("experience", "office-prose", line.text[max(0, found.start() - 6) : found.end() + 6], 1.5)
    own = speaks_for_itself(lines)
    signed = next((line for line in lines[-2:] if _ORGAN_LINE.match(line.folded)), None)
    if own and signed:
        yield Candidate("report", "signature", signed.text, 1.5)
    headings = [line for line in lines if len(line.text) <= 30]
    if heading := next((line for line in headings if _REPORT_HEADING.search(line.folded)), None):
        yield Candidate("report", "heading", heading.text, 1.5)
    elif size > 120 and not own and not is_office_prose and narrates(lines) and tells_the_state(lines):
        yield Candidate("experience", "state", lines[0].text[:24], 1.5)
        yield Candidate("news", "prose", lines[0].text[:24], 0.9)
    elif size > 120 and not own and not is_office_prose and narrates(lines):
        yield Candidate("news", "prose", lines[0].text[:24], 1.6 if is_placed else 1.0)
    elif size > 120 and own and not is_office_prose and narrates(lines):
        # A school or an office tells what it did: its own news as often as its experience.
        yield Candidate("news", "prose", lines[0].text[:24], 1.1)
        yield Candidate("experience", "prose", lines[0].text[:24], 0.9)
    elif size > 120:
        # Prose without office words and without 我县 is as often a reporter's; little of it says little more.
        weight = 0.4 if is_office_prose and size <= 300 else 1.2 if own or is_office_prose else 1.0
        yield Candidate("experience", "prose", lines[0].text[:24], weight)
        if not own and not is_office_prose and sum(len(line.text) <= SUBHEADING for line in lines[1:-2]) < 2:
            yield Candidate("news", "prose", lines[0].text[:24], 0.4)
