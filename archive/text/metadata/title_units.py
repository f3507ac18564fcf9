"""Which lines above the body could be the title? In order, halves joined, with the block of lines in which each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.clean.cleaned import Cleaned
from archive.text.lines import FoldedLine, bare_of, is_label_of_a_table
from archive.text.titles.halves import before_heading, joins, runs_on, undoubled
from archive.text.titles.refused import is_caption, is_furniture, is_never_a_title, is_note, is_of_a_shop, is_prose
from archive.text.titles.site import cut_at_line, decoded, is_site, letters, without_site_name
from search.fold import fold

#: Lines; no page puts more above its title.
REACH = 60
#: A longer line is a paragraph.
PARAGRAPH = 90
#: The rule of cleaning that cuts a title's repetitions: what it cuts is a title.
TITLE_RULE = "repeated-title"
#: Words that the titles of reports hold, in any place.
TITLE_WORD = re.compile(
    r"报告|总结|汇报|综述|方案|要点|讲话|发言|材料|调查|思考|纪实|侧记|做法|经验|交流|范文|述职|情况|启示|探索|意见"
)

# An entry of a table of contents, as the headings below it are numbered.
_ENTRY = re.compile(
    r"^(?:第[一二三四五六七八九十\d]{1,3}[章节编部篇]|[一二三四五六七八九十]{1,3} ?[,.:]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:\.\d{1,2}){0,2} ?[,.]?(?![\d%年月日]))"
)
_LONGEST_ENTRY, _FEWEST_ENTRIES = 48, 5
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN_ENTRIES = re.compile(r"[ \t|]+")
_STOP = re.compile(r"[。，；！？]")
_LONGEST_OF_A_MENU = 8  # characters of an entry with the blank behind it, on average
_HEAD_WITHOUT_BODY = 6  # lines
_SHORTEST_PROSE = 16
_LONGEST_BROKEN_TITLE = 24
_MOST_HALVES = 4
_BODY = 3000  # characters of the text that are looked at
_SOURCE_LINE = re.compile(
    r"(?:来源|稿源|发布时间|发布日期|时间|日期|作者|浏览|点击|字号)(?:次数|量)? ?:|^[(\[]?(?:19|20)\d\d ?[-/.年] ?\d"
    r"|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?.{0,6}\d{1,2}:\d\d|^\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|^last updated"
)
_LONGEST_SOURCE_LINE = 120
_LABEL = re.compile(r"^(?:\| ?)?(?:原?标题|题目|题名|(?:文档|文章|文件|材料)(?:名称?|标题|题目)) ?: ?")
_IN_DISPATCH = re.compile(
    r"^[\u4e00-\u9fff]{2,10}(?:网|社|报|台) {0,2}[\u4e00-\u9fff]{0,6}\d{1,2}月\d{1,2}日(?:电|讯) {0,2}\*{0,2}题:(?P<title>.{6,64}?)\*{0,2}$"
)
_OF_A_COLLECTION = re.compile(
    r"^(?:文档(?:介绍|简介) ?:[ :]?|篇[一二三四五六七八九十\d]{1,2}(?![\u4e00-\u9fff]{0,2}[章节])[ :.,]{0,2}|第[一二三四五六七八九十\d]{1,2}篇 ?[:. ]{1,2})"
)
_DATE_BEHIND = re.compile(
    r"(?:(?<!\s)\s++)?[\[(（]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）]?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?$"
)
# In the text only the ending of a site's name counts as one: 党建 and 政府 end titles too.
_SITE_BEHIND = re.compile(r" {0,3}[-_|] {0,3}[\u4e00-\u9fff]{2,10}(?:网|网站|在线|文库|日报|晚报|先锋|门户)$")
_EDITORS_NOTE = re.compile(r"^[\[(]?(?:编者[按的]|本文导读|导读)")
_PATH = re.compile(r"^.{0,6}位置(?:是)? ?:.{0,60}$")
_FURTHEST_PATH = 12
_LABEL_BEHIND = re.compile(
    r"(?:(?<! ) {1,12}[\[(<|]?|[\[(])(?:字体|字号|(?:发布|发表|更新)?(?:时间|日期)|(?:信息|文章|稿件)?来源|稿源|作者|(?:浏览|点击|阅读)(?:次数|量|数)?|分享到?) ?:"
)
_SHORTEST_TITLE, _LONGEST_ALONE = 6, 40
_PLACE_ALONE = re.compile(r"^[\u4e00-\u9fff]{1,6}(?:村|社区|镇|乡|街道|[县市区旗])$")
_ANNOUNCED = re.compile(
    r"(?:文章|署名|调研报告|刊[发登载]|发表)[\u4e00-\u9fff：:]{0,8}《(?P<title>[^》]{6,80})》[。.]?$"
)
_FURTHEST_ANNOUNCEMENT = 3  # lines
_ENDING = re.compile(
    r"(?:(?:word|pdf|doc)(?:文档|版|格式)?(?:下载推荐|免费下载|在线阅读|下载)?)?\.(?:docx?|pdf|wps|txt|pptx?)$|[_ ](?:第\d{1,3}页|篇\d{1,2})$",
    re.IGNORECASE,
)
_ISSUE = re.compile(r"^[(\[]?(?:总?第 ?)?[\d一二三四五六七八九十〇]{1,4} ?期[)\]]?$")
_SECOND_HALF = re.compile(
    r"^[\u4e00-\u9fff<>\"]{1,20}(?:报告|总结|汇报|综述|方案|做法|经验|材料|意见|情况|发言|通知)(?:\([^()]{1,8}\))?$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, or halves of a title joined: ``text`` as the title reads, ``quote`` as the page breaks it; lines [at, end)."""

    text: str
    quote: str
    rule: str
    at: int
    end: int


def below_issue(page: list[FoldedLine], at: int) -> bool:
    """Return whether the issue of a briefing stands above the place: its name, 第12期, the office and the day, the title."""
    return any(_ISSUE.match(line.folded) for line in page[:at])


def is_source_line(line: FoldedLine) -> bool:
    """Return whether a line says whence or when a report came."""
    return len(line.text) <= _LONGEST_SOURCE_LINE and bool(_SOURCE_LINE.search(line.folded))


def shown_lines(page: list[FoldedLine], lines: list[FoldedLine], cleaned: Cleaned) -> list[int]:
    """Return the places of the lines of ``page`` that cleaning kept, or cut as a title said again."""
    kept = {line.text for line in lines}
    removed = {line.strip() for each in cleaned.removed if each.rule != TITLE_RULE for line in each.text.split("\n")}
    shown = [at for at, line in enumerate(page) if line.text in kept or line.text not in removed]
    contents = _table_of_contents(page, shown)
    return [at for at in shown if at not in contents]


def _table_of_contents(page: list[FoldedLine], shown: list[int]) -> set[int]:
    """Return the places of the numbered headings that stand in a row above any paragraph: what a site shows of a document first."""
    row: list[int] = []
    for at in shown[:REACH]:
        line = page[at]
        if len(line.text) <= _LONGEST_ENTRY and _ENTRY.match(line.folded) and not line.text.endswith("。"):
            row.append(at)
        elif len(row) >= _FEWEST_ENTRIES or _is_paragraph(line):
            break
        else:
            row = []
    return set(row) if len(row) >= _FEWEST_ENTRIES else set()


def body_at(page: list[FoldedLine], shown: list[int]) -> int:
    """Return where the first paragraph stands, one note or summary passed over; the end of a short head if none does."""
    is_in_note = passed = False
    # What stands above the page's path is the site's, though it ends as a sentence.
    path = max((at for at, line in enumerate(page[:_FURTHEST_PATH]) if _PATH.match(line.folded)), default=-1)
    for at in shown:
        if at >= REACH:
            break
        if at < path:
            continue
        line = page[at]
        is_in_note = is_in_note or (not passed and (is_note(line.folded) or _is_summary(page, at)))
        is_broken = len(line.text) > _LONGEST_BROKEN_TITLE and line.text.endswith("，")
        if is_of_a_shop(line.folded):
            continue
        if is_caption(line.folded) and not passed:
            continue
        if _is_paragraph(line) or is_broken:
            if at < _FURTHEST_ANNOUNCEMENT and _announces(page, at):
                continue
            if not is_in_note:
                return at
            is_in_note, passed = False, True
    # No line is a paragraph, as in a narrow print: the head is short, the notices of a shop above it apart.
    words = [
        at for at in shown if not is_of_a_shop(page[at].folded) and not is_furniture(page[at].text, page[at].folded)
    ]
    return words[_HEAD_WITHOUT_BODY] if len(words) > _HEAD_WITHOUT_BODY else min(len(page), _HEAD_WITHOUT_BODY)


def _is_paragraph(line: FoldedLine) -> bool:
    return line.text.endswith("。") or (len(line.text) > PARAGRAPH and not _is_data(line) and not _is_menu(line))


def _is_data(line: FoldedLine) -> bool:
    """Return whether a long line is hardly words: coordinates, code, a row of addresses."""
    return 8 * len(_HAN.findall(line.folded)) < len(line.folded)


def _is_menu(line: FoldedLine) -> bool:
    """Return whether a long line is a row of short entries with blanks or bars between them and no stop."""
    entries = [entry for entry in _BETWEEN_ENTRIES.split(line.folded) if entry]
    return not _STOP.search(line.text) and len(entries) * _LONGEST_OF_A_MENU > len(line.text)


def _announces(page: list[FoldedLine], at: int) -> bool:
    """Return whether a sentence names the title that stands below it, on one line or two."""
    match = _ANNOUNCED.search(page[at].text)
    below = [line.bare for line in page[at + 1 : at + 3]]
    return match is not None and bool(below) and letters(match["title"]) in (below[0], "".join(below))


def _is_summary(page: list[FoldedLine], at: int) -> bool:
    """Return whether the page begins with a paragraph, and the title and the source line stand below it."""
    below = page[at + 1 : at + 3]
    if at or not _is_paragraph(page[at]) or len(below) < 2 or not is_source_line(below[1]) or is_source_line(below[0]):
        return False
    # 2019年5月，石岭镇办起夜校。 below a heading is a sentence of the text.
    return not is_prose(below[1].text, below[1].folded) and not is_never_a_title(below[0].text, below[0].folded)


def prose_at(page: list[FoldedLine], shown: list[int], end: int) -> int:
    """Return where a sentence stands above the body; ``end`` if none does."""
    for at in shown:
        text, folded = page[at].text, page[at].folded
        # A title stands below an editor's note, and a heading of the text below an abstract.
        is_sentence = len(text) > _SHORTEST_PROSE and is_prose(text, folded) and not _EDITORS_NOTE.match(folded)
        is_of_the_site = is_furniture(text, folded) or is_of_a_shop(folded)
        if at < end and is_sentence and (is_note(folded) or not is_of_the_site):
            return at
    return end


def title_units(page: list[FoldedLine], shown: list[int], end: int) -> Iterator[Unit]:
    """Yield what may be a title among the ``shown`` lines before ``end``, in order."""
    everywhere = {line.bare for line in page}
    named = announced(page)
    body = bare_of(page[end:], _BODY)
    taken = 0
    for at in shown:
        if at >= end:
            return
        if at < taken:
            continue
        line = page[at]
        if at + 1 < len(page) and _ISSUE.match(page[at + 1].folded):
            continue  # the name of a briefing or a journal
        if at and is_label_of_a_table(page[at - 1]):
            continue
        if dispatch := _IN_DISPATCH.match(line.folded):
            yield Unit(line.text[dispatch.start("title") :].strip(" *"), line.text, "dispatch", at, at + 1)
            continue
        text, rule = line.text, "first-line"
        if label := _LABEL.match(line.folded):
            text, rule = text[label.end() :], "labelled"
        elif first := _OF_A_COLLECTION.match(line.folded):
            text = text[first.end() :]
        text = _trimmed(without_labels_behind(text.strip(" \t\u3000|").lstrip(">＞»› ")), everywhere - {line.bare})
        text = before_heading(text, fold(text)) or text
        is_marked = not is_source_line(line) and at + 1 < len(page) and is_source_line(page[at + 1])
        is_marked = is_marked or _stands_alone(page, shown, at)
        if is_never_a_title(text, fold(text), is_marked=is_marked) and not _is_headword(page, shown, at):
            continue
        quote, taken = text, at + 1
        if taken < len(page) and f"{line.bare}{page[taken].bare}" in named:
            text, quote, taken = f"{text} {page[taken].text}", f"{quote}\n{page[taken].text}", taken + 1
        elif taken < end and runs_on(text, page[taken].text, body) and not is_never_a_title(*_both(page[taken])):
            text, quote, taken = text + page[taken].text, f"{quote}\n{page[taken].text}", taken + 1
        while taken < min(end, at + _MOST_HALVES) and joins(text, page[taken].text, page[taken].folded):
            text, quote = text + page[taken].text, f"{quote}\n{page[taken].text}"
            taken += 1
        if taken == at + 1 < end and _is_second_half(text, page[taken]):
            yield Unit(text + page[taken].text, f"{quote}\n{page[taken].text}", rule, at, taken + 1)
        yield Unit(text.lstrip("—─-– "), quote, rule, at, taken)


def _both(line: FoldedLine) -> tuple[str, str]:
    return line.text, line.folded


def without_labels_behind(text: str) -> str:
    """Return a line without the labels of a source line that stand behind the title on it: 标题 发布时间：…, 标题 【字体：大】."""
    label = _LABEL_BEHIND.search(fold(text))
    title = text[: label.start()].rstrip() if label else text
    return title if len(letters(title)) >= _SHORTEST_TITLE and not is_site(title) else text


def _stands_alone(page: list[FoldedLine], shown: list[int], at: int) -> bool:
    """Return whether a line of usual length, or a title with its subtitle, is the first of the page, and a paragraph follows."""
    following = page[at + 1].text if at + 1 < len(page) else ""
    is_usual = len(page[at].text) <= _LONGEST_ALONE or "——" in page[at].text
    return at == shown[0] and is_usual and len(following) > PARAGRAPH


def _is_headword(page: list[FoldedLine], shown: list[int], at: int) -> bool:
    """Return whether the page's first line is the name of a place, and the paragraph below begins with it as a sketch of it does."""
    below = page[at + 1].folded if at + 1 < len(page) else ""
    return at == shown[0] and bool(_PLACE_ALONE.match(page[at].folded)) and below.startswith(page[at].folded)


def announced(page: list[FoldedLine]) -> set[str]:
    """Return the bare titles that a sentence on the first lines names and the lines below it are: 某刊刊发署名文章《…》。"""
    found = set()
    for line in page[:_FURTHEST_ANNOUNCEMENT]:
        match = _ANNOUNCED.search(line.text)
        if match and len(letters(match["title"])) >= _SHORTEST_TITLE:
            found.add(letters(match["title"]))
    return found


def block_of(units: list[Unit], order: int) -> list[Unit]:
    """Return the units that stand around one of them without another line between: a title with its kicker, or a menu."""
    first = last = order
    while first and units[first].at <= units[first - 1].end:
        first -= 1
    while last + 1 < len(units) and units[last + 1].at <= units[last].end:
        last += 1
    return units[first : last + 1]


def _trimmed(text: str, others: set[str]) -> str:
    """Return a line without the day and the site's name behind the title, and without a doubled tail."""
    text = _ENDING.sub("", _DATE_BEHIND.sub("", decoded(text)).strip())
    if _SITE_BEHIND.search(fold(text)):
        return without_site_name(text)
    return undoubled(cut_at_line(text, others) or text)


def _is_second_half(text: str, below: FoldedLine) -> bool:
    return bool(_SECOND_HALF.match(below.folded)) and not TITLE_WORD.search(fold(text)) and letters(text) != below.bare
