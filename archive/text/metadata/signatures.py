"""Authors whom no label names: a name below the title or behind the clock, in the last bracket, an office's signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from archive.text.clean.cleaned import Cleaned
from archive.text.credits.outlets import is_outlet
from archive.text.credits.people import (
    are_names,
    is_name,
    is_name_beside,
    is_row_of_names,
    name_behind_organ,
    split_names,
)
from archive.text.evidence import Candidate
from archive.text.lines import TAIL_LINES, FoldedLine
from search.fold import fold

TRIM = " \u3000\t()（）[]【】|"

# On folded text.
_NOT_A_NAME = re.compile(r"关注|党建|动态|新闻|要闻|工作|组织|首页|栏目|时政|文章|正文|搜索|简介|导航|专题|公告|通知")
# 佟 雪, 熊 韶 军: printers set blanks inside names.
_SPACED = re.compile(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff])[ \u3000]{1,3}([\u3400-\u9fff])(?:[ \u3000]{1,3}([\u3400-\u9fff]))?(?![\u3400-\u9fff])"
)
_BEHIND_CLOCK = re.compile(
    r"^(?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? ?(?:\d{1,2}:\d\d(?::\d\d)?)? ?|[□■◆◇●○◎] ?)"
    r"(?P<value>[\u3400-\u9fff· ]{2,40})$"
)
# 王小明 李红 2019-06-26: who wrote and when, on the line between the title and the text.
_LONE_NAME = re.compile(r"(?!.*(?:[网报刊社台部局办委]|要闻|新闻|动态|党建|频道)$)[\u3400-\u9fff]{2,4}")
_BEFORE_DAY = re.compile(
    r"^(?P<value>[\u3400-\u9fff·]{2,4}(?:[ ,/]{1,3}[\u3400-\u9fff·]{2,4}){0,4}) {1,4}(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{1,2}:\d\d(?::\d\d)?)?[ |]{0,4}$"
)
# 某某管理处 王小明供稿/供图, 王小明/文 李红/图: the verb behind the names, on a line of its own.
_BEFORE_VERB = re.compile(
    r"^\(?(?P<value>[\u3400-\u9fff·]{2,20}?(?:[ ,][\u3400-\u9fff·]{2,4}){0,4}?)(?: ?[/|]? ?(?:供稿|撰稿|撰文|采写|供文)| {1,3}报[道导]| ?[/|] ?文| 文)(?=[ /|,;)]|$)"
)
_ABSTRACT = re.compile(r"^[\[<]?(?:摘 {0,4}要|内容提要|提 {0,4}要|关 ?键 ?词|中图分类号|文章编号|文献标识)")
_AFFILIATION = re.compile(r"^\((?:1 ?[.,]? ?)?[\u4e00-\u9fff ]{2,30}(?:大学|学院|党校|研究院|研究所|研究中心|科学院)")
# 王小明(某市委党校,甘肃 某市 743300); 王小明1,李红2*: the notes of a paper's authors.
_WITH_NOTE = re.compile(
    r"(?P<names>[\u3400-\u9fff·, ]{2,30})\((?=[^()]{4,60}\)$)[^()]{0,40}?(?:大学|学院|党校|研究院|研究所|研究中心|科学院|委员会|部|局)"
)
_POINTED = re.compile(r"[>»→▶►◆■●▲★※◎○◇□· 〉-]{1,12}(?=[\u3400-\u9fff])")
_MARKED = re.compile(r"(?<=[\u3400-\u9fff])(?:[0-9*]{1,3}|\[\d\])(?=[, ]|$)")
_COMMENTATOR = re.compile(r"本[报刊网台](?:特约)?(?:评论员|编辑部|课题组)")
_OFFICE = re.compile(r"(?:书记|主任|委员|主席|同志|[部局组省州盟旗县区市镇乡院校所会科处]长)$")
# 王小明 某研究院院长, below the title: who wrote, and what he is.
_WITH_OFFICE = re.compile(
    r"^(?P<name>[\u3400-\u9fff·]{2,4}) {1,4}[\u4e00-\u9fff, ·]{3,34}(?:[院校所处部局会省市县区镇乡社厂]长|主任|教授|研究员|书记|委员|主席|博士|总编辑?|讲师|院士)$"
)
# 自治区主席 嘎玛泽登: the name of a region's head needs no surname of the list.
_GOVERNOR = re.compile(r"(?:^| )[\u4e00-\u9fff]{0,14}(?:[省州盟旗县区市镇乡]长|主席) (?P<name>[\u4e00-\u9fff·]{2,14})$")
_ORGAN_END = (
    r"(?:委员会|组织部|办公室|委|党委|党组|党工委|党支部|支部|局|工作领导小组|工作部|宣传部|统战部|社会工作部|人民政府|街道办事处|研究室|党校"
    r"|课题组|调研组|编写组|通讯组|报道组|编辑部|评论员)"
)
_ORGAN = re.compile(rf"(?:中共)?[\u4e00-\u9fff]{{3,28}}{_ORGAN_END}")
_DESK = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:组织|宣传|统战|人事|学生工作|社会工作)部|[\u4e00-\u9fff]{2,8}(?:党委|团委|工会|办公室|学院)"
)
# Without a date only an organ with its place counts as signature: not 县委组织部, not 某市某局.
_NAMED = re.compile(
    r"^(?!.*某)(?:中共[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{2,}?[省市州县区旗镇乡]|[\u4e00-\u9fff]{2,8}街道)"
)
_DATE = r"(?:(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|(?:(?:19|20)\d\d ?|二[〇一二三四五六七八九]{3})年 ?[0-9一二三四五六七八九十]{1,2} ?月(?: ?[0-9一二三四五六七八九十]{1,3} ?日)?)"
_DATE_ONLY = re.compile(rf"^\(?{_DATE}\)?")
_COMPILED = re.compile(r"^\(?(?P<value>[\u4e00-\u9fff]{3,24}) (?:整理|供稿|报送|宣)\)?$")
# A sentence's stop or the bar of a table may follow the bracket.
_CLOSING = re.compile(r"\((?P<value>[^()]{2,40})\)[. |]{0,4}(?:endprint)?$")
_CLOSING_DATE = re.compile(rf"[, ]{{1,2}}{_DATE}$")
_CLOSING_LABEL = re.compile(r"^(?:作者系|作者单位|作者为|作者)?:? ?")
_CLOSING_VERB = re.compile(r" {0,2}(?:供稿|撰稿|撰文|报道|整理| 文)$")
_NO_CREDIT = re.compile(
    r"摄|图|来源|编辑|责编|审核|校对|标题|摘自|原载|据|完$|待续|略|试行|附|注|详见|以下|简称|排名|顺序|先后|节选|有删|化名|转载|记者|通讯员"
)
# 王小明(台北市/家管), 王小明(某县委组织部): who wrote, on the last line.
_READER = re.compile(
    r"^(?P<name>[\u3400-\u9fff]{2,4})\((?!.*[左右中图摄])[\u4e00-\u9fff]{2,14}(?:/[\u4e00-\u9fff]{2,8})?\)$"
)
_UNIT, _STOP = re.compile(r"[\u4e00-\u9fff·]{2,20}"), re.compile(r"[.!?]\"?$")
_FURTHEST_SIGNATURE, _FURTHEST_HEAD = 15, 60  # lines
_TEXT, _PARAGRAPH = 40, 60  # characters


def tidy(names: str) -> str:
    """Return names without blanks inside one: 佟雪 of 佟 雪."""
    return _SPACED.sub(r"\1\2\3", names)


def is_organ(folded: str) -> bool:
    """Return whether a folded name is that of an office or a group that signs: 某县委组织部, 某课题组."""
    return bool(_ORGAN.fullmatch(folded))


def behind_clock(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield a name behind a page's timestamp, or a printer's square: 2021-04-14 23:00张某某, □ 中共某县委组织部."""
    for line in lines:
        if match := _BEHIND_CLOCK.match(line.folded):
            value = tidy(line.text[slice(*match.span("value"))].strip())
            outlet, _, rest = value.partition(" ")
            value = rest.strip() if rest and is_outlet(fold(outlet)) else value
            if are_names(value) or _is_named_twice(value, line, lines):
                yield Candidate(_parted(value), "behind-clock", line.text, 0.72)
            elif is_organ(fold(value)):
                yield Candidate(value, "behind-clock", line.text, 0.65)


def _is_named_twice(value: str, line: FoldedLine, lines: list[FoldedLine]) -> bool:
    """Return whether a word as long as a name stands alone on another line too: who wrote."""
    is_alone = any(other is not line and tidy(other.text) == value for other in lines)
    return is_alone and bool(_LONE_NAME.fullmatch(fold(value)))


def beside_day(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the names in front of the day on the line directly above the first paragraph."""
    for line, following in pairwise(lines[:_FURTHEST_HEAD]):
        if (match := _BEFORE_DAY.match(line.folded)) and len(following.text) >= _TEXT:
            value = tidy(line.text[slice(*match.span("value"))])
            if are_names(value):
                yield Candidate(_parted(value), "behind-clock", line.text, 0.74)
        if len(line.text) >= _PARAGRAPH:
            return


def before_verb(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the names that 供稿 or /文 follows on a short line; an office may stand in front of them."""
    for line in lines:
        match = _BEFORE_VERB.match(line.folded) if len(line.text) <= _PARAGRAPH else None
        if not match:
            continue
        value = line.text[slice(*match.span("value"))]
        first, blank, others = value.partition(" ")
        value = others if blank and not are_names(first) and not _NO_CREDIT.search(fold(first)) else value
        if are_names(value):
            yield Candidate(_parted(value), "closing-name", line.text, 0.78)


def _parted(names: str) -> str:
    """Return names that run together with a blank between each."""
    return " ".join(split_names(names)) if is_row_of_names(names) else names


def name_lines(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield names on a line of their own below the title, or behind the speaker's office."""
    for number, plain in enumerate(lines[:6]):
        line = _joined_names(plain)
        # A name on the first line is the author's only where the text follows at once.
        following = lines[1].folded if len(lines) > 1 else ""
        is_heading = number == 0 and not (
            len(following) >= _PARAGRAPH
            or (len(following) >= _TEXT and _STOP.search(following))
            or _ABSTRACT.match(following)
            or _AFFILIATION.match(following)
        )
        if is_heading:
            continue
        if len(line.text) <= 60 and (governor := _GOVERNOR.search(line.folded)):
            yield Candidate(line.text[slice(*governor.span("name"))], "name-line", plain.text, 0.78)
            continue
        if _COMMENTATOR.fullmatch(line.folded):
            yield Candidate(line.text, "name-line", plain.text, 0.7)
            continue
        if speaker := _WITH_OFFICE.match(line.folded):
            if is_name(speaker["name"]):
                yield Candidate(line.text[slice(*speaker.span("name"))], "name-line", plain.text, 0.76)
            continue
        organs = line.folded.split()
        is_signed = is_organ(organs[0]) and all(is_organ(each) or each.endswith("记者") for each in organs)
        if is_signed and _NAMED.match(line.folded) and len(_below(lines, number)) >= _TEXT:
            yield Candidate(line.text, "organ-line", plain.text, 0.6)
            continue
        words = re.split(r"[ ,+]+", line.folded.strip("() "))
        if any(_NOT_A_NAME.search(word) and not _OFFICE.search(word) for word in words):
            continue
        if not all(words) or len(line.text) > 45 or re.search(r"[.:!?;]", line.folded):
            continue
        name = re.split(r"[\s,，、+＋]+", line.text.strip("()（） 　"))[-1]
        if is_name(name) and all(is_name(word) or _OFFICE.search(word) for word in words):
            is_alone = all(is_name(word) for word in words)
            value = line.text.strip("()（） 　") if is_alone else name
            yield Candidate(value, "name-line", plain.text, 0.75)


def _below(lines: list[FoldedLine], number: int) -> str:
    return lines[number + 1].text if number + 1 < len(lines) else ""


def _joined_names(line: FoldedLine) -> FoldedLine:
    """Return 王 艳 丁 睿 as 王艳 丁睿, 罗以恒 申 岚 as 罗以恒 申岚, without 1 or * behind a name and the unit in brackets."""
    if noted := _WITH_NOTE.match(line.folded):
        line = FoldedLine(line.text[: noted.end("names")], noted["names"])
    if pointed := _POINTED.match(line.folded):
        line = FoldedLine(line.text[pointed.end() :], line.folded[pointed.end() :])
    if _MARKED.search(line.folded):
        marks = [match.span() for match in _MARKED.finditer(line.folded)]
        unmarked = "".join(
            line.text[end:start] for (_, end), (start, _) in pairwise([(0, 0), *marks, (len(line.text),) * 2])
        )
        line = FoldedLine(unmarked, fold(unmarked))
    parts = line.text.split()
    if len(parts) >= 2 and len(parts) % 2 == 0 and all(len(part) == 1 for part in parts):
        pairs = " ".join(one + other for one, other in zip(parts[::2], parts[1::2], strict=True))
        return FoldedLine(pairs, fold(pairs))
    together = tidy(line.text)
    return FoldedLine(together, fold(together)) if together != line.text else line


def signature(lines: list[FoldedLine], body: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the signature (落款): an office on its own line above a date, or a named one that ends the text."""
    for at in range(max(1, len(lines) - 4), len(lines)):
        if _DATE_ONLY.match(lines[at].folded) and _signs(lines[at - 1].folded, short=True):
            yield _signed_together(lines, at)
    # The office and the day of a letter above what it sends along, or below the title.
    for at, line in enumerate(lines[1:_FURTHEST_SIGNATURE], start=1):
        date = _DATE_ONLY.match(lines[at + 1].folded) if at + 1 < len(lines) else None
        if date and date.end() == len(lines[at + 1].folded) and _signs(line.folded) and _NAMED.match(line.folded):
            yield _signed_together(lines, at + 1)
    for line in lines[-4:]:
        if (made := _COMPILED.match(line.folded)) and "某" not in made["value"]:
            name = line.text[slice(*made.span("value"))]
            if is_organ(made["value"]) or made["value"].endswith("支部"):
                yield Candidate(name, "signature", line.text, 0.6)
    for line in body[-1:] if len(body) > 2 else ():
        if _signs(line.folded) and _NAMED.match(line.folded):
            yield Candidate(line.text, "signature", line.text, 0.55)


def _signed_together(lines: list[FoldedLine], at: int) -> Candidate:
    """Return the office above the day of line ``at``, with the named ones above it that sign the same letter."""
    first = at - 1
    while first > 1 and at - first < 4 and _signs(lines[first - 1].folded) and _NAMED.match(lines[first - 1].folded):
        first -= 1
    names = " ".join(line.text for line in lines[first:at])
    return Candidate(names, "signature", names, 0.6)


def _signs(folded: str, *, short: bool = False) -> bool:
    return "某" not in folded and (is_organ(folded) or (short and bool(_DESK.fullmatch(folded))))


def closing_names(lines: list[FoldedLine], cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield (龚利军), (管理学院 王梅) or (某县委组织部) behind the last sentence, and 某镇政府：王梅 on the last lines.

    The bracket stands in the text, or where cleaning took it for the byline.
    """
    ends = [removal.text for removal in cleaned.removed if removal.rule == "byline"]
    ends += [line for line in cleaned.text.strip().split("\n")[-2:] if line.strip()]
    ends += [line.text for line in reversed(lines[-TAIL_LINES:])]
    ends += [line.text for line in lines if len(line.text) >= _TEXT][-2:]
    for end in dict.fromkeys(ends):
        folded = fold(end).rstrip()
        offset = max(0, len(folded) - 60)
        if match := _CLOSING.search(folded, offset):
            value, confidence = _closing_value(end[slice(*match.span("value"))])
            if value:
                yield Candidate(value, "closing-name", end[slice(*match.span())].strip(), confidence)
    for line in lines[-4:]:
        reader = _READER.match(line.folded)
        if reader and is_name(reader["name"]):
            yield Candidate(line.text[slice(*reader.span("name"))], "closing-name", line.text, 0.74)
    for line in lines[-TAIL_LINES:]:
        if len(line.text) <= 40 and ":" in line.folded and (name := name_behind_organ(line.text)):
            yield Candidate(name, "closing-name", line.text, 0.72)


def _closing_value(inside: str) -> tuple[str, float]:
    """Return who signs in the last bracket, with the confidence; "" if nobody does."""
    folded = fold(inside)
    label = _CLOSING_LABEL.match(folded)
    inside = inside[label.end() :].strip() if label else inside.strip()
    folded = fold(inside)
    if _NO_CREDIT.search(folded):
        return "", 0.0
    verb = _CLOSING_VERB.search(folded)
    if verb:
        inside, folded = inside[: verb.start()], folded[: verb.start()]
    if are_names(tidy(inside)):
        return tidy(inside), 0.8
    day = _CLOSING_DATE.search(folded)
    organ = inside[: day.start()] if day else inside
    # An office that 供稿 stands behind is the source.
    if not verb and is_organ(fold(organ)) and _NAMED.match(fold(organ)):
        return organ, 0.6
    if named := name_behind_organ(inside):
        return named, 0.74
    words = re.split(r"[ \u3000]+", inside)
    # 石为碧 孙长玉: one sure name vouches for its neighbour of the same form, which holds a word of grammar.
    if len(words) in (2, 3) and any(map(is_name, words)) and all(map(is_name_beside, words)):
        return " ".join(words), 0.76
    if len(words) in (2, 3) and _UNIT.fullmatch(fold(words[0])) and all(map(are_names, words[1:])):
        return " ".join(words[1:]), 0.76
    return "", 0.0
