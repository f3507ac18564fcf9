"""The results page: ask, show, and say in a sentence what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect
from markupsafe import Markup

from archive.exporting.menu import search_menu
from archive.languages import said, say
from archive.monitoring.search_notes import note_search
from archive.rendering.drawn import draw_once
from archive.rendering.parts import part
from archive.searching.facets import Chip
from archive.searching.form import MODES, SORTS, SearchForm
from archive.searching.narrowing import narrowed, steps_of, without_step
from archive.searching.results import FoundReports, ListedHit, find_reports
from archive.suggesting.offers import help_reader
from archive.views.errors import index_missing
from archive.web.htmx import asked_by_htmx
from archive.web.list_addresses import Address, addresses_like
from archive.web.paging import page_row
from archive.web.questions import Parameters, list_address, list_parameters, querystring_of, with_parameters
from search.documents import IndexMissing, Query, QueryError


@vary_on_headers("HX-Request")
def search_page(request: HttpRequest) -> HttpResponse:
    if words := request.GET.get("within", "").strip():
        return _within(request, words)
    form = SearchForm(request.GET)
    if not form.is_valid():
        return _refused(request, form.error_sentence)
    query = form.to_query(fold=True)
    try:
        found = find_reports(query)
    except QueryError as error:
        return _refused(request, said(error))
    except IndexMissing:
        return index_missing(request)
    note_search(query, found.results, face="page")
    kept = _kept(query)
    return render(
        request,
        "archive/_found.html" if asked_by_htmx(request) else "archive/search.html",
        {
            "query": query,
            "total": found.results.total,
            "list": _list(found, kept),
            "modes": MODES,
            "text": query.text,
            "mode": query.mode,
            "kept": kept,
            "advanced": _advanced(query),
        },
    )


def _list(found: FoundReports, kept: list[tuple[str, str]]) -> Markup:
    """All that a new question in the same place changes, the box above it left out."""
    query, total = found.query, found.results.total
    address, near = addresses_like(query), _near(found)
    facets = _facets(found, kept)
    return part(
        "found.found",
        query=query,
        understood=found.understood,
        total=total,
        entries=_entries(found, near),
        facets=facets.aside,
        help=help_reader(query, found.parsed, total),
        near=near,
        pager=page_row(query.page, found.results.folded_total, query.size, lambda page: address(page=page)),
        chips=facets.chips,
        sorts=_sorts(query, address),
        menu=search_menu(query, total),
        kept=kept,
        ways_out=_ways_out(query),
    )


def _entries(found: FoundReports, near: Near | None) -> list[tuple[int, Markup]]:
    """Each entry with its number."""
    asked = querystring_of(found.query)
    return [(hit.number, _entry(found, hit, asked, near)) for hit in found.hits]


def _entry(found: FoundReports, hit: ListedHit, asked: str, near: Near | None) -> Markup:
    """Drawn anew only where the report, the question or what is folded under it changed."""
    query, report = found.query, hit.report
    return draw_once(
        (report.as_kept(), hit.folded, hit.twins, query.text, query.mode, asked, near if hit.folded else None),
        lambda: part("report.entry", entry=found.entry(hit), query=asked, near=near),
        lambda drawn: 2 * len(drawn) + 2000,
    )


class _Facets(NamedTuple):
    chips: tuple[Chip, ...]
    aside: Markup


def _facets(found: FoundReports, kept: list[tuple[str, str]]) -> _Facets:
    """What is in force and what may be chosen; drawn anew only where the question or a number changed."""
    query, results = found.query, found.results
    counts = tuple((name, *each.items()) for name, each in (*results.facets.items(), *results.beyond.items()))

    def draw() -> _Facets:
        chips = (*_steps(query), *found.facets.chips)
        cleared = list_address(Query(query.text, query.mode, sort=query.sort, size=query.size, fold=query.fold))
        aside = part(
            "facets.aside",
            facets=found.facets,
            query=query,
            total=results.total,
            kept=kept,
            chips=chips,
            cleared=cleared,
        )
        return _Facets(chips, aside)

    return draw_once(
        (query, results.total, counts), draw, lambda drawn: 2 * len(drawn.aside) + 200 * sum(map(len, counts)) + 2000
    )


@dataclass(frozen=True, slots=True)
class Near:
    """What a list says of its near duplicates: how many entries they make, and the address of the other way."""

    entries: int
    is_folded: bool
    address: str


def _near(found: FoundReports) -> Near | None:
    """None where folding makes no difference, as far as is known."""
    query, results = found.query, found.results
    if query.fold and results.folded_total == results.total:
        return None
    return Near(results.folded_total, query.fold, list_address(replace(query, fold=not query.fold, page=1)))


def _sorts(query: Query, address: Address) -> list[tuple[str, str, bool]]:
    """(label, address, in force). Without words nothing is more relevant than anything else."""
    offered = SORTS if query.text else SORTS[1:]
    in_force = query.sort if query.text or query.sort == "oldest" else "newest"
    return [(label, address(sort=sort, page=1), sort == in_force) for sort, label in offered]


def _kept(query: Query) -> list[tuple[str, str]]:
    """The choices that a new question in the same box keeps, as its hidden fields."""
    asked = list_parameters(query).items()
    return [
        (name, value)
        for name, said in asked
        if name not in ("q", "mode", "page")
        for value in ([said] if isinstance(said, str) else said)
    ]


def _steps(query: Query) -> list[Chip]:
    """Each search within results, to be taken back."""
    steps = steps_of(query.text)
    if len(steps) < 2:
        return []
    return [
        Chip(say("结果中") if place else say("先查"), step, without_step(query, place), asks_anew=True)
        for place, step in enumerate(steps)
    ]


def _advanced(query: Query) -> str:
    asked = list_parameters(Query(query.text, query.mode, kind=query.kind, script=query.script, fold=True))
    return with_parameters(reverse("search-advanced"), asked)


def _within(request: HttpRequest, words: str) -> HttpResponse:
    """Search within results: one expression for both questions, so that its address says what is found."""
    asked: Parameters = {name: request.GET.getlist(name) for name in request.GET if name not in ("q", "within", "page")}
    text = narrowed(request.GET.get("q", "").strip(), words)
    return redirect(with_parameters(reverse("search"), {"q": text, **asked}))


def _ways_out(query: Query) -> list[tuple[str, str]]:
    """For an empty list: the nearest questions that ask for less."""
    ways = []
    usual = Query()
    filters = ("region", "date_from", "date_to", "undated", "source", "kind", "script", "quality", "excluded")
    freer = replace(query, page=1, **{name: getattr(usual, name) for name in filters})
    if freer != replace(query, page=1):
        ways.append((say("去掉全部筛选"), list_address(freer)))
    if query.mode != "folded":
        ways.append((say("改用繁简通"), list_address(replace(query, mode="folded", page=1))))
    words = query.text.split()
    if len(words) > 1:
        ways.append((say("其中一词即可"), list_address(replace(query, text=" OR ".join(words), page=1))))
    return ways


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """The question cannot be answered: the sentence above the box, what was typed still in it."""
    if asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())
    text, mode = request.GET.get("q", ""), request.GET.get("mode", "")
    context = {"refused": sentence, "modes": MODES, "text": text, "mode": mode if mode in dict(MODES) else "folded"}
    return render(request, "archive/search.html", context, status=400)
