"""The language of the page in templates: its tag, the switch, and words that keep a language of their own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from archive.languages import chosen, listed, mixed, own
from archive.languages.chosen import LanguageLink
from archive.models import Region
from archive.places.shown import LETTERS, place_name, place_path
from archive.reading import card
from archive.rendering.filters import named
from archive.text.dates import PartialDate

register = template.Library()

register.filter("own", own)
register.filter("mixed", mixed)
register.filter("listed", listed)
register.filter("place", place_name)
register.filter("place_path", place_path)


@register.simple_tag
def page_language() -> str:
    """``lang`` of the page: zh-Hans, zh-Hant or en."""
    return chosen.TAGS.get(get_language() or "", "zh-Hans")


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[LanguageLink]:
    """The switch of languages; none where no page was asked for."""
    return list(chosen.language_links(context["request"])) if context.get("request") else []


@register.filter
def short_place(unit: Region) -> SafeString | str:
    return place_name(unit, short=True)


@register.filter
def letters(province: Region) -> str:
    """GS for Gansu: where an English name has no room."""
    return LETTERS.get(province.code[:2], "")


@register.filter
def quoted(names: Iterable[str]) -> SafeString:
    """“软弱涣散”“四议两公开”: names of measures, which keep their language."""
    return format_html_join(gettext("、") if get_language() == "en" else "", "“{}”", ((own(name),) for name in names))


@register.filter
def day(date: datetime.date) -> str:
    """2021年8月16日; 16 August 2021."""
    if isinstance(date, datetime.datetime):
        date = timezone.localtime(date)
    return card.date_words(PartialDate(date.year, date.month, date.day))


register.filter(named)
