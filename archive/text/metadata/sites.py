"""The site's own name, a last resort for the source: in bars of columns, paths, page titles, notices and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.clean.cleaned import Cleaned
from archive.text.credits.outlets import NAME, is_outlet
from archive.text.evidence import Candidate
from archive.text.lines import FoldedLine
from search.fold import fold

_KIND = r"(?:文库|文秘网|范文网|公文网|写作网|资料网|文档网|论文网|党建网)"
# A company that made or owns the software of a site speaks for no text.
_SITE = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<value>[\u4e00-\u9fff]{{2,8}}{_KIND})(?=[^\u4e00-\u9fff]|$|提供|整理|收集)"
    rf"|(?:上传至|上传到|来自|选自|下载自|收藏于)(?P<kept>[\u4e00-\u9fff]{{2,6}}{_KIND})"
    r"|(?<![\u4e00-\u9fff])(?P<runs>[\u4e00-\u9fff]{2,8}?网)(?:负责|版权所有|提供|整理|转载)"
    r"|(?:版权所有|©|copyright) ?:? ?(?:©|\(c\))? ?(?:\d{4}(?:-\d{4})? )?(?P<owner>[\u4e00-\u9fff]{3,20}?)(?=版权所有|[^\u4e00-\u9fff]|$)"
)
_COMPANY = re.compile(r"有限|股份|集团|科技(?:公司|发展)|网络技术|软件|信息技术")
_FOOTER = re.compile(r"版权所有|©|copyright|\(c\)")
_RULES = ("slogan", "document-site", "copyright", "paper-mill", "share", "source-line")
# A bar of columns led by the site's name: 某某圈|公文|材料|心得.
_BAR_PARTS = re.compile(r"[|\t ·•>]+")
_BAR_WORD = re.compile(
    r"首页|设为|加入|收藏|联系|登录|注册|手机|今天|欢迎|关于|帮助|返回|位置|网站|投稿|搜索|导航|字号|字体|大|中|小|分享|打印"
)
_CRUMB = re.compile(
    rf"(?:位置|位于|现在在)(?:是)? ?:? ?(?:首页 ?[->»→/]+ ?(?P<column>))?(?P<value>{NAME})(?:新媒体)?(?:首页|主页)? ?[->»→/]|^(?P<first>{NAME})(?:新媒体)?(?:首页|主页)? {{0,3}}[>»→]"
)
_COLUMN_END = re.compile(r"(?:范文|文库|资料库|素材库|报告库|题库|发布|之窗|观察|先锋|头条|党建|组工)$")
_BEHIND_TITLE = re.compile(rf".{{6,80}}?(?: ?[-_|]{{1,2}} ?| ·)(?P<value>{NAME})(?:数字报|数字版|电子版|首页)?$")
# 题目_某某在线_全国村官第一门户: what a site says of itself stands behind its name.
_SLOGAN = re.compile(r" ?[-_|]{1,2} ?[\u4e00-\u9fff]{2,12}(?:门户(?:网站)?|平台|第一站)$")
_WITH_HOST = re.compile(r"^(?P<value>[\u4e00-\u9fff]{2,10}) ?[(\[ ] ?(?:https?://)?(?:www|m)\.[a-z0-9.-]{3,40}")
# 某报官方网站 | 某网首页, 某报数字报: the head of a paper's site.
_OF_A_PAPER = re.compile(
    r"^(?P<value>[\u4e00-\u9fff]{2,10}(?:[日晚早晨时周商]报|报|周刊)) ?(?:官方网站|官网|数字报|电子报|电子版|多媒体版)"
)
_ASKS = re.compile(
    rf"(?:请在|请到|请上|尽在|尽请关注|欢迎访问|欢迎光临|请关注|请访问|请登录|注明来自|注明出处 ?:|注明来源 ?:|(?:本文|文章)来自) ?\"?(?P<value>{NAME})"
    rf"(?=[^\u4e00-\u9fff]|$|上|整理|收集|提供|搜索|查看|下载|小编)|^(?P<own>{NAME})小编|\((?P<host>{NAME}) ?(?:https?://|www\.)"
)
# 凡本网注明“来源：某网”的作品: the notice of a site below its texts.
_NOTICE = re.compile(
    rf"凡(?:是|在)?(?:本[网站刊报])?(?:上)?(?:注明|标注)[\u4e00-\u9fff]{{0,4}}[为是:]? ?\"(?:来源|稿件来源)?[为是:]? ?(?P<value>{NAME})\""
)


def of_the_site(lines: list[FoldedLine], page_title: str, cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield the site's own name; a last resort."""
    for line in lines[:3]:
        if bar := _leads_a_bar(line):
            yield Candidate(bar, "site-name", line.text, 0.38)
        if match := _OF_A_PAPER.match(line.folded):
            yield from _named(line, match, 0.4)
        if match := _WITH_HOST.match(line.folded):
            yield from _named(line, match, 0.37, any_ending=True)
    for line in (*([FoldedLine(page_title, fold(page_title))] if page_title else []), *lines[:2]):
        if len(line.text) <= 100 and "。" not in line.text:
            slogan = _SLOGAN.search(line.folded)
            before = _BEHIND_TITLE.fullmatch(line.folded[: slogan.start()]) if slogan else None
            if match := before or _BEHIND_TITLE.fullmatch(line.folded):
                yield from _named(line, match, 0.37)
    crumbs = [text for each in cleaned.removed if each.rule == "navigation" for text in each.text.split("\n")]
    for line in (*lines[:4], *(FoldedLine(text, fold(text)) for text in crumbs[:4])):
        match = _CRUMB.search(line.folded, 0, 60)
        if match and not (match["column"] is not None and _COLUMN_END.search(match["value"])):
            yield from _named(line, match, 0.36)
    for line in (*lines[:3], *lines[-3:]):
        if match := _ASKS.search(line.folded, 0, 200):
            yield from _named(line, match, 0.36)
    for line in lines[-8:]:
        if match := _NOTICE.search(line.folded, 0, 120):
            yield from _named(line, match, 0.36)
    yield from _in_furniture(lines, cleaned)


def _in_furniture(lines: list[FoldedLine], cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield names of sites in the words that cleaning removed: slogans, boxes, footers; never in the report itself."""
    removed = [removal.text for removal in cleaned.removed if removal.rule in _RULES]
    footers = [line for line in lines[-4:] if _FOOTER.search(line.folded)]
    for group in ([FoldedLine(text, fold(text)) for each in removed for text in each.split("\n")], footers):
        for line in group:
            for match in _SITE.finditer(line.folded):
                name = match.lastgroup or "value"
                value = line.text[slice(*match.span(name))]
                if is_outlet(match[name][:-2]) and match[name].endswith("网站"):
                    value = value[:-2]  # 某某在线网站 is the site 某某在线
                if (
                    not value.startswith(("本", "我", "官方"))
                    and "联网" not in match[name]
                    and not _COMPANY.search(match[name])
                ):
                    yield Candidate(value, "site-name", line.text[slice(*match.span())].strip(), 0.35)


def _named(
    line: FoldedLine, match: re.Match[str], confidence: float, *, any_ending: bool = False
) -> Iterator[Candidate]:
    span = match.span(match.lastgroup or "value")
    name = line.folded[slice(*span)]
    if any_ending or is_outlet(name) or name.endswith("社"):
        yield Candidate(line.text[slice(*span)], "site-name", line.text[slice(*match.span())].strip(), confidence)


def _leads_a_bar(line: FoldedLine) -> str:
    """Return the site's name before three or more short columns, or ""; a column or a folder leads no bar."""
    if len(line.text) > 90 or "。" in line.text:
        return ""
    parts = [part for part in _BAR_PARTS.split(line.text) if part]
    folded = [part for part in _BAR_PARTS.split(line.folded) if part]
    if len(parts) < 4 or len(parts) != len(folded) or not 3 <= len(parts[0]) <= 10 or _BAR_WORD.search(folded[0]):
        return ""
    is_bar = all(len(part) <= 5 and not re.search(r"[,.:;!?\"]", part) for part in folded[1:])
    return parts[0] if is_bar and is_outlet(folded[0]) else ""
