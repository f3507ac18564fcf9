"""Numbers of list paragraphs as Word and ODF write them: 一、 (三) ③ IV. (names of ECMA-376, 17.18.59)."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_HANT = "零壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "koreanCounting", "koreanDigital2", "一, 二, 三, ...",
))  # fmt: skip
_ONE_BY_ONE = frozenset(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital"))
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "①, ②, ③, ..."))


def numeral(number: int, form: str) -> str:
    """Return ``number`` written in ``form``; in decimal figures if the form has no sign for it, "" for no number."""
    if form in ("none", "bullet") or number < 0:
        return ""
    if form in _CHINESE:
        return _counted(number, _DIGITS, "十百千") if number else "零"
    if form in _ONE_BY_ONE:
        return "".join(_DIGITS[int(figure)] for figure in str(number))
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return (
            _counted(number, _LEGAL if form == "chineseLegalSimplified" else _LEGAL_HANT, "拾佰仟") if number else "零"
        )
    if form in ("ideographTraditional", "ideographZodiac") and number:
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[(number - 1) % len(signs)]
    if form in ("upperLetter", "lowerLetter", "A", "a") and 0 < number <= 780:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form in ("upperLetter", "A") else letter
    if form in ("upperRoman", "lowerRoman", "I", "i") and 0 < number < 4000:
        return _roman(number).upper() if form in ("upperRoman", "I") else _roman(number)
    if form in _CIRCLED and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalEnclosedParen" and 0 < number <= 20:
        return chr(0x2474 + number - 1)
    if form == "decimalEnclosedFullstop" and 0 < number <= 20:
        return chr(0x2488 + number - 1)
    if form == "ideographEnclosedCircle" and 0 < number <= 10:
        return chr(0x3220 + number - 1)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(0xFF10 + int(figure)) for figure in str(number))
    if form == "ordinal":
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)


def _counted(number: int, digits: str, units: str) -> str:
    """Return 十二 or 一百零五 for a number below 10,000; figures beyond, which no list reaches."""
    if number >= 10_000:
        return str(number)
    written, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + digits[digit] + (units[place - 1] if place else "")
            gap = False
        else:
            gap = True
    return written[1:] if written.startswith("一十") else written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
