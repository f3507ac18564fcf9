"""What templates of either engine need to put a value into words; ``words`` writes HTML by Markup, which escapes what it is given."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from markupsafe import Markup, escape

from archive.languages import labels
from archive.layout.runs import Run, RunPart
from archive.models import Report

_LANGUAGES: dict[str, str] = {Report.Script.HANS: "zh-Hans", Report.Script.HANT: "zh-Hant"}


_PASSAGE = {
    "first": Markup('<span class="passage" id="passage">{}</span>'),
    "more": Markup('<span class="passage">{}</span>'),
}


_MASKED = Markup('<span class="{}" title="{}">{}</span>')


_CHANGED = Markup('<{0} title="{1}">{2}</{0}>')


_NUMBERED = Markup('<mark class="m{}" id="h{}">{}</mark>')


_MARKS = tuple(Markup('<mark class="m{}">').format(look) for look in range(5))


_MARK_ENDS = Markup("</mark>")


_NOTHING = Markup("")


_KINDS = {"redaction": "原文隐去", "lost": "原文缺损"}


def words(runs: Iterable[Run]) -> Markup:
    """The runs of a text: ``mark`` around hits, ``del`` and ``ins`` for edits, ``span`` for what is masked or lost."""
    return _NOTHING.join(map(_run, runs))


def _run(run: Run) -> Markup:
    inner = escape(run.plain) if run.plain else _NOTHING.join(map(_part, run.parts))
    if not run.look:
        return inner
    if not run.number:
        return _MARKS[run.look] + inner + _MARK_ENDS
    return _NUMBERED.format(run.look, run.number, inner)


def _part(part: RunPart) -> Markup:
    inner = escape(part.text)
    if part.quoted:
        inner = _PASSAGE[part.quoted].format(inner)
    if part.kind:
        inner = _MASKED.format(part.kind, gettext(_KINDS[part.kind]), inner)
    if part.change:
        inner = _CHANGED.format(part.change, labels.edit_rule_label(part.rule), inner)
    return inner


def number(value: int) -> str:
    """15256 -> 15,256. Chinese formats of Django group by nothing."""
    return f"{value:,}"


def language(report: Report) -> str:
    """The ``lang`` of the report's own words."""
    return _LANGUAGES.get(report.script, "zh")


def named(words: str) -> str:
    """A name out of a table of the code (类别, 新闻) in the language of the page."""
    return gettext(words) if words else ""
