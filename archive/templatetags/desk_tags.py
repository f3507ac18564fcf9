"""Tags and filters of the review desk.

format_html, which escapes its arguments, writes the reviewed text: as a template of loops, a long report with thousands of
edits took seconds.
"""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from archive import languages
from archive.admin.review.text import ReviewBlock, ReviewEdit, ReviewedText, ReviewSpan
from archive.admin.review.words import RULE_GLOSSES
from archive.languages.labels import certainty
from archive.models import Report
from archive.rendering import filters
from archive.text.edits import Gap

register = template.Library()
register.simple_tag(filters.words)
register.filter(filters.language)
register.filter(filters.number)

#: Candidates shown for one gap; the repair ranks them, and later ones are hardly ever right.
CANDIDATES_SHOWN = 8
_MASKS = {"redaction": "原文隐去", "lost": "原文缺损"}
_PUT_BACK = '<button type="submit" name="put_back" value="{}">放回</button>'
# One format_html call an edit: a report may have thousands, and escaping takes ten times as long as joining.
_EDIT_NOTE = (
    '<span class="spot-note" id="change-{0}" tabindex="-1"><strong>{1}</strong> <span>{2}</span> '
    '<button type="submit" name="put_back" value="{0}" aria-label="放回">还原 <kbd>Z</kbd></button> {3} '
    '<a href="#c{0}">收起</a></span>'
)


@register.filter
def date_words(report: Report) -> str:
    """Return the report's date at its own precision, in words."""
    return languages.date_words(report.partial_date)


@register.simple_tag
def reviewed_text(reviewed: ReviewedText, may_change: bool) -> SafeString:
    """Render all blocks of the text; if ``may_change``, with the buttons that undo, accept and fill."""
    return format_html_join("\n", "{}", ((_block(block, reviewed.gaps, may_change),) for block in reviewed.blocks))


def _block(block: ReviewBlock, gaps: tuple[Gap, ...], may_change: bool) -> SafeString:
    if block.kind == "removed" and (edit := block.spans[0].edit):
        button = format_html(_PUT_BACK, edit.index) if may_change else ""
        return format_html(
            '<div class="removed" id="b{}" tabindex="-1"><del>{}</del> <span class="rule">{}</span> {}</div>',
            block.number, edit.lines, edit.label, button,
        )  # fmt: skip
    inner = format_html_join("", "{}", ((_span(span, gaps, may_change),) for span in block.spans))
    tag = f"h{block.level + 1}" if block.level else "p"
    return format_html('<{0} id="b{1}" tabindex="-1">{2}</{0}>', tag, block.number, inner)


def _span(span: ReviewSpan, gaps: tuple[Gap, ...], may_change: bool) -> SafeString:
    """Render a span in its line, and after it the note that a click opens."""
    if span.edit is None:
        if not (span.gap and may_change):
            return _words(span)
        return format_html(
            '<a class="lost gap" href="#gap-{0}" id="g{0}" title="原文缺损，点开看可能的字" data-doubt>{1}</a>{2}',
            span.gap, span.words, _note(f"gap-{span.gap}", f"g{span.gap}", "缺字", _filling(gaps, span.gap)),
        )  # fmt: skip
    edit = span.edit
    after = format_html_join("", "{}", ((_words(part),) for part in edit.parts))
    inner = format_html("<del>{}</del><ins>{}</ins>", edit.before, after)
    if not may_change:
        return inner
    lost = [part.gap for part in edit.parts if part.gap]
    is_doubtful = edit.is_doubtful or bool(lost)
    return format_html(
        '<a class="change{0}" href="#change-{1}" id="c{1}" title="{2}"{3}>{4}</a>{5}',
        " doubtful" if is_doubtful else "", edit.index, edit.label,
        " data-doubt" if is_doubtful else "", inner, _edit_note(edit, gaps, lost),
    )  # fmt: skip


def _words(span: ReviewSpan) -> SafeString:
    if span.gap:
        return format_html('<span class="lost gap" id="g{}" title="原文缺损">{}</span>', span.gap, span.words)
    if span.kind:
        return format_html('<span class="{}" title="{}">{}</span>', span.kind, _MASKS[span.kind], span.words)
    return conditional_escape(span.words)


def _edit_note(edit: ReviewEdit, gaps: tuple[Gap, ...], lost: list[int]) -> SafeString:
    gloss = RULE_GLOSSES.get(edit.rule, "")
    more: SafeString | str = ""
    if edit.is_doubtful:
        more = format_html('<button type="submit" name="accept" value="{}">核可 <kbd>回车</kbd></button> ', edit.index)
    if lost:
        more = format_html_join(" ", "{}", ((part,) for part in (more, *(_filling(gaps, number) for number in lost))))
    return format_html(_EDIT_NOTE, edit.index, edit.label, gloss, more)


def _note(name: str, back: str, label: str, inner: SafeString) -> SafeString:
    return format_html(
        '<span class="spot-note" id="{}" tabindex="-1"><strong>{}</strong> {} <a href="#{}">收起</a></span>',
        name, label, inner, back,
    )  # fmt: skip


def _filling(gaps: tuple[Gap, ...], number: int) -> SafeString:
    """Render the candidates of a gap, each a button that writes it there; ``number`` counts from 1."""
    gap = gaps[number - 1]
    choices = format_html_join(
        " ",
        '<button type="submit" name="fill" value="{}:{}" title="把握{}">{}</button>',
        (
            (number - 1, choice, certainty(candidate.confidence)[1], candidate.value)
            for choice, candidate in enumerate(gap.candidates[:CANDIDATES_SHOWN])
        ),
    )
    lead = "可能是" if gap.candidates else "没有可用的候选字，请对照原件，在“改正文”里补。"
    quote = format_html("原件作 <q>{}</q> ", gap.quote) if gap.quote else ""
    return format_html("<span>{}{}</span> {}", quote, lead, choices)
