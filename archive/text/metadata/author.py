"""The author: a label, a reporter's byline, or a name that stands where authors sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from archive.text.clean.cleaned import Cleaned
from archive.text.credits.bylines import Span, find_bylines, names_behind, outlet_and_names
from archive.text.credits.datelines import DISPATCHED, row_of_role
from archive.text.credits.outlets import is_outlet
from archive.text.credits.people import are_names, has_rare_surname, is_name, name_behind_organ
from archive.text.evidence import Candidate, Evidence, choose
from archive.text.lines import (
    HEAD_LINES,
    FoldedLine,
    above_related,
    bare,
    head_and_tail,
    read_newsprint,
)
from archive.text.metadata.signatures import (
    TRIM,
    before_verb,
    behind_clock,
    beside_day,
    closing_names,
    is_organ,
    name_lines,
    signature,
    tidy,
)
from search.fold import fold

# All patterns match folded text: brackets, colons and 、 are ASCII there.
_LABELLED = re.compile(
    r"(?:^|[ \t(\[|:.>\"0-9;,/◎※■□◆●])(?P<label>(?:本文|文章|稿件|第一)?作 {0,4}者(?:姓名)?|撰 {0,2}[稿写]人?|撰文|执笔人?|供稿人?|投稿人?|采写|信息员|文稿|文案|课题组成员|文字|文[/,]?图|图[/,]?文|文)"
    r"(?: ?[:|/丨] ?|\] ?:? ?)"
)
#: Labels behind which an office or a pen name stands too.
_FOR_ALL = ("供稿", "文稿", "文案", "信息员", "采写")
_GROUP = re.compile(
    r"(?!编辑|责任|责编|(?:文章|信息)?来源|稿源|出处|点击|浏览|阅读|发布|更新|录入|时间|日期|单位|职务|电话|校对|审核|打印|字[号体]|摄影"
    r"|分享|收藏|关闭|评论|关注|点赞|转发|举报|扫[一码]|下载|我[要来]|加入|返回|微[信博]|手机|视力|[朗阅]读|语音|[繁简]体|访问|人气|登[录陆]|注册|更多|[大中小]字)"
    r"(?![\u3400-\u9fff·]{0,24}(?:记者|通讯员))[\u3400-\u9fff·]{2,30}(?:\"[\u3400-\u9fff]{1,8}\"[\u3400-\u9fff]{1,12})?"
)
# ymg记者 names an outlet, user2020 is an account, and 访问量: behind an empty 作者: is the next label.
_RUN_INTO = re.compile(
    r"(?P<name>[\u3400-\u9fff·]{2,8}?)(?:字数|更新(?:时间|日期)?|发[布表](?:时间|日期)?|来源|时间|日期|[浏点阅][览击读](?:次数|量|数)?|编辑|责编|审核|类别) ?:"
)
# 文/某某党的建设全媒体记者 王小明: whatever stands in front of 记者.
_REPORTER_OF = re.compile(r" ?[\u3400-\u9fff·]{2,24}?记者(?![们站团会])")
_LATIN = re.compile(r"[a-z]{2,20}+(?![\u3400-\u9fff0-9_])")
_NEXT_LABEL = re.compile(r"[\u3400-\u9fff]{0,6} {0,2}:")
# 作者 杨某 钟某 on its own line needs no colon, nor does a credit in brackets.
_AUTHOR_LINE = re.compile(r"^\(?(?:作者|撰稿|文|文/图|图/文)(?: +|[^\w\s\u3000-\u303f!-~]{1,2} ?)(?=[\u3400-\u9fff])")
_IN_BRACKETS = re.compile(r"\((?:文/图|图/文|文图|图文|文) +(?=[^()]{2,40}\)[.]?$)")
_ABOUT = re.compile(r"作者简介[\]>:]? ?:?(?P<value>[\u3400-\u9fff·]{2,4})(?=[(,])")
# 作者简介:王小明,教授;李红,硕士生: each further one behind a semicolon.
_ALSO_ABOUT = re.compile(r"[;.] ?(?:\d ?[,.] ?)?(?P<value>[\u3400-\u9fff·]{2,4})(?=[(,])")
_OPENING_CREDIT = re.compile(r"^\((?=[\u3400-\u9fff ,]{2,16}(?:报道|供稿)\))")
_BEHIND_DISPATCH = re.compile(r"(?:讯|电|消息|信息:?) ?\((?=[^()]{2,40}\))")
_BEHIND_SOURCE = re.compile(
    r"(?:来 {0,4}源|稿源) ?: ?(?P<from>[\u4e00-\u9fff]{2,16}) {1,3}(?P<value>[\u3400-\u9fff]{2,4})(?=[)\]]?$| {1,8}(?:发[布表]|更新|录入|时间|日期|浏览|点击|阅读|编辑|审核|[12]))"
)
# 。□某日报记者王小明: a paper's square marks who wrote, at the end of the paragraph that leads.
_SQUARE = re.compile(r"[。！？”][ \u3000]?[□■][^。]{4,40}$")
# 作者 alone, or with the first of the names that stand one to a line below it.
_LABEL_ALONE = re.compile(r"^\[?(?:本文)?作 {0,4}者\]? ?:? {0,4}(?P<first>[\u3400-\u9fff· ]{0,8})$")
_MOST_BELOW = 8
_SENTENCE_END = re.compile(r"[.!?\"] ?(?=[^.!?\"]{4,60}$)")
_STARTS_BYLINE = re.compile(r"[□■◆◇●○▲★]? ?(?:[\u4e00-\u9fffa-z·<>/ ]{0,30})(?:记者|通讯员)")
# …的牌子。作者|王小明: behind the last sentence of a paragraph.
_LABELS_FIRST = re.compile(r"(?:作者|(?:文章|信息|稿件)?来源|发[布表]|时间|日期)[^:]{0,6}:")
_LABEL_BEHIND = re.compile(
    r"(?:作者|撰稿|供稿|文字) ?[|:/丨] ?[\u3400-\u9fff]{2,4}(?:[ ,][\u3400-\u9fff]{2,4}){0,3} ?$"
)
_REFUSED = re.compile(
    r"^(?:admin[a-z0-9]*|editor|(?:会员|用户|网友|本站|小编|本网).{0,6}|.{1,10}(?:网|文库|范文|在线|先锋|资料库|网站)|综合|佚名|未知|不详|匿名|网友|网络|本站|管理员|编辑|小编|整理|原创|转载|游客|root|test|superadmin|略)$"
)
_PARAGRAPH = 60


def describe_author(lines: list[FoldedLine], body: list[FoldedLine], cleaned: Cleaned, *, hint: str = "") -> Evidence:
    """Return the author's name as written.

    ``lines`` are those of the page, ``body`` those of the cleaned text, ``hint`` is the page's own value. ``admin``
    and 佚名 are refused; the editor of a page is not the author, and neither is the reporter of a recommended one. Signs:
    ``names`` (all of usual surnames), ``rare-surname``, ``organ``, ``several``, ``top-of-page``, ``contradicted``.
    """
    lines = above_related(lines)
    near = head_and_tail(lines)
    is_photo_news = sum(len(line.text) >= _PARAGRAPH for line in body) <= 2
    candidates = [
        *_labelled(near),
        *_bylines(near, is_photo_news=is_photo_news),
        *_bylines([line for line in lines if _SQUARE.search(line.text)], is_photo_news=is_photo_news),
        *behind_clock(lines[:6]),
        *beside_day(lines),
        *before_verb([part for line in near for part in _parts_with_credits(line)]),
        *_below_the_label(lines),
        *name_lines(lines),
        *name_lines(body),
        *closing_names(lines, cleaned),
        *signature(lines, body),
        *_of_newsprint(lines),
        *_of_the_page(hint),
    ]
    accepted = [each for each in candidates if not _is_refused(each.value)]
    refused = [each for each in candidates if _is_refused(each.value)]
    if accepted:
        return _with_signs(_with_all_names(choose(accepted)), lines)
    return Evidence(None, "refused-generic", refused[0].quote) if refused else Evidence(None, "not-found")


def _with_all_names(evidence: Evidence) -> Evidence:
    """Return the evidence of a byline in place of that for its first names alone."""
    value = evidence.value or ""
    for rival in evidence.rivals:
        if rival.confidence >= 0.7 and rival.value.startswith(value) and are_names(rival.value):
            first = Candidate(value, evidence.rule, evidence.quote, evidence.confidence)
            rivals = (first, *(other for other in evidence.rivals if other is not rival))
            return Evidence(rival.value, rival.rule, rival.quote, rival.confidence, rivals, evidence.signs)
    return evidence


def _is_refused(value: str) -> bool:
    return bool(_REFUSED.match(bare(value))) or is_outlet(fold(value))


def _with_signs(evidence: Evidence, lines: list[FoldedLine]) -> Evidence:
    value = evidence.value or ""
    names = [name for name in re.split(r"[ 、,，;；/&\u3000]+", value) if name]
    known = set(map(fold, names))
    signs = {
        "names": are_names(value),
        "rare-surname": any(has_rare_surname(name) for name in names),
        "organ": is_organ(fold(value)),
        "several": len(names) > 1,
        "top-of-page": any(names and names[0] in line.text for line in lines[:HEAD_LINES]),
        "contradicted": any(
            rival.confidence >= 0.7 and not any(name in fold(rival.value) for name in known)
            for rival in evidence.rivals
        ),
    }
    return replace(evidence, signs=(*evidence.signs, *(sign for sign, holds in signs.items() if holds)))


def _labelled(lines: list[FoldedLine]) -> Iterator[Candidate]:
    for line in lines:
        if about := _ABOUT.search(line.folded, 0, 200):
            value, end = _value_behind(line, about.start("value"))
            others = [
                line.text[slice(*other.span("value"))]
                for other in _ALSO_ABOUT.finditer(line.folded, end, 400)
                if is_name(other["value"])
            ]
            if value:
                yield Candidate(" ".join([value, *others]), "about-the-author", line.text[about.start() : end], 0.8)
    for line in (part for whole in lines for part in _parts_with_credits(whole)):
        for match in _LABELLED.finditer(line.folded):
            value, end = _value_behind(line, match.end(), others=match["label"] not in _FOR_ALL)
            if not value and match["label"].startswith("供稿"):
                value = name_behind_organ(line.text[match.end() :].split(" ")[0].rstrip(")）"))
                end = match.end() + line.text[match.end() :].find(value) + len(value)
            if not value and (role := _REPORTER_OF.match(line.folded, match.end())):
                value, end = _value_behind(line, role.end())
            if value:
                yield Candidate(value, "labelled", line.text[match.start() : end].strip(TRIM), 0.95)
        for pattern, confidence, rule in (
            (_AUTHOR_LINE, 0.9, "labelled"),
            (_IN_BRACKETS, 0.9, "labelled"),
            (_BEHIND_DISPATCH, 0.82, "byline"),
            (_OPENING_CREDIT, 0.82, "byline"),
        ):
            if found := pattern.search(line.folded, 0, 90):
                value, end = _value_behind(line, found.end())
                if value:
                    yield Candidate(value, rule, line.text[found.start() : end].strip(TRIM), confidence)
        if (behind := _BEHIND_SOURCE.search(line.folded)) and are_names(behind["value"]):
            yield Candidate(
                line.text[slice(*behind.span("value"))], "behind-source", line.text[slice(*behind.span())], 0.75
            )


def _below_the_label(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the names that stand below 作者, one or more to a line."""
    for at, line in enumerate(lines[: 2 * HEAD_LINES]):
        label = _LABEL_ALONE.match(line.folded)
        first = tidy(line.text[slice(*label.span("first"))].strip()) if label else ""
        if not label or (first and not are_names(first)):
            continue
        below = []
        for other in lines[at + 1 : at + 1 + _MOST_BELOW]:
            if not are_names(tidy(other.text)):
                break
            below.append(other)
        if below:
            value = " ".join(name for name in (first, *(tidy(other.text) for other in below)) if name)
            quote = "\n".join(other.text for other in (line, *below))
            yield Candidate(value, "labelled", quote, 0.96 if first else 0.9)


def _value_behind(line: FoldedLine, at: int, *, others: bool = False) -> tuple[str, int]:
    """Return the names behind a label and where they end; with ``others`` also a group, an office or a pen name."""
    if run := _RUN_INTO.match(line.folded, at):
        line = FoldedLine(line.text[: run.end("name")], line.folded[: run.end("name")])
    names, end = names_behind(line.folded, at, before_role=False)
    if names and not (len(names) == 1 and line.folded[end : end + 1] == ":"):
        return joined(line.text, names), names[-1][1]
    found = (_GROUP if others else _LATIN).match(line.folded, at) or (others and _LATIN.match(line.folded, at))
    if not found or _NEXT_LABEL.match(line.folded, found.end()):
        return "", at
    value = line.text[at : found.end()].removesuffix("供稿")
    return name_behind_organ(value) or value, at + len(value)


def joined(text: str, names: list[Span] | tuple[Span, ...]) -> str:
    """Return names as written, without blanks inside one; one blank between those that stand without marks."""
    value = tidy(text[slice(*names[0])])
    for before, name in pairwise(names):
        value += (text[before[1] : name[0]] or " ") + tidy(text[slice(*name)])
    return value


def _bylines(lines: list[FoldedLine], *, is_photo_news: bool) -> Iterator[Candidate]:
    """Yield the names of each line's bylines, and of lines that follow each other and hold nothing else together."""
    above: tuple[int, list[str], str] = (-2, [], "")
    for number, whole in enumerate(lines):
        for line in _parts_with_credits(whole):
            bare_one = outlet_and_names(line.folded)
            found = [bare_one] if bare_one else list(find_bylines(line.folded))
            is_photo = bool(found) and found[-1].is_photo
            if is_photo and len(found) == 1 and not is_photo_news:
                continue  # who took one picture of a long report
            if not found:
                continue
            row = row_of_role(line.folded, found[0].start)
            before = line.text[row : found[0].start].strip(" \u3000|:：/")
            names = [before] if before and are_names(before) else []
            names += [joined(line.text, byline.names) for byline in found]
            quote = line.text[found[0].start : found[-1].end].strip(TRIM)
            if above[0] == number - 1 and found[0].start == 0:
                names, quote = above[1] + names, above[2]
            if found[0].start == 0 and found[-1].end == len(line.text):
                above = (number, names, quote)
            rule, confidence = ("photo-credit", 0.6) if is_photo else ("byline", 0.88)
            yield Candidate(
                "、".join(dict.fromkeys(names)), rule, quote, confidence + 0.01 * (quote == above[2] and len(names) > 1)
            )


def _parts_with_credits(line: FoldedLine) -> Iterator[FoldedLine]:
    """Yield a short line whole; of a paragraph its dateline, its closing bracket, and a byline behind its last stop."""
    folded = line.folded
    if len(folded) <= 90 and "。" not in line.text:
        yield line
        return
    behind = folded.rfind(")", 0, 60)  # 某网(某报网)讯(通讯员王小明)
    if folded.startswith("["):
        behind = max(behind, folded.find("]", 0, 40))  # 【记者：王小明】
    head = behind + 1
    if _LABELS_FIRST.match(folded) and len(folded) <= 2 * 90:
        head = 90
    elif behind < 0 and (_STARTS_BYLINE.match(folded) or DISPATCHED.match(folded)):
        head = 40
    yield FoldedLine(line.text[:head], folded[:head])
    tail = max(folded.rfind("("), len(folded) - 60)
    if folded[tail : tail + 1] == "(":
        yield FoldedLine(line.text[tail:], folded[tail:])
    elif label := _LABEL_BEHIND.search(folded, tail):
        yield FoldedLine(line.text[label.start() :], folded[label.start() :])
    elif (
        (len(folded) >= _PARAGRAPH or _SQUARE.search(line.text))
        and (stop := _SENTENCE_END.search(folded, len(folded) - 64))
        and _STARTS_BYLINE.match(folded, stop.end())
    ):
        yield FoldedLine(line.text[stop.end() :], folded[stop.end() :])


def _of_newsprint(lines: list[FoldedLine]) -> Iterator[Candidate]:
    printed = read_newsprint(lines)
    if printed and printed.names and are_names(printed.names):
        yield Candidate(printed.names, "newsprint", printed.quote, 0.7)


def _of_the_page(hint: str) -> Iterator[Candidate]:
    """Yield the page's own value where it is names; accounts, addresses and outlets stand there as often."""
    value = hint.strip()
    folded = fold(value)
    if bylines := list(find_bylines(folded)):
        value = "、".join(joined(value, byline.names) for byline in bylines)
    if are_names(value):
        yield Candidate(value, "page-author", hint, 0.8)
    elif is_organ(folded):
        yield Candidate(value, "page-author", hint, 0.6)
    elif len(bare(value)) >= 2 and _REFUSED.match(bare(value)):
        yield Candidate(value, "page-author", hint, 0.1)
