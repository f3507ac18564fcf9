"""In which form does a text write its characters? Radicals in place of characters, simplified or traditional script.

A page printed to PDF gives each glyph one code only; where a radical has the same glyph as the word (⽂ and 文, ⻔ and
门), some writers store the radical. They look alike, but a search misses them. Source: Unicode 15, blocks Kangxi
Radicals (all have a compatibility mapping) and CJK Radicals Supplement (few have; those that look like a word of today
are listed here, after EquivalentUnifiedIdeograph). The lists of the two scripts are OpenCC's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from archive.text.evidence import Candidate, Evidence

#: A few characters of the other script (a footer, a quotation, 乾部) do not make a text mixed.
CLEAR_SHARE = 0.85

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


def describe_script(text: str) -> Evidence:
    """Return ``hans``, ``hant`` or ``mixed``; None (``not-found``) if no character of the text differs.

    Counts the characters that only one of the scripts has, by OpenCC's lists; those that both have (后, 里, 干) count
    for neither. The quote states the count: 412 字中 188 字.
    """
    counted = Counter(text)
    hans, hant = _counts_of_scripts(counted)
    han = sum(times for character, times in counted.items() if "\u3400" <= character <= "\u9fff")
    if not hans + hant:
        return Evidence(None, "not-found", f"{han} 字中 0 字")
    share = hant / (hans + hant)
    value = _script_of(share)
    if value == "mixed" and (left := _without_foreign_line(text, hans, hant)):
        value = _script_of(left[1] / sum(left))
    telling = {"hans": hans, "hant": hant, "mixed": hans + hant}[value]
    purity = {"hans": 1 - share, "hant": share, "mixed": 0.6}[value]
    # A dozen differing characters are as good as a thousand.
    confidence = round(purity * min(1.0, (hans + hant) / 12), 2)
    rivals = tuple(
        Candidate(other, "differing-characters", f"{han} 字中 {count} 字", round(count / (hans + hant), 2))
        for other, count in (("hans", hans), ("hant", hant))
        if count and other != value
    )
    return Evidence(value, "differing-characters", f"{han} 字中 {telling} 字", confidence, rivals)


def _script_of(share: float) -> str:
    """Return the script of a text whose characters are traditional by this share."""
    return "hant" if share >= CLEAR_SHARE else "hans" if share <= 1 - CLEAR_SHARE else "mixed"


def _counts_of_scripts(counted: Counter[str]) -> tuple[int, int]:
    """Return how many characters only the simplified, and only the traditional script has."""
    simplified, traditional = _characters_of_one_script()
    hans = sum(times for character, times in counted.items() if character in simplified)
    hant = sum(times for character, times in counted.items() if character in traditional)
    return hans, hant


def _without_foreign_line(text: str, hans: int, hant: int) -> tuple[int, int] | None:
    """Return both counts without the line that has most of the rarer script: an advertisement that the page left behind.

    None for a text of less than three lines, where such a line is half of the text.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 3:
        return None
    counts = [_counts_of_scripts(Counter(line)) for line in lines]
    rarer = 0 if hans < hant else 1
    foreign = max(counts, key=lambda count: count[rarer] - count[1 - rarer])
    if foreign[rarer] <= foreign[1 - rarer]:
        return None
    return hans - foreign[0], hant - foreign[1]


@cache
def _characters_of_one_script() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of the simplified script only, and of the traditional script only.

    Read once a process: a constant of the program.
    """
    to_traditional, to_simplified = _pairs("STCharacters.txt"), _pairs("TSCharacters.txt")
    simplified = {one for one, others in to_traditional.items() if one not in others and one not in to_simplified}
    traditional = {one for one, others in to_simplified.items() if one not in others and one not in to_traditional}
    return frozenset(simplified), frozenset(traditional)


def _pairs(name: str) -> dict[str, list[str]]:
    rows = files("opencc").joinpath("dictionary", name).read_text("utf-8").splitlines()
    return {one: others.split() for one, tab, others in (row.partition("\t") for row in rows) if tab}
