"""What do the lines of a page show? Folded lines, lines without buttons, and the line of a newspaper's system.

Rules match the folded line; quotes are cut from the line itself. A page copied out of its layout has 来源： on one line
and the paper's name on the next, and thirteen buttons between the title and both. A page states its card fields in its
first and last eight lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.clean.cleaned import Cleaned
from search.fold import fold

HEAD_LINES = 8
TAIL_LINES = 8
#: All but the letters of every script and plain digits: numbers in circles and brackets are marks of items.
_NOT_WORD = re.compile(
    r"[\W_\u00aa\u00b2\u00b3\u00b9\u00ba\u00bc-\u00be\u2070-\u218f\u2460-\u24ff\u2776-\u2793\u3005-\u3007\u3021-\u3029"
    r"\u3031-\u3035\u3038-\u303c\u3192-\u319f\u3200-\u33ff]+"
)

_FURNITURE = ("share", "navigation", "caption")
_LONGEST_BUTTON = 16
_SHORT_BUTTON = 4
_LABEL_ALONE = re.compile(
    r"^(?:[•·●] ?)?\[?(?:(?:文章|信息|稿件|新闻|内容|本文)?来源|稿源|发[布文](?:机构|单位|机关)|作者|时间|日期|(?:发布|发表|更新|成文)(?:时间|日期)|供稿) ?:$"
)
# 本网记者 白某 摄影报道 names who wrote the report too; 摄 alone is a caption's.
_REPORTED = re.compile(
    r"(?:记者|記者|通讯员|通訊員).{1,14}(?:报道|報道|報導)$|(?:记者|記者).{2,10}(?:通讯员|通訊員).{2,12}摄$|(?:记者|記者|通讯员|通訊員).{2,8} ?文[/／][摄攝图圖]$"
)
# 原稿件来源：某网 in a box at the foot.
_SAYS_SOURCE = re.compile(r"(?:来源|來源|稿源) ?[:：] ?[^\s:：]{2}")
_RELATED = re.compile(
    r"^[\[<]?(?:相关(?:阅读|新闻|文章|链接|报道|推荐|内容)|(?:推荐|延伸|扩展|更多)(?:阅读|文章|新闻|内容|资讯|报道)|猜你喜欢|(?:其他人|大家|他们)(?:也在|都在|正在)看|看过.{2,6}还看"
    r"|热门(?:文章|新闻|推荐|阅读|资讯)|精彩推荐|往期.{0,4}|为[你您]推荐|最新(?:文章|新闻|资讯))[\]>:]?$"
)
_TIME_LABEL = re.compile(r"(?:时间|日期) ?:$")
_OF_A_TABLE = re.compile(
    r"^(?:[•·●] ?)?(?:索 ?引 ?号|信息(?:分类|来源|名称|有效性)|发文序号|公开(?:类型|方式)|主题(?:分类|词)|组配分类|发[布文](?:机构|单位|机关|日期|时间)|[生成]成?日期|成文日期|文 ?号|名 ?称|有效性|废止时间|浏览次数|关键词) ?[:|]"
)
_CELL_BELOW = re.compile(
    r"^(?:[•·●] ?)?(?:索 ?引 ?号|发[布文](?:机构|单位|机关|部门|字号|序号)|文 ?号|(?:主题|组配|信息)分类|公开(?:类型|方式)) ?[:|]$"
)
_SENTENCE_END = re.compile(r"[.!?;]$")
_DIGIT = re.compile(r"\d")
_LONGEST_VALUE = 40
_LONGEST_LABEL = 8  # with the bullet before it
_FURTHEST_TITLE = 60
# The line that the publishing system of many newspapers leaves under a page: day, names, paper, title.
# 2019-08-24 谢永 孙维 1 1 陇中日报 content_76432.html 1 通渭：四把尺子 /enpproperty-->
_NEWSPRINT = re.compile(
    r"^(?:19|20)\d\d-\d\d-\d\d (?P<names>[^0-9\n]{0,60}?) ?\d{1,3} (?:\d{1,3} )?"
    r"(?P<source>[\u4e00-\u9fff]{2,16}) content_\d{1,12}\.html? \d{1,3} (?:\d{1,3} )?(?P<title>.{4,90}?) ?/enpproperty"
)
_NEWSPRINT_LINES = 4


@dataclass(frozen=True, slots=True)
class FoldedLine:
    """A line with its fold: simplified, half width, 。 as ``.`` and 、 as ``,``. Both have the same length."""

    text: str
    folded: str

    @property
    def bare(self) -> str:
        """Return ``bare(text)`` from the fold at hand."""
        return _NOT_WORD.sub("", self.folded)


@dataclass(frozen=True, slots=True)
class Newsprint:
    """The values of a newspaper system's line, each as written, and the line as quote.

    ``names`` are the authors, or the first line of a title of two lines; "" for neither.
    """

    names: str
    source: str
    title: str
    quote: str


def read_lines(text: str) -> list[FoldedLine]:
    """Return the lines that are not blank, stripped, in order."""
    folded = fold(text)
    lines: list[FoldedLine] = []
    start = 0
    for whole in text.split("\n"):
        if line := whole.strip():
            at = start + whole.index(line[0])
            lines.append(FoldedLine(line, folded[at : at + len(line)]))
        start += len(whole) + 1
    return lines


def read_page(text: str, cleaned: Cleaned) -> list[FoldedLine]:
    """Return the lines of the repaired ``text`` without other articles' headlines and short lines that cleaning removed.

    Labels are joined to their values.
    """
    buttons = {
        line.strip() for removal in cleaned.removed if removal.rule == "related" for line in removal.text.split("\n")
    }
    buttons |= {
        line.strip()
        for removal in cleaned.removed
        if removal.rule in _FURNITURE
        for line in removal.text.split("\n")
        if (
            len(line.strip()) <= _LONGEST_BUTTON
            and not line.rstrip().endswith((":", "："))
            and not _REPORTED.search(line)
            and not _SAYS_SOURCE.search(line)
        )
        or line.lstrip().startswith(("![", "<center>="))
    }
    joined: list[FoldedLine] = []
    for line in read_lines(text):
        if line.text in buttons:
            continue
        before = joined[-1] if joined else None
        if (
            before
            and len(line.text) <= _LONGEST_VALUE
            and _LABEL_ALONE.match(before.folded)
            and ":" not in line.folded[:_LONGEST_LABEL]
            and (not _TIME_LABEL.search(before.folded) or _DIGIT.search(line.folded))
        ):
            joined[-1] = FoldedLine(f"{before.text} {line.text}", f"{before.folded} {line.folded}")
        else:
            joined.append(line)
    return joined


def below_furniture(lines: list[FoldedLine], title: str) -> list[FoldedLine]:
    """Return the lines from the title on, if more lines stand above it than a page's head has, and none ends a sentence; else all.

    The log-in box, the columns and the path of a saved page stand there, and push the source line out of the head. The table
    of an official document (索引号, 发布机构) directly above the title stays.
    """
    wanted = bare(title)
    at = next((at for at, line in enumerate(lines[:_FURTHEST_TITLE]) if wanted and line.bare == wanted), 0)
    is_furniture = at >= HEAD_LINES - 2 and not any(
        len(line.text) > _LONGEST_VALUE and _SENTENCE_END.search(line.folded) for line in lines[:at]
    )
    # A button, 展开, may stand below the table.
    if is_furniture and len(lines[at - 1].text) <= _SHORT_BUTTON and _OF_A_TABLE.match(lines[at - 2].folded):
        at -= 1
    while is_furniture and at and _OF_A_TABLE.match(lines[at - 1].folded):
        at -= 1
    return lines[at:] if is_furniture else lines


def is_label_of_a_table(line: FoldedLine) -> bool:
    """Return whether a line is a label of an official document's table, 发文机构:, with its value on the next line."""
    return bool(_CELL_BELOW.match(line.folded))


def last_title(lines: list[FoldedLine], title: str) -> int:
    """Return the number of the last line at the head that is the title; 0 if none is. A page may say it in its path too."""
    wanted = bare(title)
    return max((at for at, line in enumerate(lines[: 2 * HEAD_LINES]) if wanted and line.bare == wanted), default=0)


def read_newsprint(lines: list[FoldedLine]) -> Newsprint | None:
    """Return the line of a newspaper's publishing system among the last four lines, or None."""
    for line in lines[-_NEWSPRINT_LINES:]:
        if match := _NEWSPRINT.match(line.folded, 0, 400):
            names, source, title = (
                line.text[slice(*match.span(group))].strip() for group in ("names", "source", "title")
            )
            return Newsprint(names, source, title, line.text[: match.end("title")])
    return None


def above_related(lines: list[FoldedLine]) -> list[FoldedLine]:
    """Return the lines above a list of other articles (相关阅读, 其他人也在看), which speaks of those alone."""
    has_text = False
    for at, line in enumerate(lines):
        if has_text and len(line.text) <= _LONGEST_BUTTON and _RELATED.match(line.folded):
            return lines[:at]
        has_text = has_text or len(line.text) >= _LONGEST_VALUE
    return lines


def head_and_tail(lines: list[FoldedLine]) -> list[FoldedLine]:
    """Return the first and last eight lines, where pages state their card fields."""
    if len(lines) <= HEAD_LINES + TAIL_LINES:
        return lines
    return lines[:HEAD_LINES] + lines[-TAIL_LINES:]


def bare_of(lines: list[FoldedLine], most: int) -> str:
    """Return the bare form of the first ``most`` characters of ``lines``."""
    return _NOT_WORD.sub("", "".join(line.folded for line in lines)[:most])


def bare(text: str) -> str:
    """Return ``text`` folded, words and digits only: equal titles have equal bare forms."""
    return _NOT_WORD.sub("", fold(text))
