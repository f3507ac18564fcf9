"""Which number does a browser show before an item of an ordered list? None before links: such a list is a menu."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

#: An item that brings its own number.
_NUMBERED = re.compile(
    r"\s*(?:[(（\[【]?[\d一二三四五六七八九十]{1,3}[)）\]】、.．,，:：]|第[\d一二三四五六七八九十]|[①-⒛㈠-㈩])"
)
_NO_NUMBERS = re.compile(r"list-style(?:-type)?\s{0,4}:[^;]{0,40}none", re.IGNORECASE)
_OF_THE_SITE = re.compile(r"crumb|nav|menu|pag(?:er|ing|ination)|slide|carousel|tabs?\b|comment|toolbar", re.IGNORECASE)
_MOST_ITEMS = 1_000
_FIRST_PIECES = 20  # of an item's text, to see its own number


@dataclass(slots=True)
class Numbers:
    """The open lists, and the number that the next words get. ``lists`` holds the next number and its type, None for bullets."""

    lists: list[tuple[int, str] | None] = field(default_factory=list)
    waiting: str = ""

    def enter(self, element: etree._Element) -> None:
        """Open a list, or begin an item."""
        if element.tag != "li":
            start = _integer(element.get("start"), 1)
            self.lists.append((start, element.get("type", "1")) if _is_numbered(element) else None)
            return
        self.waiting = ""
        if self.lists and self.lists[-1]:
            number, kind = self.lists[-1]
            number = _integer(element.get("value"), number)
            self.lists[-1] = (number + 1, kind)
            self.waiting = "" if _has_own_number(element) else f"{_numeral(number, kind)}. "

    def leave(self) -> None:
        """Close the innermost list."""
        self.waiting = ""
        if self.lists:
            self.lists.pop()

    def take(self) -> str:
        """Return the number that stands before the words to be written now; "" behind the first words of an item."""
        waiting, self.waiting = self.waiting, ""
        return waiting


def _is_numbered(element: etree._Element) -> bool:
    if element.tag != "ol" or _NO_NUMBERS.search(element.get("style", "")):
        return False
    parent = element.getparent()
    for box in (element, *([parent] if parent is not None else [])):
        if box.tag in ("nav", "header", "footer") or _OF_THE_SITE.search(f"{box.get('class', '')} {box.get('id', '')}"):
            return False
    items = list(islice((item for item in element if item.tag == "li"), _MOST_ITEMS))
    return not any(_is_link(item) for item in items)


def _is_link(item: etree._Element) -> bool:
    """Return whether an item is a link and nothing else."""
    first = next(iter(item), None)
    return (
        first is not None
        and first.tag == "a"
        and first.get("href") is not None
        and not (item.text or "").strip()
        and len(item) == 1
        and not (first.tail or "").strip()
    )


def _has_own_number(item: etree._Element) -> bool:
    return bool(_NUMBERED.match("".join(islice(item.itertext(), _FIRST_PIECES))[:60]))


def _numeral(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number <= 39:
        tens, ones = divmod(number, 10)
        roman = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
        return roman if kind == "I" else roman.lower()
    return str(number)


def _integer(words: str | None, otherwise: int) -> int:
    return int(words) if words and re.fullmatch(r"-?\d{1,6}", words.strip()) else otherwise
