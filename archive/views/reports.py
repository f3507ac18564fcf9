"""One report: its page, its original, its references, and beside a near duplicate."""

from __future__ import annotations

import logging
from collections import Counter

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control

from archive.exporting.citation import forms
from archive.intake.near_duplicates import find_pair, near_reports_of
from archive.languages import say, translated
from archive.languages.scripts import to_script
from archive.layout.lines import MOST_DRAWN, lay_out
from archive.layout.parts import divide
from archive.layout.runs import marked_runs, masked_spans
from archive.models import NearPair, Report, ScannedPage, doubtful_spans
from archive.models.near import percent
from archive.reading.card import report_card
from archive.reading.choices import (
    hit_bar,
    letter_to_editors,
    reading_address,
    results_address,
    script_choices,
    text_choices,
)
from archive.reading.comparing import MOST_COMPARED, MOST_ROWS, SHARED_LENGTH, compare_texts, lay_apart
from archive.reading.form import ReadingForm, ReadingOptions
from archive.reading.hits import find_hits, title_marks
from archive.reading.in_results import place_in_results
from archive.reading.parts import in_script, report_parts
from archive.reading.quoting import quoted_passage
from archive.reading.similar import similar_reports
from archive.storage.originals import StoreUnavailable, open_original
from archive.text.sections import split_sections
from archive.views.errors import gone, missing_report, originals_away
from archive.web.addresses import absolute, report_number
from search.documents import QueryError
from search.query import parse_query

logger = logging.getLogger(__name__)

_LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant", "mixed": "zh"}
_CITATION_TYPES = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems", "txt": "text/plain"}


def report_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show the text with its marks, the card, references and similar reports."""
    report = (
        _published_once().select_related("region__parent__parent", "source", "original").filter(pk=report_id).first()
    )
    if report is None:
        return missing_report(request, report_id)
    if not report.is_published:
        return gone(request)
    form = ReadingForm(request.GET)
    refused = "" if form.is_valid() else form.error_sentence
    options = ReadingOptions() if refused else ReadingOptions.of(form)
    parsed = None
    if options.q:
        try:
            parsed = parse_query(options.q, options.mode)
        except QueryError as error:
            refused = translated(error)
    script = options.script if options.script != report.script else ""
    parted = divide(report.text)
    quoted = quoted_passage(report, parted, options)
    passage = quoted.located.span if quoted else None
    hits = find_hits(report.text, parsed, options)
    parts = report_parts(report, parted, options, passage=passage, marks=hits.marks[:MOST_DRAWN])
    part = parts.shown if parts else None
    masked = masked_spans(report.text, doubtful_spans(report, ScannedPage.objects.of(report)))
    reading = lay_out(
        report.text,
        hits.marks,
        report.edit_list if options.shown_edits else (),
        shown=in_script(report.text, script, part) if script else "",
        quoted=passage,
        edit_kinds=options.shown_edits,
        masked=masked,
        part=part,
        sections=split_sections(report.text),
    )
    title = to_script(report.title, script) if script else ""
    near = near_reports_of(report, published_only=True)
    address = absolute(request, report.get_absolute_url())
    context = {
        "report": report,
        "is_held": not report.is_sample or Report.objects.held().filter(pk=report.pk).exists(),
        "title": marked_runs(report.title, title_marks(report.title, parsed, options), shown=title),
        "reading": reading,
        "parts": parts,
        "language": _LANGUAGES[script or report.script],
        "scripts": script_choices(report, options, script),
        "original_address": reading_address(report, options, script="") if script else "",
        "masked": Counter(kind for _, _, kind in masked),
        "length": sum(not character.isspace() for character in report.text),
        "refused": refused,
        "left_out": say("这一篇命中、修改、隐去或缺损太多，各只标出前 {0} 处。", MOST_DRAWN)
        if reading.left_out
        else "",
        "searched": hits.searched,
        "section": options.section if parsed else "",
        "has_sections": any(line.section for line in reading.lines),
        "whole_text_address": reading_address(report, options, section="") if options.section else "",
        "quoted": quoted,
        "card": report_card(report),
        "references": forms.references(report, address=address, accessed=timezone.localdate()),
        "near": [(other, percent(share)) for other, share in near],
        "similar": similar_reports(report, without=[other.pk for other, _ in near]),
        "with_edits": bool(options.shown_edits),
        "without_edits_address": reading_address(report, options, edits=""),
        "without_numbers": options.numbers == "0",
        "choices": text_choices(report, options),
        "tell_editors": letter_to_editors(report, request.build_absolute_uri(report.get_absolute_url())),
        "desk_address": _desk_address(request, report),
        "results_address": results_address(options),
        "place": place_in_results(report, options),
        "bar": hit_bar(report, parsed, options, script, hits) if parsed else None,
    }
    response = render(request, "report.html", context, status=400 if refused else 200)
    if context["desk_address"]:
        patch_cache_control(response, private=True)
    return response


def _desk_address(request: HttpRequest, report: Report) -> str:
    """Return the address of the report on the desk for a signed-in editor, "" for all others.

    A request without the cookie of a session asks nothing, so that the page of a stranger stays the same for all of them.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    user = request.user
    may_open = user.is_staff and (user.has_perm("archive.view_report") or user.has_perm("archive.change_report"))
    return reverse("admin:archive_report_change", args=[report.pk]) if may_open else ""


def _published_once() -> QuerySet[Report]:
    """Return all reports that are public or were: a withdrawn one is answered with 410."""
    return Report.objects.once_published()


def report_original(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """Send the bytes as they were received, always as an attachment: uploaded HTML must never run here."""
    report = Report.objects.select_related("original").filter(pk=report_id).first()
    if report is None:
        return missing_report(request, report_id)
    if not (report.is_published or request.user.has_perm("archive.view_report")):
        if report.status == Report.Status.WITHDRAWN:
            return gone(request)
        raise Http404
    original = report.original
    try:
        file = open_original(original.sha256, original.size)
    except StoreUnavailable as error:
        logger.error("the original %s of report %s cannot be read: %s", original.sha256, report.pk, error)
        return originals_away(request, back=reverse("report", args=[report.pk]) if report.is_published else "")
    except OSError as error:
        back = reverse("report", args=[report.pk]) if report.is_published else ""
        if original.is_left_out and isinstance(error, FileNotFoundError):
            return render(request, "original_left_out.html", {"back": back}, status=404)
        logger.exception("the original %s of report %s cannot be read", original.sha256, report.pk)
        return render(request, "original_missing.html", {"back": back}, status=404)
    response = FileResponse(file, as_attachment=True, filename=original.filename, content_type=original.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def citation_file(request: HttpRequest, report_id: int, suffix: str) -> HttpResponse:
    """Send ``cite.bib``, ``cite.ris`` or ``cite.txt`` as an attachment; a withdrawn report's is gone like its page."""
    if suffix not in _CITATION_TYPES:
        raise Http404
    reports = _published_once().select_related("region__parent__parent", "source", "original")
    report = reports.filter(pk=report_id).first()
    if report is None:
        return missing_report(request, report_id)
    if not report.is_published:
        return gone(request)
    address = absolute(request, report.get_absolute_url())
    words = forms.citation_text(report, suffix, address=address, accessed=timezone.localdate())
    response = HttpResponse(words, content_type=f"{_CITATION_TYPES[suffix]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="jiceng-{report.pk}.{suffix}"'
    return response


@cache_control(private=True, max_age=3600)
def print_sheet(request: HttpRequest, report_id: int) -> HttpResponse:
    """Send the running head of the printed form, a style sheet."""
    report = get_object_or_404(Report.objects.published().only("pk", "is_sample"), pk=report_id)
    address = absolute(request, report.get_absolute_url()).partition("://")[2]
    sheet = forms.print_sheet(address, timezone.localdate(), is_sample=report.is_sample)
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def compare_page(request: HttpRequest, report_id: int, other_id: int) -> HttpResponse:
    """Show two texts side by side: of near duplicates each differing place is marked, of others what both say.

    The work is bounded by MOST_COMPARED and the throttle, whichever two are asked for.
    """
    reports = Report.objects.for_list().exclude(status=Report.Status.DRAFT)
    left, right = (get_object_or_404(reports, pk=number) for number in (report_id, other_id))
    if not (left.is_published and right.is_published):
        return gone(request)
    if left == right:
        raise Http404
    pair = find_pair(left, right)
    is_near = pair is not None and pair.verdict != NearPair.Verdict.UNRELATED
    comparison = (compare_texts if is_near else lay_apart)(left.text, right.text)
    context = {"left": left, "right": right, "comparison": comparison, "is_near": is_near}
    context |= {"percent": percent(pair.similarity) if pair and is_near else 0}
    context |= {"most_compared": MOST_COMPARED, "most_rows": MOST_ROWS, "shared_length": SHARED_LENGTH}
    return render(request, "compare.html", context)


def compare_with(request: HttpRequest, report_id: int) -> HttpResponse:
    """Lead to this report beside the one that ``with`` names by its number or address; else say what is allowed."""
    report = get_object_or_404(Report.objects.published(), pk=report_id)
    typed = request.GET.get("with", "").strip()
    number = report_number(typed)
    if number is not None and number != report.pk and Report.objects.published().filter(pk=number).exists():
        return redirect("compare", report.pk, number)
    refused = ""
    if typed:
        refused = (
            say("两边是同一篇报告，请写另一篇。")
            if number == report.pk
            else say("没有“{0}”这一篇。请写报告的编号，或它的地址。", typed)
        )
    context = {"report": report, "typed": typed, "refused": refused}
    return render(request, "compare_with.html", context, status=400 if refused else 200)
