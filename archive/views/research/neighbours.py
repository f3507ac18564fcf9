"""Neighbours (邻词): which words or strings stand beside the hits of a query: ``/neighbours/?q=软弱涣散``. Page and files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.languages import say
from archive.research.neighbours.asking import (
    ORDERS,
    UNITS,
    WINDOWS,
    AskedNeighbours,
    FoundNeighbours,
    NeighboursForm,
    find_neighbours,
    neighbours_table,
)
from archive.research.subset import Subset
from archive.views.research.frame import ResearchFrame, refusing, research_file, research_frame, subset_of
from search.word_counts import FEWEST_HITS, FEWEST_REPORTS, MOST_ROWS, MOST_STRINGS, SURE

NAME = "neighbours"


@require_safe
@refusing(NAME)
def neighbours_page(request: HttpRequest) -> HttpResponse:
    """Show the rows, or the form."""
    subset, asked = _asked(request)
    found = find_neighbours(subset, asked)
    context = {
        "research": _frame(request, subset, asked, found),
        "asked": asked,
        "found": found,
        "units": [(say(label), _turned(subset, asked, by=by), by == asked.by) for by, label in UNITS],
        "windows": [(str(each), _turned(subset, asked, window=each), each == asked.window) for each in WINDOWS],
        "orders": [(say(label), _turned(subset, asked, order=order), order == asked.order) for order, label in ORDERS],
        "lines": subset.address("concordance"),
        "bounds": {
            "hits": FEWEST_HITS,
            "reports": FEWEST_REPORTS,
            "sure": SURE,
            "rows": MOST_ROWS,
            "strings": MOST_STRINGS,
        },
    }
    return render(request, "research/neighbours.html", context)


@require_safe
@refusing(NAME)
def neighbours_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send the rows as a file."""
    subset, asked = _asked(request)
    found = find_neighbours(subset, asked)
    return research_file(_frame(request, subset, asked, found), ending, [neighbours_table(found, asked)])


def _asked(request: HttpRequest) -> tuple[Subset, AskedNeighbours]:
    form = NeighboursForm(request.GET)
    return subset_of(form), AskedNeighbours.of(form)


def _turned(subset: Subset, asked: AskedNeighbours, **changes: str | int) -> str:
    return subset.address(NAME, asked.parameters(**changes))


def _frame(request: HttpRequest, subset: Subset, asked: AskedNeighbours, found: FoundNeighbours) -> ResearchFrame:
    answer = found.neighbours
    text = subset.query.text.strip()
    unit = say("左右各 {0} 词", asked.window) if asked.by == "word" else say("左右各 {0} 字", asked.window)
    counts = say(
        "{0:,} 处，出自 {1:,} 篇；邻近 {2:,}，全部 {3:,}", answer.nodes, answer.reports, answer.beside, answer.total
    )
    glosses = {
        "csv": say("每行一个邻词：处数、其前其后、篇数、省数、logDice、LL"),
        "xlsx": say("同上，检索式与所数另在一张"),
        "jsonl": say("同上，逐行"),
    }
    return research_frame(
        request,
        NAME,
        subset,
        title=say("，").join((text, unit)) if text else "",
        own=asked.parameters(),
        glosses=glosses if found.rows else {},
        counts=counts,
    )
