"""Passages that reports share (相同文字): pairs of a subset at ``/reuse/``, one report's at ``/reports/<id>/reuse/``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.intake.near_duplicates import near_reports_of
from archive.languages import say
from archive.models import Region, Report
from archive.research.citing import CitedPage, page_references
from archive.research.files import FILES
from archive.research.pages import research_page
from archive.research.reuse.among import find_pairs, matrix, shown_pairs, widened
from archive.research.reuse.asked import LEASTS, AskedReuse, ReportReuseForm, ReuseForm, asked_of
from archive.research.reuse.order import ORDERS
from archive.research.reuse.report import ReportReuse, parameters_of, report_reuse, shared_of
from archive.research.reuse.tables import pairs_table, passages_table
from archive.research.subset import CountedSubset, Subset, count_subset
from archive.views.errors import gone, missing_report
from archive.views.research.frame import (
    ResearchFile,
    ResearchFrame,
    cited_page,
    refusing,
    research_file,
    research_frame,
    subset_of,
    tables_file,
)
from archive.web.addresses import address_of, origin, page_row, with_parameters
from search.reuse.found import LEAST, PairOfReports

NAME = "reuse"
#: Reports that the page of one names; files and API name all.
MOST_NAMED = 100


@require_safe
@refusing(NAME)
def reuse_page(request: HttpRequest) -> HttpResponse:
    """Show how many pairs of reports share words between each two provinces, and a page of the pairs."""
    subset, asked = _asked(request)
    pairs = find_pairs(subset, asked)
    frame = _frame(request, subset, asked, pairs)

    def page_address(page: int) -> str:
        return subset.address(NAME, asked.parameters(page=page))

    first = (asked.page - 1) * asked.size
    provinces = list(Region.objects.provinces())
    context = {
        "research": frame,
        "asked": asked,
        "total": len(pairs),
        "rows": shown_pairs(pairs[first : first + asked.size]),
        "orders": ORDERS,
        "matrix": [] if asked.beside else matrix(pairs),
        "cell_address": lambda code, other: subset.address(NAME, asked.parameters(beside=other), region=(code,)),
        "provinces": provinces,
        "pager": page_row(asked.page, len(pairs), asked.size, page_address),
        "leasts": _leasts(subset, asked),
        "pair_address": _pair_address(asked),
    }
    return render(request, "research/reuse.html", context)


@require_safe
@refusing(NAME)
def reuse_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send all pairs as a file."""
    subset, asked = _asked(request)
    pairs = find_pairs(subset, asked)
    return research_file(_frame(request, subset, asked, pairs), ending, [pairs_table(pairs, origin(request))])


def _asked(request: HttpRequest) -> tuple[Subset, AskedReuse]:
    form = ReuseForm(request.GET)
    return subset_of(form), asked_of(form)


def _frame(request: HttpRequest, subset: Subset, asked: AskedReuse, pairs: tuple[PairOfReports, ...]) -> ResearchFrame:
    words = [say("{0:,} 对报告有相同文字", len(pairs)), say("不短于 {0} 字", asked.rule.least)]
    glosses = {
        "csv": say("每对一行：两篇的编号、题名、地区、日期，相同字数，先后"),
        "xlsx": say("同上，检索条件与所数另在一张"),
        "jsonl": say("同上，逐行"),
    }
    frame = research_frame(
        request,
        NAME,
        subset,
        title=subset.query.text.strip(),
        own=asked.parameters(),
        glosses=glosses if pairs else {},
        counts=say("，").join(words),
        about=widened(subset, asked),
    )
    api = ResearchFile("API", say("同样的对数，JSON"), subset.address("api:reuse", asked.parameters()))
    return replace(frame, files=(*frame.files, api))


def _leasts(subset: Subset, asked: AskedReuse) -> list[tuple[str, str, bool]]:
    return [
        (say(label), subset.address(NAME, asked.parameters(least=int(value))), int(value) == asked.rule.least)
        for value, label in LEASTS
    ]


def _pair_address(asked: AskedReuse) -> Callable[[int, int], str]:
    wide = {} if asked.rule.least == LEAST else {"least": str(asked.rule.least)}
    return lambda one, other: with_parameters(address_of("report-reuse", str(one)), {"with": str(other), **wide})


@require_safe
@refusing(NAME)
def report_reuse_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show with which reports one shares words; with one of them named, the passages of both side by side."""
    page = _report_reuse(request, report_id)
    if isinstance(page, HttpResponse):
        return page
    cited = _cited(request, page)
    counted: CountedSubset = count_subset(page.subset)
    context = {
        "shelf": research_page(NAME),
        "reuse": page,
        "report": page.report,
        "other": page.other,
        "two": page.two,
        "others": page.others[:MOST_NAMED],
        "others_total": len(page.others),
        "orders": ORDERS,
        "near": near_reports_of(page.report, published_only=True),
        "counted_subset": counted,
        "leasts": [
            (say(label), page.address(least=int(value)), int(value) == page.asked.rule.least) for value, label in LEASTS
        ],
        "files": _files(page),
        "references": page_references(cited),
        "cited": cited,
        "central_count": len(page.asked.rule.central),
    }
    return render(request, "research/report_reuse.html", context)


@require_safe
@refusing(NAME)
def report_reuse_export(request: HttpRequest, report_id: str, ending: str) -> HttpResponseBase:
    """Send the passages as a file: those shared with one report if it is named, else with all."""
    page = _report_reuse(request, int(report_id))
    if isinstance(page, HttpResponse):
        return page
    return tables_file(_cited(request, page), "", ending, [passages_table(page.report, shared_of(page))])


def _report_reuse(request: HttpRequest, report_id: int) -> ReportReuse | HttpResponse:
    report = (
        Report.objects.once_published().select_related("region__parent__parent", "source").filter(pk=report_id).first()
    )
    if report is None:
        return missing_report(request, report_id)
    if not report.is_published:
        return gone(request)
    return _read(report, request.GET)


def _read(report: Report, given: QueryDict) -> ReportReuse:
    form = ReportReuseForm(parameters_of(report, given))
    subset = subset_of(form)
    try:
        return report_reuse(report, subset, asked_of(form))
    except Report.DoesNotExist:
        raise Http404 from None


def _cited(request: HttpRequest, page: ReportReuse) -> CitedPage:
    return cited_page(request, research_page(NAME), title=page.title, counts=page.counts, address=page.address())


def _files(page: ReportReuse) -> list[ResearchFile]:
    glosses = {
        "csv": say("每段一行：两篇的编号、起止、字数、先后、原句"),
        "xlsx": say("同上，所数另在一张"),
        "jsonl": say("同上，逐行"),
    }
    files = [
        ResearchFile(FILES[ending].label, gloss, page.address("report-reuse-export", ending))
        for ending, gloss in glosses.items()
    ]
    return [*files, ResearchFile("API", say("同样的段落与套语，JSON"), page.address("api:report-reuse"))]
