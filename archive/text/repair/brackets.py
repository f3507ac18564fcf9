"""Which readings did a converter write behind the characters that they spell out? 區(qū), 寿宁县(shòuníngxiàn), 的(de)."""

from __future__ import annotations

import re

from archive.text.edits import Edit, Gap
from archive.text.repair.readings import (
    HAN,
    LETTERS,
    is_syllable,
    is_toned,
    plain_reading,
    readings,
    without_tone,
    word_length,
)

# A glossary explains one or two readings on purpose; the converter does it dozens of times.
FEWEST_BRACKETS = 3

_READ_BRACKET = re.compile(rf"[(（]([ \u3000]?[{LETTERS}][{LETTERS} '’]{{0,60}}[ \u3000]?)[)）]")
_HAN_CHARACTER = re.compile(rf"[{HAN}]")
_SHORTEST_TONELESS = 2  # letters: (a) and (e) number things
_LOWER = re.compile(r"[a-zü]+")
# A reading that no repair took; the byte before it may have eaten its bracket.
_LEFT_READING = re.compile(rf"[(（?？\ufffd]([{LETTERS}]{{1,8}})[)）]")
# The damaged words before a reading that is not theirs, as far as the last sign between clauses.
_WORDS_BEFORE = re.compile(rf"[;?!；？！\ufffd]{{0,3}}[{HAN}@-~]{{0,8}}$")


def repair_brackets(text: str, *, fewest: int = FEWEST_BRACKETS) -> list[Edit]:
    """Return edits that drop brackets with a toned reading of the characters before them.

    The rule is ``pinyin-bracket`` for one character and ``pinyin-word`` for several. A text with fewer than
    ``fewest`` such brackets keeps them all. One with FEWEST_BRACKETS loses readings without tone or in another tone
    too, of one character: 的(de), 之(zhi), 不(bú).
    """
    edits = _read_brackets(text, is_lenient=False)
    if len(edits) >= FEWEST_BRACKETS:
        return _read_brackets(text, is_lenient=True)
    return edits if len(edits) >= fewest else []


def foreign_readings(text: str) -> list[Gap]:
    """Return gaps where a reading is not that of the character before it: bytes were lost there (笫(zhèn) for 鎮).

    For a text that went through the converter, with its brackets already dropped.
    """
    gaps: list[Gap] = []
    for match in _LEFT_READING.finditer(text):
        if not is_syllable(plain_reading(match[1])):
            continue
        floor = gaps[-1].end if gaps else 0
        before = _WORDS_BEFORE.search(text, max(floor, match.start() - 9), match.start())
        start = before.start() if before else match.start()
        gaps.append(Gap(start, match.end(), (), text[start : match.end()]))
    return gaps


def _read_brackets(text: str, *, is_lenient: bool) -> list[Edit]:
    edits: list[Edit] = []
    for match in _READ_BRACKET.finditer(text):
        # A doubled reading stands behind a bracket that is dropped too.
        end = edits[-1].start if edits and edits[-1].end == match.start() else match.start()
        before, reading = text[max(0, end - 8) : end], plain_reading(match[1])
        length = _characters_read(before, reading)
        if not length and is_lenient:
            length = int(_is_read_without_tone(before, match[1].strip()))
        if length:
            rule = "pinyin-bracket" if length == 1 else "pinyin-word"
            edits.append(Edit(match.start(), match[0], "", "repair", rule))
    return edits


def _is_read_without_tone(before: str, letters: str) -> bool:
    """Return whether the letters are a reading of the last character, tone apart."""
    reading = without_tone(plain_reading(letters))
    if len(reading) < _SHORTEST_TONELESS or not _LOWER.fullmatch(reading) or letters != letters.lower():
        return False
    return reading in {without_tone(each) for each in readings(before[-1:])}


def _characters_read(before: str, reading: str) -> int:
    """Return how many characters at the end of ``before`` have the reading; 0 if it is not theirs."""
    if not before or not is_toned(reading):
        return 0
    last = before[-1]
    if _HAN_CHARACTER.match(last):
        return word_length(before, reading)
    # The converter's key took the second half of a Han character and the ASCII letter behind it.
    if len(before) > 1 and "\x40" <= last <= "\x7e" and _HAN_CHARACTER.match(before[-2]):
        return int(reading in readings(_character_across(before[-2], last)))
    return 0


def _character_across(character: str, letter: str) -> str:
    """Return the GBK character made of the last byte of one and the byte of an ASCII letter; "" if there is none."""
    try:
        encoded = character.encode("gbk")
        found = bytes((encoded[-1], ord(letter))).decode("gbk")
    except UnicodeError:
        return ""
    return found if len(found) == 1 else ""
