"""The kind of a report, by the words of its headings and by its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.evidence import Candidate, Evidence
from archive.text.metadata.frames import (
    SUBHEADING,
    find_masks,
    is_paper_mill,
    narrates,
    shop_words,
    speaks_for_itself,
    without_terms,
)
from archive.text.metadata.lines import FoldedLine, read_lines
from search.fold import fold

#: How many masked places and numbers turn a report into a form to fill in: (number, number in 1,000 characters, weight).
MASKS_OF_A_TEMPLATE = ((12, 6, 9.0), (6, 12, 9.0), (6, 6, 6.0), (6, 0, 3.0), (3, 4, 3.5))
#: The weight in a study, because studies call their villages X村 too.
MASKS_OF_A_STUDY = 1.5

# (kind, weight, pattern) on the folded title.
_TITLE = (
    ("template", 4.0, re.compile(r"范文|模板|参考稿|(?:精选|通用|合集|[0-9一二三四五六七八九十]{1,3}篇)\)?$|\(精选")),
    (
        "academic",
        3.0,
        re.compile(
            r"研究(?![生院室所会员]|中心)|浅析|浅谈|探析|刍议|的?成因|对策|条件与|机理|论文|——基于|以.{2,16}为例"
        ),
    ),
    ("academic", 1.5, re.compile(r"调查与思考|思考|路径|困境|探讨")),
    ("report", 3.0, re.compile(r"汇报|总结|述职|工作报告|情况(?:的)?报告|报告$|工作要点|自查|回顾|进展情况|报告书")),
    ("report", 1.5, re.compile(r"综述|情况|计划|回访")),
    (
        "experience",
        2.5,
        re.compile(
            r"经验(?!.{0,4}(?:交流|分享|介绍)会)|做法|典型材料|典型案例|案例|交流(?![团会座])|先进事迹|创新|探索与实践|十问|工作法"
        ),
    ),
    (
        "news",
        1.8,
        re.compile(
            r"(?:交流|分享|座谈|推进|动员|表彰|发布|现场|报告)会$|(?:举行|召开|举办|启动|揭牌|开班|开讲)|做客"
            r"|(?:开展|走进|前往|赴).{0,40}(?:活动|参观|学习|调研|研学)(?:工作)?$"
        ),
    ),
    ("experience", 0.8, re.compile(r"重在|破解|激活|赋能")),
    ("news", 2.0, re.compile(r"侧记|纪实|见闻|答记者问|记者|报道|快讯|问答|专访|走笔")),
    ("other", 2.5, re.compile(r"通知|办法|制度$|规定|细则|方案$|公告|名单")),
    ("other", 4.0, re.compile(r"(?:讲话|发言|致辞)(?:稿|提纲)?$")),
)
_REPORT_OPENING = re.compile(
    r"(?:现将|现就|现把|现).{0,40}(?:汇报|报告|总结|综述|述职)如下|向.{1,12}(?:汇报|述职|报告)|(?:述职|总结|汇报|报告)如下"
)
_NAMED_REPORT = re.compile(r"(?:工作报告|工作总结|工作汇报|述职报告|情况汇报|情况报告)(?:\(.{1,12}\))?$")
# 各位代表:现在,我代表某人民政府,向大会报告工作
_SPEECH_OPENING = re.compile(
    r"^(?:现在 ?,)? ?我代表.{2,24}[,向].{0,12}(?:报告|汇报|作)|^(?:尊敬的)?各位(?:代表|委员|领导)[,:.!]"
)
# The credits for text, photographs and editing at the foot of an office's own news page.
_CREDIT = re.compile(
    r"^\(?(?:文字|图片|图|摄影|供图|供稿|文稿|文案|撰稿|编辑|责编|责任编辑|新媒体编辑|审核|初审|复审|终审|校审|编审|审核发布|排版|视频|主编|副主编)"
    r" ?[:|/丨]"
)
_REPORT_HEADING = re.compile(
    r"存在.{0,8}问题|主要问题|下一?步|今后|工作打算|努力方向|主要做法和成效|基本情况|工作安排|几点建议|意见建议"
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
    r"^(?:内容)?\[?(?:摘 {0,4}要|提 {0,4}要|关键[词字]|中图分类号|参考文献|注释|作者简介|基金项目|刊载)\]?(?:[ :\](]|$)"
    r"|^\((?:作者单位 ?: ?)?(?:1 ?[.,]? ?)?[\u4e00-\u9fff ]{2,30}(?:大学|学院|党校|研究院|研究所|研究中心|社会科学院)"
    r"[^()]{0,60}(?:\d{6})?[^()]{0,90}\)?$"
)
_FIELDWORK = re.compile(r"访谈|问卷|样本|本文|笔者|文献|变量|假设|课题组|机制分析|学界|学理|进路|范式|维度")
_JOURNAL = re.compile(r"^[\u4e00-\u9fff]{3,16}(?:\([\u4e00-\u9fff]{2,4}\))? (?:19|20)\d\d年\d{1,2}期$")
_DISPATCH = re.compile(
    r"^.{0,24}(?:日报|晚报|报|网|社|台)[\u4e00-\u9fff]{0,6}(?:\d{1,2}月\d{1,2}日)?(?:讯|电|报道)"
    r"(?=[ \u3400-\u9fff(,:]|$)"
)
_EVENT = re.compile(
    r"^(?:.{0,20}\) ?)?(?:近日|日前|连日来|\d{1,2}月\d{1,2}日(?: ?[-至] ?(?:\d{1,2}月)?\d{1,2}日)?(?:上午|下午|晚上?)?,)"
)
_BYLINE = re.compile(
    r"(?:^|[\n (,\[|◆■])(?:[\u4e00-\u9fff]{0,8}(?:报|网|社|台|客户端|媒体|融媒)|本刊)?(?:记者|通讯员) ?:? ?(?:文/)?[\u3400-\u9fff]{2,4}(?=[\n ),\]/]|$)"
)
# Whole sentences in quotes are speech; 问“谁家的门还没进过” is the name of a task.
# On the fold with opening and closing quotes kept apart.
_SPEECH = re.compile(r"“[^“”\n]{7,200}[.!?,]”|(?:说|道|讲|问|答|喊|笑|叹|嘀咕|介绍|坦言)[:,] ?“[^“”\n]{8,200}")
_ANY_QUOTE = re.compile('"')
_QUOTES = {"“": "“", "「": "“", "『": "“", "”": "”", "」": "”", "』": "”"}
_SCENE = re.compile(r"昨天|那天|清晨|傍晚|早上|晚上|夜里|老人|大爷|大娘|大妈|老汉|[0-9一二三四五六七八九十]{1,4}岁")
# 今年以来,某县…: an office looks back.
_SUMMARY = re.compile(r"^(?:今年|去年|近年|近几年|一年|几年)(?:以)?来,(?!我)[\u4e00-\u9fff]{2,10}[省市州县区旗乡镇街]")
_INTERVIEW = re.compile(r"^(?:问|答|记者) ?:")
_MEASURES = re.compile(r"一是.{0,400}二是|(?:^|[.;])抓.{1,8}[,].{2,20}|^(?:突出|强化|坚持|聚焦).{2,10}[,].{2,12}")
_SAMPLE = re.compile(r"^(?:篇|范文)[一二三四五1-5](?![\u4e00-\u9fff])|^第[一二三]篇")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十] ?,|\([一二三四五六七八九十]\))")
#: The verbs of office prose; a reporter's text has a fifth as many.
_OFFICE_PROSE = re.compile(r"坚持|完善|健全|推行|落实|建立|强化|深化|推进")
_TEMPLATE_HEAD = re.compile(r"范文|仅供参考|仅供写作参考|篇一|第一篇")
_PRESS = re.compile(
    r"(?:日报|晚报|晨报|早报|时报|周报|[新潮商]报|时讯|晨讯|报|新闻网|通讯社|融媒体?|周刊|电视台|客户端)$"
)
_TOLD = re.compile(
    r"记者(?:日前|近日|从|在|了解到|获悉|看到|采访|走进|来到|见到|问)|[对向诉](?:本报|本网)?(?:记者|笔者)|据(?:悉|介绍|了解)[,:]|介绍说"
)
# 某县:“某某”… is how a paper heads an item; so is 某县开展“某某”活动.
_HEADLINE = re.compile(r"^[\u4e00-\u9fff]{2,12} ?: ?.{4}|^[\u4e00-\u9fff]{2,10}[省市州县区旗](?:开展|举办|召开|启动)")


def describe_kind(
    title: str,
    text: str,
    lines: list[FoldedLine],
    *,
    source: str = "",
    page: str = "",
    removed: str = "",
    is_placed: bool = True,
) -> Evidence:
    """Return report, news, experience, template, academic or other, with the words that show it.

    ``lines`` are those of the cleaned text, ``page`` is the repaired text, ``removed`` the words that cleaning
    removed; ``is_placed`` says whether the region is known. A text about a place's measures without any other mark is
    an experience. One about others, without office prose and without points, is news.
    """
    clues = list(_clues(fold(title), title, text, lines, source, fold(page), fold(removed)))
    if source and not is_placed and is_paper_mill(source):
        clues.append(Candidate("template", "document-site", source, 3.0))
    scores: dict[str, float] = {}
    for clue in clues:
        scores[clue.value] = scores.get(clue.value, 0.0) + clue.confidence
    if not scores:
        return Evidence(None, "not-found")
    ranking = sorted(scores, key=lambda kind: -scores[kind])
    total = sum(scores.values())

    def candidate(kind: str) -> Candidate:
        strongest = max((clue for clue in clues if clue.value == kind), key=lambda clue: clue.confidence)
        confidence = min(0.95, scores[kind] / total * min(1.0, 0.4 + scores[kind] / 5))
        return Candidate(kind, strongest.rule, strongest.quote, round(confidence, 2))

    best, *rivals = (candidate(kind) for kind in ranking)
    return Evidence(best.value, best.rule, best.quote, best.confidence, tuple(rivals))


def _clues(
    folded_title: str, title: str, text: str, lines: list[FoldedLine], source: str, page: str, removed: str
) -> Iterator[Candidate]:
    words_of_title = without_terms(folded_title)
    for kind, weight, pattern in _TITLE:
        if found := pattern.search(words_of_title):
            yield Candidate(kind, "title-word", title[slice(*found.span())], weight)
    shape = list(_line_clues(lines))
    yield from shape
    masks = find_masks(f"{title}\n{text}")
    rows = (weight for number, share, weight in MASKS_OF_A_TEMPLATE if _is_masked(len(masks), len(text), number, share))
    if weight := next(rows, 0.0):
        is_study = any(clue.value == "academic" for clue in shape)
        yield Candidate("template", "masked", masks[0], MASKS_OF_A_STUDY if is_study else weight)
    elif found := _NAMED_REPORT.search(words_of_title):
        yield Candidate("report", "title-word", title[slice(*found.span())], 2.5)
    if found := _TEMPLATE_HEAD.search(removed):
        yield Candidate("template", "paper-mill", found[0], 1.5)
    if shop := shop_words(page):
        yield Candidate("template", "document-site", shop, 2.0)
    if narrates(lines) and (headline := _HEADLINE.search(words_of_title)):
        yield Candidate("news", "title-word", title[slice(*headline.span())], 0.5)
    is_press = bool(source and _PRESS.search(fold(source)))
    spoken = [_with_quotes(line) for line in lines]
    for kind, rule, each, most, pattern in (
        ("news", "speech", 0.9, 2.7, _SPEECH),
        ("news", "scene", 0.3, 1.5, _SCENE),
        ("news", "byline", 1.0, 2.0, _TOLD),
    ):
        hits = [(line, found) for line, words in zip(lines, spoken, strict=True) for found in pattern.finditer(words)]
        least = 1 if rule == "byline" else 2 if is_press or rule == "speech" else 3
        if len(hits) >= least:
            line, found = hits[0]
            quote = line.text[found.start() : min(found.end(), found.start() + 24)]
            yield Candidate(kind, rule, quote, min(most, each * len(hits)))
    if found := _BYLINE.search(page[:400]) or _BYLINE.search(page[-120:]):
        yield Candidate("news", "byline", found[0].strip(), 1.4)
    credits = [line for line in read_lines(page[-1500:])[-14:] if _CREDIT.match(line.folded)]
    if len(credits) >= 2:
        yield Candidate("news", "byline", credits[0].text[:24], min(2.4, 0.8 * len(credits)))
    if is_press:
        yield Candidate("news", "press", source, 0.5)


def _is_masked(masks: int, size: int, least: int, share: int) -> bool:
    return masks >= least and masks * 1000 >= share * size


def _with_quotes(line: FoldedLine) -> str:
    """Return the folded line with “ and ” for quotes of any shape; straight ones open and close in turn."""
    if '"' not in line.folded:
        return line.folded
    parts, last, is_open = [], 0, False
    for quote in _ANY_QUOTE.finditer(line.folded):
        at = quote.start()
        shown = _QUOTES.get(line.text[at]) or ("”" if is_open else "“")
        is_open = shown == "“"
        parts += [line.folded[last:at], shown]
        last = at + 1
    return "".join((*parts, line.folded[last:]))


def _line_clues(lines: list[FoldedLine]) -> Iterator[Candidate]:
    head, tail = lines[:4], lines[-2:]
    groups = (
        ("template", "numbered-samples", 3.0, lines, _SAMPLE, 1),
        ("report", "opening", 2.5, head, _REPORT_OPENING, 1),
        ("report", "opening", 2.5, lines[:12], _SPEECH_OPENING, 1),
        ("news", "dispatch", 2.5, head[:2], _DISPATCH, 1),
        ("news", "event", 1.0, head[:3], _EVENT, 1),
        ("report", "closing", 1.5, tail, _REPORT_CLOSING, 1),
        ("academic", "apparatus", 3.0, lines, _ACADEMIC, 1),
        ("academic", "fieldwork", 1.5, lines, _FIELDWORK, 3),
        ("academic", "journal", 1.0, lines[:6], _JOURNAL, 1),
        ("report", "heading", 1.5, lines[-4:], _REPORT_TURN, 1),
        ("news", "interview", 2.5, lines, _INTERVIEW, 3),
        ("experience", "measures", 1.6, lines, _MEASURES, 2),
        ("experience", "numbered", 0.8, lines, _NUMBERED, 3),
        ("experience", "opening", 1.7, head[:2], _SUMMARY, 1),
    )
    for kind, rule, weight, near, pattern, least in groups:
        hits = [(line, found) for line in near if (found := pattern.search(line.folded, 0, 600))]
        if len(hits) >= least:
            line, found = hits[0]
            yield Candidate(kind, rule, line.text[found.start() : min(found.end(), found.start() + 24)], weight)
    yield from _voice(lines)


def _voice(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield candidates by the voice: an office that writes of itself, or an author who writes of others."""
    size = sum(len(line.text) for line in lines)
    verbs = [(line, found) for line in lines for found in _OFFICE_PROSE.finditer(line.folded)]
    is_office_prose = len(verbs) >= 4 and len(verbs) * 1000 >= 5 * size
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
    elif size > 120 and not own and not is_office_prose and narrates(lines):
        yield Candidate("news", "prose", lines[0].text[:24], 1.6)
    elif size > 300:
        # Prose without office words and without 我县 is as often a reporter's.
        yield Candidate("experience", "prose", lines[0].text[:24], 1.2 if own or is_office_prose else 1.0)
        if not own and not is_office_prose and sum(len(line.text) <= SUBHEADING for line in lines[1:-2]) < 2:
            yield Candidate("news", "prose", lines[0].text[:24], 0.4)
