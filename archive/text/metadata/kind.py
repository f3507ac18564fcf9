"""The kind of a report, by the words of its headings and by its shape."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from archive.text.credits.bylines import find_bylines
from archive.text.evidence import Candidate, Evidence
from archive.text.lines import FoldedLine, read_lines
from archive.text.shapes.frames import (
    find_masks,
    is_paper_mill,
    mill_intro,
    narrates,
    shop_words,
    speaks_for_itself,
    speaks_of_somebody,
    with_quotes,
    without_terms,
)
from archive.text.shapes.matter import matter_clues
from archive.text.shapes.shape import DAY, line_clues
from search.fold import fold

#: How many masked places and numbers turn a report into a form to fill in: (number, number in 1,000 characters, weight).
MASKS_OF_A_TEMPLATE = ((12, 6, 9.0), (6, 12, 9.0), (6, 6, 6.0), (6, 0, 3.0), (3, 4, 3.5))
#: The weight in a study, because studies call their villages X村 too.
MASKS_OF_A_STUDY = 1.5

_SPEECH_TITLE = re.compile(r"(?:讲话|发言|致辞)(?:稿|提纲)?$")

# (kind, weight, pattern) on the folded title.
_TITLE = (
    ("template", 4.0, re.compile(r"范文|模板|参考稿|(?:精选|通用|合集|[0-9一二三四五六七八九十]{1,3}篇)\)?$|\(精选")),
    (
        "academic",
        3.0,
        re.compile(
            r"研究(?![生院室所会员]|中心|讨论|部署|决定|解决|推进|通过|审议|学习|制定|落实|安排)|问题探究|(?:策略|对策|机制|路径)(?:探索|探讨|分析|选择)|浅析|浅谈|探析|刍议|的?成因|对策|条件与|机理|论文|——基于|以.{2,16}为例"
        ),
    ),
    ("academic", 0.8, re.compile(r"^[\u4e00-\u9fff]{0,4}(?<![讨理评舆议结])论(?![坛文述断点语证])[\u4e00-\u9fff]{4}")),
    ("academic", 1.5, re.compile(r"调查与思考|思考|路径|困境|探讨")),
    ("academic", 2.0, re.compile(r"视角下|视域下|视阈")),
    (
        "report",
        3.0,
        re.compile(r"汇报|总结(?!表彰|大会|会)|述职|工作报告|情况(?:的)?报告|报告$|工作要点|自查|回顾|进展情况|报告书"),
    ),
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
            r"|(?:开展|走进|前往|赴).{0,40}(?:活动|参观|学习|调研|研学)(?:工作)?$|(?:开展|举办|组织).{2,24}活动(?=庆祝|纪念|喜迎)"
        ),
    ),
    (
        "news",
        1.8,
        re.compile(
            r"来校|来我[校院县市镇局]|莅临|一行|(?:到|赴|在).{2,16}(?:调研|考察|检查|督导|慰问|视察)|荣获|获(?:评|奖|.{0,10}(?:奖|称号))|入选"
            r"|主题(?:党日|团日)活动|(?<!的)调研(?!报告|思考|课题|材料|情况|组|与|员)(?=[\u4e00-\u9fff]{3})|挂牌|定于|专题党课|开幕|圆满|参观|之旅|奇妙游|走进|寻访|见面会|评议会|学习会$|宣讲会"
        ),
    ),
    (
        "experience",
        0.8,
        re.compile(r"重在|破解|激活|赋能|组合拳|促.{0,6}(?:振兴|发展)|如何|的(?:创新与)?实践|(?:工作|活动)纪实"),
    ),
    (
        "news",
        2.0,
        re.compile(
            r"侧记|(?<!工作)(?<!活动)纪实|见闻|答记者问|记者|报道|快讯|问答|专访|走笔|来自.{2,16}的(?:调研|报道|报告)|一线(?:调研|见闻|观察)"
        ),
    ),
    (
        "other",
        2.5,
        re.compile(
            r"通知|办法|制度$|规定|细则|方案$|公告|名单(?![!,])|提醒$|公示(?!名单)|启事|招聘|倡议书|[法]$(?<![办做方说])|条例$|章程$|须知$"
        ),
    ),
    ("other", 4.0, _SPEECH_TITLE),
    ("other", 4.0, re.compile(r"大事记|年表$")),
    # The name of a document ends its heading, whatever words it is about.
    (
        "other",
        3.0,
        re.compile(
            r"(?:通知|细则|方案|条例|章程|公告|公示|通告|名单|批复|标准|规划|规划纲要)(?:\(.{1,12}\))?$"
            r"|关于.{2,50}的(?:实施|指导|若干)?(?:意见|决定|建议|函|通报)(?:\(.{1,12}\))?$"
        ),
    ),
)
# 以优异成绩迎接党的二十大胜利召开: a slogan, and no meeting of the report.
_SLOGAN = re.compile(r"(?:以[\u4e00-\u9fff]{2,12})?(?:喜迎|迎接|献礼)[^,.:!? ]{2,24}?(?:召开|开幕)")
_SCHOLARLY = re.compile(r"[\u4e00-\u9fff]{2}(?:学报|学刊|研究|论丛|论坛)$")
# 某县:“三项举措”… is how an office heads what it does.
_COUNTED = re.compile(
    r"[一二三四五六七八]\"?(?:项|个|大|条|步|招)?\"?(?:举措|措施|行动|抓手|聚焦|着力|强化|坚持|到位|机制|工程)"
)
_NAMED_REPORT = re.compile(r"(?:工作报告|工作总结|工作汇报|述职报告|情况汇报|情况报告)(?:\(.{1,12}\))?$")
# The credits for text, photographs and editing at the foot of an office's own news page.
_CREDIT = re.compile(
    r"^\(?(?:文字|图片|图|摄影|供图|供稿|文稿|文案|撰稿|编辑|责编|责任编辑|新媒体编辑|审核|初审|复审|终审|校审|编审|审核发布|排版|视频|主编|副主编)"
    r" ?[:|/丨]"
)
# Whole sentences in quotes are speech; 问“谁家的门还没进过” is the name of a task.
# On the fold with opening and closing quotes kept apart.
_SPEECH = re.compile(r"“[^“”\n]{7,200}[.!?,]”|(?:说|道|讲|问|答|喊|笑|叹|嘀咕|介绍|坦言)[:,] ?“[^“”\n]{8,200}")
_SCENE = re.compile(r"昨天|那天|清晨|傍晚|早上|晚上|夜里|老人|大爷|大娘|大妈|老汉|[0-9一二三四五六七八九十]{1,4}岁")
# 乡镇工作总结, 村党支部书记事迹材料: a report or a paper of merit that names neither place nor organ.
_NAMELESS = re.compile(
    r"^(?:关于)?(?:某)?(?:乡镇|镇长?|乡|县|区|全[县区市镇乡]|村|社区|街道|学校|机关|党支部|基层|村支书|支部)(?:[\u4e00-\u9fff\"]{0,16})(?:工作总结|总结|汇报|报告|材料|讲话|发言)"
)
# 党的二十大报告提出, 习近平总书记指出: what a paper on doctrine starts from.
_DOCTRINE = re.compile(r"(?:报告|全会|总书记|会议)(?:中|还)?(?:明确|曾|多次|深刻)?(?:提出|指出|强调|讲到|要求)")
_AS_A_SAMPLE = re.compile(
    r"小编.{0,24}(?:范文|模板)|(?:范文|模板).{0,12}(?:供|参考|借鉴)|供(?:您|你|大家)?写作(?:时)?参考"
)
_TEMPLATE_HEAD = re.compile(r"范文|仅供参考|仅供写作参考|篇一|第一篇")
_PRESS = re.compile(
    r"(?:日报|晚报|晨报|早报|时报|周报|[新潮商]报|时讯|晨讯|报|新闻网|通讯社|融媒体?|周刊|电视台|客户端|[\u4e00-\u9fff]{2,6}网)$"
)
_TOLD = re.compile(
    r"记者(?:日前|近日|从|在|了解到|获悉|看到|采访|走进|来到|见到|问)|[对向诉](?:本报|本网)?(?:记者|笔者)|据(?:悉|介绍|了解)[,:]|介绍说|[,.]记者[\u4e00-\u9fff]{2}"
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
    clues = list(_clues(fold(title), title, text, lines, source, fold(page), fold(removed), is_placed))
    if source and not is_placed and is_paper_mill(source):
        clues.append(Candidate("template", "document-site", source, 3.0))
    scores: dict[str, float] = {}
    for clue in clues:
        scores[clue.value] = scores.get(clue.value, 0.0) + clue.confidence
    if not scores:
        return Evidence(None, "not-found")
    ranking = sorted(scores, key=lambda kind: -scores[kind])
    total = sum(scores.values())
    lead = scores[ranking[0]] - (scores[ranking[1]] if len(ranking) > 1 else 0.0)

    def candidate(kind: str, confidence: float) -> Candidate:
        strongest = max((clue for clue in clues if clue.value == kind), key=lambda clue: clue.confidence)
        return Candidate(kind, strongest.rule, strongest.quote, round(confidence, 2))

    best = candidate(ranking[0], _likely(lead))
    rivals = tuple(candidate(kind, min(0.5, scores[kind] / total)) for kind in ranking[1:])
    signs = tuple(_signs(best.value, clues, lines))
    return Evidence(best.value, best.rule, best.quote, best.confidence, rivals, signs)


def _likely(lead: float) -> float:
    """Return how likely the best kind is right by its lead in weights: 0.5 for a third of a weight, 0.9 for three."""
    return min(0.95, 1 / (1 + math.exp(0.3 - 0.85 * lead)))


def _signs(kind: str, clues: list[Candidate], lines: list[FoldedLine]) -> Iterator[str]:
    """Yield what else speaks for the chosen kind, or against it."""
    if all(clue.value == kind for clue in clues):
        yield "unopposed"
    if len({clue.rule for clue in clues if clue.value == kind}) > 1:
        yield "agreed"
    if any(clue.rule in ("event", "dispatch") for clue in clues):
        yield "tells-an-event"
    if speaks_for_itself(lines):
        yield "own-voice"
    if sum(len(line.text) for line in lines) < 300:
        yield "short"
    if kind in ("news", "experience", "template"):
        yield f"says-{kind}"


def _clues(
    folded_title: str,
    title: str,
    text: str,
    lines: list[FoldedLine],
    source: str,
    page: str,
    removed: str,
    is_placed: bool,
) -> Iterator[Candidate]:
    words_of_title = _SLOGAN.sub(lambda slogan: " " * len(slogan[0]), without_terms(folded_title))
    for kind, weight, pattern in _TITLE:
        if found := pattern.search(words_of_title):
            yield Candidate(kind, "title-word", title[slice(*found.span())], weight)
    if found := _COUNTED.search(folded_title):
        yield Candidate("experience", "title-word", title[slice(*found.span())], 1.5)
    shape = list(line_clues(lines, is_placed=is_placed))
    yield from shape
    yield from matter_clues(lines, title, f"{folded_title}\n{page[:300]}")
    masks = find_masks(f"{title}\n{text}")
    rows = (weight for number, share, weight in MASKS_OF_A_TEMPLATE if _is_masked(len(masks), len(text), number, share))
    if weight := next(rows, 0.0):
        is_study = any(clue.value == "academic" for clue in shape)
        yield Candidate("template", "masked", masks[0], MASKS_OF_A_STUDY if is_study else weight)
    elif masks and not is_placed and all(clue.value == "experience" or clue.rule == "prose" for clue in shape):
        yield Candidate("template", "masked", masks[0], 2.5)
    elif found := _NAMED_REPORT.search(words_of_title):
        yield Candidate("report", "title-word", title[slice(*found.span())], 2.5)
    # A site that offers the text as a sample to write by settles it, whatever its heading says.
    if intro := mill_intro(page):
        yield Candidate("template", "paper-mill", intro, 12.0 if _AS_A_SAMPLE.search(page) else 3.0)
    elif found := _TEMPLATE_HEAD.search(removed):
        yield Candidate("template", "paper-mill", found[0], 1.5)
    if masks and (speech := _SPEECH_TITLE.search(words_of_title)):
        # A speech whose places and names are masked is one to copy.
        yield Candidate("template", "masked", speech[0], 2.0)
    if (masked := find_masks(title)) and not any(clue.value == "academic" for clue in shape):
        yield Candidate("template", "masked", masked[0], 4.0)
    if not is_placed and not source and (found := _NAMELESS.search(words_of_title)):
        yield Candidate("template", "nameless", title[slice(*found.span())], 4.0)
    if shop := shop_words(page):
        # A document that a shop sells, of no place and no person, is one to copy.
        is_of_nobody = not is_placed and not source and not speaks_of_somebody(lines)
        yield Candidate("template", "document-site", shop, 7.0 if is_of_nobody else 2.0)
    if narrates(lines) and (headline := _HEADLINE.search(words_of_title)):
        yield Candidate("news", "title-word", title[slice(*headline.span())], 0.5)
    if journal := _SCHOLARLY.search(fold(source)):
        yield Candidate("academic", "journal", source[slice(*journal.span())], 1.5)
    is_press = bool(source and not journal and _PRESS.search(fold(source)) and not is_paper_mill(source))
    spoken = [with_quotes(line) for line in lines]
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
    byline = _byline(page)
    if byline:
        yield Candidate("news", "byline", byline, 1.4)
    credits = [line for line in read_lines(page[-1500:])[-14:] if _CREDIT.match(line.folded)]
    if len(credits) >= 2:
        yield Candidate("news", "byline", credits[0].text[:24], min(2.4, 0.8 * len(credits)))
    if is_press:
        # A newspaper that counts what was done reports it.
        yield Candidate("news", "press", source, 1.2 if any(clue.rule == "state" for clue in shape) else 0.5)
    is_told = (
        is_press
        or bool(byline)
        or len(credits) >= 2
        or any(clue.value == "news" and clue.rule not in ("prose", "editors-note") for clue in shape)
    )
    is_dated = any(DAY.search(line.folded, 0, 200) for line in lines[:8])
    if lines and not (is_placed or is_told or is_dated or speaks_of_somebody(lines)):
        # Of no place and no day: it teaches, or speaks of the matter as such.
        quote = lines[0].text[:24]
        learned = 0.5 if any(_DOCTRINE.search(line.folded) for line in lines[:2]) else 0.0
        yield Candidate("academic", "placeless", quote, learned + (1.1 if narrates(lines) else 1.4))
        yield Candidate("other", "placeless", quote, 1.3 if narrates(lines) else 0.9)


def _byline(page: str) -> str:
    """Return a reporter's byline near the head or the end of a folded page, or ""; a photographer's is none."""
    for line in (*page[:600].split("\n")[:10], *page[-160:].split("\n")):
        if byline := next((each for each in find_bylines(line[:90]) if not each.is_photo), None):
            return line[byline.start : byline.end]
    return ""


def _is_masked(masks: int, size: int, least: int, share: int) -> bool:
    return masks >= least and masks * 1000 >= share * size
