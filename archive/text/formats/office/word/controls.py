"""What do forms and signs of a docx show? Ticks, chosen entries, characters of symbol fonts; and what is only a placeholder."""

from __future__ import annotations

import re

from lxml import etree

from archive.text.formats.office.fields import TICKS
from archive.text.formats.office.numbering import W
from archive.text.formats.office.symbols import in_letters, symbol

_LONGEST_PLACEHOLDER = 200  # characters; a longer text that only claims to be one is kept
_ASKS = re.compile(
    r"[单点]击|点按|轻触|选择|选取|输入|键入|填写|占位|^\s*[\[【<＜]|\b(?:click|tap|choose|select|enter|type)\b",
    re.IGNORECASE,
)


def is_placeholder(control: etree._Element, placeholder_styles: frozenset[str]) -> bool:
    """Return whether a content control shows what its form asks for, and nothing that was filled in.

    Some programs leave the flag where words were filled in; so the style of the words or their sense must agree.
    """
    if control.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
        return False
    words: list[str] = []
    for text in control.iter(f"{W}t"):
        run = text.getparent()
        style = run.find(f"{W}rPr/{W}rStyle") if run is not None else None
        if style is None or style.get(f"{W}val") not in placeholder_styles:
            words.append(text.text or "")
    asked = "".join(words)
    return not asked or (len(asked) <= _LONGEST_PLACEHOLDER and bool(_ASKS.search(asked)))


def lettered(text: etree._Element) -> str:
    """Return the words of an element; signs of a symbol font as characters."""
    words = text.text or ""
    run = text.getparent()
    fonts = run.find(f"{W}rPr/{W}rFonts") if words and run is not None else None
    if fonts is None:
        return words
    return in_letters(words, fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "")


def sign(element: etree._Element) -> str:
    try:
        return symbol(element.get(f"{W}font", ""), int(element.get(f"{W}char", ""), 16))
    except ValueError:
        return ""


def chosen_words(mark: etree._Element) -> str:
    """Return what an old form field shows: the box of a tick, or the entry that was chosen."""
    box, choices = mark.find(f"{W}ffData/{W}checkBox"), mark.find(f"{W}ffData/{W}ddList")
    if box is not None:
        states = [box.find(f"{W}checked"), box.find(f"{W}default")]
        ticked = next((each.get(f"{W}val", "1") for each in states if each is not None), "0")
        return TICKS[ticked not in ("0", "false", "off")]
    if choices is not None:
        entries = [each.get(f"{W}val", "") for each in choices.iterchildren(f"{W}listEntry")]
        chosen = choices.find(f"{W}result")
        number = chosen.get(f"{W}val", "0") if chosen is not None else "0"
        return entries[int(number)] if number.isascii() and number.isdigit() and int(number) < len(entries) else ""
    return ""
