"""The numbers that Word makes by itself: counted as numbering.xml says (ECMA-376 Part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from archive.text.formats.office.numerals import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    form: str
    words: str
    start: int
    legal: bool
    spaced: bool


@dataclass(slots=True)
class ListNumbers:
    """The counters of one document's lists; paragraphs are counted in their order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by list (w:num)
    shared: dict[str, str] = field(default_factory=dict)  # the counters that a list continues
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # list and level that a style brings
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def label(self, paragraph: etree._Element) -> str:
        """Return the number before the paragraph and count on; "" if it is in no list or has only a bullet."""
        number = self._list_of(paragraph)
        return self.next_label(*number) if number else ""

    def next_label(self, num: str, depth: int) -> str:
        """Return the number before the next paragraph of list ``num`` at ``depth`` (from 0)."""
        if num not in self.levels:
            return ""
        levels = self.levels[num]
        if depth not in levels:
            return ""
        counts = self.counts.setdefault(self.shared[num], [None] * LEVELS)
        for upper in range(depth):
            if counts[upper] is None:
                counts[upper] = levels[upper].start if upper in levels else 1
        current = counts[depth]
        counts[depth] = levels[depth].start if current is None else current + 1
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        return self._written(levels, depth, counts)

    def _written(self, levels: dict[int, Level], depth: int, counts: list[int | None]) -> str:
        level = levels[depth]
        if level.form == "bullet":
            return ""

        def count(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            value = counts[at] if counts[at] is not None else 1
            form = "decimal" if level.legal else levels[at].form if at in levels else "decimal"
            return numeral(value or 0, form)

        words = _PLACE.sub(count, level.words)
        return words + " " if level.spaced and words and words[-1].isalnum() else words

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return self.styles.get("")
        style = properties.find(f"{W}pStyle")
        found = self.styles.get(style.get(f"{W}val", "") if style is not None else "")
        own = properties.find(f"{W}numPr")
        if own is None:
            return found
        num = _value(own, "numId", found[0] if found else "")
        depth = _number(_value(own, "ilvl", ""), found[1] if found else 0)
        return (num, min(max(depth, 0), LEVELS - 1)) if num and num != "0" else None


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> ListNumbers:
    """Return the lists of numbering.xml, and which paragraph styles of styles.xml are lists; either may be missing."""
    numbers = ListNumbers()
    if numbering is None:
        return numbers
    linked = {_value(each, "styleLink", ""): each for each in numbering.iter(f"{W}abstractNum")}
    abstract = {each.get(f"{W}abstractNumId", ""): each for each in numbering.iter(f"{W}abstractNum")}
    for num in numbering.iter(f"{W}num"):
        name, base = num.get(f"{W}numId", ""), _value(num, "abstractNumId", "")
        definition = abstract.get(base)
        if definition is not None and (link := _value(definition, "numStyleLink", "")):
            definition = linked.get(link, definition)
        if definition is None:
            continue
        levels = {_number(level.get(f"{W}ilvl", ""), 0): _level(level) for level in definition.iter(f"{W}lvl")}
        numbers.shared[name] = base
        for override in num.iter(f"{W}lvlOverride"):
            depth = _number(override.get(f"{W}ilvl", ""), 0)
            own = override.find(f"{W}lvl")
            if own is not None:
                levels[depth] = _level(own)
            start = _value(override, "startOverride", "")
            if start and depth in levels:
                old = levels[depth]
                levels[depth] = Level(old.form, old.words, _number(start, 1), old.legal, old.spaced)
                numbers.shared[name] = f"{base}/{name}"
        numbers.levels[name] = levels
    if styles is not None:
        numbers.styles = _list_styles(styles, numbers.levels, numbering)
    return numbers


def _list_styles(
    styles: etree._Element, levels: dict[str, dict[int, Level]], numbering: etree._Element
) -> dict[str, tuple[str, int]]:
    """Return the list and level of each paragraph style, its own or of the style it is based on."""
    own: dict[str, tuple[str, int] | None] = {}
    base: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        base[name] = _value(style, "basedOn", "")
        numbered = style.find(f"{W}pPr/{W}numPr")
        if numbered is not None:
            num = _value(numbered, "numId", "")
            own[name] = (num, _number(_value(numbered, "ilvl", ""), 0)) if num and num != "0" else None
    found: dict[str, tuple[str, int]] = {}
    for name in base:
        at, steps = name, 0
        while at and at not in own and steps < 20:
            at, steps = base.get(at, ""), steps + 1
        if (value := own.get(at)) and value[0] in levels:
            found[name] = value
    # A level may name the style that it numbers; the style then names only the list.
    for level in numbering.iter(f"{W}lvl"):
        name = _value(level, "pStyle", "")
        if name in found:
            found[name] = (found[name][0], _number(level.get(f"{W}ilvl", ""), 0))
    return found


def _level(level: etree._Element) -> Level:
    form = _value(level, "numFmt", "decimal")
    legal = level.find(f"{W}isLgl") is not None
    spaced = _value(level, "suff", "tab") != "nothing"
    # Without a start a level counts from 0 (ECMA-376 Part 1, 17.9.25).
    return Level(form, _value(level, "lvlText", "")[:40], _number(_value(level, "start", ""), 0), legal, spaced)


def _value(parent: etree._Element, tag: str, default: str) -> str:
    child = parent.find(f"{W}{tag}")
    return default if child is None else child.get(f"{W}val", default)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else default
