"""Which character is a sign of a symbol font? By its code 0x20-0xFF, which Word writes as U+F020-U+F0FF too.

Only signs that mean something in a report are here: ticks and boxes of forms, numbers in circles, stars and arrows. A
picture of such a font (a telephone, a hand) says nothing and is left out.
"""

from __future__ import annotations

_FIRST, _LAST = 0xF020, 0xF0FF


def _numbered(first: int, signs: str) -> dict[int, str]:
    return {first + at: sign for at, sign in enumerate(signs)}


_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x73: "◆", 0x74: "◆", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x78: "☒", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA2: "○", 0xA3: "○", 0xA4: "◉", 0xA5: "◎",
    0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xAD: "✴", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
    0xE3: "↖", 0xE4: "↗", 0xE5: "↙", 0xE6: "↘", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFA: "▫",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x20: " ",
    **_numbered(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
}  # fmt: skip
_WINGDINGS_2 = {
    0x20: " ", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "●", 0x97: "●", 0x98: "●",
    0x99: "○", 0x9A: "○", 0x9B: "○", 0x9E: "◎", 0x9F: "▪", 0xA0: "■", 0xA1: "■", 0xA2: "■", 0xA3: "□", 0xA4: "□",
    0xA5: "□", 0xAE: "◆", 0xAF: "◆", 0xB0: "◆", 0xB1: "◇", 0xB2: "◇",
    **_numbered(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
}  # fmt: skip
_WINGDINGS_3 = {
    0x20: " ", 0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x6A: "↖", 0x6B: "↗", 0x6C: "↙", 0x6D: "↘", 0x6E: "↔",
    0x6F: "↕", 0x70: "▲", 0x71: "▼", 0x72: "△", 0x73: "▽", 0x74: "◀", 0x75: "▶", 0x76: "◁", 0x77: "▷", 0x7D: "▶",
    0x84: "◀", 0xC6: "⇨",
}  # fmt: skip
_WEBDINGS = {
    0x20: " ", 0x31: "☐", 0x33: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼", 0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●",
    0x72: "✗", 0x3D: "●",
}  # fmt: skip
# The encoding of Symbol (Adobe), with the signs that Word's Symbol has in its place.
_SYMBOL = {
    **_numbered(0x20, " !∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
    **_numbered(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    **_numbered(0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    **_numbered(0xC0, "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"),
    **_numbered(0xF1, "〉∫"),
}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
# Of a symbol font that is not known: the signs of forms that writers of such files mostly mean.
_ANY_FONT = {0xFE: "☑", 0x52: "☑", 0xA8: "□", 0x6F: "□", 0xFC: "✓", 0xA3: "□", 0xD8: "➢"}


def is_symbol_font(font: str) -> bool:
    """Return whether the signs of the font are known here; its codes are no letters."""
    return _named(font) in _FONTS


def symbol(font: str, code: int) -> str:
    """Return the character of a code; "" for a sign that says nothing.

    In a font of letters a code outside U+F020-U+F0FF is the character itself (ECMA-376 Part 1, 17.3.3.30).
    """
    signs = _FONTS.get(_named(font))
    if _FIRST <= code <= _LAST:
        return (_ANY_FONT if signs is None else signs).get(code - 0xF000, "")
    if signs is not None and code < 0x100:
        return signs.get(code, "")
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0x110000 else ""


def in_letters(text: str, font: str) -> str:
    """Return a text by what its font shows: in a symbol font an R may be a tick. A code that says nothing stays.

    Codes stand as U+0020-U+00FF or U+F020-U+F0FF; other characters are shown in a font of letters.
    """
    if not is_symbol_font(font):
        return text
    return "".join(
        symbol(font, ord(each)) or each if ord(each) < 0x100 or _FIRST <= ord(each) <= _LAST else each for each in text
    )


def _named(font: str) -> str:
    return " ".join(font.split()).strip('@"').lower()
