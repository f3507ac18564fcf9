"""Bylines: 记者 or 通讯员 with the names behind it, and the outlet in front of it.

本报记者 王小明 李红 通讯员 赵亮; （某日报·某客户端记者王小明通讯员李红）; 〔記者王小明／台北報導〕; 记者王小明报道. All patterns match
folded lines; the spans of what is found are offsets in the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.credits.outlets import is_named_outlet, is_outlet
from archive.text.credits.people import has_surname, is_by_sound, is_name, may_be_name, split_names

Span = tuple[int, int]

_ROLE = re.compile(
    r"(?P<media>(?:(?:全|融|新)媒体?|见习|特约|特派|实习|首席|高级|资深|驻[\u4e00-\u9fff]{2,4}){0,3})"
    r"(?:记 {0,3}者|通 {0,2}讯 {0,2}员|采访人员|实习生|特约撰稿人?|报道员|特派员|评论员)(?![们站团会证协节室]|手[记札]|札记|调查|观察|见闻|体验|感言|点评|述评|走基层)"
)
# What may stand between the word and the first name: a blank, a mark, a lost blank (?), 文/ of 文/王小明 图/李红.
_BETWEEN = re.compile(r"(?: {0,3}[:/|丨?·] ?| {1,3})?(?:文 ?[/:] ?)?")
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,16}(?:政府|部|局|办|委|中心|学院|协会|支部|总支|公司|集团|街道|镇|乡|大学|[党学]校|[法医]院|检察院|研究[院所]) "
)
_SEPARATOR = re.compile(r" ?[,/;&+、·] ?| {1,4}")
_RUN = re.compile(r"[\u3400-\u9fff·]+")
_SPACED = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff] {1,3}[\u3400-\u9fff](?![\u3400-\u9fff])"
    r"(?: {1,3}(?![文图摄])[\u3400-\u9fff](?![\u3400-\u9fff])(?! {1,3}[\u3400-\u9fff](?![\u3400-\u9fff])))?"
)
# What ends a run of names: a verb, with the place of a report before it (台北報導).
_VERB = re.compile(
    r"(?:摄影|综合|联合|采访|现场|专题|图文|文图|图片)?(?:报[道导]|采写|撰文|编写|整理|供稿|撰稿|文图|图文|摄影|摄)$"
)
_PHOTO = re.compile(r"(?:摄|摄影|供图)$")
# 摄影:王小明 behind the names is the next label.
_PHOTO_BEHIND = re.compile(r" ?(?:摄(?!影(?:报| ?[:/|]))|供图|图[)\]]?$)")
# 记者王小明文/图: what they made, run into the name.
_TEXT_AND_PICTURE = re.compile(r"[文图摄]/[文图摄]")
_DAY_OF_REPORT = re.compile(r"(?:\d{1,2}月)?\d{1,2}日[电讯]")
_REPORTS = re.compile(r"报[道导]$")
_PLACE = re.compile(
    r"(?:北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门"
    r"|石家庄|太原|呼和浩特|沈阳|大连|长春|哈尔滨|南京|杭州|宁波|合肥|福州|厦门|南昌|济南|青岛|郑州|武汉|长沙|广州|深圳|南宁|海口|成都|贵阳|昆明|拉萨|西安|兰州|西宁|银川|乌鲁木齐"
    r"|台北|新北|桃园|台中|台南|高雄|基隆|新竹|苗栗|彰化|南投|云林|嘉义|屏东|宜兰|花莲|台东|澎湖|金门|马祖|连江|[\u4e00-\u9fff]{1,2}[县市])?$"
)
_OWN = re.compile(r"[本我][报刊台网社站](?:北京|特别|驻[\u4e00-\u9fff]{2,4})?")
# A paper's short name, or a desk: 央视记者; no verb with 记者 as its object.
_SHORT = re.compile(
    r"(?!.*[告诉受对向问邀请随和与有名位是该让据给由跟秀美著老年])[\u4e00-\u9fff]{2,4}|[a-z]{2,10}[\u4e00-\u9fff]{0,4}"
)
# 本期内容由某网记者…整理: the words in front of the outlet's name.
_BY = re.compile(r"[\u4e00-\u9fff]{0,12}?(?:(?<!自)由|根据|(?<![占依凭数收证票根])据)(?=[\u4e00-\u9fff<]{3})")
_EDGE = " \t◎※([|:.!?,>/◆■●□▲△★*-_"
_IN_FRONT = re.compile(r"[\u4e00-\u9fff·/<>&a-z0-9.-]{1,30}$")
# The word in front of an offset, without the blanks behind it.
_WORD_BEFORE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{3,12} {1,2}$")
# 3.某报记者王小明: in a table of contents.
_ENTRY = re.compile(r"\d{1,3} ?[.,] ?(?!\d)")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of one 记者 or 通讯员, and the outlet's: ``start`` and ``end`` are of the whole.

    ``is_photo`` holds for who took a picture; ``is_own`` where the byline has the line or the bracket to itself.
    """

    start: int
    end: int
    names: tuple[Span, ...]
    outlet: Span | None = None
    is_photo: bool = False


def find_bylines(folded: str) -> Iterator[Byline]:
    """Yield the bylines of a folded line in order; 告诉记者 and 记者从某局获悉 are none, nor is an entry of a list."""
    if _ENTRY.match(folded):
        return
    reached = -1
    for role in _ROLE.finditer(folded):
        start, outlet = _front(folded, role.start())
        if outlet is None and role["media"]:
            longer, outlet = _front(folded, role.end("media"))
            start = min(start, longer) if outlet else start
        if start != reached and start and folded[start - 1] not in _EDGE:
            continue
        names, end = names_behind(folded, role.end())
        if not names:
            continue
        is_photo = bool(_PHOTO.search(folded[names[-1][1] : end]) or _PHOTO_BEHIND.match(folded, end))
        yield Byline(start, end, tuple(names), outlet, is_photo)
        reached = names[-1][1]


def outlet_and_names(folded: str) -> Byline | None:
    """Return the byline of a line that is an outlet's name with names behind it and nothing else: 某电视台某频道 马珂."""
    outlet, _, rest = folded.partition(" ")
    if not rest or len(folded) > 60 or is_name(outlet) or not is_outlet(outlet):
        return None
    start = len(folded) - len(rest.lstrip())
    names, end = read_names(folded, start, alone=False)
    if end < len(folded) or not all(is_name(folded[slice(*name)].replace(" ", "")) for name in names):
        return None
    return Byline(0, end, tuple(names), (0, len(outlet))) if names else None


def read_names(folded: str, at: int, *, alone: bool = True) -> tuple[list[Span], int]:
    """Return the names from offset ``at`` on as spans, and where they end; marks or blanks stand between, or nothing.

    A word that may be a name only by standing alone counts if ``alone``.
    """
    names: list[Span] = []
    end = at
    while len(names) < _MOST:
        found, stop, is_last = _next_names(folded, at, alone=alone, is_first=not names)
        if not found:
            break
        names += found
        end = stop
        separator = _SEPARATOR.match(folded, stop)
        if is_last or not separator:
            break
        at = separator.end()
    return names, end


def names_behind(folded: str, at: int, *, before_role: bool = True) -> tuple[list[Span], int]:
    """Return the names behind a label that ends at ``at``, or behind the office that stands there: 县委组织部 李红林.

    With ``before_role`` false nothing that 记者 follows counts: it is an outlet's name.
    """
    if not before_role and (run := _RUN.match(folded, at)) and _ROLE.search(run[0]):
        return [], at
    between = _BETWEEN.match(folded, at)
    at = between.end() if between else at
    names, end = read_names(folded, at)
    if not names and (unit := _UNIT.match(folded, at)):
        names, end = read_names(folded, unit.end())
    return names, end


def _next_names(folded: str, at: int, *, alone: bool, is_first: bool) -> tuple[list[Span], int, bool]:
    """Return the names that begin at ``at``, where they end, and whether a verb ended them."""
    spaced = _SPACED.match(folded, at)
    if spaced and may_be_name(spaced[0].replace(" ", "")) and not _ROLE.match(folded, at):
        return [spaced.span()], spaced.end(), False
    run = _RUN.match(folded, at)
    if not run:
        return [], at, False
    text = run[0]
    role = _ROLE.search(text)
    if role:
        text = _without_outlet(text[: role.start()])
    verb = _VERB.search(text)
    words = text[: verb.start()] if verb and verb.start() >= 2 else text
    if len(words) > 2 and words == run[0] and _TEXT_AND_PICTURE.match(folded, run.end() - 1):
        words = words[:-1]
    reports = bool(_REPORTS.search(text)) or bool(_DAY_OF_REPORT.match(folded, run.end()))
    # The place behind the names: 王小明/台北報導, 王小明 东山报道.
    is_place = _PLACE.fullmatch(words) or (not is_first and len(words) <= 3 and not is_name(words))
    if reports and (is_place or folded[at - 1 : at] in ("/", "|")):
        return [], at, False
    for length in _lengths(words) if reports else (len(words),):
        parts = split_names(words[:length], labelled=True)
        if (
            not parts
            and alone
            and 2 <= length <= 4
            and length == len(words)
            and _stands_alone(folded, at, at + len(text))
        ):
            parts = [words]
        if parts:
            spans = []
            for part in parts:
                spans.append((at, at + len(part)))
                at += len(part)
            return spans, run.start() + len(text), words != text
    return [], at, False


def _without_outlet(words: str) -> str:
    """Return the names that another reporter's outlet runs into: 王小明 of 王小明本报, 王小明李红 of 王小明李红某日报."""
    for length in range(2, len(words) - 1):
        if _OWN.fullmatch(words, length) or (is_outlet(words[length:]) and split_names(words[:length], labelled=True)):
            return words[:length]
    return words


def _lengths(words: str) -> Iterator[int]:
    """Yield how long the names may be: up to the place that ends ``words``, or all."""
    for length in (3, 2, 4):
        if length < len(words) and _PLACE.fullmatch(words, length):
            yield length
    yield len(words)


def _stands_alone(folded: str, start: int, end: int) -> bool:
    return is_by_sound(folded[start:end]) or (
        has_surname(folded[start:end])
        and (
            folded[start - 1 : start] in ("", " ", ":", ",", "/", "]", "|")
            or folded[:start].endswith(("记者", "通讯员"))
        )
        and (folded[end : end + 1] in ("", " ", ")", ",", "/", "|", "]") or bool(_ROLE.match(folded, end)))
        and not _NO_PERSON.search(folded[start:end])
    )


_NO_PERSON = re.compile(
    r"会员|用户|上传|网友|小编|编辑|管理|本报|本网|本站|本刊|综合|整理|摄影|报道|发布|来源|通讯|近日|日前|昨|今天|了解|获悉|走进|来到|看到|发现|采访|"
    r"介绍|整合|现场|特约|评论|时间|单位|责任|校对|审核|点击|浏览|阅读|打印|字号|文图|图文|[省市州县区旗镇乡村局部委办报网社台站组校院库说问从在的]$|^(?:从|在|就|和|与|对|向|为|一)|在线|先锋|党建|文库|新闻"
)


def _front(folded: str, at: int) -> tuple[int, Span | None]:
    """Return where the byline begins that has its 记者 at ``at``, and the outlet's span if one stands in front."""
    end = at
    while end > at - 3 and folded[end - 1 : end] in (" ", "|", "/"):
        end -= 1
    found = _IN_FRONT.search(folded, max(0, end - 30), end)
    if not found:
        return at, None
    words = found[0]
    if _OWN.fullmatch(words):
        return found.start(), None
    # The longest name that an edge stands before.
    for skip in range(len(words) - 1):
        start = found.start() + skip
        if (
            skip
            and folded[start - 1] not in _EDGE
            and not folded[start - 1].isdigit()
            and not _ends_stamp(folded, start)
        ):
            continue
        name = folded[start:end]
        if _OWN.fullmatch(name):
            return start, None
        if "接受" in name:
            return at, None  # whom a paper asked, not who wrote
        if (by := _BY.match(name)) and is_named_outlet(name[by.end() :]):
            return start, (start + by.end(), end)
        if is_named_outlet(name) and not is_name(name):
            start = _first_of_several(folded, start + _row_before(name))
            return start, (start, end)
    is_desk = len(words) <= 10 and words.endswith(("中心", "社", "台"))
    if end == at and (is_desk or _SHORT.fullmatch(words)) and (not found.start() or folded[found.start() - 1] in _EDGE):
        # 某晚报 zaker某市记者: the paper stands in front of its app.
        paper = _WORD_BEFORE.search(folded, 0, found.start())
        if paper and words[0].isascii() and is_outlet(paper[0].strip()):
            return paper.start(), (paper.start(), paper.start() + len(paper[0].strip()))
        return found.start(), None
    return at, None


def _first_of_several(folded: str, at: int) -> int:
    """Return where the row of outlets begins whose last one begins at ``at``: 某客户端、某网、某都市报记者."""
    while folded[at - 1 : at] == "," and (before := _IN_FRONT.search(folded, max(0, at - 31), at - 1)):
        name = before[0]
        start = next((start for start in range(len(name) - 1) if is_named_outlet(name[start:])), -1)
        if start < 0 or (start and name[start - 1] not in _EDGE):
            break
        at = before.start() + start
    return at


def _row_before(name: str) -> int:
    """Return how many characters of an outlet's name are names of people that run into it: 王小明李红某某在线."""
    for length in range(9, 3, -1):
        if len(name) - length >= 4 and is_outlet(name[length:]) and len(split_names(name[:length], labelled=True)) > 1:
            return length
    return 0


def _ends_stamp(folded: str, at: int) -> bool:
    return folded[at - 1] == "日" and folded[at - 2 : at - 1].isdigit()
