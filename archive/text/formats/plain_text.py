"""Is a decoded text a page, Markdown or plain, and how is it read? Without the marks of Markdown and the tags of HTML.

Markdown is CommonMark, the common part, with tables and struck-out words of GitHub's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.formats.extracted import PageHints
from archive.text.formats.tags import KNOWN, TAG, is_marked_up, lies_mostly_outside, without_comments, without_tags
from search.invisible import without_invisible

#: What may stand before a page's first tag.
_BEFORE_PAGE = re.compile(r"(?:\s++|<\?xml[^>]{0,200}>|<!--.{0,4000}?-->)*", re.DOTALL)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|frameset|meta|title|base|link)\b", re.IGNORECASE)
_PAGE_INSIDE = re.compile(r"<(?:html|body)(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<words>[^\n]*)$", re.MULTILINE)
_SIGNS = (
    re.compile(r"\[[^\[\]\n]{1,200}\]\((?:https?://|/|\.|#|mailto:)[^()\s]{0,500}\)"),
    re.compile(r"(?<!\*)\*\*[^*\s][^*\n]{0,200}\*\*(?!\*)"),
    re.compile(r"^\|?[ :]{0,3}-{3,40}[ :]{0,3}\|", re.MULTILINE),
    re.compile(r"^(?:[-*+]|\d{1,2}\.) \S", re.MULTILINE),
    re.compile(r"^> \S", re.MULTILINE),
    re.compile(r"^```", re.MULTILINE),
)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]{0,300})\]\([^()\s]{0,1000}(?:\s+\"[^\"\n]{0,200}\")?\)")
# **区 and ****年 are redactions: a span that begins like one of their ends is no emphasis.
_STRONG = re.compile(r"(?<!\*)\*\*(?![区县市省镇乡村年月日元万人])(?P<words>[^*\s](?:[^*\n]{0,298}[^*\s])?)\*\*(?!\*)")
_EMPHASIS = re.compile(
    r"(?<![*\w])\*(?![区县市省镇乡村年月日元万人])(?P<words>[^*\s](?:[^*\n]{0,298}[^*\s])?)\*(?![*\w])"
)
_UNDERLINED = re.compile(r"(?<![_\w])__(?P<words>[^_\s](?:[^_\n]{0,298}[^_\s])?)__(?![_\w])")
_CODE = re.compile(r"`(?P<words>[^`\n]{1,300})`")
_STRUCK = re.compile(r"(?<!~)~~(?=[^\s~])[^~\n]{0,300}(?<=\S)~~(?!~)")
_LONGEST_TITLE_LINE = 45
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]?){3,40}|(?:\*[ \t]?){3,40}|={3,80})$")
_TABLE_RULE = re.compile(r"^[ |:-]{3,200}$")
_QUOTED = re.compile(r"^ {0,3}(?:> ?){1,5}")
_CLOSING_MARKS = re.compile(r"(?<![ \t])[ \t]++#{1,6}[ \t]*$")
_FRONT = re.compile(r"\A---[ \t]*\n(?P<lines>(?:[^\n]{0,500}\n){1,40}?)---[ \t]*(?:\n|\Z)")
_FRONT_LINE = re.compile(r"^(?P<name>[A-Za-z_]{2,20})[ \t]*:[ \t]*[\"']?(?P<value>[^\n]*?)[\"']?[ \t]*$", re.MULTILINE)


def looks_like_page(text: str) -> bool:
    """Return whether decoded text is HTML: it opens as a page does, or with a tag and lies mostly inside tags.

    Markdown may open with a tag and hold tables, so its marks outside of tags win.
    """
    start = _BEFORE_PAGE.sub("", without_invisible(text[:6000]), count=1)
    if _PAGE.match(start):
        return True
    sample = without_comments(text[:200_000])
    opening = TAG.match(start)
    is_html = bool(opening and opening["name"].lower() in KNOWN)
    if not is_html and not _PAGE_INSIDE.search(sample):
        return False
    return not looks_like_markdown(without_tags(sample)) and not lies_mostly_outside(sample)


def read_plain(text: str) -> str:
    """Return a text of one kind of line end without the tags of HTML in it."""
    return without_tags(text) if is_marked_up(text) else text


def looks_like_markdown(text: str) -> bool:
    """Return whether a text has front matter, or a heading mark with another mark or tags of HTML, or three headings."""
    start = text[:20_000]
    if _FRONT.match(start):
        return bool(_FRONT_LINE.search(start))
    headings = len(_HEADING.findall(start))
    return headings >= 3 or (headings >= 1 and (any(sign.search(start) for sign in _SIGNS) or is_marked_up(start)))


def read_markdown(text: str) -> tuple[str, PageHints]:
    """Return the hints, and the words without marks of heading, emphasis, link, quotation and table.

    Cells are joined by a tab. The first heading, if no paragraph stands above it, is the title unless front matter
    names one. Marks of list items stay, as in a typed text.
    """
    said: dict[str, str] = {}
    if front := _FRONT.match(text):
        said = {line["name"].lower(): line["value"] for line in _FRONT_LINE.finditer(front["lines"])}
        text = text[front.end() :]
    text = "\n".join(_without_tags_outside_code(text))
    heading, lines, fenced = "", [], False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced:
            lines.append(line)
            continue
        line = _QUOTED.sub("", line)
        if _RULE.match(line):
            continue
        if line.lstrip().startswith("|"):
            if not _TABLE_RULE.match(line.strip()):
                cells = (_plain(cell.strip()) for cell in line.strip().strip("|").split("|"))
                lines.append("\t".join(cells))
            continue
        if match := _HEADING.match(line):
            line = _CLOSING_MARKS.sub("", match["words"]).strip()
            # A heading below the first paragraph is a heading of the text, not its title.
            is_first = not any(len(above.strip()) > _LONGEST_TITLE_LINE for above in lines)
            heading = heading or (_plain(line) if is_first else "")
        lines.append(_plain(line))
    hints = PageHints(
        title=said.get("title", "") or heading,
        date=said.get("date", ""),
        author=said.get("author", ""),
        source=said.get("source", ""),
        url=said.get("url", ""),
    )
    return "\n".join(lines), hints


def _without_tags_outside_code(text: str) -> Iterator[str]:
    """Yield the text in parts: those between fences as they are, the others without tags of HTML."""
    part: list[str] = []
    is_code = False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            if part:
                yield "\n".join(part) if is_code else without_tags("\n".join(part))
            yield line
            part, is_code = [], not is_code
        else:
            part.append(line)
    if part:
        yield "\n".join(part) if is_code else without_tags("\n".join(part))


def _plain(line: str) -> str:
    line = _STRUCK.sub("", line)
    for mark in (_LINK, _STRONG, _EMPHASIS, _UNDERLINED, _CODE):
        line = mark.sub(lambda match: match["words"], line)
    return _ESCAPED.sub(r"\1", line)
