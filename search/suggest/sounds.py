"""How words are read: pinyin without tones, so that what sounds alike can be found and typed pinyin understood.

pypinyin's two tables are used directly: its own functions take 80 µs a word, a walk of the tables takes 2.
They are loaded at the first question (0.2 s), because not every process is asked one.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import cache, lru_cache

#: The longest entry of the table of words that is tried.
_LONGEST = 6
_LETTERS = re.compile(r"[a-zü:' 1-5-]+")
_NO_LETTER = re.compile(r"[^a-z]+")
# What many speakers do not tell apart: sh/s, an/ang, n/l in no place. The same letters are merged on both sides.
_MERGED = re.compile(r"(?<=[zcs])h|(?<=n)g")


def syllables(word: str) -> tuple[str, ...]:
    """One reading a character, of the words that pypinyin knows where it knows them; Latin letters as they are."""
    return tuple(readings[0] for readings in _readings(word))


# A lexicon is made anew for each state of the index, of mostly the same words.
@lru_cache(maxsize=1 << 16)
def spelled(word: str) -> str:
    """``软弱涣散`` -> ``ruanruohuansan``; "" where nothing can be read."""
    return "".join(syllables(word))


@lru_cache(maxsize=1 << 14)
def spellings(word: str, most: int = 16) -> tuple[str, ...]:
    """What a name may be read as, two readings a character: 长治 is changzhi too. The first ``most``, the usual one first."""
    ways = itertools.product(*(readings[:2] for readings in _readings(word)))
    return tuple(dict.fromkeys("".join(way) for way in itertools.islice(ways, most)))


@lru_cache(maxsize=1 << 16)
def initials(word: str) -> str:
    """``软弱涣散`` -> ``rrhs``."""
    return "".join(syllable[:1] for syllable in syllables(word))


@lru_cache(maxsize=1 << 16)
def merged(letters: str) -> str:
    """Spelled letters without the differences that many speakers do not make: zh ch sh are z c s, ng is n."""
    return _MERGED.sub("", letters)


def typed_letters(text: str) -> str:
    """The letters of a text that may be pinyin (``Ruan ruo'huan-san``, ``lü``, ``ruan3``); "" if it is anything else."""
    text = unicodedata.normalize("NFC", text).strip().lower()
    if not _LETTERS.fullmatch(text):
        return ""
    return _NO_LETTER.sub("", text.replace("u:", "v").replace("ü", "v"))


@cache
def plain(reading: str) -> str:
    """``ruǎn`` -> ``ruan``, ``lǜ`` -> ``lv``."""
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return _NO_LETTER.sub("", parts.lower())


def _readings(word: str) -> list[tuple[str, ...]]:
    """For each character the readings that it may have in this word, the usual one first."""
    phrases, characters = _tables()
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(word):
        for length in range(min(_LONGEST, len(word) - at), 1, -1):
            if known := phrases.get(word[at : at + length]):
                found += [(plain(readings[0]),) for readings in known]
                at += length
                break
        else:
            readings = characters.get(ord(word[at]), "")
            found.append(_plain_ones(readings) if readings else (_NO_LETTER.sub("", word[at].lower()),))
            at += 1
    return found


@cache
def _plain_ones(readings: str) -> tuple[str, ...]:
    """``zhǎng,cháng`` -> (zhang, chang); few characters have more than four."""
    return tuple(dict.fromkeys(map(plain, readings.split(","))))


def _tables() -> tuple[dict[str, list[list[str]]], dict[int, str]]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    return PHRASES_DICT, PINYIN_DICT
