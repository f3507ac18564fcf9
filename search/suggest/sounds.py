"""The sound of words: pinyin without tones, to find what sounds alike and to understand typed pinyin.

pypinyin's two tables are used directly: its own functions take 80 µs a word, a walk of the tables takes 3.
They are loaded on first use (0.2 s), because not every process needs them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

#: The longest entry of the table of words that is tried.
_LONGEST = 6
_LETTERS = re.compile(r"[a-zü:' 1-5-]+")
_NO_LETTER = re.compile(r"[^a-z]+")
#: The entries of the sounds cache.
_SOUNDS_CACHE_WORDS = 1 << 16
#: The most spellings of one word.
_MOST_SPELLINGS = 16


class Sounds(NamedTuple):
    """The pinyin of a word in its usual reading, all its spellings with the usual one first, and its initials."""

    pinyin: str
    spellings: tuple[str, ...]
    initials: str


@lru_cache(maxsize=_SOUNDS_CACHE_WORDS)
def sounds_of(word: str) -> Sounds:
    """Return how a word may be read; this is the sounds cache.

    Each commit makes a new lexicon of mostly the same words, and a place lookup reads the names of all regions. Bound:
    65,536 words, some 23 MB. Key: the word. No invalidation: the tables of readings are constant.
    """
    readings = _readings(word)
    usual = [each[0] for each in readings]
    pinyin, initials = "".join(usual), "".join([syllable[:1] for syllable in usual])
    if all(len(each) == 1 for each in readings):
        return Sounds(pinyin, (pinyin,), initials)
    ways = itertools.product(*(each[:2] for each in readings))
    spellings = dict.fromkeys("".join(way) for way in itertools.islice(ways, _MOST_SPELLINGS))
    return Sounds(pinyin, tuple(spellings), initials)


def pinyin(word: str) -> str:
    """Return ``ruanruohuansan`` for ``软弱涣散``; "" where nothing can be read."""
    return sounds_of(word).pinyin


def syllables(word: str) -> tuple[str, ...]:
    """Return ``("ruan", "ruo", "huan", "san")`` for ``软弱涣散``, each in its usual reading. Nothing is cached."""
    return tuple(each[0] for each in _readings(word))


def spellings(word: str) -> tuple[str, ...]:
    """Return the pinyin of a name in two readings a character: 长治 is changzhi too. The usual one comes first."""
    return sounds_of(word).spellings


def initials(word: str) -> str:
    """Return ``rrhs`` for ``软弱涣散``."""
    return sounds_of(word).initials


def merge_similar(letters: str) -> str:
    """Return pinyin without the differences that many speakers do not make: zh ch sh are z c s, ng is n; l and n stay apart."""
    # Faster than one regular expression. No rule removes or makes a place where another one applies.
    return letters.replace("zh", "z").replace("ch", "c").replace("sh", "s").replace("ng", "n")


def typed_letters(text: str) -> str:
    """Return the letters of a text that may be pinyin (``Ruan ruo'huan-san``, ``lü``, ``ruan3``), else ""."""
    text = unicodedata.normalize("NFC", text).strip().lower()
    if not _LETTERS.fullmatch(text):
        return ""
    return _NO_LETTER.sub("", text.replace("u:", "v").replace("ü", "v"))


def without_tones(reading: str) -> str:
    """Return ``ruan`` for ``ruǎn``, ``lv`` for ``lǜ``."""
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return _NO_LETTER.sub("", parts.lower())


def _readings(word: str) -> list[tuple[str, ...]]:
    """Return for each character the readings that it may have in this word, the usual one first."""
    tables = _tables()
    readings: list[tuple[str, ...]] = []
    at = 0
    while at < len(word):
        for length in range(min(_LONGEST, len(word) - at), 1, -1):
            if syllables := tables.words.get(word[at : at + length]):
                readings += [(tables.plain[each[0]],) for each in syllables]
                at += length
                break
        else:
            toned = tables.characters.get(ord(word[at]), "")
            if toned:
                readings.append(tuple(dict.fromkeys([tables.plain[each] for each in toned.split(",")])))
            else:
                readings.append((_NO_LETTER.sub("", word[at].lower()),))
            at += 1
    return readings


class _Tables(NamedTuple):
    """``words``: {word: readings of each character}. ``characters``: {code point: readings}. ``plain``: without tones."""

    words: dict[str, list[list[str]]]
    characters: dict[int, str]
    plain: dict[str, str]


@cache
def _tables() -> _Tables:
    """Return the constant tables, built on first use."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    toned = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    for syllables in PHRASES_DICT.values():
        toned.update(each[0] for each in syllables)
    return _Tables(PHRASES_DICT, PINYIN_DICT, {reading: without_tones(reading) for reading in toned})
