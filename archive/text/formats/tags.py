"""HTML tags inside a text that is no page: Markdown with a table, a text with links, lines that end with <br>.

The lines stay as they are typed; a table gives a row a line, its cells joined by a tab. One pass, no parser: a text is
read in the web process.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr",
    "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
    "tr", "ul",
))
#: Elements whose words are no text: code, and what the author struck out.
STRUCK = frozenset(("del", "s", "strike"))
_DROPPED = STRUCK | {"script", "style"}
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdo", "big", "br", "button", "cite", "code", "colgroup", "col", "dfn", "em", "embed",
    "figure", "font", "frame", "frameset", "iframe", "i", "img", "input", "ins", "kbd", "label", "link", "mark", "meta",
    "noscript", "object", "option", "q", "rp", "rt", "ruby", "samp", "select", "small", "span", "strong", "sub", "sup",
    "td", "textarea", "th", "time", "title", "tt", "u", "var", "video", "wbr",
))
# fmt: on
KNOWN = BLOCKS | _INLINE | _DROPPED
TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,11})(?P<values>(?:\s[^<>]{0,2000})?)/?>")
_REFERENCE = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|[lr][ds]quo|mdash|ndash|hellip|middot|bull|ensp|emsp|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
_START = re.compile(r"start\s?=\s?[\"']?(\d{1,4})")
_BREAK, _CELL = "\x1e", "\x1f"
_BREAKS = re.compile(f"(?<![ \t])[ \t]*{_BREAK}[ \t{_BREAK}]*")
_NEXT_TO_CELL = re.compile(f"(?<! ) *{_CELL} *")
_NEXT_TO_BREAK = re.compile(f"\n?{_BREAK}(?:\n?{_BREAK})*\n?")
_BLANKS = re.compile(r"[ \t\r\n\u00a0]+")
_LONGEST_STRUCK = 2_000  # characters; an unclosed <s> strikes nothing out
_LONGEST_CODE = 200_000


def without_comments(text: str) -> str:
    """Return a text without <!-- what no reader sees -->; an unclosed one stays."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join((*pieces, text[at:]))


def known_tags(text: str) -> Iterator[re.Match[str]]:
    """Yield the tags of HTML in a text; <略> and <2019> are none."""
    for match in TAG.finditer(text):
        if match["name"].lower() in KNOWN:
            yield match


def is_marked_up(text: str) -> bool:
    """Return whether tags or references of HTML in a text are markup: pairs of them, breaks, or several paragraphs."""
    opened: set[str] = set()
    breaks = 0
    for match in known_tags(text):
        name = match["name"].lower()
        if match["end"] and name in opened:
            return True
        opened.add(name)
        breaks += name in ("br", "p", "hr")
        at_edge = (
            match.end() == len(text)
            or text[match.end()] in "\r\n"
            or (match.start() and text[match.start() - 1] == "\n")
        )
        if breaks >= 3 or (name == "br" and at_edge):
            return True
    return len(_REFERENCE.findall(text)) >= 2


def lies_mostly_outside(text: str) -> bool:
    """Return whether more than half of the lines of a text have no tag and lie in no element that holds paragraphs."""
    depth = 0
    in_paragraph = False
    outside = total = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        was_inside = depth > 0 or in_paragraph
        has_tag = False
        for match in known_tags(line):
            has_tag = True
            name = match["name"].lower()
            if name in ("p", "li"):
                in_paragraph = not match["end"]
            elif name in BLOCKS and name != "hr":
                depth = max(0, depth - 1) if match["end"] else depth + 1
                in_paragraph = False
        total += 1
        outside += not (was_inside or has_tag)
    return 2 * outside > total


@dataclass(slots=True)
class _Writing:
    """What was written so far, and in which table and lists the next words stand."""

    pieces: list[str] = field(default_factory=list)
    tables: int = 0
    cells: int = 0
    lists: list[int | None] = field(default_factory=list)

    def write(self, words: str) -> None:
        words = html.unescape(words)
        self.pieces.append(_BLANKS.sub(" ", words) if self.tables else words)

    def tag(self, name: str, values: str, *, is_end: bool) -> None:
        if name == "table":
            self.tables = max(0, self.tables - 1) if is_end else self.tables + 1
            self._break_line(in_cell=self.tables > (0 if is_end else 1))
        elif name == "tr" and self.tables == 1:
            self.cells = 0
            self.pieces.append(_BREAK)
        elif name in ("td", "th") and self.tables == 1:
            if not is_end:
                self.pieces.append(_CELL if self.cells else "")
                self.cells += 1
        elif name in ("ol", "ul"):
            self._list(name, values, is_end=is_end)
            self._break_line(in_cell=self.tables > 0)
        elif name in BLOCKS or name in ("br", "td", "th"):
            self._break_line(in_cell=self.tables > 0)
            if name == "li" and not is_end and self.lists and self.lists[-1] is not None:
                self.lists[-1] += 1
                self.pieces.append(f"{self.lists[-1]}. ")

    def _list(self, name: str, values: str, *, is_end: bool) -> None:
        if not is_end and len(self.lists) < 100:
            start = _START.search(values)
            self.lists.append((int(start[1]) if start else 1) - 1 if name == "ol" else None)
        elif is_end and self.lists:
            self.lists.pop()

    def _break_line(self, *, in_cell: bool) -> None:
        self.pieces.append(" " if in_cell else _BREAK)


def without_tags(text: str) -> str:
    """Return a text without its tags of HTML; what they strike out goes too. Line ends are ``\\n`` before and after."""
    text = without_comments(text)
    closings = {name: [match.start() for match in re.finditer(f"(?i)</{name}\\s?>", text)] for name in _DROPPED}
    writing = _Writing()
    at = 0
    for match in known_tags(text):
        name = match["name"].lower()
        if match.start() < at:
            continue
        writing.write(text[at : match.start()])
        at = match.end()
        if name in _DROPPED and not match["end"]:
            behind = bisect_left(closings[name], at)
            longest = _LONGEST_STRUCK if name in STRUCK else _LONGEST_CODE
            if behind < len(closings[name]) and closings[name][behind] - at <= longest:
                at = text.index(">", closings[name][behind]) + 1
        else:
            writing.tag(name, match["values"], is_end=bool(match["end"]))
    writing.write(text[at:])
    written = _NEXT_TO_BREAK.sub("\n", _BREAKS.sub(_BREAK, "".join(writing.pieces)))
    return _NEXT_TO_CELL.sub("\t", written)
