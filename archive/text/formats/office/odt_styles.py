"""What do the styles of an OpenDocument text say? The numbers of its lists, and which words are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
T, _STYLE, _FO = OASIS % "text", OASIS % "style", OASIS % "xsl-fo-compatible"
_DEEPEST = 20

Levels = dict[int, tuple[str, str, str, int]]  # depth: (before, form, behind, start)


@dataclass(slots=True)
class Styles:
    lists: dict[str, Levels] = field(default_factory=dict)
    hidden: dict[tuple[str, str], bool] = field(default_factory=dict)  # (family, name) of those that say so
    fonts: dict[tuple[str, str], str] = field(default_factory=dict)  # of those that name one

    def hides(self, element: etree._Element, family: str, inherited: bool = False) -> bool:
        """Return whether the style of a paragraph or span hides its words (ODF 1.3, 20.424 text:display)."""
        return self.hidden.get((family, element.get(f"{T}style-name", "")), inherited)

    def font(self, element: etree._Element, family: str) -> str:
        return self.fonts.get((family, element.get(f"{T}style-name", "")), "")


def read_styles(roots: Iterable[etree._Element]) -> Styles:
    """Return the styles of content.xml and styles.xml; of two with one name the first counts."""
    roots = list(roots)
    lists: dict[str, Levels] = {}
    own: dict[tuple[str, str], tuple[str | None, str, str]] = {}
    for root in roots:
        lists |= dict(_list_styles(root))
        for style in root.iter(f"{_STYLE}style"):
            key = style.get(f"{_STYLE}family", ""), style.get(f"{_STYLE}name", "")
            properties = style.find(f"{_STYLE}text-properties")
            display, font = None, ""
            if properties is not None:
                display = properties.get(f"{T}display")
                font = properties.get(f"{_STYLE}font-name") or properties.get(f"{_FO}font-family") or ""
            own.setdefault(key, (display, font, style.get(f"{_STYLE}parent-style-name", "")))
    hidden: dict[tuple[str, str], bool] = {}
    fonts: dict[tuple[str, str], str] = {}
    for family, name in own:
        display, font, at = None, "", name
        for _ in range(_DEEPEST):
            said = own.get((family, at))
            if said is None:
                break
            display, font = display or said[0], font or said[1]
            at = said[2]
        if display:
            hidden[family, name] = display == "none"
        if font:
            fonts[family, name] = font
    return Styles(lists, hidden, fonts)


def _list_styles(root: etree._Element) -> Iterator[tuple[str, Levels]]:
    for style in root.iter(f"{T}list-style"):
        levels: Levels = {}
        for level in style.iter(f"{T}list-level-style-number"):
            depth, start = level.get(f"{T}level", "1"), level.get(f"{T}start-value", "1")
            if depth.isascii() and depth.isdigit():
                levels[int(depth)] = (
                    level.get(f"{_STYLE}num-prefix", "")[:10],
                    level.get(f"{_STYLE}num-format", "") or "none",
                    level.get(f"{_STYLE}num-suffix", "")[:10],
                    int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1,
                )
        yield style.get(f"{_STYLE}name", ""), levels
