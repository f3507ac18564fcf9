"""The names of regions in letters: those of GB/T 2260, which are not always the pinyin of the characters.

呼和浩特 is Hohhot there, 长治 Changzhi and 单县 Shanxian: names of other languages have letters of their own, and a table
of readings does not know how a character is read in a name of a place.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from django.conf import settings

from search.suggest.sounds import spellings, syllables, typed_letters

_VOWELS = frozenset("aoe")


def letters_of(code: str, name: str, short: str) -> str:
    """Return Dingxi, Lu'an, Hohhot, Horqin Zuoyi Zhongqi.

    Names that are not those of the table, of a region renamed since, have the pinyin of their short form.
    """
    known = _table().get(code)
    return known.letters if known and known.name == name else _pinyin(name, short or name)


def spellings_of(code: str, name: str) -> tuple[str, ...]:
    """Return the ways to type a name of today or a former one, the usual one first: qianan, ganan.

    ``name``: the full or the short name, in simplified script.
    """
    known = _table().get(code)
    ways: list[str] = []
    if known and name in (known.name, known.short):
        rest = "".join(syllables(known.name)[len(known.short) :]) if name == known.name else ""
        ways = [typed_letters(way) + rest for way in (known.letters, known.letters.replace("ü", "u"))]
    return tuple(dict.fromkeys((*ways, *spellings(name))))


@cache
def codes_by_letters() -> Mapping[str, tuple[str, ...]]:
    """Return {letters of a name in lower case, without signs and blanks: codes}: hohhot, innermongolia, lvliang and luliang.

    Read once a process: a constant of the program.
    """
    found: dict[str, tuple[str, ...]] = {}
    for code, known in _table().items():
        for way in dict.fromkeys((typed_letters(known.letters), typed_letters(known.letters.replace("ü", "u")))):
            found[way] = (*found.get(way, ()), code)
    return found


def _pinyin(name: str, short: str) -> str:
    """Return one word, with an apostrophe before a syllable that begins with a vowel (GB/T 16159).

    The whole name is read, since 朝阳区 and 朝阳 are read differently; the letters are those of the short form.
    """
    read = syllables(name) if name.startswith(short) else syllables(short)
    joined = "".join("'" * bool(at and each[:1] in _VOWELS) + each for at, each in enumerate(read[: len(short)]))
    return joined[:1].upper() + joined[1:]


class _Named(NamedTuple):
    name: str
    short: str
    letters: str


@cache
def _table() -> Mapping[str, _Named]:
    """Return {code: names} of ``fixtures/regions.csv`` and ``region-letters.csv`` beside it.

    Read once a process: a constant of the program.
    """
    with settings.REGIONS_FILE.with_name("region-letters.csv").open(encoding="utf-8", newline="") as file:
        letters = {row["code"]: row["letters"] for row in csv.DictReader(file)}
    with settings.REGIONS_FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: _Named(row["name"], row["short"], letters[row["code"]])
            for row in csv.DictReader(file)
            if row["code"] in letters
        }
