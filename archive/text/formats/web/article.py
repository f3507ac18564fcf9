"""Where does the article stand among the lines of a web page, and which lines inside it are the site's?

A page has blocks: menus and lists of headlines, where nearly all is linked, and the article, where nearly nothing is. Two
lines anchor it: the one that equals the page's title, and the labelled source line (来源：… 发布时间：…). The article begins
there and ends before the first block of links, unless trafilatura finds more of it behind. If less than half of the page's
sentences lie inside, the anchors misled: then all sentences stay, and an editor is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_BLANKS = re.compile(r"\s+")
_BARE = re.compile(r"[\s|\u00a0]+")  # trafilatura writes a row's cells between bars
_HAN = re.compile(r"[㐀-鿿]")
_WORD = re.compile(r"\w")
_SENTENCE = re.compile(r"[。！？；!?;…][”’\"'）)】]?$")
# A sentence of a language with ASCII stops: long, of many words, and not the site's.
_LATIN_SENTENCE = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f)\]\"'’”%0-9][.!?][\"')\]’”]{0,2}$")
_LEAST_LATIN, _LONG_LATIN, _FEWEST_WORDS = 40, 120, 7
_RIGHTS = re.compile(r"copyright|©|all rights|reserved|powered by|designed by|cookie", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"^(?:[0-9]{1,4}|[A-Za-z]|[ivxIVX]{1,6})\. ")
_BEHIND_TITLE = re.compile(r"$|\s|[-_|—–·>»(（]")
_ATTACHED = re.compile(r"^附件|\.(?:docx?|xlsx?|pdf|wps|zip|rar)$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:来\s?源|來\s?源|稿源|作\s?者|编辑|編輯|责编|责任编辑|时间|時間|日期|发布|發布|浏览|瀏覽|点击|點擊|阅读|字号|字體|字体)[^:：]{0,6}[:：]"
)
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_PATH = re.compile(r"位置\s?[:：]|[>»]|首页|首頁")
_OTHERS = re.compile(
    r"^[【\[◎▲■●·\s]*(?:相关|相關|推荐|推薦|热门|熱門|热点|熱點|精彩|最新|最近|延伸|猜[你您]|更多|为[你您]推荐|為[你您]推薦|大家都"
    r"|编辑推荐|图片新闻|点击排行|阅读排行|本周|今日|友情链接|阅读下一篇)"
)
_NEIGHBOUR = re.compile(r"^[\[【\s]*[上下]一?[篇条條][\]】]?\s?[:：]")
_SHARE = re.compile(r"^[【\[]?分享(?:到|至)?[】\]]?\s?[:：]?$")
_COMMENTS = re.compile(
    r"^(?:网友|網友|用户|全部|最新|热门|最热|热|新|我要|发表|写)(?:评论|評論|跟帖|跟贴|留言)|^(?:评论|評論|跟[帖贴])\s?[(（]?\d|^\d{1,9}\s?条评论"
)
_LINKED = 0.5
_LEAST_PROSE = 30
_FEWEST_LINKS = 3
_LONGEST_HEADING = 30
_LEAST_LOST = 150  # Han characters; a site says fewer around a notice that is no more than its title and an attachment
_LONGEST_ENTRY = 12  # Han characters of a menu's entry
_LONGEST_SOURCE_LINE = 120
_NEAR = 6  # lines between a title and its repetition, or its source line
_TITLE_REACH = 20  # lines between a headline and the first paragraph, at most
_MORE = 40  # characters of trafilatura's sentences behind a block of links that make it the article again


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line that a browser shows; ``linked`` is the share of its characters that are links, 0 to 1."""

    text: str
    linked: float

    @property
    def is_link(self) -> bool:
        """Return whether the line leads to another page; an attached file belongs to its article."""
        return self.linked >= _LINKED and not _ATTACHED.search(self.text)

    @property
    def is_sentence(self) -> bool:
        """Return whether the line ends as a sentence outside links."""
        if self.linked >= _LINKED or len(self.text) < 12:
            return False
        return bool(_SENTENCE.search(self.text)) or _is_latin_sentence(self.text)

    @property
    def reads_as_prose(self) -> bool:
        """Return whether the line is as long as a paragraph and ends as one, linked or not."""
        return len(self.text) >= _LEAST_PROSE and self.text.endswith(("。", "。”", "！", "”"))

    @property
    def is_source_line(self) -> bool:
        """Return whether the line tells source, day or author of a page by two labels, or a label and a day."""
        if self.linked >= _LINKED or len(self.text) > _LONGEST_SOURCE_LINE or self.is_sentence:
            return False
        return len(_LABEL.findall(self.text)) + bool(_DAY.search(self.text)) >= 2


def _is_latin_sentence(text: str) -> bool:
    return (
        len(text) >= _LEAST_LATIN
        and bool(_LATIN_SENTENCE.search(text))
        and text.count(" ") >= _FEWEST_WORDS
        and not _RIGHTS.search(text)
    )


@dataclass(frozen=True, slots=True)
class _Page:
    lines: Sequence[ShownLine]
    #: whether trafilatura has the line in its article
    known: Sequence[bool]

    def matters(self, at: int) -> bool:
        """Return whether the line is the article's for another reason than its place."""
        line = self.lines[at]
        return line.is_sentence or (self.known[at] and line.linked < _LINKED)

    def size(self, places: Iterable[int]) -> int:
        """Return how many characters the sentences at ``places`` have."""
        return sum(len(self.lines[at].text) for at in places if self.lines[at].is_sentence)

    def words(self, places: Iterable[int]) -> int:
        """Return how many Han characters the lines at ``places`` have that lead to no other page and are no menu's.

        Of long lines without Han the letters count.
        """
        texts = [self.lines[at].text for at in places if self.lines[at].linked < _LINKED]
        counts = [(text, len(_HAN.findall(text))) for text in texts if "|" not in text or len(text) >= _LONG_LATIN]
        long_latin = sum(len(text) for text, han in counts if not han and len(text) >= _LONG_LATIN)
        return sum(han for _, han in counts if han > _LONGEST_ENTRY) + long_latin


def find_article(lines: Sequence[ShownLine], title: str, extracted: str) -> tuple[list[ShownLine], bool]:
    """Return the article's lines, and whether they surely are the article.

    ``title`` is the page's own, perhaps with its site's name; "" if it has none. ``extracted`` is the article as
    trafilatura finds it, "" if it finds none.
    """
    extracted_lines = {_bare(line.lstrip("-# ")) for line in extracted.splitlines()} - {""}
    known = [_bare(line.text) in extracted_lines for line in lines]
    # A paragraph inside a link, as an unclosed tag makes it, is the article's if trafilatura says so.
    lines = [
        replace(line, linked=0.0) if is_known and line.reads_as_prose else line
        for line, is_known in zip(lines, known, strict=True)
    ]
    page = _Page(lines, known)
    stretches = [range(start, _end(page, start)) for start in _starts(lines, title)]
    if not stretches:
        return _every_sentence(page, title)
    kept = max(stretches, key=page.size)
    if not page.size(kept) and any(line.is_link and line.reads_as_prose for line in lines[kept.start :]):
        return list(lines), False
    if 2 * page.size(kept) < page.size(_before_comments(page, kept)):
        return _every_sentence(page, title)[0], False
    in_article, on_page = page.words(kept), page.words(_before_comments(page, kept))
    if 2 * in_article < on_page and on_page - in_article >= _LEAST_LOST:
        return list(lines), False
    site = {*_lists(page, kept), *_links_around(page, kept)}
    behind = [] if any(lines[at].is_source_line for at in kept) else _source_lines_behind(lines, kept.stop)
    return [*(lines[at] for at in kept if at not in site), *behind], True


def _bare(line: str) -> str:
    """Return a line without blanks and without the number that a browser gives to an item."""
    return _BARE.sub("", _ITEM_NUMBER.sub("", line))


def _starts(lines: Sequence[ShownLine], title: str) -> list[int]:
    """Return where the article may begin: at each title line, else above the first source line."""
    named = [at for at in range(len(lines)) if _is_title(lines, at, title)]
    if named:
        return [at for before, at in pairwise((-_NEAR - 1, *named)) if at - before > _NEAR]
    source = next((at for at, line in enumerate(lines) if line.is_source_line), None)
    if source is None:
        return []
    start = source
    while start and source - start < 3 and not lines[start - 1].is_link and not _PATH.search(lines[start - 1].text):
        start -= 1
    return [start]


def _is_title(lines: Sequence[ShownLine], at: int, title: str) -> bool:
    """Return whether the line is the page's title, or the title up to the site's name, or begins with a title that is cut."""
    line, title = _BLANKS.sub(" ", lines[at].text), title.rstrip(".… ")
    if len(line) < 4 or not title or (lines[at].is_link and at + 1 < len(lines) and lines[at + 1].is_link):
        return False
    if title.startswith(line):
        return line == title or (len(line) >= 6 and bool(_BEHIND_TITLE.match(title, len(line))))
    return len(title) >= 6 and line.startswith(title) and not lines[at].is_sentence


def _end(page: _Page, start: int) -> int:
    """Return where the article that starts at ``start`` ends (exclusive)."""
    breaks = [*_breaks(page.lines, start + 1), len(page.lines)]
    end = breaks[0]
    for begin, until in pairwise(breaks):
        if _COMMENTS.match(page.lines[begin].text):
            break
        inside = range(begin, until)
        more = sum(len(page.lines[at].text) for at in inside if page.known[at] and page.lines[at].is_sentence)
        if more >= _MORE or (not page.size(range(start, end)) and page.size(inside)):
            end = until
    return _with_signature(page, start, end)


def _with_signature(page: _Page, start: int, end: int) -> int:
    """Return the end behind the last sentence, its table, its attachments, and four short lines at most: signature, day, editor."""
    last = max((at for at in range(start, end) if page.matters(at)), default=-1)
    if last <= start:
        last = min(start + _NEAR, end - 1)
    behind = last + 1
    while behind < end and "\t" in page.lines[behind].text and page.lines[behind].linked < _LINKED:
        behind += 1
    short = 0
    while behind < end and not page.lines[behind].is_link and len(page.lines[behind].text) <= 30 and short < 4:
        short += not _ATTACHED.search(page.lines[behind].text)
        behind += 1
    return behind


def _breaks(lines: Sequence[ShownLine], start: int) -> Iterator[int]:
    """Yield where blocks begin that are not the article's: three links or more, others' headlines, comments, buttons."""
    run: list[int] = []
    for at in range(start, len(lines)):
        line = lines[at]
        if line.is_link:
            run.append(at)
            if len(run) == _FEWEST_LINKS:
                yield run[0]
        elif _WORD.search(line.text):
            run = []
            signs = (_NEIGHBOUR, _COMMENTS, _SHARE)
            if _heads_others(lines, at) or any(sign.match(line.text) for sign in signs):
                yield at


def _heads_others(lines: Sequence[ShownLine], at: int) -> bool:
    text = lines[at].text
    followed = at + 1 < len(lines) and lines[at + 1].is_link
    return len(text) <= _LONGEST_HEADING and followed and bool(_OTHERS.match(text))


def _lists(page: _Page, kept: range) -> Iterator[int]:
    """Yield the lines inside the article that are a list of links which trafilatura does not count to it, and its heading."""
    run: list[int] = []
    headed = False
    for at in (*kept, None):
        if at is not None and page.lines[at].is_link and not page.known[at]:
            run.append(at)
            continue
        if headed or len(run) >= _FEWEST_LINKS:
            yield from run
        run, headed = [], False
        if at is not None and _heads_others(page.lines, at) and not page.known[at + 1]:
            headed = True
            yield at


def _links_around(page: _Page, kept: range) -> Iterator[int]:
    """Yield the links between title and first sentence, and behind the last: buttons, and never a linked source."""
    matter = [at for at in kept if page.matters(at) and at != kept.start] or [kept.stop]
    for at in kept[1:]:
        if not matter[0] < at < matter[-1] and page.lines[at].is_link and not _LABEL.match(page.lines[at].text):
            yield at


def _source_lines_behind(lines: Sequence[ShownLine], end: int) -> list[ShownLine]:
    return [line for line in lines[end : end + _NEAR] if line.is_source_line]


def _before_comments(page: _Page, kept: range) -> range:
    """Return the lines of the page, up to the readers' comments if the article stands above them."""
    behind = (at for at in range(kept.stop, len(page.lines)) if _COMMENTS.match(page.lines[at].text))
    return range(next(behind, len(page.lines)))


def _every_sentence(page: _Page, title: str) -> tuple[list[ShownLine], bool]:
    """Return the lines from the first sentence to the last, or all; sure if no list of links stands among them."""
    lines = page.lines
    inside = [at for at in range(len(lines)) if page.matters(at)]
    if inside:
        start = inside[0]
        named = (at for at in range(max(0, start - _TITLE_REACH), start) if title and title in lines[at].text)
        kept = lines[next(named, start) : _with_signature(page, start, len(lines))]
    else:
        kept = lines
    return list(kept), sum(line.is_link for line in kept) < _FEWEST_LINKS
