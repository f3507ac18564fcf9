"""Which short lines around a report are a site's? Menus, buttons, paths, slogans, search words, repeated titles.

One word alone may be a heading; a run of them is the furniture of a site: 下载 / 打印 / 【字号： / 加大, 首页 / > / 要闻.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from archive.text.clean.page import Cut, Page, PageLine
from archive.text.clean.words import MENU_WORD, TOOL_MARKS, is_tool

_WHERE = re.compile(r"^(?:您|你)?(?:的|现在)?(?:当前)?(?:所在)?(?:的)?位置(?:是)?\s*:|^第[a-z]?\d{1,3}版\s*:.{0,12}$")
_BANNER = re.compile(
    r"^今天是(?:19|20)\d\d年.{4,24}$|^(?:您好|欢迎您?)[,! ]?.{0,20}(?:登录|注册)|^[>»]+ ?.{0,40}$|.{0,80}/enpproperty|^第[a-z]?\d{1,3}版\s*:.{0,16}pdf版$|^欢迎(?:来到|使用|光临|访问).{2,16}$|^主办(?:单位)?:.{2,40} 承办(?:单位)?:.{2,40}$|^\S{0,6}正文(?: \d{1,6}){1,3}$"
    r"|^.{0,16}许可证(?:号|编号)?:? ?\d{6,30}$|^搜 ?索$|^(?:share|logo)$|^(?:电子报|数字报)(?:阅读[机器])?$|^第[a-z]?\d{1,3}版 ?:.{0,40}[上下]一版.{0,10}$|^跳(?:至|到|转到)主?要?内容$|^(?:密码|用户名|验证码|账号) ?:?$|^(?:新闻|爆料|报料|投稿|举报)(?:热线|邮箱|电话|方法) ?:(?=.{0,60}(?:\d{5}|@)).{4,100}$|^(?:通版阅读请点击:|(?:展开|收缩)通版|往期阅读|当前版 ?:.{0,24})$|^关注.{2,8}(?:网|报|热线|在线|频道|客户端|公众号|微信|微博)$"
)
_STEP = re.compile(r"(?:(?<!\s)\s++)?(?:>+|»+|→|\||\\|::)\s*")
_HOME_STEP = re.compile(r"^(?:网站)?(?:首页|主页)\s*(?:>|»|→|\||\\|/|-|·|::)")
_LONGEST_MENU = 100
_PIECES = re.compile(r"[\s|>»·/]+")

_FEWEST_TOOLS = 3
_SIZES = re.compile(r"^\[?字[号体] ?:?$")
_PATH = frozenset((">", ">>", "»", "›", "→", "/", "->"))
_PATH_LABEL = re.compile(r"^(?:您的|您(?:现在)?的|您所在的?|当前|所在|现在)位置(?:是)? ?:?$")
_LONGEST_CRUMB = 14
_RULE_LINE = re.compile(r"^(?:<center>)?={5,}(?:</center>)?$|^-{3,}$")
_IMAGE = re.compile(r"^!\[[^\]\n]{0,80}\]\([^)\n]{4,600}\)(?:举报)?$|^图片$")
_ADDRESS = re.compile(
    r"^(?:网址 ?: ?)?https?://\S{4,300}(?: 点[此击]复制.{0,10})?$|^(?:此篇|本篇|本)文章?(?:最开始)?(?:出处|来源|转自|转载自).{0,4}:.{2,80}$"
)

_SITE = re.compile(
    r"文库|范文网|资料网|文档网|记住(?:我|本站)|收藏(?:本站|我)|网址|访问本站|欢迎光临|(?<![a-z])www\.|公众号|客服"
)
_ORNAMENT = re.compile(r"◆|★|☆|♥|~|- -|_|\|")
_LITTLE_OVERLAP = 0.34

_LONGEST_PIECE = 12  # a clause of a title is longer than what people search for
_KEYWORD_PIECE = re.compile(r"[,_|;/]+")
_KEYWORD_GLUE = re.compile(r"_|\S\|\S")  # blanks about a bar make it a table's


_LED = re.compile(r"(?:(?<!\.)\.{6}|(?<!…)…{2}|(?<!·)·{6}|(?<!_)_{6})[ .…·_]{0,300}+\(?\d{1,4}\)?$")
_FEWEST_LED = 3

_TITLE_LABEL = re.compile(r"^(标题|题目|文件名称) ?:")
_SENTENCE_ENDS = ("。", "！", "；", "，", ",", ";")


def menus(page: Page) -> Iterator[Cut]:
    """Cut breadcrumbs (首页 > 基层党建 > 正文) and rows of menu words at the edges."""
    for line in page.edge:
        if len(line.key) <= _LONGEST_MENU and not page.is_title(line) and _is_menu(line):
            yield line.cut("navigation")


def _is_menu(line: PageLine) -> bool:
    if line.words.endswith(("。", "！", "？", "；")):
        return False
    if _WHERE.match(line.key) or _BANNER.match(line.key) or _HOME_STEP.match(line.key):
        return True
    steps = [step for step in _STEP.split(line.key) if step]
    if len(steps) >= 3 and (MENU_WORD.match(steps[0]) or MENU_WORD.match(steps[-1])):
        return True
    pieces = [piece for piece in _PIECES.split(line.key) if piece]
    known = sum(bool(MENU_WORD.match(piece)) for piece in pieces)
    return len(pieces) >= 3 and known * 2 > len(pieces)


def toolbars(page: Page) -> Iterator[Cut]:
    """Cut runs of three or more lines at the edges that are only buttons; two are enough beside 【字号：."""
    lines = page.edge
    run: list[PageLine] = []
    for line in (*lines, None):
        is_next = line is not None and (not run or run[-1].end >= line.start or _between_is_blank(page, run[-1], line))
        if line is not None and is_next and is_tool(line):
            run.append(line)
            continue
        named = [each for each in run if each.key.strip(TOOL_MARKS)]
        if len(named) >= _FEWEST_TOOLS or (len(named) >= 2 and any(_SIZES.match(each.key) for each in run)):
            yield from (each.cut("share") for each in run)
        run = [line] if line is not None and is_tool(line) else []


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


def slogans(page: Page) -> Iterator[Cut]:
    """Cut a site's motto in the first or last lines: ornaments or the site's own name, and no words of the body."""
    lines = page.lines
    found: set[str] = set()
    for line in (*lines[:2], *page.tail[-4:]):
        if line.is_paragraph or page.is_title(line) or len(line.key) > 80:
            continue
        marks = bool(_SITE.search(line.key)) + bool(_ORNAMENT.search(line.key))
        if line.key in found or (marks == 2 and page.overlap(line) < _LITTLE_OVERLAP):
            found.add(line.key)
            yield line.cut("slogan")


def search_words(page: Page) -> Iterator[Cut]:
    """Cut fragments for search engines in the first lines, joined by , _ and |, whose words the report never uses."""
    for line in page.head[:3]:
        pieces = [piece for piece in _KEYWORD_PIECE.split(line.key) if len(piece.strip()) > 1]
        if (
            len(pieces) >= 4
            and max(map(len, pieces)) <= _LONGEST_PIECE
            and _KEYWORD_GLUE.search(line.key)
            and "。" not in line.words
            and not page.is_title(line)
            and page.overlap(line) < _LITTLE_OVERLAP
        ):
            yield line.cut("keywords")


def contents(page: Page) -> Iterator[Cut]:
    """Cut a table of contents: lines whose dots lead to a page number, and 目录 above them."""
    led = [at for at, line in enumerate(page.lines) if len(line.key) <= 120 and _LED.search(line.key)]
    if len(led) < _FEWEST_LED:
        return
    for at in led:
        yield page.lines[at].cut("contents")
        if at and page.lines[at - 1].letters in ("目录", "目次"):
            yield page.lines[at - 1].cut("contents")


def split_titles(page: Page) -> Iterator[Cut]:
    """Cut a title that stands a word a line above the title itself."""
    lines = page.lines[:12]
    for at in range(2, len(lines)):
        whole = lines[at].letters
        if len(whole) < 6 or lines[at].is_paragraph:
            continue
        start, rest = at, whole
        while start > 0 and 0 < len(lines[start - 1].letters) <= 10 and lines[start - 1].letters in rest:
            rest = rest[: rest.rindex(lines[start - 1].letters)]
            start -= 1
        pieces = lines[start:at]
        if len(pieces) >= 2 and all(len(piece.letters) < len(whole) / 2 for piece in pieces):
            yield from (piece.cut("split-title") for piece in pieces)
            return


def repeated_titles(page: Page) -> Iterator[Cut]:
    """Cut the repetitions of the title among the first five lines; the first of them stays."""
    lines = page.lines[:5]
    seen: list[str] = []
    for line in lines:
        letters = line.letters
        named = _TITLE_LABEL.match(line.key)
        if named and any(other.letters == letters[len(named[1]) :] for other in page.lines[:12]):
            yield line.cut("repeated-title")
            continue
        if len(letters) < 5 or line.is_paragraph or line.words.endswith(_SENTENCE_ENDS):
            continue
        if any(_nearly_equal(letters, other) for other in seen):
            yield line.cut("repeated-title")
        else:
            seen.append(letters)


def _between_is_blank(page: Page, before: PageLine, behind: PageLine) -> bool:
    return not page.text[before.end : behind.start].strip()


def _nearly_equal(left: str, right: str) -> bool:
    """Return whether both are the same title up to a word: at most a tenth differs, and no figure does."""
    if left == right:
        return True
    figures = [re.sub(r"\D", "", letters) for letters in (left, right)]
    return figures[0] == figures[1] and SequenceMatcher(None, left, right, autojunk=False).ratio() >= 0.9
