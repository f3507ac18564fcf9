"""Trends: how often terms stand in reports, by year and by province. Page, files and the chart as a file of its own."""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.languages import listed, say
from archive.research.trends.charts import (
    MOST_YEARS,
    NARROW,
    WIDE,
    drawn_years,
    in_words,
    interval_in_words,
    lying_top,
    panels,
    tile_chart,
)
from archive.research.trends.counting import (
    BY,
    FEW,
    MOST_TERMS,
    OF,
    Trends,
    TrendsForm,
    TrendsQuestion,
    count_trends,
    question_of,
)
from archive.research.trends.remarks import remarks_on
from archive.research.trends.tables import tables_of
from archive.views.exports import as_download, file_name
from archive.views.research.frame import ResearchFile, ResearchFrame, refusing, research_file, research_frame, subset_of

SVG = "svg"
#: Characters of a line of the address below a chart.
_ADDRESS_WIDTH = 140


@require_safe
@refusing("trends")
def trends_page(request: HttpRequest) -> HttpResponse:
    """Show the trends of up to five terms."""
    question = _question(request)
    trends = count_trends(question)
    frame = _frame(request, question)
    context = {
        "research": frame,
        "question": question,
        "trends": trends,
        "years": drawn_years(trends),
        "undrawn": len(trends.known) - MOST_YEARS,
        "remarks": remarks_on(trends),
        "sizes": (("wide", panels(trends, WIDE)), ("narrow", panels(trends, NARROW))),
        "lying_top": lying_top(trends),
        "tiles": tile_chart(trends) if question.terms and question.by == "year" else None,
        "few": FEW,
        "most_terms": MOST_TERMS,
        "ways": {"by": BY, "of": OF},
        "concordances": _concordances(question),
        "in_words": in_words,
        "interval": interval_in_words,
    }
    return render(request, "research/trends.html", context)


@require_safe
@refusing("trends")
def trends_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send the page's numbers as a file, or its chart as SVG."""
    question = _question(request)
    trends = count_trends(question)
    frame = _frame(request, question)
    return _chart_file(request, frame, trends) if ending == SVG else research_file(frame, ending, tables_of(trends))


def _question(request: HttpRequest) -> TrendsQuestion:
    form = TrendsForm(request.GET)
    subset = subset_of(form)
    return question_of(form, subset)


def _frame(request: HttpRequest, question: TrendsQuestion) -> ResearchFrame:
    own = question.own()
    glosses = {
        "csv": say("每年（或每省）每词一行：篇数、区间、次数、字数"),
        "xlsx": say("同上，另有逐省逐年一张"),
        "jsonl": say("同上，另有逐省逐年，给程序读"),
    }
    frame = research_frame(request, "trends", question.subset, title=listed(question.terms), own=own, glosses=glosses)
    more = (
        ResearchFile("SVG", say("图，可放大，字可选"), question.subset.address("trends-export", own, SVG)),
        ResearchFile("API", say("同样的数，JSON"), question.subset.address("api:trends", own)),
    )
    return replace(frame, files=(*frame.files, *more) if question.terms else ())


def _concordances(question: TrendsQuestion) -> tuple[str, ...]:
    """Return the address of each term's lines, which are its hits; none where the subset has words of its own, or no such page."""
    if question.subset.query.text.strip():
        return ()
    return tuple(question.subset.address("concordance", text=term) for term in question.terms)


def _chart_file(request: HttpRequest, frame: ResearchFrame, trends: Trends) -> HttpResponse:
    context = {
        "research": frame,
        "question": trends.question,
        "trends": trends,
        "years": drawn_years(trends),
        "panels": panels(trends, WIDE),
        "address": wrap(frame.cited.address, _ADDRESS_WIDTH),
    }
    response = render(request, "research/trends.svg", context, content_type="image/svg+xml; charset=utf-8")
    return as_download(response, file_name(frame.cited.title, frame.cited.accessed, SVG))
