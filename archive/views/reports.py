"""One report: its text with the hits marked, its card, and the original as it came."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from archive.card import report_card
from archive.citation import gb7714
from archive.forms import ReadingForm, search_address, with_parameters
from archive.models import Report
from archive.near import near_reports_of, percent
from archive.reading import STRIP_WIDTH, body_marks, lay_out
from archive.runs import marked_runs
from archive.views.errors import gone
from search.documents import Query, QueryError
from search.highlight import Mark, Shown, count_hits, find_marks
from search.query import ParsedQuery, parse_query

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term of the question, how often it stands in the text, and the address that marks it alone."""

    text: str
    look: int
    count: int
    address: str
    is_alone: bool


def report_page(request: HttpRequest, report_id: int) -> HttpResponse:
    seen_outside = Report.objects.exclude(status=Report.Status.DRAFT)
    report = get_object_or_404(
        seen_outside.select_related("region__parent__parent", "source", "original"), pk=report_id
    )
    if not report.is_published:
        return gone(request)
    form = ReadingForm(request.GET)
    refused = "" if form.is_valid() else form.error_sentence
    asked = {} if refused else {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
    parsed = None
    if asked.get("q"):
        try:
            parsed = parse_query(asked["q"], asked.get("mode", "folded"))
        except QueryError as error:
            refused = str(error)
    shown = _marks(report.text, parsed, asked, "body")
    with_edits = asked.get("edits") == "1"
    reading = lay_out(report.text, shown, report.edit_list if with_edits else ())
    address = request.build_absolute_uri(report.get_absolute_url())
    context = {
        "report": report,
        "title": marked_runs(report.title, _marks(report.title, parsed, asked, "title")),
        "reading": reading,
        "length": sum(not character.isspace() for character in report.text),
        "refused": refused,
        "card": report_card(report),
        "citation": gb7714(report, address=address, accessed=timezone.localdate()),
        "near": [(other, percent(share)) for other, share in near_reports_of(report, published_only=True)],
        "with_edits": with_edits,
        "edits_address": _address(report, asked, edits="" if with_edits else "1"),
        **(_hit_bar(report, parsed, asked) if parsed else {}),
    }
    return render(request, "archive/report.html", context, status=400 if refused else 200)


def _marks(text: str, parsed: ParsedQuery | None, asked: dict, field: Shown) -> list[Mark]:
    """The hits to be marked: all, those of one term (also where a longer term would hide them), or none."""
    if parsed is None or asked.get("marks") == "0":
        return []
    mode = asked.get("mode", "folded")
    alone = asked.get("term", len(parsed.terms))
    if alone >= len(parsed.terms):
        return body_marks(text, find_marks(text, parsed, mode, field=field))
    found = find_marks(text, replace(parsed, terms=(parsed.terms[alone],)), mode, field=field)
    return [replace(mark, term=alone) for mark in body_marks(text, found)]


def _hit_bar(report: Report, parsed: ParsedQuery, asked: dict) -> dict:
    """Everything above the text that leads through the hits; ``found`` counts all of them, marked or not."""
    mode = asked.get("mode", "folded")
    counts = count_hits(report.text, parsed, mode)
    terms = [
        TermCount(
            term.text,
            index % 4 + 1,
            count,
            _address(report, asked, term=str(index), marks=""),
            asked.get("term") == index,
        )
        for index, (term, count) in enumerate(zip(parsed.terms, counts, strict=True))
        if term.field in ("", "body")
    ]
    return {
        "asked": asked["q"],
        "mode": mode,
        "found": len(_marks(report.text, parsed, {"mode": mode}, "body")),
        "terms": terms,
        "strip_width": STRIP_WIDTH,
        "is_hidden": asked.get("marks") == "0",
        "is_whole": "term" not in asked and asked.get("marks") != "0",
        "all_address": _address(report, asked, term="", marks=""),
        "plain_address": _address(report, asked, term="", marks="0"),
        "results_address": search_address(Query(text=asked["q"], mode=mode)),
    }


def _address(report: Report, asked: dict, **changes: str) -> str:
    parameters = {name: str(value) for name, value in {**asked, **changes}.items() if value != ""}
    return with_parameters(report.get_absolute_url(), parameters)


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
