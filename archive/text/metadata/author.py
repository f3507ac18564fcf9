"""The author: a label, a reporter's byline, or a name alone in brackets at the very end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from archive.text.clean.cleaned import Cleaned
from archive.text.credits.people import is_name, is_row_of_names, name_behind_organ
from archive.text.evidence import Candidate, Evidence, choose
from archive.text.metadata.lines import FoldedLine, bare, head_and_tail, read_newsprint
from search.fold import fold

_TRIM = " \u3000\t()（）[]【】|"

_NOT_A_NAME = re.compile(r"关注|党建|动态|新闻|要闻|工作|组织|首页|栏目|时政|文章|正文|搜索|简介|导航|专题|公告|通知")

# All patterns match folded text: brackets, colons and 、 are ASCII there.
_NAME = r"(?![\u3400-\u9fff]{0,8}(?:通讯员|记者)|编辑|责任|(?:文章|信息)?来源|稿源|出处|点击|浏览|阅读|发布|更新|录入)(?:[\u3400-\u9fff·]{2,12}|[\u3400-\u9fff] {1,2}[\u3400-\u9fff](?![\u3400-\u9fff]))"
_NAMES = rf"{_NAME}(?:[ ,/;&]{{1,3}}{_NAME}){{0,4}}"
_PART = re.compile(rf"[ ,/;&]{{0,3}}(?P<name>{_NAME})")
# 佟 雪: printers set a blank inside names of two characters.
_SPACED = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])[ \u3000]{1,3}([\u3400-\u9fff])(?![\u3400-\u9fff])")
# Behind a label a rare surname counts too, unless the word has another meaning.
_NO_PERSON = re.compile(
    r"会员|用户|上传|网友|小编|编辑|管理|本报|本网|本站|本刊|综合|整理|摄影|报道|发布|来源|通讯|近日|日前|昨|今天|了解|获悉|走进|来到|看到|发现|采访|"
    r"介绍|整合|现场|特约|评论|[省市州县区旗镇乡村局部委办报网社台站组校院库说问从在的]$|^(?:从|在|就|和|与|对|向|为)|在线|先锋|党建|文库|新闻"
)
_AFFILIATION = re.compile(r"^\((?:1 ?[.,]? ?)?[\u4e00-\u9fff ]{2,30}(?:大学|学院|党校|研究院|研究所|研究中心|科学院)")
_LABELLED = re.compile(
    r"(?:^|[ \t(\[|:.>\"0-9])(?P<label>(?:本文|文章)?作者|撰稿人?|撰文|执笔人?|供稿人?|文稿|文案|课题组成员|文字|文[/,]?图|图[/,]?文|文)(?: ?[:|/丨] ?|\] ?:? ?)"
    rf"(?P<value>{_NAMES}|[a-z]{{2,20}})"
)
# 作者 杨某 钟某 on a line of its own needs no colon.
_AUTHOR_LINE = re.compile(rf"^\(?(?:作者|撰稿|文|文/图|图/文) +(?P<value>{_NAMES})\)?$")
# Behind a page's timestamp, or a printer's square: 2021-04-14 23:00张某某, □ 中共某县委组织部.
_BEHIND_CLOCK = re.compile(
    r"^(?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? ?(?:\d{1,2}:\d\d(?::\d\d)?)? ?|[□■◆◇●○] ?)"
    r"(?P<value>[\u3400-\u9fff· ]{2,30})$"
)
_ABOUT = re.compile(r"作者简介[\]>:]? ?:?(?P<value>[\u3400-\u9fff·]{2,4})(?=[(,])")
_REPORTER = re.compile(
    r"(?:^|[ \t(\[|:./◆■●])(?:[\u4e00-\u9fff]{1,8}(?:报|网|社|台|客户端|在线|中心|时讯|融媒体?)|本刊)?(?:全媒体|融媒体|见习|特约|实习|首席){0,2}"
    r"(?:记者|通讯员|特约撰稿人?) ?[: /]? ?(?:[\u4e00-\u9fff]{4,16}(?:政府|部|局|办|委|中心|学院|协会) )?"
    rf"(?P<value>{_NAMES})(?! ?摄\)?$)"
)
_ABSTRACT = re.compile(r"^[\[<]?(?:摘 {0,4}要|内容提要|提 {0,4}要|关键词)")
_BEHIND_DISPATCH = re.compile(rf"(?:讯|电|消息|信息:?) ?\((?P<value>{_NAMES})\)")
_IN_BRACKETS = re.compile(rf"\((?:文/图|图/文|文图|图文|文) +(?P<value>{_NAMES})\)[.]?$")
_LABEL_WORD = re.compile(r"^(?:单位|职务|电话|校对|责任|编辑|来源|日期|时间|发布|浏览|点击|阅读|打印|字号|审核|责编)")
_OFFICE = re.compile(r"(?:书记|主任|委员|主席|同志|[部局组省州盟旗县区市镇乡院校所会科处]长)$")
# 自治区主席 嘎玛泽登: the name of a region's head needs no surname of the list.
_GOVERNOR = re.compile(r"^[\u4e00-\u9fff]{0,14}(?:[省州盟旗县区市镇乡]长|主席) (?P<name>[\u4e00-\u9fff·]{2,14})$")
_ORGAN = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff]{4,24}(?:委员会|组织部|办公室|委|党委|党组|党工委|支部|局|工作领导小组|工作部|宣传部|统战部|人民政府|街道办事处|研究室|党校)$"
)
# Without a date only an organ with its place counts as signature: not 县委组织部, not 某市某局.
_NAMED = re.compile(
    r"^(?!.*某)(?:中共[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{2,}?[省市州县区旗镇乡]|[\u4e00-\u9fff]{2,8}街道)"
)
_DATE_ONLY = re.compile(
    r"^\(?(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\)?$|^\(?(?:(?:19|20)\d\d|二[〇一二三四五六七八九]{3})年[0-9一二三四五六七八九十]{1,2}月"
)
_CLOSING = re.compile(rf"\((?P<value>{_NAMES})\)[.]?$")
_CLOSING_WITH_OFFICE = re.compile(
    r"\((?:作者系|作者单位|作者为|作者)?:? ?[\u4e00-\u9fff]{4,20}(?:部|委|局|办|社|站|校|会|心|组) "
    rf"(?P<value>{_NAMES})\)[.]?$"
)
_REFUSED = re.compile(
    r"^(?:admin[a-z0-9]*|editor|(?:会员|用户|网友|本站|小编|本网).{0,6}|.{1,10}(?:网|文库|范文|在线|先锋|资料库|网站)|综合|佚名|未知|不详|匿名|网友|网络|本站|管理员|编辑|小编|整理|原创|转载|游客|root|test|superadmin|略)$"
)


def describe_author(lines: list[FoldedLine], body: list[FoldedLine], cleaned: Cleaned, *, hint: str = "") -> Evidence:
    """Return the author's name as written.

    ``lines`` are those of the page, ``body`` those of the cleaned text, ``hint`` is the page's own value. ``admin``
    and 佚名 are refused; the editor of a page is not the author.
    """
    candidates = [
        *_labelled(head_and_tail(lines)),
        *_behind_clock(lines[:6]),
        *_name_lines(lines),
        *_name_lines(body),
        *_closing(cleaned),
        *_signature(lines, body),
    ]
    printed = read_newsprint(lines)
    if printed and printed.names and all(is_name(name) for name in re.split(r"[ ;,/；、，]+", printed.names)):
        candidates.append(Candidate(printed.names, "newsprint", printed.quote, 0.7))
    if len(bare(hint)) >= 2:
        candidates.append(Candidate(hint.strip(), "page-author", hint, 0.8))
    accepted = [each for each in candidates if not _REFUSED.match(bare(each.value))]
    refused = [each for each in candidates if _REFUSED.match(bare(each.value))]
    if accepted:
        return choose(accepted)
    return Evidence(None, "refused-generic", refused[0].quote) if refused else Evidence(None, "not-found")


def _labelled(lines: list[FoldedLine]) -> Iterator[Candidate]:
    for line in (part for whole in lines for part in _parts_with_bylines(whole)):
        for match in _LABELLED.finditer(line.folded):
            value = _names_at(line, match, others=match["label"] not in ("供稿", "文稿", "文案"))
            if not value and match["label"].startswith("供稿"):
                value = name_behind_organ(line.text[match.start("value") :].split(" ")[0].rstrip(")）"))
            if value:
                yield Candidate(value, "labelled", _quote(line, match, value), 0.95)
        if (own := _AUTHOR_LINE.match(line.folded)) and (value := _names_at(line, own)):
            yield Candidate(value, "labelled", _quote(line, own, value), 0.9)
        if (credit := _IN_BRACKETS.search(line.folded)) and (value := _names_at(line, credit)):
            yield Candidate(value, "labelled", _quote(line, credit, value), 0.9)
        if (about := _ABOUT.search(line.folded)) and (value := _names_at(line, about)):
            yield Candidate(value, "about-the-author", _quote(line, about, value), 0.8)
        if (dispatch := _BEHIND_DISPATCH.search(line.folded, 0, 60)) and (value := _names_at(line, dispatch)):
            yield Candidate(value, "byline", _quote(line, dispatch, value), 0.82)
        reporters = [(match, value) for match in _REPORTER.finditer(line.folded) if (value := _names_at(line, match))]
        if reporters:
            value = "、".join(dict.fromkeys(value for _, value in reporters))
            quote = line.text[reporters[0][0].start() : reporters[-1][0].start("value") + len(reporters[-1][1])]
            yield Candidate(value, "byline", quote.strip(_TRIM), 0.85)


def _behind_clock(lines: list[FoldedLine]) -> Iterator[Candidate]:
    for line in lines:
        if not (match := _BEHIND_CLOCK.match(line.folded)):
            continue
        value = _tidy(line.text[slice(*match.span("value"))].strip())
        if is_name(value) or _ORGAN.match(fold(value)) or all(is_name(word) for word in value.split()):
            yield Candidate(value, "byline", line.text, 0.72)


def _parts_with_bylines(line: FoldedLine) -> Iterator[FoldedLine]:
    """Yield a short line whole; of a paragraph its dateline, up to (记者 某某), and its closing bracket."""
    if len(line.text) <= 90 and "。" not in line.text:
        yield line
        return
    behind = line.folded.find(")", 0, 60)
    head = behind + 1 if behind > 0 else 24 if _REPORTER.match(line.folded) else 0
    tail = max(line.folded.rfind("("), len(line.folded) - 40)
    yield FoldedLine(line.text[:head], line.folded[:head])
    if line.folded[tail : tail + 1] == "(":
        yield FoldedLine(line.text[tail:], line.folded[tail:])


def _names_at(line: FoldedLine, match: re.Match[str], *, others: bool = False) -> str:
    """Return the names behind a label, without blanks inside a name; with ``others`` also a group or office (课题组)."""
    start = end = match.start("value")
    for part in _PART.finditer(line.folded, start, match.end("value")):
        name = part["name"].replace(" ", "")
        is_known = (is_name(name) or is_row_of_names(name)) and name not in ("编辑", "时间", "来源", "单位")
        if is_known or (_is_rare_name(name) and _stands_alone(line.folded, part)):
            end = part.end()
        elif end == start and others and not _LABEL_WORD.search(name):
            return line.text[start : part.end()]
        else:
            break
    return _tidy(line.text[start:end])


def _is_rare_name(name: str) -> bool:
    return 2 <= len(name) <= 4 and not _NO_PERSON.search(name) and not _LABEL_WORD.search(name)


def _stands_alone(folded: str, part: re.Match[str]) -> bool:
    """Return whether marks or blanks, and no prose, stand on both sides."""
    before, behind = folded[part.start("name") - 1 : part.start("name")], folded[part.end() : part.end() + 1]
    return before in (" ", ":", ",", "/", "]") and behind in ("", " ", ")", ",", "/", "|", "]")


def _tidy(names: str) -> str:
    return _SPACED.sub(r"\1\2", names)


def _quote(line: FoldedLine, match: re.Match[str], value: str) -> str:
    length = len(value)
    # The quote keeps the blanks that the value leaves out.
    while _tidy(line.text[match.start("value") : match.start("value") + length]) != value and length < len(value) + 9:
        length += 1
    return line.text[match.start() : match.start("value") + length].strip(_TRIM)


def _name_lines(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield names on a line of their own below the title, or behind the speaker's office."""
    for number, plain in enumerate(lines[:6]):
        line = _joined_names(plain)
        # A name on the first line is the author's only where the text follows at once.
        following = lines[1].folded if len(lines) > 1 else ""
        is_heading = number == 0 and not (
            len(following) >= 60 or _ABSTRACT.match(following) or _AFFILIATION.match(following)
        )
        if is_heading or _NOT_A_NAME.search(line.folded):
            continue
        words = re.split(r"[ ,]+", line.folded.strip("() "))
        if not all(words) or len(line.text) > 45 or re.search(r"[.:!?;]", line.folded):
            continue
        if governor := _GOVERNOR.match(line.folded):
            yield Candidate(line.text[slice(*governor.span("name"))], "name-line", plain.text, 0.78)
            continue
        name = re.split(r"[\s,，、]+", line.text.strip("()（） 　"))[-1]
        if is_name(name) and all(is_name(word) or _OFFICE.search(word) for word in words):
            is_alone = all(is_name(word) for word in words)
            value = line.text.strip("()（） 　") if is_alone else name
            yield Candidate(value, "name-line", plain.text, 0.75)


def _joined_names(line: FoldedLine) -> FoldedLine:
    """Return 王 艳 丁 睿 as 王艳 丁睿, 罗以恒 申 岚 as 罗以恒 申岚."""
    parts = line.text.split()
    if len(parts) >= 2 and len(parts) % 2 == 0 and all(len(part) == 1 for part in parts):
        pairs = " ".join(one + other for one, other in zip(parts[::2], parts[1::2], strict=True))
        return FoldedLine(pairs, fold(pairs))
    tidy = _tidy(line.text)
    return FoldedLine(tidy, fold(tidy)) if tidy != line.text else line


def _signature(lines: list[FoldedLine], body: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the signature (落款): an office on its own line above the last date, or a named one that ends the text."""
    for line, following in pairwise(lines[-5:]):
        if _ORGAN.match(line.folded) and _DATE_ONLY.match(following.folded) and "某" not in line.folded:
            yield Candidate(line.text, "signature", line.text, 0.6)
    # 中共某县委组织部 below the title, and the day in brackets below it.
    for line, following in pairwise(lines[1:5]):
        is_day = following.folded.startswith("(") and _DATE_ONLY.match(following.folded)
        if is_day and _ORGAN.match(line.folded) and _NAMED.match(line.folded):
            yield Candidate(line.text, "signature", line.text, 0.6)
    for line in body[-1:] if len(body) > 2 else ():
        if _ORGAN.match(line.folded) and _NAMED.match(line.folded):
            yield Candidate(line.text, "signature", line.text, 0.55)


def _closing(cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield (龚利军) behind the last sentence, in the text or where cleaning took it for the byline."""
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
