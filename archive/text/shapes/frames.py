"""Signs around a text: masks in place of names, the words of file shops, the voice of the author.

A place called XX县, numbers that read ** and a counter for downloads show a form to fill in, whatever its heading
says. 我县 and 我们 outside quotes show an office that writes of itself; whole paragraphs about others, without points,
show a reporter.
"""

from __future__ import annotations

import re

from archive.text.credits.surnames import COMMON, KNOWN, RARE
from archive.text.lines import FoldedLine
from search.fold import fold

_MASK = re.compile(
    r"[*＊]{2,}|[*＊](?=[\u4e00-\u9fff%])"
    r"|(?<![A-Za-zＸ×])[xXＸ×ⅹⅩ]{1,8}(?:[.．][xXＸ×ⅹⅩ]{1,4})?(?=[\u4e00-\u9fff%％])|(?<=[\u4e00-\u9fff])[XxＸ×]{2,4}|(?<![A-Za-zＸ×])[XxＸ×]{2,4}(?= [\u4e00-\u9fff]|\n)"
    r"|某某|某(?=[省市区區县縣乡鄉镇镇鎮村街局州旗])|(?<!_)_{2,}+(?=[年月日个名])|[〇○●]{3,}"
)
# **重点** in Markdown: signs at the borders of words; in **县**镇 they stand for words.
_BOLD = re.compile(
    r"(?<![\u4e00-\u9fff0-9A-Za-z*])\*\*(?=[^\s*])([^*\n]{2,80})(?<=\S)\*\*(?![\u4e00-\u9fff0-9A-Za-z*])|\*\*([^*\n]{2,40}[：:。])\*\*"
)
# 某题名******: a row of stars behind the last word of a line stands for none.
_ORNAMENT = re.compile(r"(?<=[\u4e00-\u9fff\"”])[*＊]{3,40}$", re.MULTILINE)
# What a site for samples writes above or below one.
_MILL_INTRO = re.compile(
    r"(?:供|以供|仅供)(?:您|你|大家)?(?:写作|参考)(?:时)?(?:参考|使用|借鉴|学习)|客服老师|(?:来源于|由)网友上传|(?:为|给|帮)(?:您|你|大家)(?:整理|收集|搜集|准备|带来)了?.{0,30}(?:范文|模板|材料|总结|报告|参考)"
    r"|(?:欢迎|敬请)(?:大家)?(?:阅读|参考)(?:借鉴|下载)?[.!]?$|(?:范文|模板)(?:网|大全|[一二三四五\d]{1,2}篇)|下载.{0,6}(?:本|该|此)(?:范文|文档)"
)
# 县长某某 and 村某某 are no persons of these rare names.
_SURNAMES = (COMMON | KNOWN | RARE) - frozenset("长员村大区")
_SHOP = re.compile(
    r"由(?:用户|网友|会员)(?:分享|上传|投稿|提供)|会员上传|可在线阅读|完整文档|下载价|推荐度|点击下载|下载次数|(?:全文|文档|免费)下载|所需积分"
    r"|大小 ?: ?\d+ ?kb|格式 ?: ?(?:docx?|word|wps)|小编(?:为大家)?(?:整理|收集|精心)|供大家参考|希望对(?:您|你|大家)有所?帮助"
)
_MILL = re.compile(r"范文|文秘|公文|写作|笔杆|秘书|作文|资料|报告库|总结|材料|文库|文档|文章网|文网$|豆丁|道客|图书馆")
_TERM = re.compile(r"\"[^\"]{1,10}\"")
_SPOKEN = re.compile(r"[“「\"][^“”「」\"\n]{0,300}[”」\"]")
_OWN = re.compile(
    r"我(?:省|市|州|盟|县|区|旗|乡|镇|街道|局|村|办|部|委|校|院|们|社区)|本(?:省|市|县|区|乡|镇|局)(?!级)"
)
# Something is told that was done, by somebody somewhere, though the place is in no list.
_HAPPENS = re.compile(
    r"(?:今年|去年)(?:以来)?,|近年来|这几天|连日来|同日|活动(?:现场|中)|号召|\"[,]?[\u4e00-\u9fff]{0,14}说[.,:]"
)
# 桃州镇党委, 柳树湾镇青山村: a town or a company is named, though no county is.
_TOWN = re.compile(
    r"[\u4e00-\u9fff](?<![乡各全本该某])[镇乡](?:党|政府|纪委|团委|机关|[\u4e00-\u9fff]{2,3}村)|有限(?:责任)?公司(?:党|\()"
)
_POINT = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2} ?[,.:]|[一二三四五六][是改抓建破立]|\([一二三四五六七八九十]\)|第[一二三四五六] ?,|\d{1,2}[,.] ?[\u4e00-\u9fff])"
)
_LABEL = re.compile(r"^[\u4e00-\u9fff]{1,3}:")
_ENDS_SENTENCE = re.compile(r"[.!?;,:\")]$")
SUBHEADING = 32
_ANY_QUOTE = re.compile('"')
_QUOTES = {"“": "“", "「": "“", "『": "“", "”": "”", "」": "”", "』": "”"}
_LISTED = re.compile(r"一是.{0,400}二是")
# 夯实基础，建立动态管理。…: a paragraph that opens with what was done, without saying who did it.
_LEAD_IN = re.compile(
    r"^(?:\"党建\+|(?:发挥|深耕|搭建|夯实|创新|融合|精耕|打造|构建|凝聚|激活|聚力|织密|点亮|树牢|建强|提升|推动|拓宽|规范|抓实|抓好|做实|做强|做优|筑牢|优化|整合|培育|压实|统筹"
    r"|加强|落实|建立|严把|引领|赋能|盘活|探索|实施|选优|选好|配强|唤醒|锻造|用好|拓展|深化|推进|突出|强化|坚持|聚焦|健全|推行|严格|完善|立足|围绕))[^.:;]{4,30}[.:]"
)
# 凝聚红色力量，助力乡村振兴, as a heading.
_LED_HEADING = re.compile(
    r"^[^.:;\"]{4,14}[, ](?:助力|推动|促进|激活|盘活|打造|构建|建设|建强|筑牢|凝聚|引领|赋能|提升|服务|共建|夯实|带动|锻造|保障|优化|增强)[^.:;\"]{2,12}$"
)
_MEASURE = re.compile(r"^(?:突出|强化|坚持|聚焦|抓|建|创新|完善|健全|推行|严格)[^,.:]{1,12}[,.:]")


def find_masks(text: str) -> list[str]:
    """Return the masks of places, organs and numbers in order: **, XX, 某某, __.

    张某某 is a person whose name a newspaper holds back, and **…** in Markdown is heavy type: neither is a mask.
    """
    plain = _BOLD.sub(lambda bold: bold[1] or bold[2], text) if "**" in text else text
    plain = _ORNAMENT.sub("", plain)
    return [
        match[0] for match in _MASK.finditer(plain) if match[0] != "某某" or not _names_a_person(plain, match.start())
    ]


def _names_a_person(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in _SURNAMES


def mill_intro(folded_page: str) -> str:
    """Return the words by which a site offers the text as a sample, from the first and last 300 characters; or ""."""
    for edge in (folded_page[:300], folded_page[-300:]):
        for line in edge.split("\n"):
            if found := _MILL_INTRO.search(line.strip()):
                return found[0]
    return ""


def shop_words(folded_page: str) -> str:
    """Return the words of a file shop in the first and last 400 characters of the page, or ""."""
    found = _SHOP.search(folded_page[:400]) or _SHOP.search(folded_page[-400:])
    return found[0] if found else ""


def is_paper_mill(source: str) -> bool:
    """Return whether a source's name is that of a site for samples and files: 某某范文网."""
    return bool(_MILL.search(fold(source)))


def without_terms(folded_title: str) -> str:
    """Return the title with short terms in quotes blanked, offsets kept: “双向述职” is the name of a measure."""
    if folded_title.startswith('"') and folded_title.endswith('"'):
        return folded_title
    return _TERM.sub(lambda term: " " * len(term[0]), folded_title)


def speaks_for_itself(lines: list[FoldedLine]) -> bool:
    """Return whether 我县, 我镇 or 我们 stands outside quotes."""
    return any(_OWN.search(_SPOKEN.sub("", line.folded)) for line in lines)


def speaks_of_somebody(lines: list[FoldedLine]) -> bool:
    """Return whether a text names a town, or tells of itself, of this year or of what somebody said, though of no place in a list."""
    return speaks_for_itself(lines) or any(
        _HAPPENS.search(line.folded) or _TOWN.search(line.folded) for line in lines[:8]
    )


def lead_ins(lines: list[FoldedLine]) -> list[FoldedLine]:
    """Return the paragraphs that open with a measure as their heading."""
    return [
        line
        for line in lines
        if (len(line.text) >= 40 and _LEAD_IN.match(line.folded, 0, 60))
        or (len(line.text) <= SUBHEADING and _LED_HEADING.match(line.folded))
    ]


def narrates(lines: list[FoldedLine]) -> bool:
    """Return whether the text runs on in paragraphs: hardly a numbered heading, no 一是…二是, no row of measures or labels."""
    points = sum(bool(_POINT.match(line.folded)) for line in lines)
    measures = sum(bool(_MEASURE.match(line.folded)) for line in lines)
    labels = sum(bool(_LABEL.match(line.folded)) for line in lines)
    subheadings = sum(
        4 <= len(line.text) <= SUBHEADING and not _ENDS_SENTENCE.search(line.folded) for line in lines[2:-2]
    )
    return (
        points < 2
        and measures < 2
        and len(lead_ins(lines)) < 2
        and labels < 3
        and subheadings < 2
        and not any(_LISTED.search(line.folded) for line in lines)
    )


def with_quotes(line: FoldedLine) -> str:
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
