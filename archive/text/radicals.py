"""Characters that a PDF's fonts show as Kangxi radicals: ⽂ for 文, ⻔ for 门. They look alike, but a search misses them.

A page printed to PDF gives each glyph one code only; where a radical has the same glyph as the word, some writers
store the radical. Source: Unicode 15, blocks Kangxi Radicals (all have a compatibility mapping) and CJK Radicals
Supplement (few have; those that look like a word of today are listed here, after EquivalentUnifiedIdeograph).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SUPPLEMENT = {
    "⺁": "厂", "⺇": "几", "⺌": "小", "⺎": "兀", "⺏": "尣", "⺐": "尢", "⺑": "尣", "⺒": "巳", "⺓": "幺", "⺛": "旡",
    "⺝": "月", "⺟": "母", "⺠": "民", "⺢": "水", "⺣": "火", "⺤": "爪", "⺥": "爪", "⺦": "丬", "⺧": "牛", "⺨": "犬",
    "⺩": "王", "⺪": "疋", "⺫": "目", "⺬": "示", "⺭": "礻", "⺮": "竹", "⺯": "糸", "⺰": "纟", "⺱": "网", "⺲": "罒",
    "⺳": "网", "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺹": "老", "⺺": "聿", "⺻": "聿", "⺼": "肉", "⺽": "臼", "⺾": "艹",
    "⻀": "艹", "⻁": "虎", "⻂": "衣", "⻃": "西", "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角", "⻈": "讠", "⻉": "贝",
    "⻊": "足", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "阝", "⻐": "钅", "⻑": "長", "⻒": "镸", "⻓": "长",
    "⻔": "门", "⻖": "阝", "⻗": "雨", "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻟": "飠",
    "⻠": "饣", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾",
    "⻫": "斉", "⻬": "齐", "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "龜", "⻲": "亀", "⻳": "龟",
}  # fmt: skip
#: ⼾ maps to 戶 by the standard; in print it is the 户 of simplified text.
_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | {"⼾": "户"}
_CHARACTERS = str.maketrans(_KANGXI | _SUPPLEMENT)
_RADICAL = re.compile(r"[\u2e80-\u2fd5]+")


def plain_characters(text: str) -> str:
    """Return ``text`` with its radicals replaced by the characters that they stand for.

    The length stays the same; a text without radicals is returned unchanged.
    """
    return text.translate(_CHARACTERS) if _RADICAL.search(text) else text


def radical_runs(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (offset, run as shown, run as meant) of every run of radicals that stand for other characters."""
    for match in _RADICAL.finditer(text):
        meant = match[0].translate(_CHARACTERS)
        if meant != match[0]:
            yield match.start(), match[0], meant
