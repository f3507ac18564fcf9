"""What places are called: provinces have names of their own in English, other places their pinyin beside the Chinese."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from archive.languages.scripts import read_in
from archive.models import Region
from archive.places.listed import ListedRegion

#: By the first two digits of GB/T 2260; the forms that the provinces and the United Nations use.
PROVINCES = {
    "11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia",
    "21": "Liaoning", "22": "Jilin", "23": "Heilongjiang",
    "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui", "35": "Fujian", "36": "Jiangxi", "37": "Shandong",
    "41": "Henan", "42": "Hubei", "43": "Hunan", "44": "Guangdong", "45": "Guangxi", "46": "Hainan",
    "50": "Chongqing", "51": "Sichuan", "52": "Guizhou", "53": "Yunnan", "54": "Tibet",
    "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia", "65": "Xinjiang",
    "71": "Taiwan", "81": "Hong Kong", "82": "Macao",
}  # fmt: skip
#: The two letters of GB/T 2260 for each province, by its digits: what a tile of the map holds on a phone.
LETTERS = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL",
    "31": "SH", "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD",
    "41": "HA", "42": "HB", "43": "HN", "44": "GD", "45": "GX", "46": "HI",
    "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ",
    "61": "SN", "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "71": "TW", "81": "HK", "82": "MO",
}  # fmt: skip
_VOWELS = frozenset("aoe")


def place_name(unit: Region | ListedRegion, *, short: bool = False) -> SafeString | str:
    """The unit's name on the page: Gansu; Dingxi 定西市, the Chinese marked as such; 甘肅省 in the traditional script."""
    name = unit.short if short else unit.name
    language = get_language()
    if language == "zh-hant":
        return read_in(name, "hant")
    if language != "en":
        return name
    if unit.code[2:] == "0000":
        return PROVINCES.get(unit.code[:2], name)
    return format_html('{} <span lang="zh-Hans">{}</span>', _pinyin(unit.short or unit.name), name)


def place_path(unit: Region | ListedRegion) -> SafeString | str:
    """All that the unit lies in and itself: 甘肃省 › 定西市."""
    return format_html_join(" › ", "{}", ((place_name(each),) for each in unit.path))


@lru_cache(maxsize=4096)
def _pinyin(name: str) -> str:
    """Dingxi, Lu'an: one word, an apostrophe before a syllable that begins with a vowel (GB/T 16159)."""
    from pypinyin import Style, lazy_pinyin  # its phrases take a sixth of every start, and only English pages need them

    syllables = lazy_pinyin(name, style=Style.NORMAL)
    joined = "".join("'" * bool(at and each[:1] in _VOWELS) + each for at, each in enumerate(syllables))
    return joined[:1].upper() + joined[1:]
