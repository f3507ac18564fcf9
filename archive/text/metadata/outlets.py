"""Names of papers, sites and desks without a label: beside a date, in a dateline, in a site's navigation.

A name counts by its ending (报, 网, 先锋, 文库 ...). Columns of a site (基层党建, 某某专栏) stand in the same places and do not
count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.credits.outlets import NAME, is_column, is_outlet
from archive.text.evidence import Candidate
from archive.text.metadata.lines import FoldedLine
from search.fold import fold

_STAMP = re.compile(
    r"(?:19|20)\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}日? ?(?:,? ?星期[一二三四五六日天])?(?: {0,3}(?:上午|下午)? ?\d{1,2}:\d\d(?::\d\d)?)?"
)
_BEHIND_DOT = re.compile(r" {0,2}· {0,2}(?P<value>[\u4e00-\u9fff]{4,12})$")
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,6} ?: ?[^ ]{0,20}")
_PARTS = re.compile(r"[^ \t|/,;()\[\]<>\"]+")
_LONE = re.compile(r"(?P<value>[\u4e00-\u9fff]{4,9})")
_NO_LONE = re.compile(
    r"[省市州县区旗乡镇村委部局会办组长处科室院校]$|专栏|栏目|动态|要闻|新闻|专题|首页|正文|打印|关闭|收藏|字号|编辑|记者|通讯员|摄影|作者|发布|星期|浏览|"
    r"党建$|工作|交流|建设|总结|报告|汇报|综述|做法|经验|学习|文章|公告|通知|资料"
)
_TELLS = re.compile(
    rf"^\(?\[?(?P<value>{NAME})(?:综合|专|快)?(?:讯|消息)(?= ?[:(\"\[, ]|$)"
    rf"|^\[(?P<boxed>{NAME})\](?= ?[\u4e00-\u9fff\"(])"
    rf"|^(?P<dated>{NAME})[\u4e00-\u9fff]{{0,6}}\d{{1,2}}月\d{{1,2}}日(?:讯|电|消息|信息)"
)
_REPORTER = re.compile(
    rf"(?:^|[( ◆■])(?P<value>{NAME}|(?!本)[\u4e00-\u9fff]{{2,4}}社)(?:(?:全|融)媒体|见习|特约|实习|首席|驻[\u4e00-\u9fff]{{2,4}}){{0,2}}(?:记者|通讯员)[ :/(]{{0,2}}(?:文 ?[/:] ?)?[\u4e00-\u9fff]{{2,4}}(?! ?摄\)?$)"
)
# 《某报》(2018年11月07日 10版) behind the text, at the head of its own line or of the closing bracket.
_PRINTED = re.compile(
    rf"(?:^|[.!?)] ?)\(?[<\"] ?(?P<value>{NAME}) ?[>\"] ?\(? ?(?:19|20)\d\d年 ?\d{{1,2}}月 ?\d{{1,2}}日.{{0,12}}版"
)
# A bar of columns led by the site's name: 某某圈|公文|材料|心得.
_BAR_PARTS = re.compile(r"[|\t ·•>]+")
_BAR_WORD = re.compile(
    r"首页|设为|加入|收藏|联系|登录|注册|手机|今天|欢迎|关于|帮助|返回|位置|网站|投稿|搜索|导航|字号|字体|大|中|小|分享|打印"
)
_CRUMB = re.compile(
    rf"(?:位置|位于|现在在)(?:是)? ?:? ?(?:首页 ?[->»→/]+ ?)?(?P<value>{NAME})(?:首页|主页)? ?[->»→/]|^(?P<first>{NAME})(?:首页|主页)? {{0,3}}[>»→]"
)
_BEHIND_TITLE = re.compile(rf".{{6,80}}?(?: ?[-_|]{{1,2}} ?| ·)(?P<value>{NAME})(?:数字报|数字版|电子版|首页)?$")
_WITH_HOST = re.compile(r"^(?P<value>[\u4e00-\u9fff]{2,10}) ?[(\[ ] ?(?:https?://)?(?:www|m)\.[a-z0-9.-]{3,40}")
_ASKS = re.compile(
    rf"(?:请在|请到|请上|尽在|尽请关注|欢迎访问|欢迎光临|请关注|请访问|请登录|注明来自|注明出处 ?:|注明来源 ?:|(?:本文|文章)来自) ?\"?(?P<value>{NAME})"
    rf"(?=[^\u4e00-\u9fff]|$|上|整理|收集|提供|搜索|查看|下载|小编)|^(?P<own>{NAME})小编|\((?P<host>{NAME}) ?(?:https?://|www\.)"
)


def beside_the_date(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield names in a short line near the top with a date: 某某先锋 2020-12-1, or 2020-12-1 · 某号."""
    for index, line in enumerate(lines[:6]):
        if len(line.text) > 80 or not (stamp := _STAMP.search(line.folded)):
            continue
        above = lines[index - 1] if index > 1 else None
        if above and stamp[0] == line.folded and (is_outlet(above.folded) or above.folded.endswith("社")):
            yield Candidate(above.text, "source-line", above.text, 0.75)  # a line of its own between title and clock
        if dotted := _BEHIND_DOT.match(line.folded, stamp.end()):
            yield Candidate(line.text[slice(*dotted.span("value"))], "source-line", line.text, 0.7)
        rest = _LABELLED.sub(_blank, _blanked(line.folded, stamp))
        parts = [(found.start(), found[0]) for found in _PARTS.finditer(rest)]
        for start, part in parts:
            if is_outlet(part):
                yield Candidate(line.text[start : start + len(part)], "source-line", line.text, 0.8)
        # The only words of a line below the title, before its date.
        if index and len(parts) == 1 and _LONE.fullmatch(parts[0][1]) and not _NO_LONE.search(parts[0][1]):
            start, part = parts[0]
            if start < stamp.start() and not is_column(part):
                yield Candidate(line.text[start : start + len(part)], "source-line", line.text, 0.6)


def in_the_dateline(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the outlet of a dateline: 某某观察讯, 【某网】, 某某客户端记者 张三."""
    for line in lines[:5]:
        for pattern, confidence in ((_TELLS, 0.72), (_REPORTER, 0.7)):
            if match := pattern.search(line.folded, 0, 60):
                yield from _named(line, match, "dispatch", confidence)


def behind_the_text(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the outlet at the end: 《某报》(2018年11月07日 10版) or （某报记者 张三）."""
    for line in lines[-4:]:
        start = max(0, len(line.folded) - 90)
        if match := _PRINTED.search(line.folded, start):
            yield from _named(line, match, "printed-in", 0.82)
        if match := _REPORTER.search(line.folded, max(line.folded.rfind("("), len(line.folded) - 40, 0)):
            yield from _named(line, match, "dispatch", 0.6)


def of_the_site(lines: list[FoldedLine], page_title: str) -> Iterator[Candidate]:
    """Yield the site's own name from its bar of columns, path, page title or invitation; a last resort."""
    for line in lines[:3]:
        if bar := _leads_a_bar(line):
            yield Candidate(bar, "site-name", line.text, 0.38)
        if match := _WITH_HOST.match(line.folded):
            yield from _named(line, match, "site-name", 0.37, any_ending=True)
    for line in (*([FoldedLine(page_title, fold(page_title))] if page_title else []), *lines[:2]):
        if len(line.text) <= 100 and "。" not in line.text and (match := _BEHIND_TITLE.fullmatch(line.folded)):
            yield from _named(line, match, "site-name", 0.37)
    for line in lines[:4]:
        if match := _CRUMB.search(line.folded, 0, 60):
            yield from _named(line, match, "site-name", 0.36)
    for line in (*lines[:3], *lines[-3:]):
        if match := _ASKS.search(line.folded, 0, 200):
            yield from _named(line, match, "site-name", 0.36)


def _named(
    line: FoldedLine, match: re.Match[str], rule: str, confidence: float, *, any_ending: bool = False
) -> Iterator[Candidate]:
    span = match.span(match.lastgroup or "value")
    name = line.folded[slice(*span)]
    if any_ending or is_outlet(name) or name.endswith("社"):
        yield Candidate(line.text[slice(*span)], rule, line.text[slice(*match.span())].strip(), confidence)


def _leads_a_bar(line: FoldedLine) -> str:
    """Return the site's name before three or more short columns, or ""."""
    if len(line.text) > 90 or "。" in line.text:
        return ""
    parts = [part for part in _BAR_PARTS.split(line.text) if part]
    folded = [part for part in _BAR_PARTS.split(line.folded) if part]
    if len(parts) < 4 or len(parts) != len(folded) or not 3 <= len(parts[0]) <= 10 or _BAR_WORD.search(folded[0]):
        return ""
    is_bar = all(len(part) <= 5 and not re.search(r"[,.:;!?\"]", part) for part in folded[1:])
    is_name = is_outlet(folded[0]) or ("|" in line.folded and len(parts[0]) >= 4 and max(map(len, parts[1:])) <= 4)
    return parts[0] if is_bar and is_name else ""


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blanked(folded: str, match: re.Match[str]) -> str:
    return folded[: match.start()] + _blank(match) + folded[match.end() :]
