"""Reports without a region, by the regions that they may be about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from archive.holdings.candidates import count_candidates
from archive.models import Region, Report, full_code
from archive.searching.filters import UnplacedReports
from archive.views.regions import address_with_year, list_context
from archive.web.addresses import with_parameters
from search.documents import UNKNOWN


@dataclass(frozen=True, slots=True)
class CandidateLink:
    """A region that some of the reports may be about; ``address`` chooses it."""

    region: Region
    count: int
    share: int
    address: str


def unplaced_page(request: HttpRequest) -> HttpResponse:
    """Show the list of reports without a region, and the regions that they may be about as a filter."""
    if address := address_with_year(request):
        return redirect(address)
    asked = request.GET.get("maybe", "")
    code = full_code(asked)
    region = Region.objects.select_related("parent__parent").filter(code=code).first() if code else None
    reports = Report.objects.held().unplaced()
    filters = partial(UnplacedReports, prefixes=[region.prefix] if region else [])
    listed, offered = list_context(request, reports, UNKNOWN, filters)
    refused = listed["refused"]
    region = None if refused else region
    counts = count_candidates(region.prefix if region else "")
    context = {
        "total": sum(offered.years.values()),
        "maybe": region,
        "path": [(unit, _choosing(request, unit.prefix)) for unit in (region.path if region else ())],
        "without": _choosing(request, ""),
        "candidates": _links(request, counts, region),
        **listed,
    }
    return render(request, "unplaced.html", context, status=400 if refused else 200)


def _choosing(request: HttpRequest, prefix: str) -> str:
    """Return the address that chooses the region with this prefix, "" for all, and keeps the other filters."""
    kept = {name: value for name, value in request.GET.dict().items() if value and name not in ("page", "maybe")}
    return with_parameters(reverse("unplaced"), kept | ({"maybe": prefix} if prefix else {})) + "#list"


def _links(request: HttpRequest, counts: Mapping[str, int], chosen: Region | None) -> list[CandidateLink]:
    """Return the candidates just below the chosen region, all provinces without one, the most first. One query."""
    below = Region.objects.filter(parent=chosen, code__in={prefix.ljust(6, "0") for prefix in counts})
    rows = sorted(((unit, counts.get(unit.prefix, 0)) for unit in below), key=lambda row: (-row[1], row[0].code))
    most = rows[0][1] if rows else 1
    return [
        CandidateLink(unit, count, -(-count * 100 // most), _choosing(request, unit.prefix)) for unit, count in rows
    ]
