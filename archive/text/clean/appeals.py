"""What does a site ask of its readers beside a report, and what does it count there? Apps, codes, topics, replies.

A saved page brings the strip of buttons, the request to install an app, the numbers of likes and the replies of readers along,
above the first paragraph or behind the last. Each rule knows a form, and none names a site. A request speaks to the reader: what a
report says of its villagers (群众扫码关注) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive.text.clean.layout import is_editor
from archive.text.clean.page import Cut, Page, PageLine
from archive.text.clean.words import TOOL_MARKS, is_tool_word

_FIRST, _LAST = 4, 12  # lines of a page in which a site asks something of its readers
_LONGEST = 130
_OF_OTHERS = re.compile(r"群众|党员|村民|居民|社区|支部|干部|干群|职工|学员|我[县市区镇村乡]|全[县市区镇村乡]")
_APPEAL = re.compile(
    r"^(?:点击|戳)(?:进入|查看|阅读|观看|收听|下载|这里|此处)[^.;]{0,40}(?:>>|>|:)$"
    r"|^(?:打开|下载|安装|登录)[^,.;]{0,12}(?:app|客户端|小程序)[^.;]{0,4}(?:查看|看|阅读|获取|接收|享|,|第一时间)"
    r"|(?:下载|安装|打开)[^,.;]{0,12}(?:app|客户端)(?=.{0,60}(?:第一时间|福利|专享|更多|最新|最全面)|$).{0,60}$"
    r"|(?:扫描|扫码|长按|识别)[^,.;]{0,4}(?:下方|上方|下图|上图|右侧|左侧|文末|图中|本)[^,.;]{0,8}二维码.{0,8}(?:关注|下载|加入|进群)"
    r"|更多[^.;]{0,16}请[^.;]{0,4}(?:下载|关注|登录|访问|搜索)|^[^,.;]{0,8}(?:资讯|内容|信息)请关注:.{2,20}$"
    r"|ctrl ?[+] ?d\b.{0,40}(?:书签|收藏)|(?:书签|收藏).{0,6}ctrl ?[+] ?d\b|^您的浏览器.{0,24}(?:播放|支持|显示)|^正文已结束|我的收藏|^关注(?:该|本|此)公众号$|^自动播放 |^已收藏!?$|^知道了$"
)
_ASKS_FIRST = re.compile(r"第一时间.{0,60}(?:下载|安装)[^,.;]{0,12}(?:app|客户端)")

_PIECES = re.compile(r"[ |:]+")
_LONGEST_ROW, _LONGEST_PIECE, _FEWEST_TOOLS = 60, 10, 3

_NUMBERS = re.compile(r"^\d{1,6} \d{1,6}$")
_NUMBER = re.compile(r"^\d{1,6}$")
_REPLIES = re.compile(
    r"^(?:跟[帖贴] ?)*\d{1,7} ?(?:跟[帖贴]|条?评论|人?参与|条?回复)$|^(?:跟[帖贴] ){1,2}\d{1,7} 参与 \d{1,7}$"
)
_MOST_NUMBERS, _LONGEST_TAIL = 3, 12

_DAY = r"(?:19|20)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|年\d{1,2}月\d{1,2}日)"
_CLOCK = r"(?: ?\d{1,2}:\d\d(?::\d\d)?)"
_DATELINE = re.compile(
    rf"^{_DAY}{_CLOCK}? ?[·|] ?[\u4e00-\u9fff]{{2,12}}$|^{_DAY}{_CLOCK}?(?: [\u4e00-\u9fff]{{2,8}}){{1,3}}(?: \d{{1,7}}){{1,3}}$"
    rf"|^(?:最[后近新]更新|发布时间)(?:时间)? ?: ?(?:{_DAY}|(?:\d\d-)?\d\d-\d\d){_CLOCK}?[\u4e00-\u9fff]{{0,16}}$"
)
# What an account's page shows beside the title in place of a day, and its one button.
_AGO = re.compile(r"^(?:昨天|前天|今天|刚刚|\d{1,2} ?(?:分钟|小时|天)前)(?: ?\d{1,2}:\d\d)?$")
_ONE_BUTTON = re.compile(r"^(?:关注|分享|收藏|订阅|字号|[+]1|取消关注|已关注)$")
_STAMP = re.compile(rf"^{_DAY}{_CLOCK}$")
_HEADS_A_LIST = re.compile(
    r"^(?:为[你您]推荐|推荐阅读|相关(?:新闻|阅读|推荐)|热门(?:新闻|文章|推荐)|更多(?:新闻|文章|内容))$"
)
_FEWEST_STAMPS, _FURTHEST_STAMP, _MOST_BEHIND = 3, 4, 3

_TAGS = re.compile(
    r"^(?:标签|话题|文章关键[词字])(?: ?[: ].{1,40})?$|^(?:\d{8}\|)?[\u4e00-\u9fff]{2,8}(?:\|[\u4e00-\u9fff]{2,8}){2,8}$"
)
_BOX = re.compile(r"^(?:作者(?:最新|其他|更多|相关)(?:文章|作品)|媒体报道|相关专题|订阅)$")
_PAGES = re.compile(r"^(?:\[\d{1,3}\] ?){2,20}$|^(?:上一页 ?)?(?:\d{1,3}(?:/\d{1,3})? ){1,9}下一页(?: 余下全文)?$")
_MORE = re.compile(r"^(?:作者|记者|编辑|责编)[^.;]{2,30}查看更多$")

_WRITTEN_AGO = re.compile(r"^.{1,24} (?:\d{1,2} ?(?:秒|分钟|小时|天|个?月|年)前|昨天|前天)$")
_REPLY = re.compile(r"^(?:回复|赞|\d{1,6} ?条回复)(?:[ ·⋅.]|$)")
_FURTHEST_REPLY = 4
_MOST_TEASED, _STRANGE = 4, 0.3


def appeals(page: Page) -> Iterator[Cut]:
    """Cut the lines near both ends in which a site asks its readers to install, scan, follow or click something."""
    for line in _ends(page):
        if len(line.key) > _LONGEST or page.is_title(line) or _OF_OTHERS.search(line.key):
            continue
        if _APPEAL.search(line.key) or _ASKS_FIRST.search(line.key) or _MORE.match(line.key):
            yield line.cut("share")


def tool_rows(page: Page) -> Iterator[Cut]:
    """Cut lines near both ends most of whose words are buttons: 某某APP 缩小字体 放大字体 收藏 分享."""
    for line in _ends(page):
        pieces = [piece for piece in (each.strip(TOOL_MARKS) for each in _PIECES.split(line.key)) if piece]
        tools = sum(is_tool_word(piece) for piece in pieces)
        is_row = len(line.key) <= _LONGEST_ROW and all(len(piece) <= _LONGEST_PIECE for piece in pieces)
        if is_row and tools >= _FEWEST_TOOLS and len(pieces) - tools <= tools // 3 and not page.is_title(line):
            yield line.cut("share")


def bare_counts(page: Page) -> Iterator[Cut]:
    """Cut numbers of likes and replies: two numbers below the title, one behind the last paragraph, 19 跟贴."""
    head, tail = {line.start for line in _top(page)}, {line.start for line in page.tail}
    numbers = [line for line in page.tail if _NUMBER.match(line.key)]
    few = len(numbers) <= _MOST_NUMBERS and len(page.tail) <= _LONGEST_TAIL
    for line in (*_top(page), *page.tail):
        is_pair = bool(_NUMBERS.match(line.key)) and (line.start in head or few)
        is_alone = few and line.start in tail and bool(_NUMBER.match(line.key))
        if _REPLIES.match(line.key) or is_pair or is_alone:
            yield line.cut("counter")


def datelines(page: Page) -> Iterator[Cut]:
    """Cut the line of day, account and counts below the title: 2019-05-17 · 某某报道, 最后更新: 2019-09-07 15:14, 昨天, 关注."""
    for line in _top(page)[1:]:
        if _AGO.match(line.key) or _ONE_BUTTON.match(line.key):
            yield line.cut("share")
    yield from (line.cut("source-line") for line in _top(page) if _DATELINE.match(line.key))


def topics(page: Page) -> Iterator[Cut]:
    """Cut tags, the pages of an article and the headings of empty boxes behind the last paragraph."""
    for line in page.tail:
        if _TAGS.match(line.key):
            yield line.cut("keywords")
        elif _PAGES.match(line.key):
            yield line.cut("pager")
    for line in reversed(page.tail):
        if not _BOX.match(line.key):
            break
        yield line.cut("related")


def stamped_lists(page: Page) -> Iterator[Cut]:
    """Cut a list of other articles at the end: three lines of day and time or more, from the first or the heading above."""
    lines = page.lines
    first_paragraph = next((at for at, line in enumerate(lines) if line.is_paragraph), len(lines))
    stamps = [at for at, line in enumerate(lines) if at > first_paragraph and _STAMP.match(line.key)]
    near = all(right - left <= _FURTHEST_STAMP for left, right in pairwise(stamps))
    if len(stamps) < _FEWEST_STAMPS or not near or any(line.is_paragraph for line in lines[stamps[-1] + 1 :]):
        return
    above = range(max(1, stamps[0] - _FURTHEST_STAMP), stamps[0])
    headed = (at for at in above if _HEADS_A_LIST.match(lines[at].key))
    # A headline stands above each day.
    first = next(headed, stamps[0] - (stamps[1] - stamps[0] == 2 and not lines[stamps[0] - 1].is_paragraph))
    yield from (line.cut("related") for line in lines[first:])


_HEADS_A_LIST = re.compile(
    r"^(?:为[你您]推荐|推荐阅读|相关(?:新闻|阅读|推荐)|热门(?:新闻|文章|推荐)|更多(?:新闻|文章|内容))$"
)


def reader_replies(page: Page) -> Iterator[Cut]:
    """Cut the replies of readers to the end: two and more lines of a name and 3小时前, with 回复 a few lines below each."""
    lines = page.lines
    threads = [
        at
        for at, line in enumerate(lines)
        if _WRITTEN_AGO.match(line.key)
        and any(_REPLY.match(each.key) for each in lines[at + 1 : at + 1 + _FURTHEST_REPLY])
    ]
    if len(threads) >= 2 and threads[0]:
        yield from (line.cut("share") for line in lines[threads[0] :])


def teasers_behind_editor(page: Page) -> Iterator[Cut]:
    """Cut the beginning of another article behind the one editor's line: four lines at most that share no words with the report."""
    places = [at for at, line in enumerate(page.lines) if is_editor(line)]
    behind = page.lines[places[0] + 1 :] if len(places) == 1 else ()
    if not 1 < len(behind) <= _MOST_TEASED or not any(line.is_paragraph for line in behind):
        return
    report = Page(page.text[: page.lines[places[0]].start])
    if all(report.overlap(line) < _STRANGE for line in behind):
        yield from (line.cut("related") for line in behind)


def _top(page: Page) -> Sequence[PageLine]:
    """Return the lines above the first paragraph, and the first ones even where the title reads as a paragraph."""
    return page.head if len(page.head) >= _FIRST else page.lines[:_FIRST]


def _ends(page: Page) -> Sequence[PageLine]:
    """Return the head, the tail, and the first and last lines even where they read as paragraphs; each once, in order."""
    chosen = {line.start: line for line in (*page.lines[:_FIRST], *page.head, *page.tail, *page.lines[-_LAST:])}
    return [chosen[start] for start in sorted(chosen)]
