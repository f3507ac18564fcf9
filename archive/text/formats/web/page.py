"""The text of a web page: its lines as a reader sees them, cut to the article.

trafilatura knows articles but breaks tables into words and sometimes drops a paragraph. So the lines come from our own
walk, and trafilatura is only a witness of where the article stands (``archive.text.formats.web.article``).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import lxml.html
import trafilatura
from lxml import etree

from archive.text.formats.extracted import ARTICLE_UNSURE, FormatError, PageHints
from archive.text.formats.tags import STRUCK
from archive.text.formats.web.article import ShownLine, find_article
from archive.text.formats.web.embedded import as_page, embedded_articles, open_frames
from archive.text.formats.web.lists import Numbers
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
    "rt", "rp", "noframes", *STRUCK,
))
# fmt: on
_VERBATIM = frozenset(("pre", "listing", "xmp", "plaintext"))
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_NOT_SHOWN = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.IGNORECASE)
_STRUCK_OUT = re.compile(r"text-decoration(?:-line)?\s{0,4}:[^;]{0,40}line-through", re.IGNORECASE)
_DEEPEST, _MOST_ELEMENTS = 300, 20_000


def read_page(text: str) -> tuple[str, PageHints, tuple[str, ...]]:
    """Return the article's lines, a paragraph or a table row a line (cells joined by a tab), the page's hints, and warnings."""
    root = _parsed(text)
    open_frames(root, _parsed)
    hints = read_hints(root, text)
    lines = _shown_lines(root)
    if article := _carried_article(root, lines):
        # Its title stands outside it, as a rule: a title counts only where the text says it.
        title = [hints.title] if hints.title and hints.title not in article[:3] else []
        return "\n".join([*title, *article]), hints, ()
    for element in list(root.iter("script", "style")):
        element.drop_tree()
    if not lines and (root.find(".//frame") is not None or root.find(".//iframe") is not None):
        raise FormatError(
            "这个网页只是框架，正文在另一个页面里。请在浏览器里单独打开正文所在的框架，另存那个页面再上传。"
        )
    kept, is_sure = find_article(lines, hints.title, _extracted(root))
    return "\n".join(line.text for line in kept), hints, () if is_sure else (ARTICLE_UNSURE,)


def _carried_article(root: etree._Element, shown: list[ShownLine]) -> list[str]:
    """Return the lines of the longest article that only a script shows, if the page shows less than half of it."""
    longest = 2 * _length_of_sentences(shown)
    article: list[str] = []
    for source in embedded_articles(root, with_code=not longest):
        if len(source) <= longest:
            break  # the longest comes first
        try:
            lines = [line for line in _lines(_parsed(as_page(source)), with_hidden=True) if line.text]
        except FormatError:
            continue
        if (length := _length_of_sentences(lines)) > longest:
            longest, article = length, [line.text for line in lines]
    return article


def shown_lines(text: str) -> list[str]:
    """Return all lines that a browser shows of a page, the article's and the site's. Raise FormatError as ``read_page``."""
    root = _parsed(text)
    for element in list(root.iter("script", "style")):
        element.drop_tree()
    return [line.text for line in _shown_lines(root)]


def _parsed(text: str) -> etree._Element:
    # Bytes, because lxml refuses str that declare an encoding of their own.
    # A huge tree, because hundreds of unclosed <font> nest as deep; the upload is bounded before.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise FormatError("网页是空的或已损坏。请在浏览器里打开原网页，重新保存为“仅 HTML”再上传。") from error


def _shown_lines(root: etree._Element) -> list[ShownLine]:
    """Return the lines that a browser shows; all lines if most sentences are hidden until a script shows them."""
    shown = [line for line in _lines(root, with_hidden=False) if line.text]
    if not any(_is_hidden(element) for element in root.iter(etree.Element)):
        return shown
    everything = [line for line in _lines(root, with_hidden=True) if line.text]
    return everything if _length_of_sentences(everything) > 2 * _length_of_sentences(shown) else shown


def _length_of_sentences(lines: list[ShownLine]) -> int:
    return sum(len(line.text) for line in lines if line.is_sentence)


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_NOT_SHOWN.search(element.get("style", "")))


def _is_struck_out(element: etree._Element) -> bool:
    return bool(_STRUCK_OUT.search(element.get("style", "")))


def _extracted(root: etree._Element) -> str:
    """Return the article as trafilatura finds it; "" if it finds none, or beyond bounds where it takes quadratic time."""
    if _is_beyond(root):
        return ""
    try:
        return trafilatura.extract(root, include_tables=True, include_comments=False, favor_recall=True) or ""
    except Exception:  # after any error, our own walk still has the lines
        return ""


def _is_beyond(root: etree._Element) -> bool:
    """Return whether a page is deeper than unclosed tags make one, or longer than any report."""
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            return True
    return False


def _lines(root: etree._Element, *, with_hidden: bool) -> Iterator[ShownLine]:
    """Yield the lines of a page. Cells of a table of figures share a line; a table used for layout is no table."""
    pieces: list[str] = []
    linked = 0
    depth_hidden = depth_link = depth_row = depth_verbatim = 0
    numbers = Numbers()

    def finish() -> Iterator[ShownLine]:
        nonlocal linked
        text = "".join(pieces)
        pieces.clear()
        if text.strip():
            text = numbers.take() + text
        share = linked / max(1, len(text.strip()))
        linked = 0
        for row in text.split("\v"):
            cells = [_BLANKS.sub(" ", cell).strip(" \u3000") for cell in row.split("\x1f")]
            yield ShownLine("\t".join(cells).strip("\t"), share)

    def write(words: str | None) -> None:
        nonlocal linked
        if words and not depth_hidden:
            pieces.append(words.replace("\n", "\v") if depth_verbatim else words)
            linked += len(words.strip()) if depth_link else 0

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        is_hidden = tag in _HIDDEN or _is_struck_out(element) or (not with_hidden and _is_hidden(element))
        if event == "start":
            depth_verbatim += tag in _VERBATIM
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
            if tag in ("ol", "ul", "li"):
                numbers.enter(element)
            write(element.text)
            continue
        depth_verbatim -= tag in _VERBATIM
        if is_hidden:
            depth_hidden -= 1
        if tag == "a" and element.get("href"):
            depth_link -= 1
        if tag == "tr" and depth_row and _is_row_of_figures(element):
            depth_row -= 1
            yield from finish()
        elif (tag in _BLOCKS or tag in ("td", "th")) and not depth_row:
            yield from finish()
        if tag in ("ol", "ul"):
            numbers.leave()
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
