"""Search: the results page, the advanced form, and completion while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect
from markupsafe import Markup

from archive.exporting.citation.context_object import context_object
from archive.exporting.menu import search_menu
from archive.languages import listed, say, translated
from archive.monitoring.search_notes import note_search
from archive.rendering.environment import cached_fragment, has_fragment, render_macro
from archive.research.ways import facet_ways, pack_of, ways_of
from archive.searching.advanced import AdvancedForm, boxes_of, expression, tick_row
from archive.searching.counts import Counts
from archive.searching.form import FILTERS, MODES, SECTIONS, SearchForm, answerable, value_label
from archive.searching.list_choices import (
    Chip,
    Folding,
    advanced_address,
    filter_chips,
    folding_of,
    hidden_fields,
    narrowed_address,
    sort_choices,
    source_address,
    step_chips,
    wider_queries,
)
from archive.searching.remarks import Remarks, foresee_remarks, remarks_on
from archive.searching.results import FoundReports, ListedHit, ListedReport, find_reports
from archive.suggesting.completion import complete
from archive.suggesting.queries import QuerySuggestions, suggest_queries
from archive.views.errors import index_missing
from archive.web.addresses import addresses_like, list_address, origin, page_row, querystring_of
from archive.web.clients import asked_by_htmx
from search.documents import IndexMissing, Query, QueryError
from search.engine import get_engine
from search.query import parse_query

#: Roughly, of the remarks on a query with their key.
_REMARKS_BYTES = 4000


@vary_on_headers("HX-Request")
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what the query finds: the whole page, or for htmx the list alone; a sentence where it cannot be answered."""
    if words := request.GET.get("within", "").strip():
        others = {name: request.GET.getlist(name) for name in request.GET if name not in ("q", "within", "page")}
        return redirect(narrowed_address(request.GET.get("q", "").strip(), words, others))
    if words := request.GET.get("source_like", "").strip():
        others = {name: request.GET.getlist(name) for name in request.GET if name not in ("q", "source_like", "page")}
        return redirect(source_address(request.GET.get("q", "").strip(), words, others))
    form: SearchForm | None = SearchForm(request.GET)
    refused, typed = "", {}
    if form and not form.is_valid():
        if asked_by_htmx(request):
            return HttpResponseClientRedirect(request.get_full_path())
        refused = form.error_sentence
        typed = {name: request.GET.get(name, "") for name in ("from", "to") if name in form.errors}
        form = answerable(form, request.GET)
    if form is None:
        return _refused(request, refused)
    query = form.to_query(fold=True)
    template = "includes/answer.html" if asked_by_htmx(request) else "search.html"
    try:
        found = find_reports(query)
        context = _results_context(found, form.remarks, typed, origin(request)) | {"refused": refused}
        page = render(request, template, context, status=400 if refused else 200)
    except QueryError as error:
        return _refused(request, translated(error), query)
    except IndexMissing:
        return index_missing(request)
    note_search(query, found.results, face="page")
    return page


def _results_context(
    found: FoundReports, put_right: Sequence[str], typed: Mapping[str, str], site: str
) -> dict[str, object]:
    """Return what the box and the list show.

    ``site``: the origin of absolute addresses.
    ``put_right``: sentences on the parameters. ``typed``: what the date boxes keep though it was refused, by parameter.
    """
    query, total = found.query, found.results.total
    address, folding = addresses_like(query), folding_of(query, found.results)
    fields = hidden_fields(query)
    facets = _facets(found, fields, typed)
    remarks, suggestions = _remarks_and_suggestions(found)
    return {
        "query": query,
        "text": query.text,
        "mode": query.mode,
        "modes": MODES,
        "hidden_fields": fields,
        "advanced": advanced_address(query),
        "refused": "",
        "query_remarks": remarks,
        "put_right": put_right,
        "total": total,
        "entries": _entries(found, folding),
        "context_objects": _context_objects(found, site),
        "page_ids": [hit.report.pk for hit in found.hits],
        "facets": facets.aside,
        "chips": facets.chips,
        "suggestions": suggestions,
        "folding": folding,
        "pager": page_row(query.page, found.results.folded_total, query.size, lambda page: address(page=page)),
        "sorts": sort_choices(query, address),
        "menu": search_menu(query, total),
        "wider_queries": wider_queries(query),
        "research_ways": ways_of(query) if total else (),
        "pack": pack_of(query) if total else "",
    }


def _remarks_and_suggestions(found: FoundReports) -> tuple[Remarks, QuerySuggestions]:
    """Return the remarks on the query and the suggestions beside it; what both count is asked of the engine together."""
    counts = Counts()
    engine = get_engine()
    # The counts of remarks are those of one commit of the index.
    key = engine, engine.newest_commit(), found.query, found.parsed
    if not has_fragment(key):
        foresee_remarks(found.query, found.parsed, counts)
    suggestions = suggest_queries(found.query, found.parsed, found.results, counts)
    remarks = cached_fragment(
        key,
        lambda: remarks_on(found.query, found.parsed, found.results, counts),
        lambda _: _REMARKS_BYTES,
    )
    return remarks, suggestions


def _entries(found: FoundReports, folding: Folding | None) -> list[tuple[int, Markup]]:
    """Return each entry with its number, which changes more often than all else and is no part of the fragment."""
    parameters = querystring_of(found.query)
    return [(hit.number, _entry(found, hit, parameters, folding)) for hit in found.hits]


def _context_objects(found: FoundReports, site: str) -> list[str]:
    """Return the reports of the page as reference managers read them out of it."""
    return [_context_object(hit.report, site) for hit in found.hits]


def _context_object(report: ListedReport, site: str) -> str:
    return cached_fragment(
        (context_object, report, site),
        lambda: context_object(report, origin=site),
        lambda written: 2 * (len(written) + len(report.text)) + 1000,
    )


def _entry(found: FoundReports, hit: ListedHit, parameters: str, folding: Folding | None) -> Markup:
    query, report = found.query, hit.report
    return cached_fragment(
        (report, hit.folded, hit.near_duplicates, query.text, query.mode, parameters, folding if hit.folded else None),
        lambda: render_macro("report", "entry", entry=found.entry(hit), query=parameters, folding=folding),
        lambda fragment: 2 * (len(fragment) + len(report.text)) + 2000,
    )


class _Facets(NamedTuple):
    chips: tuple[Chip, ...]
    aside: Markup


def _facets(found: FoundReports, fields: list[tuple[str, str]], typed: Mapping[str, str]) -> _Facets:
    """Return the choices in force and the facets, one fragment."""
    query, results = found.query, found.results
    counts = tuple((name, *each.items()) for name, each in (*results.facets.items(), *results.beyond.items()))

    def render_facets() -> _Facets:
        filters = tuple(filter_chips(query, results, found.facet_regions))
        chips = (*step_chips(query), *filters)
        unfiltered = Query(query.text, query.mode, sort=query.sort, size=query.size, fold=query.fold)
        aside = render_macro(
            "facets",
            "aside",
            facets=found.facets,
            query=query,
            total=results.total,
            hidden_fields=fields,
            chips=chips,
            side_by_side=facet_ways(query, results),
            cleared=list_address(unfiltered) if filters else "",
            typed_from=typed.get("from", ""),
            typed_to=typed.get("to", ""),
        )
        return _Facets(chips, aside)

    return cached_fragment(
        (query, results.total, counts, tuple(found.facet_regions.values()), tuple(typed.items())),
        render_facets,
        lambda fragment: 2 * len(fragment.aside) + 200 * sum(map(len, counts)) + 2000,
    )


def _refused(request: HttpRequest, sentence: str, query: Query | None = None) -> HttpResponse:
    """Show the sentence above the box, which keeps what was typed, and the filters of ``query`` if they could be read."""
    if asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())
    mode = request.GET.get("mode", "")
    context = {
        "refused": sentence,
        "text": request.GET.get("q", ""),
        "mode": mode if mode in dict(MODES) else "folded",
        "modes": MODES,
        "hidden_fields": hidden_fields(query) if query else (),
        "advanced": "",
    }
    return render(request, "search.html", context, status=400)


@vary_on_headers("HX-Request")
def advanced_page(request: HttpRequest) -> HttpResponse:
    """Show the boxes and their expression with its count.

    ``q`` is an expression to be read back into the boxes; ``go`` leads to the results.
    """
    form = AdvancedForm(boxes_of(request.GET) if "q" in request.GET else request.GET)
    refused = "" if form.is_valid() else form.error_sentence
    carried = _carried(request)
    context: dict[str, object] = {
        "form": form,
        "carried_fields": hidden_fields(carried),
        "left_out": listed(value_label(FILTERS[name][1], value) for name, value in carried.excluded),
        "words": [form[name] for name in ("all", "phrase", "any", "without")],
        "card": [form[name] for name in ("title", "source", "author", "region")],
        "modes": MODES,
        "mode": form["mode"].value() or "folded",
        "sections": SECTIONS,
        "section": form.fields["in"].to_python(form["in"].value()),
        "ticks": [
            tick_row(form, "kind", say("类别")),
            tick_row(form, "script", say("字形")),
            tick_row(form, "quality", say("文本")),
        ],
        "text": "",
        "refused": refused,
    }
    if not refused:
        try:
            chosen = form.cleaned_data
            text = expression(form.boxes())
            ticked = {name: chosen[name] for name in ("script", "kind", "quality")}
            query = replace(carried, text=text, mode=chosen["mode"] or "folded", section=chosen["in"], **ticked)
            if "go" in request.GET:
                return redirect(list_address(query))
            parsed = parse_query(query.text, query.mode)
            context |= {
                "text": query.text,
                "explain": [translated(each) for each in parsed.explain],
                "address": list_address(query),
            }
            context["count"] = get_engine().count(query, parsed)
        except QueryError as error:
            context["refused"] = translated(error)
        except IndexMissing:
            return index_missing(request)
    template = "includes/expression.html" if asked_by_htmx(request) else "advanced.html"
    # While typing, a half-filled box is no error.
    status = 400 if context["refused"] and not asked_by_htmx(request) else 200
    return render(request, template, context, status=status)


def _carried(request: HttpRequest) -> Query:
    """Return what the advanced form has no box for and hands on: excluded values, order, folding; as usual where unreadable."""
    names = ("not", "corpus", "samples", "sort", "near")
    form = SearchForm(QueryDict(urlencode({name: request.GET.getlist(name) for name in names}, doseq=True)))
    return form.to_query(fold=True) if form.is_valid() else Query(fold=True)


@require_safe
@cache_control(public=True, max_age=60)
def suggest_fragment(request: HttpRequest) -> HttpResponse:
    """Send the completions of ``?q=`` as the options of a list box, best first; none where nothing fits."""
    return render(request, "includes/completions.html", {"completions": complete(request.GET.get("q", ""))})
