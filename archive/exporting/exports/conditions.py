"""The conditions of a list in words, as its page shows them: 地区=甘肃省, never a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext_noop

from archive.languages import UNKNOWN_LABEL, listed, say
from archive.models import Region, full_code
from archive.places.shown import ListedRegion, region_path_words, regions_by_code
from archive.searching.corpora.names import name_of
from archive.searching.form import FILTERS, MODES, SAMPLES, SORTS
from archive.text.sections import SECTION_NAMES
from search.documents import UNKNOWN

Pairs = Sequence[tuple[str, str]]

#: What a page calls each parameter of an address, in the order of the sheet of conditions; another one keeps its name.
_LABELS = {
    "mode": gettext_noop("匹配方式"),
    "region": gettext_noop("地区"),
    "date": gettext_noop("日期"),
    "year": gettext_noop("年份"),
    **{name: label for name, (label, _) in FILTERS.items()},
    "not": gettext_noop("不含"),
    "in": gettext_noop("段落"),
    "corpus": gettext_noop("语料库"),
    "samples": gettext_noop("示例"),
    "sort": gettext_noop("排序"),
}
#: Together they are one condition, ``date``.
_OF_DATES = ("from", "to", "undated")
_VALUES: dict[str, Mapping[str, str]] = {
    "mode": dict(MODES),
    "sort": dict(SORTS),
    "in": {name: name for name in SECTION_NAMES.values()},
    "samples": dict(SAMPLES),
    **{name: labels for name, (_, labels) in FILTERS.items()},
}


def region_path(region: Region | ListedRegion) -> str:
    """Return 甘肃省 › 定西市, or Gansu › Dingxi 定西市, as plain text in the language of the page."""
    return unescape(strip_tags(region_path_words(region)))


def conditions_in_words(filters: Pairs) -> tuple[tuple[str, str], ...]:
    """Return (label, value) in the language of the page for the (parameter, value) pairs of an address.

    Values of one parameter are one condition: 地区 with 甘肃省、四川省. One query if a region is among them.
    """
    regions = regions_by_code(full_code(value) for name, value in filters if name == "region" and full_code(value))
    values: dict[str, list[str]] = {name: [] for name in _LABELS}
    for name, value in filters:
        if name not in _OF_DATES:
            values.setdefault(name, []).append(_value(name, value, regions))
    values["date"] = _dates(dict(filters))
    return tuple((say(_LABELS.get(name, name)), listed(words)) for name, words in values.items() if words)


def _value(name: str, value: str, regions: Mapping[str, ListedRegion]) -> str:
    if value == UNKNOWN:
        return say(UNKNOWN_LABEL)
    if name == "region":
        region = regions.get(full_code(value))
        return region_path(region) if region else value
    if name == "corpus":
        return name_of(value)
    if name == "not":
        excluded, _, words = value.partition(":")
        return f"{say(_LABELS[excluded])} {_value(excluded, words, regions)}" if excluded in FILTERS else value
    label = _VALUES.get(name, {}).get(value)
    return say(label) if label else value


def _dates(filters: Mapping[str, str]) -> list[str]:
    """Return 2019–2022, or 2019 where both ends are the same; reports without a date are named where they are in."""
    start, end = filters.get("from", ""), filters.get("to", "")
    if not (start or end):
        return [say("含未注明")] if filters.get("year") and filters.get("undated") == "1" else []
    words = start if start == end else f"{start or say('最早')}–{end or say('最近')}"
    return [words + (say("，含未注明") if filters.get("undated") == "1" else "")]


def joined(pairs: Pairs, *, equals: str = "=", between: str = "；") -> str:
    """Return 地区=甘肃省；日期=2019–2022."""
    return between.join(f"{label}{equals}{value}" for label, value in pairs)
