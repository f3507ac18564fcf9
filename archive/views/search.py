"""The results page: ask, show, and say in a sentence what went wrong."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from archive.forms import MODES, SORTS, Parameters, SearchForm, search_address, search_parameters
from archive.paging import page_row
from archive.results import find_reports
from archive.views.errors import asked_by_htmx, index_missing
from search.documents import IndexMissing, Query, QueryError


@vary_on_headers("HX-Request")
def search_page(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    if not form.is_valid():
        return _refused(request, form.error_sentence)
    query = form.to_query()
    try:
        found = find_reports(query)
    except QueryError as error:
        return _refused(request, str(error))
    except IndexMissing:
        return index_missing(request)
    return render(
        request,
        "archive/_found.html" if asked_by_htmx(request) else "archive/search.html",
        {
            "query": query,
            "found": found,
            "total": found.results.total,
            "pager": page_row(
                query.page, found.results.total, query.size, lambda page: search_address(replace(query, page=page))
            ),
            "sorts": _sorts(query),
            "modes": MODES,
            "text": query.text,
            "mode": query.mode,
            "kept": _kept(search_parameters(query)),
            "ways_out": _ways_out(query),
        },
    )


def _sorts(query: Query) -> list[tuple[str, str, bool]]:
    """(label, address, in force). Without words nothing is more relevant than anything else."""
    offered = SORTS if query.text else SORTS[1:]
    in_force = query.sort if query.text or query.sort == "oldest" else "newest"
    return [(label, search_address(replace(query, sort=sort, page=1)), sort == in_force) for sort, label in offered]


def _kept(parameters: Parameters) -> Parameters:
    """The choices that a new question in the same box keeps."""
    return {name: value for name, value in parameters.items() if name not in ("q", "mode", "page")}


def _ways_out(query: Query) -> list[tuple[str, str]]:
    """For an empty list: the nearest questions that ask for less."""
    ways = []
    freer = replace(query, region="", date_from="", date_to="", undated=False, source=(), kind=(), page=1)
    if freer != replace(query, page=1):
        ways.append(("去掉全部筛选", search_address(freer)))
    if query.mode != "folded":
        ways.append(("改用繁简通", search_address(replace(query, mode="folded", page=1))))
    words = query.text.split()
    if len(words) > 1:
        ways.append(("其中一词即可", search_address(replace(query, text=" OR ".join(words), page=1))))
    return ways


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """The question cannot be answered: the sentence above the box, what was typed still in it."""
    if asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())
    text, mode = request.GET.get("q", ""), request.GET.get("mode", "")
    context = {"refused": sentence, "modes": MODES, "text": text, "mode": mode if mode in dict(MODES) else "folded"}
    return render(request, "archive/search.html", context, status=400)
