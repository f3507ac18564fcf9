"""The text of recognised pages: lines joined to paragraphs, page numbers as cuts, each line with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archive.text.formats.extracted import (
    MAX_TEXT,
    ExtractedText,
    FormatError,
    RecognisedLine,
    RecognisedPage,
)
from archive.text.formats.recognised.found import FoundPage
from archive.text.formats.recognised.layout import PageLayout, PlacedLine, Row, lay_out_page
from archive.text.formats.sentences import ENDS_PARAGRAPH
from search.sentences import first_of, say

#: A character that is read with less may be wrong.
DOUBTFUL = 0.7
_PAGES_NAMED = 10
#: Pages that share a running head at least.
_FEWEST_HEADS = 3
_FIGURES = re.compile(r"\d+")

_HAN = "\u3400-\u9fff々〇"
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
#: The program often takes a wide mark for a narrow one; among Han characters there is no narrow one.
_NARROW = re.compile(rf"(?<=[{_HAN}”》）])[,;:?!()](?![A-Za-z0-9])|[,;:?!()](?=[{_HAN}“《（])")
_NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_OPENS = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十]{1,3}[章节条]|[①-⑳●■◆•]"
)
_PAGE_NUMBER = re.compile(
    r"[\s\-—–－_・·•]{0,4}(?:第\s?)?\d{1,3}(?:\s?页)?(?:\s?[/,，共]{1,2}\s?\d{1,3}(?:\s?页)?)?[\s\-—–－_・·•]{0,4}"
)


@dataclass(slots=True)
class _Sheet:
    """The text written so far. ``joins``: the last row that stays runs on; ``last``: its words."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    joins: bool = False
    last: str = ""
    cuts: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, words: str) -> int:
        """Write words, and return the offset where they begin."""
        start = self.size
        self.parts.append(words)
        self.size += len(words)
        return start


def compose(pages: Iterable[FoundPage], *, media_type: str, recogniser: str) -> ExtractedText:
    """Return the text of all pages with the place of each line. Raise FormatError if nothing was recognised."""
    sheet = _Sheet()
    recognised: list[RecognisedPage] = []
    empty: list[int] = []
    faults: list[str] = []
    uses_set_in = False
    pages = list(pages)
    layouts = [lay_out_page(page.lines) for page in pages]
    heads, feet = (_repeated([edge_of(layout) for layout in layouts]) for edge_of in (_head_of, _foot_of))
    for page, layout in zip(pages, layouts, strict=True):
        if page.fault:
            faults.append(say("第 {0} 页{1}", page.number, page.fault))
        elif not page.lines:
            empty.append(page.number)
        uses_set_in = uses_set_in or any(row.is_set_in and row.is_full for row in layout.rows)
        written = []
        for row in layout.rows:
            if rule := _rule_of_edge(row, layout, heads, feet):
                written += _write_cut(sheet, row, rule)
            else:
                written += _write(sheet, row, uses_set_in)
        recognised.append(RecognisedPage(page.number, page.width, page.height, page.turned, tuple(written)))
    text = "".join(sheet.parts)
    if not re.search(r"\w", text):
        raise FormatError(_nothing(faults))
    if len(text) > MAX_TEXT:
        raise FormatError(say("文字超过 {0} 万字。请拆成单篇报告再上传。", MAX_TEXT // 10_000))
    return ExtractedText(
        text,
        media_type,
        "",
        warnings=_warnings(empty, faults),
        cuts=tuple(sheet.cuts),
        recogniser=recogniser,
        recognised=tuple(recognised),
    )


def _nothing(faults: Sequence[str]) -> str:
    if faults:
        return say(
            "没有认出文字：{0}。请重新扫描（300 点，黑白或灰度），或先自己做文字识别，再上传 txt 或 docx。", faults[0]
        )
    return say("没有认出文字：页面空白，或字太小、太淡、是手写。请重新扫描（300 点，黑白或灰度），或录成 txt 再上传。")


def _warnings(empty: Sequence[int], faults: Sequence[str]) -> tuple[str, ...]:
    sentences = [say("{0}，没有收入。请与原件核对。", fault) for fault in faults[:_PAGES_NAMED]]
    if empty:
        shown = first_of(empty, _PAGES_NAMED)
        sentences.append(say("第 {0} 页没有认出文字，可能是空白页或图片。请与原件核对。", shown))
    return tuple(sentences)


def _head_of(layout: PageLayout) -> Row | None:
    return layout.head


def _foot_of(layout: PageLayout) -> Row | None:
    return layout.foot


def _repeated(edges: Sequence[Row | None]) -> set[str]:
    """Return the words of the edges that most pages share, three at least; a sentence and a page number are none."""
    words = Counter(_words_of(row) for row in edges if row)
    pages = sum(row is not None for row in edges)
    return {each for each, times in words.items() if times >= _FEWEST_HEADS and 2 * times > pages and each.strip("#")}


def _words_of(row: Row) -> str:
    words = "\t".join(line.found.words.strip() for line in row.lines)
    return "" if ENDS_PARAGRAPH.search(words) else _FIGURES.sub("#", words)


def _rule_of_edge(row: Row, layout: PageLayout, heads: set[str], feet: set[str]) -> str:
    """Return the rule by which a row at the edge of its page is taken out again; "" for a row that stays."""
    if row is not layout.head and row is not layout.foot:
        return ""
    if len(row.lines) == 1 and _PAGE_NUMBER.fullmatch(row.lines[0].found.words.strip()):
        return "page-number"
    if row is layout.head and _words_of(row) in heads:
        return "running-head"
    return "running-foot" if row is layout.foot and _words_of(row) in feet else ""


def _write(sheet: _Sheet, row: Row, uses_set_in: bool) -> list[RecognisedLine]:
    """Write a row behind the text, joined to the last line if that runs on, and return the places of its lines."""
    first = row.lines[0].found.words.strip()
    runs_on = sheet.joins and len(row.lines) == 1 and not row.is_set_in and not _OPENS.match(first)
    # Where paragraphs are set in, a sentence may end where its line ends, and the paragraph go on.
    if ENDS_PARAGRAPH.search(sheet.last):
        runs_on = runs_on and uses_set_in and row.is_full
    if sheet.size and not sheet.last:  # all so far is cut, and so is the line end behind it
        sheet.add("\n")
        start, _, rule = sheet.cuts.pop()
        sheet.cuts.append((start, sheet.size, rule))
    elif sheet.size:
        if not runs_on:
            sheet.add("\n")
        elif sheet.last[-1:].isascii() and first[:1].isascii() and sheet.last[-1:].isalpha() and first[:1].isalpha():
            sheet.add(" ")
    written = _write_lines(sheet, row)
    sheet.joins = row.is_full
    sheet.last = row.lines[-1].found.words.strip()
    return written


def _write_cut(sheet: _Sheet, row: Row, rule: str) -> list[RecognisedLine]:
    """Write a row that is taken out of the text again, so that the paragraph around it stays whole."""
    start = sheet.add("\n") if sheet.size else 0
    written = _write_lines(sheet, row)
    sheet.cuts.append((start, sheet.size, rule))
    return written


def _write_lines(sheet: _Sheet, row: Row) -> list[RecognisedLine]:
    written = []
    for at, line in enumerate(row.lines):
        if at:
            sheet.add("\t")
        written.append(_place(sheet, line))
    return written


def _place(sheet: _Sheet, line: PlacedLine) -> RecognisedLine:
    found = line.found
    words = _NO_TEXT.sub(" ", found.words)
    lead = len(words) - len(words.lstrip())
    words = _NARROW.sub(lambda mark: mark[0].translate(_WIDE), words).strip()
    start = sheet.add(words)
    doubtful: list[tuple[int, int]] = []
    for at, sure in enumerate(found.sure[lead : lead + len(words)], start):
        if sure >= DOUBTFUL or words[at - start].isspace():
            continue
        if doubtful and doubtful[-1][1] == at:
            doubtful[-1] = (doubtful[-1][0], at + 1)
        else:
            doubtful.append((at, at + 1))
    across, down = [x for x, _ in found.corners], [y for _, y in found.corners]
    box = (min(across), min(down), max(across), max(down))
    return RecognisedLine(start, sheet.size, box, round(found.confidence, 3), tuple(doubtful))
