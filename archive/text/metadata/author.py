"""The author: a label, a reporter's byline, or a name alone in brackets at the very end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.clean.cleaned import Cleaned
from archive.text.evidence import Candidate, Evidence, choose
from archive.text.metadata.lines import Line, bare, head_and_tail
from search.fold import fold

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆汪范金"
    "石廖贾夏韦付傅方邹熊孟秦白江阎阎薛尹段雷黎史龙陶贺毛郝顾龚邵万钱覃武戴孔向汤严文康施洪季常温牛庄樊葛邢安齐易乔伍庞颜倪鲁"
    "祁柴翟聂章殷申左耿关焦俞祝欧甘宁尚舒阮纪梅盛童凌翁游詹鲍霍柳裴单莫岳骆路靳房涂解车冉鞠甄路佟戚卓仇丛包柏苗曲阳邬木"
    "桂卜农党池米景屈尤占沙查简边辛翦卞仲耿滕栾迟商古郁寇封巩刁冷仝冀明巴晏燕隋才丹扎次索格央旦"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "公孙", "慕容", "东方", "夏侯", "长孙", "令狐", "阿不", "买买", "艾尔", "才让", "卓玛", "扎西")

# Folded text: brackets and colons are ASCII.
_NAME = r"[\u3400-\u9fff·•]{2,12}"
_NAMES = rf"{_NAME}(?:[ ,/;&]{{1,3}}{_NAME}){{0,3}}"
_LABELLED = re.compile(
    rf"(?:^|[ \t(\[|:.])(?P<label>(?:本文|文章)?作者|撰稿人?|撰文|执笔人?|供稿人|课题组成员|文字|文|文\|) ?[:|/] ?(?P<value>{_NAMES}|[a-z]{{2,20}})"
)
_REPORTER = re.compile(
    rf"(?:^|[ \t(\[|:.])(?:(?:本报|本网|本刊|本台|全媒体|见习|特约|实习|首席)*(?P<label>记者|通讯员|特约撰稿人?)) ?[: /]? ?(?P<value>{_NAMES})(?=[ )\]|,.:]|$)"
)
_STOP = re.compile(r"[ \t\u3000,、，;；](?=(?:通讯员|记者|编辑|责编|责任编辑|审核|来源|日期|时间|发布|发表|浏览|点击|阅读|字号|摄影|校对|单位|作者|更新|文章))")
_CLOSING = re.compile(rf"\((?P<value>{_NAMES})\)[.]?$")
_CLOSING_WITH_OFFICE = re.compile(
    rf"\((?:作者|作者系|作者单位|作者为)?:? ?[\u4e00-\u9fff]{{4,20}}(?:部|委|局|办|社|站|校|会|心|组) (?P<value>{_NAMES})\)[.]?$"
)
_REFUSED = re.compile(r"^(?:admin\w*|佚名|未知|不详|匿名|网友|网络|本站|管理员|编辑|小编|整理|原创|转载|游客|root|test|superadmin|略)$")


def describe_author(lines: list[Line], cleaned: Cleaned, *, hint: str = "") -> Evidence:
    """The name as written. ``admin`` and 佚名 are refused; the editor of a page is not the author."""
    candidates = [*_labelled(head_and_tail(lines)), *_closing(cleaned)]
    if len(bare(hint)) >= 2:
        candidates.append(Candidate(hint.strip(), "page-author", hint, 0.8))
    kept = [each for each in candidates if not _REFUSED.match(bare(each.value))]
    refused = [each for each in candidates if _REFUSED.match(bare(each.value))]
    if kept:
        return choose(kept)
    return Evidence(None, "refused-generic", refused[0].quote) if refused else Evidence(None, "not-found")


def is_name(text: str) -> bool:
    """Two to four Han characters that begin with a common surname, in either script."""
    folded = fold(text)
    return (
        2 <= len(folded) <= 4
        and all("\u3400" <= character <= "\u9fff" or character == "·" for character in folded)
        and (folded[0] in _SURNAMES or folded.startswith(_DOUBLE))
    )


def _labelled(lines: list[Line]) -> Iterator[Candidate]:
    for line in lines:
        is_short = len(line.text) <= 90 and "。" not in line.text
        for pattern, confidence in ((_LABELLED, 0.95), (_REPORTER, 0.85)):
            for match in pattern.finditer(line.folded, 0, len(line.folded) if is_short else 60):
                value = _trimmed(line, match)
                names = re.split(r"[ 、,，/;；&\u3000]+", value)
                is_person = all(is_name(name) for name in names)
                if confidence < 0.9 and (not is_person or (not is_short and ")" not in line.folded[match.end() :][:2])):
                    continue
                if is_person or pattern is _LABELLED:
                    quote = line.text[match.start() : match.start("value") + len(value)].strip(" \u3000\t(（[|")
                    yield Candidate(value, "labelled" if confidence > 0.9 else "byline", quote, confidence)


def _trimmed(line: Line, match: re.Match[str]) -> str:
    start, end = match.span("value")
    if stop := _STOP.search(line.folded, start, end + 1):
        end = stop.start()
    value = line.text[start:end]
    for behind in ("通讯员", "记者", "编辑", "来源", "日期", "时间", "发布", "浏览"):
        at = line.folded[start:end].find(behind)
        if at > 0:
            value = value[:at]
    return value.strip(" \u3000、,，")


def _closing(cleaned: Cleaned) -> Iterator[Candidate]:
    """(龚利军) behind the last sentence; in the text, or where cleaning took it as the byline."""
    ends = [removal.text for removal in cleaned.removed if removal.rule == "byline"]
    ends += [line for line in cleaned.text.strip().split("\n")[-2:] if line.strip()]
    for end in ends:
        folded = fold(end).rstrip()
        for pattern in (_CLOSING, _CLOSING_WITH_OFFICE):
            if match := pattern.search(folded[-60:]):
                offset = max(0, len(folded) - 60)
                start, stop = match.span("value")
                value = end[offset + start : offset + stop].strip()
                if all(is_name(name) for name in re.split(r"[ 、,，\u3000]+", value)):
                    yield Candidate(value, "closing-name", end[offset + match.start() : offset + match.end()], 0.8)
