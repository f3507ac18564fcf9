"""Tags and filters of the review desk.

Functions write the reviewed text, with ``escape`` around every word: as a template of loops, or by format_html, which looks
at the kind of each value, a long report with thousands of edits took seconds.
"""

from __future__ import annotations

from html import escape

from django import template
from markupsafe import Markup

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
#: Gaps whose candidates the page offers; the page says so, and each later one is a gap in the text all the same.
GAPS_OFFERED = 5_000
_MASKS = {"redaction": "原文隐去", "lost": "原文缺损", "unsure": "文字识别没有把握"}
_PUT_BACK = '<button type="submit" name="put_back" value="{}">放回</button>'
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
def unoffered_gaps(reviewed: ReviewedText) -> str:
    """Return a sentence on the gaps whose candidates the page leaves out; "" if it offers all."""
    more = len(reviewed.gaps) - GAPS_OFFERED
    return f"缺字太多，只有前 {GAPS_OFFERED} 处列出候选字；其余 {more} 处请在“改正文”里补。" if more > 0 else ""


@register.simple_tag
def reviewed_text(reviewed: ReviewedText, may_change: bool) -> Markup:
    """Render all blocks of the text; if ``may_change``, with the buttons that undo, accept and fill."""
    return Markup("\n".join([_block(block, reviewed.gaps, may_change) for block in reviewed.blocks]))  # noqa: S704


def _block(block: ReviewBlock, gaps: tuple[Gap, ...], may_change: bool) -> str:
    if block.kind == "removed" and (edit := block.spans[0].edit):
        button = _PUT_BACK.format(edit.index) if may_change else ""
        return (
            f'<div class="removed" id="b{block.number}" tabindex="-1"><del>{escape(edit.lines)}</del> '
            f'<span class="rule">{escape(edit.label)}</span> {button}</div>'
        )
    inner = "".join([_span(span, gaps, may_change) for span in block.spans])
    tag = f"h{block.level + 1}" if block.level else "p"
    return f'<{tag} id="b{block.number}" tabindex="-1">{inner}</{tag}>'


def _span(span: ReviewSpan, gaps: tuple[Gap, ...], may_change: bool) -> str:
    """Render a span in its line, and after it the note that a click opens."""
    if span.edit is None:
        if span.place:
            return (
                f'<a class="unsure" href="#{span.place}" id="w{span.place}" title="文字识别没有把握，点开看图像上的这一行" data-doubt>'
                f"{escape(span.words)}</a>"
            )
        if not (0 < span.gap <= GAPS_OFFERED and may_change):
            return _words(span)
        note = _note(f"gap-{span.gap}", f"g{span.gap}", "缺字", _filling(gaps, span.gap))
        return (
            f'<a class="lost gap" href="#gap-{span.gap}" id="g{span.gap}" title="原文缺损，点开看可能的字" data-doubt>'
            f"{escape(span.words)}</a>{note}"
        )
    edit = span.edit
    after = "".join([_words(part) for part in edit.parts])
    inner = f"<del>{escape(edit.before)}</del><ins>{after}</ins>"
    if not may_change:
        return inner
    lost = [part.gap for part in edit.parts if 0 < part.gap <= GAPS_OFFERED]
    is_doubtful = edit.is_doubtful or bool(lost)
    return (
        f'<a class="change{" doubtful" if is_doubtful else ""}" href="#change-{edit.index}" id="c{edit.index}" '
        f'title="{escape(edit.label)}"{" data-doubt" if is_doubtful else ""}>{inner}</a>{_edit_note(edit, gaps, lost)}'
    )


def _words(span: ReviewSpan) -> str:
    words = escape(span.words)
    if span.gap:
        return f'<span class="lost gap" id="g{span.gap}" title="原文缺损">{words}</span>'
    return f'<span class="{span.kind}" title="{_MASKS[span.kind]}">{words}</span>' if span.kind else words


def _edit_note(edit: ReviewEdit, gaps: tuple[Gap, ...], lost: list[int]) -> str:
    more = ""
    if edit.is_doubtful:
        more = f'<button type="submit" name="accept" value="{edit.index}">核可 <kbd>回车</kbd></button> '
    if lost:
        more = " ".join([more, *(_filling(gaps, number) for number in lost)])
    return _EDIT_NOTE.format(edit.index, escape(edit.label), escape(RULE_GLOSSES.get(edit.rule, "")), more)


def _note(name: str, back: str, label: str, inner: str) -> str:
    return (
        f'<span class="spot-note" id="{name}" tabindex="-1"><strong>{label}</strong> {inner} '
        f'<a href="#{back}">收起</a></span>'
    )


def _filling(gaps: tuple[Gap, ...], number: int) -> str:
    """Render the candidates of a gap, each a button that writes it there; ``number`` counts from 1."""
    gap = gaps[number - 1]
    choices = " ".join(
        f'<button type="submit" name="fill" value="{number - 1}:{choice}" '
        f'title="把握{certainty(candidate.confidence)[1]}">{escape(candidate.value)}</button>'
        for choice, candidate in enumerate(gap.candidates[:CANDIDATES_SHOWN])
    )
    lead = "可能是" if gap.candidates else "没有可用的候选字，请对照原件，在“改正文”里补。"
    quote = f"原件作 <q>{escape(gap.quote)}</q> " if gap.quote else ""
    return f"<span>{quote}{lead}</span> {choices}"
