"""Card values as people type them, in a form or a list of cards: a region by code or name, a date of any precision."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Q
from django.utils import timezone

from archive.models import FormerRegion, Region, Report
from archive.text.dates import PartialDate

OLDEST_YEAR = 1900
#: Regions that the sentence about an ambiguous name lists.
HOMONYMS_SHOWN = 8

_DATE_SIGNS = str.maketrans({"年": "-", "月": "-", "日": "", "號": "", "号": "", "/": "-", ".": "-"})
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
# Spreadsheets add an hour to a day.
_HOUR = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$")
_CODE = re.compile(r"[0-9]{2,6}")
_STEPS = re.compile(r"[\s›>/·,，、-]+")


class ValueRefused(ValueError):
    """The typed words have no value. The message is a Chinese sentence that names the remedy."""


def region_of(words: str) -> Region:
    """Return the region of a code (``621100``, ``6211``) or a name (``定西``, ``甘肃省 定西市``, ``甘肃省定西市``).

    A former name leads to its one successor. Raise ValueRefused if there is no region, or more than one. Two queries.
    """
    words = unicodedata.normalize("NFKC", words).strip()
    if _CODE.fullmatch(words):
        try:
            return Region.objects.get_by_code(words)
        except Region.DoesNotExist:
            raise ValueRefused(f"没有代码为 {words} 的地区。请填六位行政区划代码，或填地名。") from None
    path = _STEPS.sub("", words)
    tails = [path[start:] for start in range(max(0, len(path) - 20), len(path) - 1)]
    units = Region.objects.select_related("parent__parent").filter(Q(name__in=tails) | Q(short__in=tails))
    found = [unit for unit in units if _is_path_of(path, unit)]
    # A full name goes before a short name: 朝阳区 is a district of that name first.
    found = [unit for unit in found if path.endswith(unit.name)] or found
    if not found:
        former = FormerRegion.objects.select_related("successor__parent__parent").filter(name__in=tails)
        leads = {each.successor_id: each.successor for each in former if _is_path_of(path, each.successor, each.name)}
        found = list(leads.values())
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueRefused(f"地区表里没有“{words[:40]}”。请填县级以上的今名，或填六位行政区划代码。")
    named = "；".join(f"{''.join(each.name for each in unit.path)} {unit.code}" for unit in found[:HOMONYMS_SHOWN])
    raise ValueRefused(f"叫“{words[:40]}”的地区有 {len(found)} 处，请写全上级或填代码：{named}。")


def _is_path_of(path: str, unit: Region, name: str = "") -> bool:
    """Return whether ``path`` is the region's name, alone or after names of regions above it; levels may be left out."""
    above = unit.path[-2::-1]
    for own in (name,) if name else (unit.name, unit.short):
        if path.endswith(own):
            rest = path[: len(path) - len(own)]
            for higher in above:
                called = next((form for form in (higher.name, higher.short) if rest.endswith(form)), "")
                rest = rest[: len(rest) - len(called)]
            if not rest:
                return True
    return False


def date_of(words: str) -> PartialDate:
    """Read ``2021-08-16``, ``2021/8/16``, ``2021年8月`` or ``2021``. Raise ValueRefused for any other words."""
    words = unicodedata.normalize("NFKC", words).strip()
    match = _DATE.fullmatch(_HOUR.sub("", words).translate(_DATE_SIGNS).rstrip("-"))
    if match is None:
        raise ValueRefused(f"看不懂日期“{words[:40]}”。请写成 2021-08-16、2021-08 或 2021。")
    try:
        date = PartialDate(*(int(part) for part in match.groups() if part))
    except ValueError:
        raise ValueRefused(f"历书上没有“{words}”这一天。请写成 2021-08-16、2021-08 或 2021。") from None
    if date.year < OLDEST_YEAR or date.first_day() > timezone.localdate():
        raise ValueRefused(f"日期“{words}”不在 {OLDEST_YEAR} 年到今天之间。请核对。")
    return date


def kind_of(words: str) -> str:
    """Return the kind of a code or a Chinese name. Raise ValueRefused, which lists the kinds."""
    words = unicodedata.normalize("NFKC", words).strip()
    for value, label in Report.Kind.choices:
        if words in (value, label):
            return str(value)
    allowed = "、".join(str(label) for label in Report.Kind.labels)
    raise ValueRefused(f"没有“{words[:40]}”这个类别。请填其中之一：{allowed}。")
