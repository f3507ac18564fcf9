"""Buttons, paths and rulers on lines of their own: 下载 / 打印 / 【字号： / 加大, 首页 / > / 要闻.

One word alone may be a heading; a run of them is the furniture of a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.clean.page import Cut, Page, PageLine

_TOOL = re.compile(
    r"^(?:下载|打印|打印本页|打印文章|全屏|收藏|加入收藏|字号|字体|调整字体|字体大小|加大|还原|减小|放大|缩小|缩小字体|放大字体|正常|大|中|小|默认|"
    r"分享|分享到|分享到微信|分享至|更多|举报|评论|转发|点赞|推荐|关注|复制链接|关闭|关闭窗口|关闭本页|返回顶部|返回|易信|微信|微博|新浪微博|qq空间|"
    r"用微信扫[码描]二维码|分享至好友和朋友圈|参与互动|我要评论|语音播报|朗读|[atx×+|-]|t [+] -|阅读量|浏览量|\d{1,6}|\d{1,6} ?跟贴)?$"
)
_MARKS = " \t\u3000[]()<>|:.·,_"
_FEWEST = 3
_SIZES = re.compile(r"^\[?字[号体] ?:?$")
_PATH = frozenset((">", ">>", "»", "›", "→", "/", "->"))
_PATH_LABEL = re.compile(r"^(?:您的|您(?:现在)?的|您所在的?|当前|所在|现在)位置(?:是)? ?:?$")
_LONGEST_CRUMB = 14
_RULE_LINE = re.compile(r"^(?:<center>)?={5,}(?:</center>)?$|^-{3,}$")
_IMAGE = re.compile(r"^!\[[^\]\n]{0,80}\]\([^)\n]{4,600}\)(?:举报)?$|^图片$")
_ADDRESS = re.compile(r"^网址 ?: ?https?://\S{4,300}$")


def toolbars(page: Page) -> Iterator[Cut]:
    """Cut runs of three or more lines at the edges that are only buttons; two are enough beside 【字号：."""
    lines = page.edge
    run: list[PageLine] = []
    for line in (*lines, None):
        is_next = line is not None and (not run or run[-1].end >= line.start or _between_is_blank(page, run[-1], line))
        if line is not None and is_next and _is_tool(line):
            run.append(line)
            continue
        named = [each for each in run if each.key.strip(_MARKS)]
        if len(named) >= _FEWEST or (len(named) >= 2 and any(_SIZES.match(each.key) for each in run)):
            yield from (each.cut("share") for each in run)
        run = [line] if line is not None and _is_tool(line) else []


def paths(page: Page) -> Iterator[Cut]:
    """Cut 首页 / > / 要闻 on lines of their own: the signs, and the short lines on both sides."""
    lines = page.head
    for at, line in enumerate(lines):
        if _PATH_LABEL.match(line.key):
            yield line.cut("navigation")
        elif line.key in _PATH:
            for near in lines[max(0, at - 1) : at + 2]:
                if len(near.key) <= _LONGEST_CRUMB and not page.is_title(near):
                    yield near.cut("navigation")


def clippings(page: Page) -> Iterator[Cut]:
    """Cut the marks of a web clipper: rulers of ==== and ---, the address, marks of images."""
    for line in page.edge:
        if _RULE_LINE.match(line.key):
            yield line.cut("navigation")
        elif _ADDRESS.match(line.key):
            yield line.cut("source-line")
    yield from (line.cut("caption") for line in page.lines if _IMAGE.match(line.words))


def _is_tool(line: PageLine) -> bool:
    return len(line.key) <= 16 and bool(_TOOL.match(line.key.strip(_MARKS)))


def _between_is_blank(page: Page, before: PageLine, behind: PageLine) -> bool:
    return not page.text[before.end : behind.start].strip()
