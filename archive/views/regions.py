"""Browsing by region: all provinces and cities, and one unit with what lies in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from archive.exporting.citation.context_object import context_object
from archive.exporting.menu import region_menu
from archive.holdings.characteristic import measures_of
from archive.holdings.counts import RegionTotal, count_by_region, region_totals, roll_up
from archive.holdings.numbers import held_numbers
from archive.languages import say, translated
from archive.models import Region, Report, ReportQuerySet, full_code
from archive.places.former import former_names
from archive.places.lookup import LONGEST, find_places
from archive.research.ways import ResearchWay, ways_of
from archive.searching.filters import RegionReports
from archive.searching.form import MAX_PAGE
from archive.searching.region_lists import Offered, RegionList, list_by_engine, offered_by_database, page_by_database
from archive.searching.years import Histogram, year_histogram
from archive.web.addresses import origin, page_row, search_address, with_parameters
from archive.web.fields import whole_number
from search.documents import UNKNOWN, Query, QueryError, SearchError
from search.query.dates import read_date

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class ProvinceEntry:
    province: RegionTotal
    cities: list[RegionTotal]


def region_index(request: HttpRequest) -> HttpResponse:
    """Show all provinces and cities with their counts, or with ``?place=`` the regions that the name may mean."""
    typed = request.GET.get("place", "").strip()
    numbers = held_numbers()
    totals = roll_up(numbers.placed)
    below: dict[str, list[Region]] = {}
    for unit in Region.objects.filter(level__in=(Region.Level.PROVINCE, Region.Level.CITY)):
        below.setdefault(unit.parent_id or "", []).append(unit)
    provinces = [
        ProvinceEntry(province, region_totals(below.get(province.region.code, []), totals))
        for province in region_totals(below.get("", []), totals)
    ]
    return render(
        request,
        "regions.html",
        {
            "typed": typed,
            "longest": LONGEST,
            "found": find_places(typed, totals) if typed else None,
            "provinces": provinces,
            "unplaced": numbers.by_region.get(UNKNOWN, 0),
            "unplaced_address": reverse("unplaced"),
            "reports": sum(row.province.count for row in provinces),
        },
    )


def region_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a region: its years, measures, regions below and beside it, and the list of its reports."""
    region = Region.objects.select_related("parent__parent").filter(code=full_code(code)).first()
    if region is None:
        raise Http404
    if code != region.code:
        return redirect(with_parameters(reverse("region", args=[region.code]), request.GET.dict()), permanent=True)
    if address := address_with_year(request):
        return redirect(address)
    if words := request.GET.get("q", "").strip():
        return redirect(_search_inside(region, words, request))
    listed, offered = list_context(request, Report.objects.held().within(region), region.prefix, RegionReports)
    refused = listed["refused"]
    counts = count_by_region(region.parent)
    totals = roll_up(counts)
    siblings = region_totals(Region.objects.filter(parent=region.parent).exclude(pk=region.pk), totals)
    here = counts.get(region.code, 0)
    *children, own = _with_own(region, here, totals)
    former = former_names(region)
    year = request.GET.get("year", "")
    context = {
        "region": region,
        "path": region.path[:-1],
        "former": former,
        "has_absorbed": any(not name.became for name in former),
        "total": totals[region.prefix],
        "here": here,
        "years": _years(offered, region, "" if refused else year),
        "measures": measures_of(region),
        "children": children,
        "has_empty_children": not all(row.count for row in children),
        "own": own,
        "own_words": {"province": "省级", "city": "市级"}.get(region.level, ""),
        "neighbours": [row for row in siblings if row.count],
        "menu": None if refused else region_menu(region, request.GET, listed["listed"]),
        "research_ways": _research_ways(request, region) if totals[region.prefix] and not refused else (),
        **listed,
    }
    return render(request, "region.html", context, status=400 if refused else 200)


def _research_ways(request: HttpRequest, region: Region) -> tuple[ResearchWay, ...]:
    """Return the pages of research about the region under the filters of its page."""
    chosen = {name: tuple(filter(None, [request.GET.get(name, "")])) for name in ("year", "source", "kind")}
    return ways_of(
        Query(region=(region.prefix,), years=chosen["year"], source=chosen["source"], kind=chosen["kind"], fold=True)
    )


def address_with_year(request: HttpRequest) -> str:
    """Return the address of this page with its year as the list names it (2021年, ２０２１ -> 2021); "" where it does."""
    typed = request.GET.get("year", "")
    year = read_date(typed)
    if year == typed or len(year) != len("2021"):
        return ""
    return with_parameters(request.path, {**request.GET.dict(), "year": year})


def list_context(
    request: HttpRequest, reports: ReportQuerySet, region: str, make_filters: Callable[..., RegionReports]
) -> tuple[dict[str, Any], Offered]:
    """Return what a list of reports with filters shows, and what the filters offer.

    It shows the form, a refusal or "", the number listed, one page, the pager. ``reports`` are all of the page, which are
    listed where the filters or the number of the page are refused; ``region`` is their prefix, UNKNOWN for none.
    """
    page = whole_number(request.GET.get("page", "1"), MAX_PAGE, 1)
    refused = "" if page else say("{0}须是 {1} 到 {2} 的整数。", say("页码（page）"), 1, MAX_PAGE)
    found: RegionList | None = None
    try:
        found = list_by_engine(region, reports, request.GET.dict(), page or 1, PAGE_SIZE)
    except QueryError as error:  # a page too far for the engine
        refused = translated(error)
    except SearchError:
        pass
    offered = found.offered if found else offered_by_database(reports)
    chosen = make_filters(request.GET, queryset=reports, offered=offered)
    refused = chosen.error_sentence + refused
    number = 1 if refused or page is None else page
    if found is None or chosen.has_more_than_the_engine:
        shown = page_by_database(reports if refused else chosen.qs, number, PAGE_SIZE)
    else:
        shown = found.whole if refused else found.narrowed
    context = {
        "filter_form": chosen.form,
        "refused": refused,
        "listed": shown.total,
        "reports": shown.reports,
        "context_objects": [context_object(report, origin=origin(request)) for report in shown.reports],
        "pager": page_row(number, shown.total, PAGE_SIZE, lambda at: address_of_page(request, at)),
    }
    return context, offered


def address_of_page(request: HttpRequest, page: int) -> str:
    """Return the address of another page of the list, with the same filters."""
    parameters = {name: value for name, value in request.GET.dict().items() if name != "page" and value}
    return with_parameters(request.path, parameters | ({"page": str(page)} if page > 1 else {}))


def _search_inside(region: Region, words: str, request: HttpRequest) -> str:
    """Return the search for ``words`` in the region, with the same filters."""
    year = request.GET.get("year", "")
    return search_address(
        Query(
            text=words,
            region=(region.prefix,),
            date_from=year,
            date_to=year,
            source=tuple(filter(None, [request.GET.get("source", "")])),
            kind=tuple(filter(None, [request.GET.get("kind", "")])),
        )
    )


def _with_own(region: Region, here: int, totals: Mapping[str, int]) -> list[RegionTotal]:
    """Return the regions in ``region``, and it itself with the reports of no smaller region; shares are of all these."""
    children = list(Region.objects.filter(parent=region))
    numbers = {unit.prefix: totals.get(unit.prefix, 0) for unit in children}
    # A county's prefix is no child's, so it may stand for the unit itself.
    return region_totals([*children, region], {**numbers, region.prefix: here})


def _years(offered: Offered, region: Region, chosen: str) -> Histogram:
    """Return bars that lead to the reports of their year on this page; the chosen one leads back to all."""
    address = region.get_absolute_url()

    def link(year: int) -> tuple[str, bool]:
        is_chosen = str(year) == chosen
        return with_parameters(address, {} if is_chosen else {"year": str(year)}) + "#list", is_chosen

    return year_histogram(offered.years, link, width=608, height=140)
