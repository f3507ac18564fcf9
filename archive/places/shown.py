"""Regions as pages show them: plain values, read anew by each page, and their names in the language of the page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from archive.languages.scripts import to_script
from archive.models import Region, code_prefix, codes_down_to
from archive.places.letters import letters_of

#: The two letters of GB/T 2260 for each province, by the same digits: the text of a tile of the map on a phone.
LETTERS = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL",
    "31": "SH", "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD",
    "41": "HA", "42": "HB", "43": "HN", "44": "GD", "45": "GX", "46": "HI",
    "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ",
    "61": "SN", "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "71": "TW", "81": "HK", "82": "MO",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedRegion:
    """A region with the regions above it; its attributes have the names of those of Region.

    Two are equal where all that a page shows of them is equal, so a cached fragment may be keyed by it: under its new
    name a region is another key.
    """

    code: str
    name: str
    short: str
    level: str
    parent: ListedRegion | None = None

    def __hash__(self) -> int:
        return hash(self.code)  # a hash of all values took a tenth of a page; equal regions have equal codes

    @property
    def prefix(self) -> str:
        """As Region.prefix."""
        return code_prefix(self.code)

    @property
    def path(self) -> list[ListedRegion]:
        """Return the regions from the province down to this one."""
        return [*(self.parent.path if self.parent else []), self]

    def get_absolute_url(self) -> str:
        """As Region.get_absolute_url."""
        return reverse("region", args=[self.code])


def regions_by_code(codes: Iterable[str]) -> dict[str, ListedRegion]:
    """Return {code: region}, each with the regions above it; a code without a region is left out.

    One query, none for no codes.
    """
    wanted = set(codes)
    if not wanted:
        return {}
    with_parents = {each for code in wanted for each in codes_down_to(code)}
    found: dict[str, ListedRegion] = {}
    for code, name, short, level, parent in _rows(with_parents):
        found[code] = ListedRegion(code, name, short, level, found.get(parent))
    return {code: found[code] for code in wanted if code in found}


def _rows(codes: Collection[str]) -> list[tuple[str, str, str, str, str]]:
    """Return (code, name, short, level, parent) of the regions, by code: a parent comes before what lies in it.

    SQL, as in ``searching.results.report_rows`` and for its reason.
    """
    places = ", ".join(["%s"] * len(codes))
    statement = f"SELECT code, name, short, level, parent_id FROM archive_region WHERE code IN ({places}) ORDER BY code"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, list(codes))
        return cursor.fetchall()


def region_name(region: Region | ListedRegion, *, short: bool = False) -> SafeString | str:
    """Return the region's name in the language of the page: 甘肃省; 甘肅省; Gansu for a province, Dingxi 定西市 for others.

    The Chinese words of an English page are marked as Chinese.
    """
    name = region.short if short else region.name
    language = get_language()
    if language == "zh-hant":
        return to_script(name, "hant")
    if language != "en":
        return name
    letters = letters_of(region.code, region.name, region.short)
    if region.code[2:] == "0000":
        return letters
    return format_html('{} <span lang="zh-Hans">{}</span>', letters, name)


def region_words(region: Region | ListedRegion) -> str:
    """Return the same name as plain words, for titles and descriptions: Dingxi 定西市."""
    if get_language() != "en":
        return region_name(region)
    letters = letters_of(region.code, region.name, region.short)
    return letters if region.code[2:] == "0000" else f"{letters} {region.name}"


def region_path_words(region: Region | ListedRegion) -> SafeString | str:
    """Return the names of all regions above the region, and its own: 甘肃省 › 定西市."""
    return format_html_join(" › ", "{}", ((region_name(each),) for each in region.path))
