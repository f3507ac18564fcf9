"""The fold: one form for all spellings of a character. Document and query are folded alike.

``fold(text)`` has the length of ``text``, so an offset in the fold is an offset in the
text on the page. Hence every rule maps one code point to one; a character that would need two
(℃ -> °C, Ⅱ -> II) stays as it is. Phrase-level OpenCC reads better, but moves offsets
and makes the fold of a part depend on its surroundings, so it is for display only.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

# Compatibility decompositions that change how a character looks, not what it says.
# Circled, raised and lowered ones (①, ²) say something else and are left alone.
_SAME_CHARACTER = {"", "<wide>", "<narrow>", "<compat>", "<vertical>", "<small>", "<font>", "<noBreak>"}
_SCANNED = (range(0x80, 0x2150), range(0x2190, 0xD800), range(0xF900, 0x10000), range(0x1D400, 0x1D800))
_IDEOGRAPHS_SUPPLEMENT = range(0x2F800, 0x2FA20)

# Blanks that str.isspace() does not count. Texts and queries come without them (search/invisible.py); texts that were
# stored earlier may hold one.
_BLANKS = "\u180e\u200b\u2060\ufeff"

# Full-width punctuation counts as its ASCII twin; the characters of a line fold to its first one.
_TWINS = (
    '"“”„‟«»「」『』〝〞〟″',
    "'‘’‚‛‹›′`´",
    ".。",
    ",、",
    "[【〔〖",
    "]】〕〗",
    "<《〈",
    ">》〉",
    "-‐‑‒–—―−",
    "~〜∼",
    ":∶",
    "·•‧・∙",
    "…⋯",
    "〇○◯",  # 二○二一年 is typed in all three ways
    "iİ",  # its own lower case has two code points
)

# Radicals that PDF readers write for characters; Unicode has no decomposition of them.
_RADICALS = """
    ⺁厂 ⺅亻 ⺆冂 ⺇几 ⺈刀 ⺉刂 ⺋巳 ⺌小 ⺍小 ⺎尢 ⺏尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺝月 ⺞歹
    ⺠民 ⺡氵 ⺢水 ⺣灬 ⺤爪 ⺥爪 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯糸 ⺰纟 ⺱网 ⺲罒 ⺳网 ⺴网 ⺷羊 ⺸羊
    ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃西 ⻄西 ⻅见 ⻆角 ⻇角 ⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶
    ⻏阝 ⻐钅 ⻑長 ⻒長 ⻓长 ⻔门 ⻕阝 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻟饣 ⻠饣 ⻡首 ⻢马 ⻣骨 ⻤鬼
    ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫齐 ⻬齐 ⻭齿 ⻮齿 ⻯龙 ⻰龙
"""

# A converter may turn the second into the first (答复 -> 答覆); OpenCC's lists alone keep them
# apart. 画/划 and 链/炼 stay apart: merging them would drown 画 in 规划.
_MERGED = """
    著着 瞭了 藉借 覆复 彷仿 牴抵 祇只 祗只 衹只 钜巨 锺钟 谘咨 馀余 缐线 讬托 镟旋 渖沈 夥伙 徵征 乾干 於于 麽么
    甦苏 倖幸 佔占 佈布 並并 週周
"""

# Printers' variants (第一批异体字整理表, 1955, and forms of old type) that OpenCC leaves out.
_VARIANTS = """
    硏研 靑青 淸清 囘回 囬回 幷并 竝并 槪概 槩概 鄕乡 値值 愼慎 塡填 顚颠 凖准 郞郎 飮饮 鬪斗 鬭斗 鬦斗 吿告 呑吞
    尙尚 屛屏 戱戏 畧略 秊年 縂总 緫总 聨联 脇胁 脋胁 舖铺 苐第 莭节 葢盖 蔴麻 覩睹 詧察 諌谏 賔宾 躱躲 逹达 隣邻
    隄堤 靣面 髙高 鼔鼓 閙闹 閧哄 衟道 徃往 恊协 恠怪 愽博 慙惭 戹厄 抅拘 揷插 敺驱 斈学 晣晰 朢望 栢柏 桮杯 椶棕
    氷冰 煑煮 牎窗 猨猿 琍璃 甞尝 畊耕 疉叠 痳麻 皷鼓 盇盍 砲炮 碁棋 穅糠 窰窑 竢俟 粃秕 糓谷 絏绁 缻缶 罇樽 羗羌
    耡锄 胷胸 膓肠 艸草 芲花 菓果 蕐华 蘂蕊 虗虚 蝱虻 衇脉 袴裤 裠裙 讐雠 豓艳 貛獾 賸剩 跥跺 躭耽 輭软 迺乃 遯遁
    醼宴 釡斧 鉏锄 鍳鉴 鎻锁 陗峭 隂阴 陻堙 雝雍 鞵鞋 韈袜 顇悴 颿帆 餹糖 駈驱 騐验 髣仿 髴佛 鬀剃 鬂鬓 鵞鹅 麐麟
    麤粗
"""


#: Shorter texts are quicker through str.translate, which looks each character up by hand.
_SHORT = 48


def fold(text: str) -> str:
    """Return ``text`` in the form that search compares: same length, idempotent.

    Full width becomes half width, upper case lower, every blank and line break a space,
    quotes and 。、 their ASCII twins, traditional characters and variants the simplified
    one, character by character (OpenCC's TSCharacters and variant lists).
    """
    return text.translate(_FOLD) if len(text) < _SHORT else _map_codes(text, _fold_codes())


def fold_width(text: str) -> str:
    """Return ``fold`` without the conversion of script, for mode "script"; same length, idempotent."""
    return text.translate(_WIDTH) if len(text) < _SHORT else _map_codes(text, _width_codes())


def _map_codes(text: str, forms: NDArray[np.uint32]) -> str:
    """Map a text by a table of all code points: a report in 10 µs, not 200 as by str.translate. Lone surrogates pass."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return forms.take(codes).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _fold_codes() -> NDArray[np.uint32]:
    """Return the constant table of ``fold``, built on first use."""
    return _all_codes(_FOLD)


@cache
def _width_codes() -> NDArray[np.uint32]:
    """Return the constant table of ``fold_width``, built on first use."""
    return _all_codes(_WIDTH)


def _all_codes(table: dict[int, int]) -> NDArray[np.uint32]:
    """Return the form of every code point, 4 MB."""
    forms = np.arange(sys.maxunicode + 1, dtype="<u4")
    forms[list(table)] = list(table.values())
    return forms


def _width_rules() -> dict[str, str]:
    """Return {character: its width, case and punctuation twin}; a twin may have a twin itself."""
    rules: dict[str, str] = {}
    for block in (*_SCANNED, _IDEOGRAPHS_SUPPLEMENT):
        for code in block:
            char = chr(code)
            tag = unicodedata.decomposition(char).partition(" ")[0]
            normal = unicodedata.normalize("NFKC", char)
            if len(normal) == 1 and (tag in _SAME_CHARACTER or not tag.startswith("<")) and normal != char:
                rules[char] = normal
            elif char.isspace():
                rules[char] = " "
            elif len(lower := char.lower()) == 1 and lower != char:
                rules[char] = lower
    for code in range(0x80):
        char = chr(code)
        if char.isspace() or char.lower() != char:
            rules[char] = " " if char.isspace() else char.lower()
    rules.update(dict.fromkeys(_BLANKS, " "))
    for twins in _TWINS:
        rules.update(dict.fromkeys(twins[1:], twins[0]))
    rules.update(_pairs_in(_RADICALS))
    return {char: twin for char, twin in rules.items() if char != twin}


def _script_rules() -> dict[str, str]:
    """Return {traditional character or variant: simplified one}; a simplified one may have a rule itself."""
    rules = {old: new[0] for old, new in _opencc("TSCharacters.txt") if old != new[0]}
    for name in ("STCharacters.txt", "TWVariants.txt", "HKVariants.txt", "JPVariants.txt"):
        for one, others in _opencc(name):
            for other in others:
                # Of two forms the variant is the one outside GB 2312, the characters of mainland print.
                here, there = _end(rules, one), _end(rules, other)
                if _in_gb2312(here) and not _in_gb2312(there):
                    rules[there] = here
                elif _in_gb2312(there) and not _in_gb2312(here):
                    rules[here] = there
    for old, new in (*_pairs_in(_VARIANTS), *_pairs_in(_MERGED)):
        rules[old] = new
    return rules


def _pairs_in(text: str) -> Iterator[tuple[str, str]]:
    for pair in text.split():
        yield pair[0], pair[1]


def _opencc(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in files("opencc").joinpath("dictionary", name).read_text("utf-8").splitlines():
        one, tab, others = line.partition("\t")
        if tab and len(one) == 1:
            yield one, [other for other in others.split() if len(other) == 1]


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _end(rules: dict[str, str], char: str) -> str:
    """Return the end of the chain of ``rules`` from ``char``. ValueError if it is a circle."""
    seen = {char}
    while (following := rules.get(char)) is not None:
        if following in seen:
            raise ValueError(f"fold rules go in a circle at {char!r}")
        seen.add(following)
        char = following
    return char


def _table(rules: dict[str, str]) -> dict[int, int]:
    return {ord(char): ord(_end(rules, char)) for char in rules}


def _version(table: dict[int, int]) -> str:
    return hashlib.sha256(repr(sorted(table.items())).encode()).hexdigest()[:8]


_WIDTH_RULES = _width_rules()
_WIDTH = _table(_WIDTH_RULES)
# Width first: the script rules name characters in plain form.
_FOLD = _table({**_script_rules(), **_WIDTH_RULES})

#: Changes when any character folds differently; part of the index folder's name.
FOLD_VERSION = _version(_FOLD)


def spellings(char: str, mode: str) -> str:
    """Return the characters that count as ``char`` in a match mode, by code point; in "exact" only itself."""
    if mode == "exact":
        return char
    table, classes = (_FOLD, _fold_classes()) if mode == "folded" else (_WIDTH, _width_classes())
    form = char.translate(table)
    return classes.get(form, form)


@cache
def _fold_classes() -> dict[str, str]:
    """Return the constant classes of ``fold``, built on first use."""
    return _classes(_FOLD)


@cache
def _width_classes() -> dict[str, str]:
    """Return the constant classes of ``fold_width``, built on first use."""
    return _classes(_WIDTH)


def _classes(table: dict[int, int]) -> dict[str, str]:
    """Return {form: all characters with this form, itself included}."""
    classes: dict[int, list[int]] = {}
    for code, form in table.items():
        classes.setdefault(form, [form]).append(code)
    return {chr(form): "".join(map(chr, sorted(set(codes)))) for form, codes in classes.items()}
