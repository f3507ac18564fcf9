"""One report: its text with the hits marked, its card, and the original as it came."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from archive.intake.near_duplicates import near_reports_of
from archive.languages import said, say
from archive.languages.scripts import ReadScript, read_in
from archive.layout.lines import STRIP_WIDTH, body_marks, lay_out, lines_of
from archive.layout.passage import find_passage
from archive.layout.runs import marked_runs, masked_spans
from archive.models import Report
from archive.models.near import percent
from archive.reading.card import report_card
from archive.reading.form import Asked, ReadingForm
from archive.reading.similar import similar_reports
from archive.views.cite import references
from archive.views.errors import gone
from archive.web.questions import with_parameters
from search.documents import QueryError
from search.highlight import Mark, Shown, count_hits, find_marks
from search.query import ParsedQuery, parse_query

logger = logging.getLogger(__name__)

_LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant", "mixed": "zh"}


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term of the question, how often it stands in the text, and the address that marks it alone."""

    text: str
    look: int
    count: int
    address: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A way of reading that the page offers: its words, the address that takes it, whether it is taken."""

    label: str
    address: str
    is_taken: bool
    count: str = ""


def report_page(request: HttpRequest, report_id: int) -> HttpResponse:
    seen_outside = Report.objects.exclude(status=Report.Status.DRAFT)
    report = get_object_or_404(
        seen_outside.select_related("region__parent__parent", "source", "original"), pk=report_id
    )
    if not report.is_published:
        return gone(request)
    form = ReadingForm(request.GET)
    refused = "" if form.is_valid() else form.error_sentence
    asked = Asked() if refused else Asked.of(form)
    parsed = None
    if asked.q:
        try:
            parsed = parse_query(asked.q, asked.mode)
        except QueryError as error:
            refused = said(error)
    script = asked.script if asked.script != report.script else ""
    shown = read_in(report.text, script) if script else ""
    marks = _marks(report.text, parsed, asked, "body")
    passage = find_passage(report.text, asked.quote, _start_of(report.text, asked.p)) if asked.quote else None
    reading = lay_out(
        report.text,
        marks,
        report.edit_list if asked.drawn_edits else (),
        shown=shown,
        quoted=passage,
        edit_kinds=asked.drawn_edits,
    )
    title = read_in(report.title, script) if script else ""
    near = near_reports_of(report, published_only=True)
    context = {
        "report": report,
        "title": marked_runs(report.title, _marks(report.title, parsed, asked, "title"), shown=title),
        "reading": reading,
        "language": _LANGUAGES[script or report.script],
        "scripts": _scripts(report, asked, script),
        "original_address": _address(report, asked, script="") if script else "",
        "masked": Counter(kind for _, _, kind in masked_spans(report.text)),
        "length": sum(not character.isspace() for character in report.text),
        "refused": refused,
        "lost_quote": asked.quote if asked.quote and not passage else "",
        "card": report_card(report),
        "references": references(request, report),
        "accessed": timezone.localdate(),
        "near": [(other, percent(share)) for other, share in near],
        "similar": similar_reports(report, without=[other.pk for other, _ in near]),
        "with_edits": bool(asked.drawn_edits),
        "without_edits_address": _address(report, asked, edits=""),
        "without_numbers": asked.numbers == "0",
        "choices": _choices(report, asked),
        "tell_editors": _letter(request, report),
        "results_address": _results_address(asked),
        **(_hit_bar(report, parsed, asked, script) if parsed else {}),
    }
    return render(request, "archive/report.html", context, status=400 if refused else 200)


def _marks(text: str, parsed: ParsedQuery | None, asked: Asked, field: Shown) -> list[Mark]:
    """The hits to be marked: all, those of one term (also where a longer term would hide them), or none."""
    if parsed is None or asked.marks == "0":
        return []
    if asked.term is None or asked.term >= len(parsed.terms):
        return body_marks(text, find_marks(text, parsed, asked.mode, field=field))
    found = find_marks(text, replace(parsed, terms=(parsed.terms[asked.term],)), asked.mode, field=field)
    return [mark._replace(term=asked.term) for mark in body_marks(text, found)]


def _start_of(text: str, paragraph: int | None) -> int:
    """The offset where the paragraph with this number begins; 0 without one."""
    if paragraph is None:
        return 0
    starts = [line.start for line in lines_of(text) if not line.level]
    return starts[paragraph - 1] if paragraph <= len(starts) else 0


def _hit_bar(report: Report, parsed: ParsedQuery, asked: Asked, script: ReadScript | Literal[""]) -> dict:
    """Everything above the text that leads through the hits; ``found`` counts all of them, marked or not."""
    counts = count_hits(report.text, parsed, asked.mode)
    terms = [
        TermCount(
            read_in(term.text, script) if script else term.text,
            index % 4 + 1,
            count,
            _address(report, asked, term=index, marks=""),
            asked.term == index,
        )
        for index, (term, count) in enumerate(zip(parsed.terms, counts, strict=True))
        if term.field in ("", "body")
    ]
    return {
        "asked": asked.q,
        "mode": asked.mode,
        "found": len(_marks(report.text, parsed, Asked(mode=asked.mode), "body")),
        "terms": terms,
        "strip_width": STRIP_WIDTH,
        "is_hidden": asked.marks == "0",
        "is_whole": asked.term is None and asked.marks != "0",
        "all_address": _address(report, asked, term=None, marks=""),
        "plain_address": _address(report, asked, term=None, marks="0"),
    }


def _scripts(report: Report, asked: Asked, script: str) -> tuple[Choice, ...]:
    """简体 and 繁體; a report of both scripts is neither until one is chosen."""
    present = script or report.script
    return tuple(
        Choice(label, _address(report, asked, script="" if name == report.script else name), name == present)
        for name, label in (("hans", say("简体")), ("hant", say("繁體")))
    )


#: Kinds of edits drawn in the text -> the address's word for them.
_EDITS_WORD = {
    frozenset[str](): "",
    frozenset({"repair"}): "repair",
    frozenset({"clean"}): "clean",
    frozenset({"repair", "clean"}): "1",
}


def _choices(report: Report, asked: Asked) -> tuple[Choice, ...]:
    """What may be shown beside the text: repairs, what was taken out, numbers of paragraphs."""
    kinds = [row["kind"] for row in report.edits]
    drawn = asked.drawn_edits & {"repair", "clean"}  # an editor's hand is drawn with the repairs
    choices = [
        Choice(
            called,
            _address(report, asked, edits=_EDITS_WORD[drawn ^ {kind}]),
            kind in drawn,
            say("{0:,} 处", count),
        )
        for kind, called, count in (
            ("repair", say("标出修复"), len(kinds) - kinds.count("clean")),
            ("clean", say("显示删去"), kinds.count("clean")),
        )
        if count
    ]
    shown = asked.numbers != "0"
    choices.append(Choice(say("段落编号"), _address(report, asked, numbers="0" if shown else ""), shown))
    return tuple(choices)


def _results_address(asked: Asked) -> str:
    """The result list that the reader came from, with its filters and its page; "" for one who came otherwise."""
    parameters = asked.list_parameters()
    return with_parameters(reverse("search"), parameters) if parameters else ""


def _letter(request: HttpRequest, report: Report) -> str:
    """A letter to the editors with title and address filled in; "" where no address is set (EDITORS_EMAIL)."""
    if not settings.EDITORS_EMAIL:
        return ""
    body = say(
        "报告：{0}\n地址：{1}\n\n我知道的是：\n", report.title, request.build_absolute_uri(report.get_absolute_url())
    )
    return f"mailto:{quote(settings.EDITORS_EMAIL, safe='@')}?subject={quote(say('关于一篇报告的著录'))}&body={quote(body)}"


def _address(report: Report, asked: Asked, **changes: Any) -> str:
    return with_parameters(report.get_absolute_url(), asked.parameters(**changes))


def report_original(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """The bytes as they were received, always as an attachment: uploaded HTML must never run here."""
    report = get_object_or_404(Report.objects.select_related("original"), pk=report_id)
    if not (report.is_published or request.user.has_perm("archive.view_report")):
        if report.status == Report.Status.WITHDRAWN:
            return gone(request)
        raise Http404
    original = report.original
    try:
        file = original.path.open("rb")
    except OSError:
        logger.exception("the original %s of report %s cannot be read", original.sha256, report.pk)
        back = reverse("report", args=[report.pk]) if report.is_published else ""
        return render(request, "404.html", {"missing_original": True, "back": back}, status=404)
    response = FileResponse(file, as_attachment=True, filename=original.filename, content_type=original.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
