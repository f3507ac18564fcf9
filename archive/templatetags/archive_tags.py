"""What templates need to put a value into words. No HTML is made here."""

from __future__ import annotations

from django import template

from archive import card, labels
from archive.forms import search_parameters, with_parameters
from archive.models import Report
from search.documents import Query

register = template.Library()

_LANGUAGES: dict[str, str] = {Report.Script.HANS: "zh-Hans", Report.Script.HANT: "zh-Hant"}


@register.filter
def number(value: int) -> str:
    """15256 -> 15,256. Chinese formats of Django group by nothing."""
    return f"{value:,}"


@register.filter
def date_words(report: Report) -> str:
    """The report's date at its own precision, in words."""
    return card.date_words(report.partial_date)


@register.filter
def date_parts(report: Report) -> tuple[str, str]:
    """The same in two parts: what is known, and the remark on what is not."""
    return card.date_parts(report.partial_date)


@register.filter
def language(report: Report) -> str:
    """The ``lang`` of the report's own words."""
    return _LANGUAGES.get(report.script, "zh")


@register.filter
def edit_rule(rule: str) -> str:
    return labels.edit_rule_label(rule)


@register.simple_tag
def querystring_of(query: Query) -> str:
    """``?q=...&mode=...`` for a report's address, so that its page marks the same hits; "" for no words."""
    parameters = search_parameters(query)
    return with_parameters("", {name: parameters[name] for name in ("q", "mode") if query.text and name in parameters})
