"""Pinyin with tone marks: the letters of a converter's bracket, and the characters with that reading."""

from __future__ import annotations

import unicodedata
from functools import cache

from search.fold import fold

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_TONES = "\u0300\u0301\u0304\u030c"
# Breves and phonetic letters that fonts and converters put in place of the right ones.
_VARIANTS = str.maketrans("ăĕĭŏŭɡɑ", "ǎěǐǒǔga")
LETTERS = "a-zA-ZüÜêɡɑăĕĭŏŭ\u0300-\u030c" + TONED + TONED.upper()
HAN = "\u3400-\u9fff\uf900-\ufaff"


def plain_reading(letters: str) -> str:
    """Return the letters of a bracket in the one spelling of the dictionary: composed, lower case, no blanks."""
    letters = unicodedata.normalize("NFC", letters).lower().translate(_VARIANTS)
    return letters.replace(" ", "").replace("\u3000", "").replace("'", "").replace("’", "")


def is_toned(reading: str) -> bool:
    """Return whether a plain reading bears a tone mark; (GDP), (wgy) and (A) do not."""
    return any(letter in TONED for letter in reading)


def without_tone(reading: str) -> str:
    """Return a plain reading without its tone mark: nóng -> nong, lǜ -> lü."""
    letters = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))


def is_syllable(reading: str) -> bool:
    """Return whether a plain reading is one toned syllable of Chinese; (café) is none."""
    return is_toned(reading) and reading in _syllables()


@cache
def _syllables() -> frozenset[str]:
    """Return all readings of all characters. Read once a process: a constant of the program."""
    from pypinyin.constants import PINYIN_DICT

    return frozenset(",".join(PINYIN_DICT.values()).split(","))


def readings(character: str) -> frozenset[str]:
    """Return all readings of a character and of its simplified twin, with tone marks; none for anything else.

    Converters took the reading from either form (發 and 发), so both count.
    """
    from pypinyin.constants import PINYIN_DICT  # with the phrases beside it a fifth of a second of every start

    forms = {character, fold(character)} if character else ()
    found = [PINYIN_DICT[ord(form)] for form in forms if ord(form) in PINYIN_DICT]
    return frozenset(",".join(found).split(",")) if found else frozenset()


def is_key(character: str, reading: str) -> bool:
    """Return whether the converter's table may hold the character with this reading.

    Its keys are the characters that simplified writing changed: all 53 kinds seen on real pages are.
    """
    return fold(character) != character and reading in readings(character)


def word_length(before: str, reading: str) -> int:
    """Return how many characters at the end of ``before`` the reading spells out together; 0 if none.

    ``shòuníngxiàn`` after 寿宁县 gives 3. At most eight characters are tried.
    """
    rests = {reading}
    for length, character in enumerate(reversed(before[-8:]), start=1):
        rests = {rest.removesuffix(one) for rest in rests for one in readings(character) if rest.endswith(one)}
        if "" in rests:
            return length
        if not rests:
            break
    return 0
