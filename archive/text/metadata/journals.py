"""The journal that a paper stood in: in the line of its issue, below 出处, at the head of an index, or as a sentence announces it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from archive.text.credits.outlets import is_outlet
from archive.text.evidence import Candidate
from archive.text.lines import FoldedLine
from search.fold import fold

# All patterns match folded text: 《 is < there.
_ISSUE_LINE = re.compile(
    r"^(?P<value>[\u4e00-\u9fff]{2,16}(?:\([\u4e00-\u9fff]{2,4}\)|·[上中下])?) (?:19|20)\d\d年第?\d{1,2}期$"
)
# Page 19 - 《某教育》2021年第6期: the foot or head of a journal's page.
_PAGE = re.compile(
    r"^(?:p(?:age|\.) ?\d{1,4} ?[-–—|:]* ?)?[<\"](?P<value>[\u4e00-\u9fff ]{2,16})[>\"] ?(?:19|20)\d\d ?(?:年第? ?\d{1,2} ?期|no\. ?\d{1,2})$"
)
# 《某先锋》杂志2025年第2期刊发…署名文章《…》
_ANNOUNCED = re.compile(
    r"^<(?P<value>[\u4e00-\u9fff ]{2,16})>(?:杂志|期刊|月刊|半月刊)? ?(?:19|20)\d\d年 ?第? ?\d{1,2} ?期(?:刊[发登载]|发表|推出|专题)"
)
# 出处 on a line of its own, without a colon, above 《某刊》.
_LABEL_ABOVE = re.compile(r"^\[?(?:出处|来源|刊名|期刊名称?|文献来源)\]?$")
_NAME_BELOW = re.compile(r"^<(?P<value>[\u4e00-\u9fff ]{2,20})>")
# 某学报, 2011年, 5期 on lines of their own: an index of journals; the name may be said in another script or tongue between.
_NAME_ALONE = re.compile(r"^<?(?P<value>[\u4e00-\u9fff]{2,20}(?:\([\u4e00-\u9fff]{2,8}\))?)>?$")
_YEAR_ALONE = re.compile(r"^(?:19|20)\d\d年?$")
_NUMBER_ALONE = re.compile(r"^第?\d{1,3}期$")
_HEAD = 6  # lines
_FURTHEST = 120


def of_a_journal(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the names of journals at the head of the page, and below 出处 anywhere."""
    for pattern, confidence in ((_ISSUE_LINE, 0.75), (_PAGE, 0.75), (_ANNOUNCED, 0.8)):
        for line in lines[:_HEAD]:
            if match := pattern.match(line.folded[:_FURTHEST]):
                yield Candidate(_named(line, match), "journal", line.text[slice(*match.span())], confidence)
    for label, line in pairwise(lines):
        if _LABEL_ABOVE.match(label.folded) and (name := _NAME_BELOW.match(line.folded)):
            yield Candidate(_named(line, name), "labelled", f"{label.text} {line.text[: name.end()]}", 0.85)
    yield from _of_an_index(lines)


def _of_an_index(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the first line, if it is the name of a journal and the year and the number of an issue stand alone below it."""
    below = [line.folded for line in lines[1:_HEAD]]
    has_issue = any(_YEAR_ALONE.match(year) and _NUMBER_ALONE.match(number) for year, number in pairwise(below)) or any(
        re.match(r"^(?:19|20)\d\d年第?\d{1,3}期$", each) for each in below
    )
    name = _NAME_ALONE.match(lines[0].folded) if lines and has_issue else None
    if name and is_outlet(fold(name["value"])):
        yield Candidate(_named(lines[0], name), "journal", lines[0].text, 0.75)


def _named(line: FoldedLine, match: re.Match[str]) -> str:
    return line.text[slice(*match.span("value"))].strip()
