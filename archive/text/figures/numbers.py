"""Numbers with their units: 1,234名 12.5% 二千六百多名 50余万元 九成 百分之九十八点六 5%—6% **.*万名 数十家."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from archive.text.figures.figure import Amount, Bound
from archive.text.figures.masks import HAN_DIGITS, Mask
from archive.text.figures.units import RATES, is_unit, plain_unit, scale_at, unit_at

#: A longer run of digits is no number of a report; its value would only cost.
_MOST_DIGITS = 15
_RED = "*×x"
#: A whole run at once, so that no later start of the same run is tried. □ stands for a lost character.
_RUN = re.compile(
    rf"(?<![\d.a-z{_RED}□])(?=[\d.]{{0,{_MOST_DIGITS}}}[{_RED}])(?P<red>[\d{_RED}]++(?:\.[\d{_RED}]++)?+)(?![a-z])"
    rf"|(?<![\d.{_RED}□])(?:(?<![a-z])|(?<=[a-z]{{3}}))(?P<digits>\d++(?:，\d{{3}}(?!\d))*+(?:\.\d++)?+)(?!(?!(?:mw|kw|km|kg)(?![a-z\d]))[a-z{_RED}□_])"
    r"|百分之(?P<hundred>[零〇○一二三四五六七八九十百]{1,6}+(?:点[零〇○一二三四五六七八九]{1,4}+)?+|\d{1,3}+(?:\.\d{1,3}+)?+)"
    rf"|(?P<below>[{HAN_DIGITS}]{{1,4}}+)分之(?P<above>[{HAN_DIGITS}]{{1,4}}+)"
    rf"|(?<![{HAN_DIGITS}万亿])(?P<han>[{HAN_DIGITS}]++(?:[万亿][{HAN_DIGITS}]++)*+(?:点[零〇○一二三四五六七八九]++)?+)"
    r"|(?P<vague>[数几上](?=[十百千万亿]))"
)
_PREFIXES: tuple[tuple[str, Bound], ...] = (
    ("不少于", "more"), ("不低于", "more"), ("至少", "more"), ("超过了", "more"), ("超过", "more"), ("突破了", "more"),
    ("突破", "more"), ("高达", "exact"), ("多达", "exact"), ("超", "more"), ("逾", "more"), ("破", "more"),
    ("不超过", "about"), ("不到", "about"), ("不足", "about"), ("至多", "about"), ("最多", "about"), ("大约", "about"), ("约占", "about"),
    ("约为", "about"), ("大概", "about"), ("接近", "about"), ("将近", "about"), ("约", "about"), ("近", "about"),
)  # fmt: skip
_SUFFIXES: tuple[tuple[str, Bound], ...] = (
    ("及以上", "more"), ("以上", "more"), ("开外", "more"), ("及以下", "about"), ("以下", "about"), ("以内", "about"),
    ("左右", "about"), ("上下", "about"),
)  # fmt: skip
_MORE = "余多来"
#: 六成多 ends here; 3个多月 and 5个多样的 do not.
_ENDS = ("", "，", "。", "、", "；", "的", "）", "\n")
_JOIN = re.compile(r" ?(?:[-—–~−]{1,2}|至|到) ?")
_PER = re.compile(r"(?:/[日年月人天户亩]){1,2}")
#: 1000 is written 千 alone in 千余名 and 百亿元; elsewhere such a word is part of another one (百姓, 千方百计).
_BARE_SCALE = frozenset("百千")
_VALUES = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
#: 四成六 is 46 %, 一成半 15 %.
_FIFTHS = {char: Decimal(at) for char, at in _VALUES.items() if 0 < at < 10} | {"半": Decimal(5)}
_POWERS = {"十": 10, "百": 100, "千": 1000}


def han_value(word: str) -> Decimal | None:
    """Return the value of a number in characters (二千六百, 三十点五, 二〇一九); None if it is none."""
    whole, dot, behind = word.partition("点")
    if dot:
        front = han_value(whole)
        digits = "".join(str(_VALUES[char]) for char in behind)
        return None if front is None else front + Decimal(f"0.{digits}")
    if len(word) > 1 and all(char in _VALUES for char in word):
        return Decimal("".join(str(_VALUES[char]) for char in word)) if len(word) <= _MOST_DIGITS else None
    total = part = digit = 0
    for char in word:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _POWERS:
            part, digit = part + (digit or 1) * _POWERS[char], 0
        else:
            total, part, digit = (total + part + digit or 1) * (10**4 if char == "万" else 10**8), 0, 0
        if total > 10**_MOST_DIGITS:
            return None
    return Decimal(total + part + digit)


def find_amounts(shown: str, masks: Iterable[Mask]) -> list[Amount]:
    """Return the numbers with units of a face in order, ranges as one; none whose digits lie in a mask."""
    hidden = bytearray(len(shown))
    for mask in masks:
        hidden[mask.start : mask.end] = b"\1" * (mask.end - mask.start)
    found: list[Amount] = []
    behind = 0
    for match in _RUN.finditer(shown):
        if match.start() < behind or hidden[match.start()] or hidden[match.end() - 1]:
            continue
        amount = _amount(shown, match)
        if amount is None:
            continue
        behind = amount.closing
        last = found[-1] if found else None
        if last and (joined := _range(shown, last, amount)):
            found[-1] = joined
        else:
            found.append(amount)
    for at in range(len(found) - 2, -1, -1):
        here, after = found[at], found[at + 1]
        bare = not here.unit_written and here.value is not None and not _has_scale(shown, here)
        if bare and after.unit in RATES and shown[here.closing : after.opening] in ("、", "和"):
            found[at] = replace(here, unit=after.unit, unit_written=after.unit_written)  # 13.2、5.6个百分点
    return [amount for amount in found if amount.unit_written or _has_scale(shown, amount)]


def _has_scale(shown: str, amount: Amount) -> bool:
    return amount.end - amount.start > 1 and shown[amount.end - 1 - (shown[amount.end - 1] in _MORE)] in "万亿"


def _amount(shown: str, match: re.Match[str]) -> Amount | None:
    """Return the number that begins here with all that belongs to it; without a unit it may still open a range."""
    kind = match.lastgroup
    start, at = match.span()
    written = match[0]
    more = False
    value: Decimal | None
    high: Decimal | None = None
    if kind in ("hundred", "above"):
        value = _share(match)
        return None if value is None else _finished(shown, start, at, value, "%", "", more=False, redacted=False)
    if kind == "digits":
        if len(written) > _MOST_DIGITS:
            return None
        value = Decimal(written.replace("，", ""))
    elif kind == "han":
        if _is_idiom(shown, start, written):
            return None
        value, high = _either_of(written)
        if high is None and len(written) > 1 and all(char in _VALUES for char in written):
            return None  # 唯一一家, and years without their 年
    else:
        value = None
    if kind == "digits" and shown[at : at + 1] == " " and shown[at + 1 : at + 2] in ("余", "多"):
        at += 1  # 300 余件
    if at < len(shown) and shown[at] in _MORE + "几":
        more, at = True, at + 1
    blank = at < len(shown) and shown[at] == " " and kind == "digits"
    word, factor = ("十", Decimal(10)) if kind == "vague" and shown[at] == "十" else scale_at(shown, at + blank)
    if word and not (word in "百千" and kind == "han") and not shown.startswith("百分点", at + blank):
        at += blank + len(word)
        value = None if value is None else _plain(value * factor)
        if at < len(shown) and shown[at] in _MORE:
            more, at = True, at + 1
    elif kind == "vague":
        return None
    if kind == "han" and not _counts(shown, written, at, more=more, scaled=bool(word)):
        return None
    blank = at < len(shown) and shown[at] == " " and kind == "digits"
    unit = unit_at(shown, at + blank)
    if shown.startswith("成", at) and not unit:
        return _tenths(shown, start, at, value, more=more, kind=str(kind))
    if unit and not is_unit(shown, unit, at + blank, written, kind=str(kind), scaled=bool(word), more=more):
        return None
    end = at + (blank if unit else 0) + len(unit)
    if not unit and kind == "red" and not word:
        return None
    found = _finished(shown, start, end, value, plain_unit(unit), unit, more=more, redacted=kind == "red")
    return replace(found, high=_plain(high * factor), bound="range") if high is not None else found


def _finished(
    shown: str, start: int, end: int, value: Decimal | None, unit: str, written: str, *, more: bool, redacted: bool
) -> Amount:
    """Return the amount with 约 before it and 以上 behind it."""
    if match := _PER.match(shown, end):
        unit, end, written = unit + match[0], match.end(), written + match[0]
    closing = end
    vague = value is None and not redacted
    if shown.startswith("余", closing) or (
        shown.startswith("多", closing) and shown[closing + 1 : closing + 2] in _ENDS
    ):
        more, closing = True, closing + 1
    bound: Bound = "about" if vague else "more" if more else "exact"
    opening, before, behind = start, "", ""
    near = start - 1 if start and shown[start - 1] == " " else start  # 约 20 公里
    for word, means in _PREFIXES:
        if shown.startswith(word, near - len(word)) and near >= len(word) and not _is_other(shown, near, word):
            opening, before = near - len(word), word
            bound = means if bound == "exact" else bound
            break
    for word, means in _SUFFIXES:
        if shown.startswith(word, closing):
            behind, closing = word, closing + len(word)
            bound = means if bound == "exact" else bound
            break
    return Amount(opening, start, end, closing, value, None, unit, written or unit, bound, redacted, before, behind)


def _is_other(shown: str, start: int, word: str) -> bool:
    """Return whether a prefix is the end of another word: 附近5个, 节约3万元, 最近三年, 打破."""
    return word in ("约", "近", "破", "超") and start > 1 and shown[start - 2] in "附最靠邻临节制预合契大打冲突接将"


def _share(match: re.Match[str]) -> Decimal | None:
    """Return the percentage of 百分之九十八点六 and 三分之一."""
    if (word := match["hundred"]) is not None:
        return Decimal(word) if word[0].isdigit() and word.isascii() else han_value(word)
    above, below = han_value(match["above"]), han_value(match["below"])
    return None if not below or above is None or above > below else round(100 * above / below, 1)


def _tenths(shown: str, start: int, at: int, value: Decimal | None, *, more: bool, kind: str) -> Amount | None:
    """Return 九成 as 90 %; 三成 in 三成立 is none."""
    end = at + 1
    if value is not None and value < 10 and (half := shown[end : end + 1]) in _FIFTHS:
        value, end = value + _FIFTHS[half] / 10, end + 1
    rest = shown[end : end + 2]
    if value is None or value > 10 or (rest and rest[0] not in "，。、；：）以左多的村党人是为 \n"):
        return None
    return _finished(shown, start, end, _plain(value * 10), "%", "成", more=more, redacted=False)


def _either_of(written: str) -> tuple[Decimal | None, Decimal | None]:
    """Return both numbers of 三五 and 十七八, else the number and None."""
    first, last = (_VALUES.get(char, 0) for char in written[-2:].rjust(2))
    if 0 < first < last and (len(written) == 2 or written[-3] in _POWERS):
        return han_value(written[:-1]), han_value(written[:-2] + written[-1])
    return han_value(written), None


def _is_idiom(shown: str, start: int, written: str) -> bool:
    """Return whether the number is the second one of 五花八门 and 四面八方."""
    first, between = shown[start - 2 : start - 1], shown[start - 1 : start]
    return (
        len(written) == 1
        and start > 1
        and first in HAN_DIGITS
        and "\u4e00" <= between <= "\u9fff"
        and not unit_at(shown, start - 1)
    )


def _counts(shown: str, written: str, at: int, *, more: bool, scaled: bool) -> bool:
    """Return whether a number in characters counts: 百姓, 千方百计, 十分 and 一 alone (一名党员, 一个 …) do not."""
    if written in _BARE_SCALE and not more:
        return scaled and shown.startswith("元", at) and not shown.startswith(("元级", "元产", "元企"), at)
    return not (written == "一" and not more and not scaled)


def _range(shown: str, first: Amount, second: Amount) -> Amount | None:
    """Return 5%—6% and 3至5名 as one amount; None if the two numbers do not belong together."""
    gap = _JOIN.fullmatch(shown, first.closing, second.opening)
    if not gap or first.high is not None or first.redacted != second.redacted or not second.unit_written:
        return None
    if first.unit_written and first.unit != second.unit:
        return None
    low, high = first.value, second.value
    if low is not None and high is not None:
        # 3-5万元 means both; 3万-5万元 has both scales.
        factor = high / _digits(shown, second) if not first.unit_written and not _has_scale(shown, first) else 1
        low = _plain(low * factor)
        if low >= high or (
            gap[0].strip() in ("到", "至") and "由" in shown[max(0, first.opening - 12) : first.opening]
        ):
            return None
    return replace(
        second, opening=first.opening, start=first.start, value=low, high=high, bound="range", before=first.before
    )


def _plain(value: Decimal) -> Decimal:
    """Return the value without needless zeros: 120000000, not 120000000.0."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _digits(shown: str, amount: Amount) -> Decimal:
    """Return the value of the digits alone, without their scale."""
    match = re.match(r"[\d.，]{1,20}", shown[amount.start : amount.start + 20])
    return Decimal(match[0].replace("，", "").rstrip(".")) if match else amount.value or Decimal(1)
