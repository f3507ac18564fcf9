"""The text of a web page: its lines as a reader sees them, cut to the article with trafilatura's help.

trafilatura knows articles but breaks tables into words and sometimes drops a paragraph. So the lines come from our
own walk, and trafilatura only says where the article begins and ends. Every sentence outside that stretch widens it,
because boilerplate can be cleaned away and a lost sentence cannot be restored.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
import trafilatura
from lxml import etree

from archive.text.formats.extracted import FormatError, PageHints
from archive.text.formats.plain_text import decode_bytes
from archive.text.formats.web.page_hints import read_hints

for library in ("trafilatura", "htmldate"):
    logging.getLogger(library).setLevel(logging.CRITICAL)  # a page without an article is no error of ours

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
))
_HIDDEN = frozenset((
    "script", "style", "noscript", "template", "head", "svg", "select", "button", "iframe", "object", "textarea",
    "rt", "rp", "noframes",
))
# fmt: on
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_BARE = re.compile(r"[\s|\u00a0]+")  # trafilatura writes a row's cells between bars
_SENTENCE = re.compile(r"[。！？；!?;][”’\"'）)】]?$")
_NOT_SHOWN = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.IGNORECASE)
_DEEPEST, _MOST_ELEMENTS = 300, 20_000
_TITLE_REACH = 20  # lines between a headline and the first paragraph, at most


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    linked: float  # share of the characters that are links


def read_page(text: str) -> tuple[str, PageHints]:
    """Return the article's lines, a paragraph or a table row a line (cells joined by a tab), and the page's hints."""
    # Bytes, because lxml refuses str that declare an encoding of their own.
    # A huge tree, because hundreds of unclosed <font> nest as deep; the upload is bounded before.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise FormatError("网页是空的或已损坏。请在浏览器里打开原网页，重新保存为“仅 HTML”再上传。") from error
    hints = read_hints(root, text)
    for element in list(root.iter("script", "style")):
        element.drop_tree()
    lines = _shown_lines(root)
    if not lines and (root.find(".//frame") is not None or root.find(".//iframe") is not None):
        raise FormatError(
            "这个网页只是框架，正文在另一个页面里。请在浏览器里单独打开正文所在的框架，另存那个页面再上传。"
        )
    start, end = _article(lines, root, hints.title)
    return "\n".join(line.text for line in lines[start:end]), hints


def read_markup(content: bytes) -> str:
    """Return the lines of a page inside another document; "" if it cannot be read."""
    try:
        return read_page(decode_bytes(content)[0])[0]
    except FormatError:
        return ""


def _shown_lines(root: etree._Element) -> list[_Line]:
    """Return the lines that a browser shows; all lines if most sentences are hidden until a script shows them."""
    shown = [line for line in _lines(root, with_hidden=False) if line.text]
    if not any(_is_hidden(element) for element in root.iter(etree.Element)):
        return shown
    everything = [line for line in _lines(root, with_hidden=True) if line.text]
    return everything if _length_of_sentences(everything) > 2 * _length_of_sentences(shown) else shown


def _length_of_sentences(lines: list[_Line]) -> int:
    return sum(len(line.text) for line in lines if _reads_as_sentence(line))


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_NOT_SHOWN.search(element.get("style", "")))


def _article(lines: list[_Line], root: etree._Element, title: str) -> tuple[int, int]:
    """Return where the article starts and ends among the lines (end exclusive)."""
    try:
        # Beyond these bounds trafilatura takes quadratic time; then only sentences show the article.
        body = (
            ""
            if _is_beyond(root)
            else trafilatura.extract(root, include_tables=True, include_comments=False, favor_recall=True) or ""
        )
    except Exception:  # after any error, our own walk still has the lines
        body = ""
    article = {_BARE.sub("", line.lstrip("-# ")) for line in body.splitlines()} - {""}
    inside = [at for at, line in enumerate(lines) if _BARE.sub("", line.text) in article and line.linked < 0.5]
    # Every sentence belongs to the article, whether trafilatura saw it or not.
    inside += [at for at, line in enumerate(lines) if _reads_as_sentence(line)]
    if not inside:
        return 0, len(lines)
    start, end = min(inside), max(inside) + 1
    if title:
        for at in range(max(0, start - _TITLE_REACH), start):
            if title in lines[at].text:
                start = at
                break
    # A table behind the last sentence belongs to it.
    while end < len(lines) and "\t" in lines[end].text and lines[end].linked < 0.5:
        end += 1
    last = end
    # A signature, a date or an editor's line belongs to the article and is no sentence.
    while end < len(lines) and lines[end].linked < 0.5 and len(lines[end].text) <= 30 and end - last < 4:
        end += 1
    return start, end


def _is_beyond(root: etree._Element) -> bool:
    """Return whether a page is deeper than unclosed tags make one, or longer than any report."""
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            return True
    return False


def _reads_as_sentence(line: _Line) -> bool:
    return line.linked < 0.5 and len(line.text) >= 12 and bool(_SENTENCE.search(line.text))


def _lines(root: etree._Element, *, with_hidden: bool) -> Iterator[_Line]:
    """Yield the lines of a page. Cells of a table of figures share a line; a table used for layout is no table."""
    pieces: list[str] = []
    linked = 0
    depth_hidden = depth_link = depth_row = 0

    def finish() -> Iterator[_Line]:
        nonlocal linked
        text = "".join(pieces)
        pieces.clear()
        share = linked / max(1, len(text.strip()))
        linked = 0
        for row in text.split("\v"):
            cells = [_BLANKS.sub(" ", cell).strip(" \u3000") for cell in row.split("\x1f")]
            yield _Line("\t".join(cells).strip("\t"), share)

    def write(words: str | None, *, verbatim: bool = False) -> None:
        nonlocal linked
        if words and not depth_hidden:
            pieces.append(words.replace("\n", "\v") if verbatim else words)
            linked += len(words.strip()) if depth_link else 0

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        is_hidden = tag in _HIDDEN or (not with_hidden and _is_hidden(element))
        if event == "start":
            if is_hidden:
                depth_hidden += 1
            if tag == "a" and element.get("href"):
                depth_link += 1
            if tag == "tr" and _is_row_of_figures(element):
                yield from finish()
                depth_row += 1
            elif tag in ("td", "th") and depth_row and pieces:
                pieces.append("\x1f")
            elif tag in _BLOCKS or tag in ("td", "th", "br"):
                if depth_row:
                    pieces.append(" ")
                else:
                    yield from finish()
            write(element.text, verbatim=tag == "pre")
            continue
        if is_hidden:
            depth_hidden -= 1
        if tag == "a" and element.get("href"):
            depth_link -= 1
        if tag == "tr" and depth_row and _is_row_of_figures(element):
            depth_row -= 1
            yield from finish()
        elif (tag in _BLOCKS or tag in ("td", "th")) and not depth_row:
            yield from finish()
        write(element.tail)
    yield from finish()


def _is_row_of_figures(row: etree._Element) -> bool:
    """Return whether all cells hold one short piece; a row whose cell holds paragraphs lays out the page."""
    if row.find(".//table") is not None:
        return False
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return len(cells) > 1 and all(
        len(cell.findall(".//p")) + len(cell.findall(".//div")) <= 1 and len(cell.text_content()) <= 120
        for cell in cells
    )
