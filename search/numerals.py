"""Which number do Han figures say? In dates of texts and queries, and in the page numbers of a file."""

from __future__ import annotations

_FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_UNITS = {"十": 10, "百": 100}
_SHORT_TENS = (("廿十", "二十"), ("卅十", "三十"), ("廿", "二十"), ("卅", "三十"))


def han_value(figures: str) -> int | None:
    """Return the value of a number below a thousand in figures and units (二十三, 十, 廿三), or of one figure by figure (二〇二一).

    None for any other sign. "" is 0.
    """
    for short, whole in _SHORT_TENS:
        figures = figures.replace(short, whole)
    total = digits = 0
    for figure in figures:
        if figure in _UNITS:
            total, digits = total + (digits or 1) * _UNITS[figure], 0
        elif figure in _FIGURES:
            digits = digits * 10 + _FIGURES[figure]
        else:
            return None
    return total + digits
