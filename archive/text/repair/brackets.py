"""Readings that a converter wrote behind characters: 區(qū), 寿宁县(shòuníngxiàn), 村e(cuò)鎮."""

from __future__ import annotations

import re

from archive.text.edits import Edit
from archive.text.repair.readings import HAN, LETTERS, is_toned, plain_reading, readings, word_length

# A glossary explains one or two readings on purpose; the converter does it dozens of times.
FEWEST_BRACKETS = 3

_BRACKET = re.compile(rf"[(（]([ \u3000]?[{LETTERS}][{LETTERS} '’]{{0,60}}[ \u3000]?)[)）]")
_HAN = re.compile(rf"[{HAN}]")


def repair_brackets(text: str, *, fewest: int = FEWEST_BRACKETS) -> list[Edit]:
    """Return edits that drop brackets with a toned reading of the characters before them.

    The rule is ``pinyin-bracket`` for one character and ``pinyin-word`` for several. A text with fewer than
    ``fewest`` such brackets keeps them all.
    """
    edits: list[Edit] = []
    for match in _BRACKET.finditer(text):
        # A doubled reading stands behind a bracket that is dropped too.
        end = edits[-1].start if edits and edits[-1].end == match.start() else match.start()
        length = _characters_read(text[max(0, end - 8) : end], plain_reading(match[1]))
        if length:
            rule = "pinyin-bracket" if length == 1 else "pinyin-word"
            edits.append(Edit(match.start(), match[0], "", "repair", rule))
    return edits if len(edits) >= fewest else []


def _characters_read(before: str, reading: str) -> int:
    """Return how many characters at the end of ``before`` have the reading; 0 if it is not theirs."""
    if not before or not is_toned(reading):
        return 0
    last = before[-1]
    if _HAN.match(last):
        return word_length(before, reading)
    # The converter's key took the second half of a Han character and the ASCII letter behind it.
    if len(before) > 1 and "\x40" <= last <= "\x7e" and _HAN.match(before[-2]):
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
