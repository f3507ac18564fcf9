"""Card values as people type them, in a form or a list of cards: a region by code or name, a date of any precision."""

from __future__ import annotations

import re
import unicodedata

from django.utils import timezone

from archive.models import Region, Report
from archive.places.lookup import former_regions_named, regions_named
from archive.text.dates import PartialDate
from search.fold import fold
from search.query.dates import numbers_of_date
from search.sentences import Sentence, enumerated, say

OLDEST_YEAR = 1900
#: Regions that the sentence about an ambiguous name lists.
HOMONYMS_SHOWN = 8

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
            raise ValueRefused(say("没有代码为 {0} 的地区。请填六位行政区划代码，或填地名。", words)) from None
    path = _STEPS.sub("", words)
    found = regions_named(path)
    # A full name goes before a short name: 朝阳区 is a district of that name first.
    found = [region for region in found if fold(path).endswith(fold(region.name))] or found
    if not found:
        found = list({former.successor_id: former.successor for former in former_regions_named(path)}.values())
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueRefused(say("地区表里没有“{0}”。请填县级以上的今名，或填六位行政区划代码。", words[:40]))
    named = enumerated(
        f"{''.join(each.name for each in region.path)} {region.code}" for region in found[:HOMONYMS_SHOWN]
    )
    raise ValueRefused(say("叫“{0}”的地区有 {1} 处，请写全上级或填代码：{2}。", words[:40], len(found), named))


def date_of(words: str) -> PartialDate:
    """Read a date in any form that people type. Raise ValueRefused for any other words."""
    words = unicodedata.normalize("NFKC", words).strip()
    numbers = numbers_of_date(_HOUR.sub("", words))
    if numbers is None:
        raise ValueRefused(say("看不懂日期“{0}”。请写成 2021-08-16、2021-08 或 2021。", words[:40]))
    try:
        date = PartialDate(*numbers)
    except ValueError:
        raise ValueRefused(say("历书上没有“{0}”这一天。请写成 2021-08-16、2021-08 或 2021。", words)) from None
    if date.year < OLDEST_YEAR or date.first_day() > timezone.localdate():
        raise ValueRefused(say("日期“{0}”不在 {1} 年到今天之间。请核对。", words, OLDEST_YEAR))
    return date


def kind_of(words: str) -> str:
    """Return the kind of a code or a Chinese name. Raise ValueRefused, which lists the kinds."""
    words = unicodedata.normalize("NFKC", words).strip()
    for value, label in Report.Kind.choices:
        if words in (value, label):
            return str(value)
    allowed = enumerated(say("{0}（{1}）", value, Sentence(str(label))) for value, label in Report.Kind.choices)
    raise ValueRefused(say("没有“{0}”这个类别。请填其中之一：{1}。", words[:40], allowed))
