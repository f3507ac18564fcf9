"""Which article does a page carry that only a script or a frame shows? Its words stand in the file all the same.

An iframe with ``srcdoc`` (as SingleFile writes frames) becomes a part of its page. An article in a textarea, in linked
data (schema.org ``articleBody``) or in the state of a script (``__NEXT_DATA__``) is a candidate, which is read only
where the page itself shows far fewer sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from archive.text.formats.extracted import FormatError
from archive.text.formats.tags import is_marked_up

_MAX_STATE = 4_000_000  # characters of a script
_MAX_VALUES = 100_000
_MAX_CANDIDATES = 20
_MAX_FRAMES = 20
_LEAST = 30  # characters of a text that may be an article
_SENTENCE_END = re.compile(r"[。！？；.!?…]")
#: A state that a script sets (window.__STATE__ = {...}), and the strings of a script that is no JSON.
_ASSIGNED = re.compile(r"=\s*(?=[\[{])")
#: The last group is empty for one that nothing closes, which is passed over at once.
_STRING = re.compile(r"(?:\"((?:[^\"\\\n]|\\.){30,}+)|'((?:[^'\\\n]|\\.){30,}+))([\"']?)")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")
_SHORT_ESCAPES = {"n": "\n", "r": "\n", "t": "\t"}


def open_frames(root: etree._Element, parsed: Any) -> None:
    """Put the page of each ``srcdoc`` where its frame stands; ``parsed`` makes a tree of a page's source."""
    for frame in [frame for frame in root.iter("iframe") if frame.get("srcdoc", "").strip()][:_MAX_FRAMES]:
        try:
            inner = parsed(frame.get("srcdoc"))
        except FormatError:
            continue
        body = inner.find("body")
        box = etree.Element("div")
        for part in body if body is not None else inner:
            box.append(part)
        box.text = body.text if body is not None else None
        box.tail = frame.tail
        frame.getparent().replace(frame, box)


def embedded_articles(root: etree._Element, *, with_code: bool) -> list[str]:
    """Return the texts that may be the page's article, as HTML or plain, the longest first.

    ``with_code`` adds the strings of scripts that are no JSON; they may be a site's warnings and forms.
    """
    found = [area.text or "" for area in root.iter("textarea")]
    for script in root.iter("script"):
        words = (script.text or "").strip()
        if len(words) > _LEAST and len(words) <= _MAX_STATE:
            found += _of_script(words, with_code=with_code)
    found = [words for words in dict.fromkeys(found) if len(words) >= _LEAST and _SENTENCE_END.search(words)]
    return sorted(found, key=len, reverse=True)[:_MAX_CANDIDATES]


def as_page(words: str) -> str:
    """Return a candidate as the source of a page: plain text gets a paragraph a line."""
    if is_marked_up(words):
        return f"<html><body>{words}</body></html>"
    box = lxml.html.Element("body")
    for line in words.split("\n"):
        etree.SubElement(box, "p").text = re.sub("[\x00-\x08\x0b-\x1f]", "", line)
    return lxml.html.tostring(box, encoding="unicode")


def _of_script(words: str, *, with_code: bool) -> Iterator[str]:
    state = _state(words)
    if state is None:
        for match in _STRING.finditer(words) if with_code else ():
            if match[3]:
                yield _ESCAPED.sub(_unescaped, match[1] or match[2])
        return
    left = _MAX_VALUES
    lists: list[list[str]] = []
    stack: list[tuple[Any, tuple[int, ...]]] = [(state, ())]
    while stack and left:
        value, inside = stack.pop()
        left -= 1
        if isinstance(value, str):
            if len(value) >= _LEAST and _SENTENCE_END.search(value):
                yield value
                for number in inside:
                    lists[number].append(value)
        elif isinstance(value, dict):
            stack += [(inner, inside) for inner in reversed(value.values())]
        elif isinstance(value, list):
            # Paragraphs of one article stand in one list, or in a list of its blocks.
            lists.append([])
            stack += [(inner, (*inside[-1:], len(lists) - 1)) for inner in reversed(value)]
    yield from ("\n".join(strings) for strings in lists if len(strings) > 1)


def _state(words: str) -> Any:
    """Return the value of a script that is JSON, or sets a variable to JSON; None for any other."""
    start = 0 if words[0] in "[{" else getattr(_ASSIGNED.search(words[:500]), "end", lambda: -1)()
    if start < 0:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(words, start)[0]
    except (ValueError, RecursionError):
        return None


def _unescaped(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        return chr(int(code, 16))
    return _SHORT_ESCAPES.get(match[3], match[3])
