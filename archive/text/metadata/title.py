"""The title: the page's own title, or the first short line that the body confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from archive.text.clean.cleaned import Cleaned
from archive.text.evidence import Candidate, Evidence, choose
from archive.text.metadata.lines import OCCASION, FoldedLine, bare, bare_of, read_newsprint
from search.fold import fold

LONGEST, PARAGRAPH = 64, 90
WORKING_TITLE_LENGTH = 30

_SITE_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?(?:[-_|–—·>»]|::)\s*")
_SITE_WORD = re.compile(
    r"(?:网|网站|门户|首页|在线|文库|日报|晚报|晨报|周刊|周报|频道|政府|先锋|党建|新闻|the paper|大学|学院|医院|org|com|cn)$",
    re.IGNORECASE,
)
_LONGEST_SITE = 20
_NOT_A_TITLE = re.compile(
    r"^(?:[一二三四五六七八九十]+ ?[,.]|\([一二三四五六七八九十0-9]+\)|第[一二三四五六七八九十]+[章节]|[0-9]{1,2}[.,])"
    r"|^(?:来源|稿源|时间|日期|作者|发布|发表|导语|摘要|关键词|内容提要|编者按|记者|通讯员|责任编辑|当前位置|首页|问|答|附件|"
    r"文号|主送|各位|尊敬的|同志们)(?![\u4e00-\u9fff]{6})"
    r"|^(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d|年\d{1,2}月\d{1,2}日 ?\d{1,2}[:时])"
    r"|(?:来源|时间|日期|作者|浏览|点击|编辑)\s?:"
    r"|^[\u4e00-\u9fff]{0,12}(?:记者|通讯员)[ :]{1,3}[\u4e00-\u9fff, :]{2,40}$"
)
_SOURCE_LINE = re.compile(
    r"(?:来源|稿源|发布时间|发布日期|时间|日期|作者|浏览|点击|字号)(?:次数|量)? ?:|^[(\[]?(?:19|20)\d\d[-/.年]\d"
)
# Columns of a site and headings of a report stand where a title would, and the body repeats their words.
_COLUMN = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}(?:动态|要闻|资讯|频道|专栏|公告|导航|之窗|园地|风采|中心|新闻)"
    r"|(?:工作|研究|政策)?背景|背景情况|基本情况|基本概况|概况|引言|前言|导言|目录|概述|绪论|摘要|主要做法|工作做法|正文"
    r"|基层党建|组织工作|党的建设|党建工作|党建引领|乡村振兴|基层治理|政务公开|组织建设)$"
)
_OF_A_COLLECTION = re.compile(
    r"^(?:篇[一二三四五六七八九十\d]{1,2}(?![\u4e00-\u9fff]{0,2}[章节])[ :.,]{0,2}|第[一二三四五六七八九十\d]{1,2}篇 ?[:. ]{1,2})"
)
_ENDS_SENTENCE = re.compile(r"[。！？；，、：,.;:]$")
_TITLE_WORD = re.compile(
    r"报告|总结|汇报|综述|方案|要点|讲话|发言|材料|调查|思考|纪实|侧记|做法|经验|交流|范文|述职|情况|启示|探索|意见"
)
_TITLE_END = re.compile(
    r"(?:报告|总结|汇报|综述|方案|要点|讲话稿?|发言稿?|典型材料|汇报材料|调查与?思考|经验做法|经验交流|范文)(?:\(.{1,12}\))?$"
)
_ORGAN_ONLY = re.compile(r"^[\u4e00-\u9fff]{2,20}(?:委员会|组织部|办公室|党委|支部|党组|县委|市委|区委|人民政府|文件)$")
_SECOND_HALF = re.compile(r"^[\u4e00-\u9fff<>\"]{2,20}(?:报告|总结|汇报|综述|方案|做法|经验|材料|意见|情况|发言|通知)$")
_LABEL = re.compile(r"^(?:\| ?)?(?:标题|题目|题名) ?: ?")
_DATE_BEHIND = re.compile(
    r"(?:(?<!\s)\s++)?[\[(（]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）]?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?$"
)
# In the text only the ending of a site's name counts as one: 党建 and 政府 end titles too.
_SITE_BEHIND = re.compile(r" {0,3}[-_|] {0,3}[\u4e00-\u9fff]{2,10}(?:网|网站|在线|文库|日报|晚报|先锋|门户)$")
_TAIL = re.compile(r" {0,3}[-_|] {0,3}[^-_|]{2,12}$")
_IN_DISPATCH = re.compile(
    r"^[\u4e00-\u9fff]{2,10}(?:网|社|报|台) {0,2}[\u4e00-\u9fff]{0,6}\d{1,2}月\d{1,2}日(?:电|讯) {0,2}\*{0,2}题:(?P<title>.{6,64}?)\*{0,2}$"
)
# 《某镇工作要点.docx》由用户分享: the box of a file shop names the file.
_SHARED_FILE = re.compile(r"^[<\"](?P<title>[^<>\"]{6,64})\.(?:docx?|pdf|wps|txt|pptx?)[>\"]")
_JUNK_HINT = re.compile(r"^(?:microsoft word|文档|新建|无标题|untitled|powerpoint|幻灯片|默认)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？；!?;]")
_PAUSE = re.compile(r"[，,、：:]")


def describe_title(
    page: list[FoldedLine],
    lines: list[FoldedLine],
    cleaned: Cleaned,
    *,
    hint: str = "",
    site_name: str = "",
    filename: str = "",
) -> Evidence:
    """Return the title as the copy spells it, or None with rule ``working-title`` and the first sentence as quote.

    ``page`` are the lines of the repaired text, ``lines`` those of the cleaned text. A line right above the source
    line is a title even if the body never repeats its words. A subtitle on the next line (——) belongs to the title.
    """
    candidates = [
        *_from_hint(hint, site_name, lines, cleaned),
        *_from_first_lines(page, lines, cleaned),
        *_from_filename(filename, lines),
        *_printed(page),
        *_shared_file(page),
    ]
    if candidates:
        return choose(candidates)
    sentence = first_sentence(lines)
    return Evidence(None, "working-title" if sentence else "not-found", sentence, 0.2 if sentence else 0.0)


def first_sentence(lines: list[FoldedLine]) -> str:
    """Return the first sentence, whole and literal, of the first line with a dozen word characters or more."""
    lines = [line for line in lines if line.bare]
    # 各位领导: or the authors' names are no sentence.
    first = next((line for line in lines if len(line.bare) >= 12), lines[0] if lines else None)
    if first is None:
        return ""
    end = _SENTENCE_END.search(first.text)
    return first.text[: end.end()] if end else first.text


def working_title(sentence: str) -> str:
    """Make a title: the sentence up to its last pause within 30 characters, without final punctuation."""
    sentence = _SENTENCE_END.split(sentence)[0].strip()
    if len(sentence) <= WORKING_TITLE_LENGTH:
        return sentence
    pauses = [pause.start() for pause in _PAUSE.finditer(sentence, 12, WORKING_TITLE_LENGTH + 1)]
    return sentence[: pauses[-1]] if pauses else sentence[:WORKING_TITLE_LENGTH] + "…"


def site_behind(title: str) -> str:
    """Return the name of the site that ``without_site_name`` removes from a page's title; "" if there is none.

    The name of a paper goes before that of its site.
    """
    behind = [part for part in _SITE_SEPARATOR.split(title.strip()[len(without_site_name(title)) :]) if part]
    named = [part for part in behind if len(part) >= 3 and _SITE_WORD.search(part) and not _COLUMN.match(fold(part))]
    return next((part for part in named if part.endswith(("报", "報"))), named[-1] if named else "")


def without_site_name(title: str, site_name: str = "") -> str:
    """Return an HTML title without the name of its site: 标题_基层党建_某某网 is 标题."""
    parts = _SITE_SEPARATOR.split(title.strip())
    cuts = [match.start() for match in _SITE_SEPARATOR.finditer(title.strip())]
    keep = len(parts)
    while keep > 1 and (
        (site_name and bare(parts[keep - 1]) == bare(site_name))
        or (len(parts[keep - 1]) <= _LONGEST_SITE and _SITE_WORD.search(parts[keep - 1]))
        or (keep < len(parts) and len(parts[keep - 1]) <= 6)
        or not parts[keep - 1]
    ):
        keep -= 1
    return title.strip()[: cuts[keep - 1]].strip() if keep < len(parts) else title.strip()


def _from_hint(hint: str, site_name: str, lines: list[FoldedLine], cleaned: Cleaned) -> Iterator[Candidate]:
    title = without_site_name(hint, site_name)
    if len(bare(title)) < 4 or _JUNK_HINT.search(title):
        return
    # The text's own spelling of the same title is better for quotes, and for removing it from the body.
    for text in (*(line.text for line in lines[:4]), *(removal.text.strip() for removal in cleaned.removed)):
        if bare(text) == bare(title):
            yield Candidate(text, "page-title", hint, 0.97)
            return
        if len(bare(text)) >= 6 and len(text) <= LONGEST and bare(title).startswith(bare(text)):
            # A narrow print breaks a title inside a word; then only the page's own title is whole.
            broken = any(
                line.text == text and bare(title).startswith(bare(text + following.text[:2]))
                for line, following in pairwise(lines[:5])
            )
            yield Candidate(title if broken else text, "page-title", hint, 0.95)
            return
    if _support(bare(title), lines) >= 0.3:
        yield Candidate(title, "page-title", hint, 0.9)


def _from_first_lines(page: list[FoldedLine], lines: list[FoldedLine], cleaned: Cleaned) -> Iterator[Candidate]:
    repeated = {bare(removal.text) for removal in cleaned.removed if removal.rule in ("repeated-title", "split-title")}
    above_source = {line.bare for line, following in pairwise(page[:12]) if _SOURCE_LINE.search(following.folded)}
    others_at_the_top = {line.bare for line in page[:8]}
    for index, line in enumerate(lines[:6]):
        # Behind the first paragraph short lines are headings; a title never follows one.
        if index and (len(lines[index - 1].text) > PARAGRAPH or lines[index - 1].text.endswith("。")):
            return
        if len(line.text) > PARAGRAPH:
            return
        text, rule = line.text, "first-line"
        if label := _LABEL.match(line.folded):
            text, rule = text[label.end() :].strip(" \t\u3000|"), "labelled"
        elif dispatch := _IN_DISPATCH.match(line.folded):
            yield Candidate(line.text[dispatch.start("title") :].strip(), "dispatch", line.text, 0.96)
            continue
        elif _NOT_A_TITLE.search(line.folded) or _COLUMN.match(line.folded):
            continue
        elif first := _OF_A_COLLECTION.match(line.folded):
            text = text[first.end() :].strip()
        text = _DATE_BEHIND.sub("", text).strip()
        if site := _SITE_BEHIND.search(fold(text)):
            text = text[: site.start()]
        elif (tail := _TAIL.search(fold(text))) and bare(text[: tail.start()]) in others_at_the_top - {bare(text)}:
            text = text[: tail.start()]  # the page says it again without the site's name
        if sum("\u3400" <= sign <= "\u9fff" for sign in text) < 4 or len(text) > LONGEST or _ENDS_SENTENCE.search(text):
            continue
        rest = lines[index + 1 :]
        if rest and text == line.text and _SECOND_HALF.match(rest[0].folded) and not _TITLE_WORD.search(line.folded):
            yield Candidate(text + rest[0].text, "first-line", f"{text}\n{rest[0].text}", 0.85)
        support = _support(bare(text), rest)
        is_known = rule == "labelled" or bare(text) in repeated or bare(text) in above_source
        is_named = is_known or bool(_TITLE_END.search(line.folded))
        sure = 0.95 if is_known else 0.6 + 0.25 * min(1.0, support / 0.6)
        if _TITLE_WORD.search(line.folded):
            sure += 0.05
        if _ORGAN_ONLY.match(line.folded):
            sure -= 0.4
        if not rest or (support < 0.12 and not is_named):
            continue
        if (
            rest[0].text.startswith(("——", "--", "──"))
            and len(rest[0].text) <= LONGEST
            and not OCCASION.match(rest[0].folded)
        ):
            text, quote = text + rest[0].text, f"{text}\n{rest[0].text}"
            yield Candidate(text, rule, quote, round(min(0.97, sure + 0.05), 2))
            return
        # Of two title-like lines the first is the title, the second its subtitle.
        yield Candidate(text, rule, text, round(max(0.05, min(0.96, sure) - 0.1 * index), 2))


def _printed(page: list[FoldedLine]) -> Iterator[Candidate]:
    if printed := read_newsprint(page):
        is_first_half = any(line.bare == bare(printed.names) for line in page[:6]) and bool(printed.names)
        title = f"{printed.names} {printed.title}" if is_first_half else printed.title
        yield Candidate(title, "newsprint", printed.quote, 0.97 if is_first_half else 0.93)


def _shared_file(page: list[FoldedLine]) -> Iterator[Candidate]:
    for line in page[:3]:
        if match := _SHARED_FILE.match(line.folded):
            title = line.text[slice(*match.span("title"))].strip()
            yield Candidate(title, "document-site", line.text[: match.end()], 0.9)


def _from_filename(filename: str, lines: list[FoldedLine]) -> Iterator[Candidate]:
    name = re.split(r"[/\\]", filename)[-1].rsplit(".", 1)[0].strip()
    if sum("\u4e00" <= character <= "\u9fff" for character in name) >= 6 and _support(bare(name), lines) >= 0.4:
        yield Candidate(name, "filename", filename, 0.45)


def _support(title: str, lines: list[FoldedLine]) -> float:
    """Return the share of the title's pairs of characters that the first 3,000 characters of the body hold."""
    body = bare_of(lines, 3000)
    pairs = {title[at : at + 2] for at in range(len(title) - 1)}
    return sum(pair in body for pair in pairs) / len(pairs) if pairs else 0.0
