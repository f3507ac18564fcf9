"""What templates need to put a value into words.

``words`` is the one tag that writes HTML: by Markup, which escapes all that is joined or added to it. As a template of
loops it took 0.4 ms a mark, seconds for a yearbook searched for 党.
"""

from __future__ import annotations

from django import template

from archive.languages import labels
from archive.models import Report
from archive.reading import card
from archive.rendering.filters import language, number, words
from archive.web.questions import querystring_of

register = template.Library()


@register.filter
def date_words(report: Report) -> str:
    """The report's date at its own precision, in words."""
    return card.date_words(report.partial_date)


@register.filter
def date_parts(report: Report) -> tuple[str, str]:
    """The same in two parts: what is known, and the remark on what is not."""
    return card.date_parts(report.partial_date)


@register.filter
def edit_rule(rule: str) -> str:
    return labels.edit_rule_label(rule)


register.simple_tag(words)
register.simple_tag(querystring_of)
register.filter(number)
register.filter(language)
