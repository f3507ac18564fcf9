"""Which lines are the site's because of where they stand? Above its path, in a run of buttons, in a list of headlines.

A page copied as text keeps the columns beside and above the article, a line each. No line of them shows by itself what it
is: 通知公告 may be a heading. Their neighbours do: the path of the page below them, buttons among them, days behind them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from archive.text.clean.page import Cut, Page, PageLine
from archive.text.clean.panels import panel_rule
from archive.text.clean.words import is_button

# Of the line itself, because the fold of 》 is >.
_STEP = re.compile(r"(?:(?<!\s)\s++)?(?:[>＞»›]++|→)\s*")
_WHERE = re.compile(r"^.{0,6}位置(?:是)?\s*:.")
_ENDS = ("。", "！", "？", "；", "，", "、", "!", "?", ";", ",")
_CLAUSE = re.compile(r"[,，、：:+＋=]|\d$")
_SECTION = re.compile(r"(?:首页|首頁|频道|頻道|新闻|新聞|网|網|报|報|专栏|正文|要闻|要聞|动态)$")
_LONGEST_PATH, _LONGEST_PIECE = 70, 20
_LONGEST_ABOVE = 40
_LITTLE_OVERLAP = 0.4
_TITLE_LETTERS = 10

_LONGEST_BUTTON = 14
_FEWEST = 3
_SITE_NAME = re.compile(r"(?:网|报|新闻|客户端|频道|微博|公众号)$")

_DATED = re.compile(
    r"^.{4,80}?[\[(]?\s?(?:(?:19|20)\d\d[-/.])?\d{1,2}[-/.]\d{1,2}\s?[\])]?$|^[-·•*\s]*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s?\D.{4,80}$"
)
_LISTED = re.compile(r"\[\s?(?:(?:19|20)\d\d[-/.])?\d{1,2}[-/.]\d{1,2}\s?\]$")
_LIST_HEADING = re.compile(
    r"^(?:相关|推荐|热门|热点|精彩|最新|延伸|图片|本周|今日).{2,6}$|^(?:更多|其他人也在看|大家都在看|猜你喜欢).{0,6}$"
)

_EDITOR = re.compile(
    r"^[\[( ]*(?:责任|网络|值班|本文|执行|本期)?(?:编辑|责编|责任编辑)(?: ?[:|/]|\s)\s?.{0,30}$|^[\[( ]*(?:编审|校对)\s?:.{2,20}$"
)
_PART_OF_TEXT = re.compile(r"^(?:附|参考文献|注释|注:|\[\d)")
_KEPT_BEHIND = re.compile(
    r"^[\[(]?(?:作者|来源|稿源|摄影|记者|通讯员)|(?:19|20)\d\d[-年/.]|[部局委会府院办室站所校厅]$"
)
_SITE_WORDS = re.compile(
    r"关注|扫码|二维码|公众号|客户端|下载|反馈|举报|版权|授权|转载|收藏|投稿|报料|邮件|推荐|网友|用户|登录"
)
_MOST_BEHIND = 40


def is_path(line: PageLine) -> bool:
    """Return whether the line is the path of a page: 首页 > 要闻 > 正文, 某某网>>党建, 当前位置：… ."""
    if line.words.endswith(_ENDS) or len(line.words) > _LONGEST_PATH:
        return False
    steps = [step for step in _STEP.split(line.words) if step]
    is_stepped = len(steps) > 1 and all(len(step) <= _LONGEST_PIECE and not _CLAUSE.search(step) for step in steps)
    is_of_site = len(steps) > 2 or ">>" in line.words or any(_SECTION.search(step) for step in steps)
    return (is_stepped and is_of_site) or bool(_WHERE.match(line.key))


def above_path(page: Page) -> Iterator[Cut]:
    """Cut the page's path, what stands above it and is not the title, and the name of its last step below it."""
    paths = [
        at
        for at, line in enumerate(page.head)
        if is_path(line) and not page.is_title(line) and page.overlap(line) < 0.5
    ]
    if not paths:
        return
    last = paths[-1]
    for at, line in enumerate(page.head[:last]):
        if at in paths or (len(line.words) <= _LONGEST_ABOVE and not _may_be_title(page, line)):
            yield line.cut("navigation")
    yield page.head[last].cut("navigation")
    steps = _STEP.split(page.head[last].words)
    yield from (line.cut("navigation") for line in page.head[last + 1 : last + 2] if line.words in steps)


def button_runs(page: Page) -> Iterator[Cut]:
    """Cut runs of three short lines and more above the first paragraph or behind the last, half of which are buttons, or three of which stand there twice."""
    for lines in (page.head, page.tail):
        times = Counter(line.letters for line in lines)
        run: list[PageLine] = []
        for line in (*lines, None):
            if (
                line
                and len(line.words) <= _LONGEST_BUTTON
                and not line.words.endswith(_ENDS)
                and not page.is_title(line)
            ):
                run.append(line)
                continue
            yield from _buttons_of(run, times)
            run = []


def _buttons_of(run: Sequence[PageLine], times: Counter[str]) -> Iterator[Cut]:
    twice = {line.letters for line in run if times[line.letters] > 1 and len(line.letters) > 1}
    known = [is_button(line) or (len(twice) >= _FEWEST and line.letters in twice) for line in run]
    # Numbers are counts beside buttons; in a run with no other button they are the cells of a table.
    named = sum(known) - sum(line.key.isdigit() for line in run)
    if named < 1 or sum(known) < _FEWEST - 1 or len(run) < _FEWEST or 2 * sum(known) < len(run):
        return
    first, last = known.index(True), len(known) - known[::-1].index(True)
    if last < len(run) and _SITE_NAME.search(run[last].key) and len(run[last].key) <= 8:
        last += 1
    yield from (line.cut("share") for line in run[first:last])


def headline_lists(page: Page) -> Iterator[Cut]:
    """Cut lists of three headlines and more with their days, and the heading above, before and behind the report."""
    for lines in (page.head, page.tail):
        run: list[PageLine] = []
        heading: PageLine | None = None
        for line in (*lines, None):
            if line and _DATED.match(line.key) and not line.words.endswith(_ENDS) and not page.is_title(line):
                run.append(line)
                continue
            if len(run) >= _FEWEST or (heading and run and all(_LISTED.search(each.key) for each in run)):
                yield from (each.cut("related") for each in ([heading] if heading else []) + run)
            run = []
            heading = line if line and _LIST_HEADING.match(line.key) else None


def is_editor(line: PageLine) -> bool:
    """Return whether the line names the editor of a page, or has the label alone."""
    return bool(_EDITOR.match(line.key))


def behind_editor(page: Page) -> Iterator[Cut]:
    """Cut what stands behind the editor's line at the end: neither an appendix, nor a signature, nor another label."""
    places = [at for at, line in enumerate(page.lines) if is_editor(line)]
    if not places:
        return
    behind = page.lines[places[-1] + 1 :]
    is_site = all(not (line.is_paragraph or line.holds_sentence) or _SITE_WORDS.search(line.key) for line in behind)
    if len(behind) <= _MOST_BEHIND and is_site and not any(_PART_OF_TEXT.match(line.key) for line in behind):
        yield from (
            line.cut("navigation") for line in behind if not (_KEPT_BEHIND.search(line.key) or panel_rule(line))
        )


def _may_be_title(page: Page, line: PageLine) -> bool:
    """Return whether the line is the title, or shares much with the text and no line below repeats it."""
    if page.is_title(line):
        return True
    repeated = sum(line.letters == other.letters for other in page.head) > 1
    return len(line.letters) >= _TITLE_LETTERS and not repeated and page.overlap(line) >= _LITTLE_OVERLAP
