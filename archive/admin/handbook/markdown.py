"""Markdown as the handbook writes it, as HTML: headings, paragraphs, lists, tables, code, pictures, bold, links.

Pure. All words are escaped; what the handbook does not use is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_HEADING = re.compile(r"^(#{1,4}) (.+)$")
_ITEM = re.compile(r"^(?:(?P<bullet>[-*])|(?P<number>\d{1,3})\.) +(?P<words>.*)$")
_TABLE_RULE = re.compile(r"^\|[ :|-]+\|$")
_PICTURE = re.compile(r"^!\[(?P<words>[^\]]*)\]\((?:\.\./)?images/(?P<name>[\w.-]+)\)$")
_SPAN = re.compile(
    r"`(?P<code>[^`]{1,300})`|\*\*(?P<bold>.{1,300}?)\*\*|\[(?P<link>[^\[\]]{1,300})\]\((?P<to>[^)\s]{1,300})\)"
)
_NOT_IN_ANCHOR = re.compile(r"[^\w\u4e00-\u9fff-]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level or below, with its anchor."""

    level: int
    words: str
    anchor: str


def anchor_of(words: str) -> str:
    """Return the anchor of a heading: its words without signs, blanks as ``-``."""
    return _NOT_IN_ANCHOR.sub("", words.strip().replace(" ", "-")).lower()


def headings_of(text: str) -> tuple[Heading, ...]:
    """Return the headings below the first level, in order; none of code."""
    found = (_HEADING.match(line) for line in _without_code(text.splitlines()))
    return tuple(Heading(len(each[1]), each[2], anchor_of(each[2])) for each in found if each and len(each[1]) > 1)


def to_html(text: str, pictures: str) -> SafeString:
    """Return the text as HTML; ``pictures`` is the address under which its pictures lie, with a slash at its end."""
    return _join(_blocks(text.splitlines(), pictures))


def _without_code(lines: Sequence[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        if line.lstrip().startswith("```"):
            inside = not inside
        elif not inside:
            yield line


def _join(parts: Iterator[SafeString]) -> SafeString:
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _blocks(lines: Sequence[str], pictures: str) -> Iterator[SafeString]:
    at = 0
    while at < len(lines):
        line = lines[at]
        end = at + 1
        if not line.strip():
            pass
        elif line.startswith("```"):
            end = next((number for number in range(at + 1, len(lines)) if lines[number].startswith("```")), len(lines))
            yield format_html('<pre tabindex="0"><code>{}</code></pre>', "\n".join(lines[at + 1 : end]))
            end += 1
        elif heading := _HEADING.match(line):
            yield _heading(heading)
        elif picture := _PICTURE.match(line):
            yield format_html('<p><img src="{}{}" alt="{}"></p>', pictures, picture["name"], picture["words"])
        elif line.startswith("|"):
            end = _end_of(lines, at, lambda each: each.startswith("|"))
            yield _table(lines[at:end])
        elif item := _ITEM.match(line):
            end = _end_of_list(lines, at, bool(item["number"]))
            yield _list(lines[at:end], "ol" if item["number"] else "ul", pictures)
        else:
            end = _end_of(lines, at, _is_prose)
            yield format_html("<p>{}</p>", _words(_run_on(lines[at:end])))
        at = end


def _heading(match: re.Match[str]) -> SafeString:
    level = len(match[1])
    tag = f"h{level}"
    return format_html('<{} id="{}">{}</{}>', SafeString(tag), anchor_of(match[2]), _words(match[2]), SafeString(tag))


def _is_prose(line: str) -> bool:
    return bool(line.strip()) and not (line.startswith(("|", "```", "![")) or _HEADING.match(line) or _ITEM.match(line))


def _end_of(lines: Sequence[str], start: int, holds: Callable[[str], bool]) -> int:
    return next((number for number in range(start + 1, len(lines)) if not holds(lines[number])), len(lines))


def _end_of_list(lines: Sequence[str], start: int, numbered: bool) -> int:
    """Return where a list ends: before a line at its edge that is no item of its kind, blanks between its items aside."""
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if not line.strip() or line.startswith(" "):
            continue
        item = _ITEM.match(line)
        if item is None or bool(item["number"]) is not numbered:
            return number
    return len(lines)


def _list(lines: Sequence[str], tag: str, pictures: str) -> SafeString:
    items: list[list[str]] = []
    for line in lines:
        if item := _ITEM.match(line):
            items.append([item["words"]])
        else:
            items[-1].append(line)
    bodies = (_item(item, pictures) for item in items)
    return format_html(
        "<{0}>{1}</{0}>", SafeString(tag), format_html_join("", "<li>{}</li>", ((body,) for body in bodies))
    )


def _item(lines: Sequence[str], pictures: str) -> SafeString:
    """Return an item: the lines that run on, then what is indented below them."""
    indent = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    below = [line[indent:] for line in lines[1:]]
    end = next((number for number, line in enumerate(below) if not _is_prose(line)), len(below))
    first = _words(_run_on([lines[0], *below[:end]]))
    return format_html("{}{}", first, _join(_blocks(below[end:], pictures)))


def _table(lines: Sequence[str]) -> SafeString:
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not _TABLE_RULE.match(line)
    ]
    head, *body = rows
    return format_html(
        '<div class="wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        format_html_join("", '<th scope="col">{}</th>', ((_words(cell),) for cell in head)),
        format_html_join(
            "",
            "<tr>{}</tr>",
            ((format_html_join("", "<td>{}</td>", ((_words(cell),) for cell in row)),) for row in body),
        ),
    )


def _run_on(lines: Sequence[str]) -> str:
    """Return the lines as one: Chinese has no blank between them, straight words have."""
    joined = ""
    for line in map(str.strip, lines):
        straight = joined[-1:].isascii() and line[:1].isascii() and joined
        joined += f" {line}" if straight else line
    return joined


def _words(text: str) -> SafeString:
    """Return words with their code, bold words and links."""
    parts: list[SafeString] = []
    at = 0
    for match in _SPAN.finditer(text):
        parts.append(format_html("{}", text[at : match.start()]))
        if match["code"]:
            parts.append(format_html("<code>{}</code>", match["code"]))
        elif match["bold"]:
            parts.append(format_html("<strong>{}</strong>", _words(match["bold"])))
        elif match["to"].startswith(("#", "https://", "http://")):
            parts.append(format_html('<a href="{}">{}</a>', match["to"], match["link"]))
        else:  # another document, which lies beside the program
            parts.append(format_html("{}", match["link"]))
        at = match.end()
    parts.append(format_html("{}", text[at:]))
    return _join_words(parts)


def _join_words(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
