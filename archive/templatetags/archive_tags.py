"""What templates need to put a value into words.

``words`` is the one tag that writes HTML: through format_html, which escapes all that it is given. As a template
of loops it took 0.4 ms a mark, seconds for a yearbook searched for 党.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from archive import card, labels
from archive.forms import list_parameters, with_parameters
from archive.models import Report
from archive.reading_form import results_parameter
from archive.runs import Piece, Run
from search.documents import Query

register = template.Library()

_LANGUAGES: dict[str, str] = {Report.Script.HANS: "zh-Hans", Report.Script.HANT: "zh-Hant"}
_PASSAGE = {
    "first": '<span class="passage" id="passage">{}</span>',
    "more": '<span class="passage">{}</span>',
}
_KINDS = {"redaction": "原文隐去", "lost": "原文缺损"}


@register.simple_tag
def words(runs: Iterable[Run]) -> SafeString:
    """The runs of a text: ``mark`` around hits, ``del`` and ``ins`` for edits, ``span`` for what is masked or lost."""
    return format_html_join("", "{}", ((_run(run),) for run in runs))


def _run(run: Run) -> SafeString:
    inner = (
        conditional_escape(run.plain) if run.plain else format_html_join("", "{}", ((_piece(p),) for p in run.pieces))
    )
    if not run.look:
        return inner
    if not run.number:
        return format_html('<mark class="m{}">{}</mark>', run.look, inner)
    return format_html('<mark class="m{}" id="h{}">{}</mark>', run.look, run.number, inner)


def _piece(piece: Piece) -> SafeString:
    inner = conditional_escape(piece.text)
    if piece.quoted:
        inner = format_html(_PASSAGE[piece.quoted], inner)
    if piece.kind:
        inner = format_html('<span class="{}" title="{}">{}</span>', piece.kind, gettext(_KINDS[piece.kind]), inner)
    if piece.change:
        rule = labels.edit_rule_label(piece.rule)
        inner = format_html('<{0} title="{1}">{2}</{0}>', piece.change, rule, inner)
    return inner


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
    """``?q=...&mode=...`` for a report's address, so that its page marks the same hits, and ``results=...``, so that it
    leads back to the very list; "" where there is nothing to say."""
    if not isinstance(query, Query):
        return ""
    parameters = list_parameters(query)
    said = {name: value for name, value in parameters.items() if query.text and name in {"q", "mode"}}
    if rest := results_parameter(parameters):
        said["results"] = rest
    return with_parameters("", said)
