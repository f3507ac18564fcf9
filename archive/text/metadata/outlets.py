"""Names of papers and desks that no label announces: beside a date, above a page, in a dateline, in front of a reporter.

A name counts by its ending (报, 网, 先锋, 文库 ...). Columns of a site (基层党建, 某某专栏) stand in the same places and do not
count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from archive.text.credits.bylines import Span, find_bylines, outlet_and_names
from archive.text.credits.datelines import dateline_outlet
from archive.text.credits.outlets import NAME, is_column, is_named_outlet, is_outlet
from archive.text.credits.people import is_name
from archive.text.evidence import Candidate
from archive.text.lines import FoldedLine

_STAMP = re.compile(
    r"(?:19|20)\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}日? ?(?:,? ?星期[一二三四五六日天])?(?:[ t]{0,3}(?:上午|下午)? ?\d{1,2}:\d\d(?::\d\d)?)?"
)
_ALONE = re.compile(rf"(?P<value>{NAME})(?: {{1,3}}(?:发布|发稿|录入)(?:人|者) ?: ?[\u4e00-\u9fff]{{0,8}})?")
_BEHIND_DOT = re.compile(r" {0,2}· {0,2}(?P<value>[\u4e00-\u9fff]{4,12})$")
_LABELLED = re.compile(r"\[[^\[\]]{2,8}\] ?|[\u4e00-\u9fff]{2,6} ?: ?[^ ]{0,20}")
# 某某晚报·2025-04-01 03:13, Sheng Huo Bao·2025-04-01: who publishes, in front of the clock.
_BEFORE_DOT = re.compile(r"^(?P<value>[\u4e00-\u9fff]{3,12}|[a-z]{2,12}(?: [a-z]{2,12}){1,5}) ?· ?(?=(?:19|20)\d\d)")
# 某日报:某公司… and 某日报系列报道之四 head what a paper wrote; its text says 本报.
_HEADED = re.compile(
    r"^(?P<value>[\u4e00-\u9fff]{2,10}?(?:[日晚早晨时周商]报|报|网|周刊|通讯社))(?: ?[:|] ?(?=.{6})|系列报道)"
)
_OWN_PAPER = re.compile(r"本[报刊网社](?:讯|记者|通讯员|采访|[\u4e00-\u9fff]{2,4}\d{1,2}月\d{1,2}日[电讯])")
# 云上某市报道:…, 主流某市讯 …: whatever has its name in front of 报道 or 讯 at the head of the text.
_REPORTS = re.compile(
    r"^(?P<value>(?![\u4e00-\u9fff]{0,8}(?:记者|通讯员|本[报刊网台社]|[据由经对的]|连续|深度|综合|专题|现场|系列|[快简通喜资短音视]讯|[省市州县区旗镇乡村局校院]讯))[\u4e00-\u9fff]{3,8})(?:(?:报道|消息):|讯 (?=[\u4e00-\u9fff\d]))"
)
# 编者按 …: a paper tells of itself there, and of the team that it sent.
_NOTE = re.compile(r"^[\[(]? ?(?:编者按|编者的话|开栏的话|开栏语|编辑手记|写在前面)")
_TEAM = re.compile(
    r"(?:^|[ ,.:;)\]\"]|请看|关注|由|随)(?P<value>(?!请看|关注)[\u4e00-\u9fff·]{3,24}?)(?:全媒体)?(?:采访组|报道组|报道小组|采访团|记者组)"
)
# 文 |《某刊》新闻周刊记者: a reporter whose name the page leaves out.
_NAMELESS = re.compile(
    r"^(?:(?:文|撰文|采写|图文|文/图|文字) ?[|/:丨]? ?)?(?P<value>[\u4e00-\u9fff<>·]{3,16}?)(?:全媒体|融媒体|首席|见习|特约)?(?:记者|评论员|采访组)$"
)
# 某人日□?bào—某网记者: half of the name is lost.
_BROKEN_BEFORE = re.compile(r"(?:(?<=[\u4e00-\u9fff])[□?？\ufffd]|[āáǎàēéěèīíǐìōóǒòūúǔùǜ][a-z]{0,3}\)?)[—·/-]?$")
_PARTS = re.compile(r"[^ \t|/,;()\[\]<>\"]+")
_PARAGRAPH = 40
_LONE = re.compile(r"(?P<value>[\u4e00-\u9fff]{4,9})")
_NO_LONE = re.compile(
    r"[省市州县区旗乡镇村委部局会办组长处科室院校]$|专栏|栏目|动态|要闻|新闻|专题|首页|正文|打印|关闭|收藏|字号|编辑|记者|通讯员|摄影|作者|发布|星期|日期|时间|浏览|"
    r"党建$|工作|交流|建设|总结|报告|汇报|综述|做法|经验|学习|文章|公告|通知|资料"
)
_BOXED = re.compile(rf"^\[(?P<value>{NAME})\](?= ?[\u4e00-\u9fff\"(])")
# The head of a newspaper's page: its name, and below it the day or the number of the page.
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,10}(?:[日晚早晨时周商]报|报|周刊)")
_BELOW_PAPER = re.compile(
    r"(?:19|20)\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}日?(?: ?星期[一二三四五六日天])?$|第?[a-z]?\d{1,3}版"
)
# 《某报》(2018年11月07日 10版) behind the text, at the head of its own line or of the closing bracket.
_PRINTED = re.compile(
    rf"(?:^|[.!?)] ?)\(?[<\"] ?(?P<value>{NAME}) ?[>\"] ?\(? ?(?:19|20)\d\d年 ?\d{{1,2}}月 ?\d{{1,2}}日.{{0,12}}版"
)


def beside_the_date(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield names in a short line near the top with a date: 某某先锋 2020-12-1, or 2020-12-1 · 某号."""
    for index, line in enumerate(lines[:6]):
        # An outlet alone below the title, or with the label of who put the page there.
        alone = _ALONE.fullmatch(line.folded) if 0 < index < 4 else None
        if alone and len(alone["value"]) >= 5 and is_outlet(alone["value"]):
            yield Candidate(line.text[slice(*alone.span("value"))], "beside-date", line.text, 0.62)
        if index > 1 and _is_account(lines, index):
            yield Candidate(line.text, "account", line.text, 0.6)
        if len(line.text) > 80 or not (stamp := _STAMP.search(line.folded)):
            continue
        above = lines[index - 1] if index > 1 else None
        if above and stamp[0] == line.folded and (is_outlet(above.folded) or above.folded.endswith("社")):
            yield Candidate(above.text, "source-line", above.text, 0.75)  # a line of its own between title and clock
        dotted = _BEFORE_DOT.match(line.folded)
        if dotted and dotted.end() == stamp.start() and not is_name(dotted["value"]) and not is_column(dotted["value"]):
            yield Candidate(line.text[slice(*dotted.span("value"))], "source-line", line.text, 0.72)
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
                yield Candidate(line.text[start : start + len(part)], "beside-date", line.text, 0.6)


def _is_account(lines: list[FoldedLine], index: int) -> bool:
    """Return whether the line is the name of who publishes: alone between the day and the text, which names it again."""
    line = lines[index]
    return (
        bool(_LONE.fullmatch(line.folded))
        and bool(_STAMP.fullmatch(lines[index - 1].folded))
        and index + 1 < len(lines)
        and len(lines[index + 1].text) >= _PARAGRAPH
        and any(line.folded in other.folded for other in lines[index + 1 :])
        and not any(line.folded in other.folded for other in lines[: index - 1])
        and not is_column(line.folded)
        and not _NO_LONE.search(line.folded)
        and not is_name(line.folded)
    )


def above_the_page(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield a newspaper's name on a line of its own, above the day or number of its page."""
    for line, following in pairwise(lines[:5]):
        if _PAPER.fullmatch(line.folded) and is_outlet(line.folded) and _BELOW_PAPER.match(following.folded):
            yield Candidate(line.text, "paper-head", f"{line.text} {following.text}", 0.85)


def in_the_dateline(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the outlet of a dateline or byline near the top: 某某观察讯, 【某网】, 某某客户端记者 张三."""
    for line in lines[:6]:
        if span := dateline_outlet(line.folded):
            yield _at(line, span, "dispatch", 0.8)
        elif reports := _REPORTS.match(line.folded):
            if not is_name(reports["value"]):
                yield _at(line, reports.span("value"), "dispatch", 0.62)
        elif boxed := _BOXED.match(line.folded):
            yield _at(line, boxed.span("value"), "dispatch", 0.72)
    for line in lines[:8]:
        yield from _reporters(line, 0, 90 if "。" not in line.text else 60, 0.82)
        if (nameless := _NAMELESS.match(line.folded)) and is_named_outlet(nameless["value"]):
            yield _at(line, nameless.span("value"), "reporter-of", 0.7)
        if byline := outlet_and_names(line.folded):
            yield _at(line, byline.outlet or (0, 0), "reporter-of", 0.72)


def in_the_title(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the paper in front of a headline, 某报:某公司开展共建, or of a series of its own, where the text says 本报."""
    for line in lines[:2]:
        named = _HEADED.match(line.folded)
        if named and is_outlet(named["value"]) and any(_OWN_PAPER.search(other.folded) for other in lines[1:]):
            yield _at(line, named.span("value"), "in-title", 0.75)


def in_the_note(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the outlet whose team the editor's note above the text names: 编者按 …某报采访组到了某地."""
    at = next((at for at, line in enumerate(lines[:6]) if _NOTE.match(line.folded)), None)
    for line in lines[at : at + 3] if at is not None else ():
        for match in _TEAM.finditer(line.folded, 0, 400):
            if is_named_outlet(match["value"]):
                yield _at(line, match.span("value"), "reporter-of", 0.6)


def behind_the_text(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the outlet at the end: 《某报》(2018年11月07日 10版) or （某报记者 张三）."""
    for line in lines[-4:]:
        start = max(0, len(line.folded) - 90)
        if match := _PRINTED.search(line.folded, start):
            yield _at(line, match.span("value"), "printed-in", 0.82)
    for line in lines[-8:]:
        if len(line.text) <= 60:
            yield from _reporters(line, 0, 60, 0.7)
        else:
            yield from _reporters(line, max(line.folded.rfind("("), len(line.folded) - 60), len(line.folded), 0.7)


def _reporters(line: FoldedLine, start: int, end: int, confidence: float) -> Iterator[Candidate]:
    """Yield the outlets whose reporters a part of the line names; that of who took the picture is not the text's."""
    for byline in find_bylines(line.folded[start:end]):
        if byline.outlet and not byline.is_photo and not _BROKEN_BEFORE.search(line.text, 0, byline.outlet[0] + start):
            yield _at(line, (byline.outlet[0] + start, byline.outlet[1] + start), "reporter-of", confidence)


def _at(line: FoldedLine, span: Span, rule: str, confidence: float) -> Candidate:
    value = line.text[slice(*span)]
    # 《某刊》 alone loses its marks, 《某》新闻周刊 keeps them.
    value = value.strip("《》<>") if value.endswith(("》", ">")) else value
    return Candidate(value, rule, line.text[span[0] : span[1] + 12].strip(), confidence)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blanked(folded: str, match: re.Match[str]) -> str:
    return folded[: match.start()] + _blank(match) + folded[match.end() :]
