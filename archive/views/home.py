"""The pages on the whole archive: home, the index of measures, and what the archive is."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from archive.holdings.counts import count_by_region, count_holdings, roll_up
from archive.holdings.measures import count_measures
from archive.holdings.tiles import tile_map
from archive.models import Region, Report
from archive.searching.form import MODES

NEWEST = 7
MEASURES_AT_HOME = 5
EXAMPLES = ("“软弱涣散”", "积分制 OR 网格化", "标题:支部", "三会一课 -范文")


def home_page(request: HttpRequest) -> HttpResponse:
    """Show the box, the map, the newest reports, some measures and the numbers of the holdings."""
    counts = count_by_region()
    groups = count_measures()
    context = {
        "holdings": count_holdings(counts),
        "map": tile_map(Region.objects.provinces(), roll_up(counts)),
        "newest": Report.objects.held().for_list().defer("text").order_by("-published_at", "-id")[:NEWEST],
        "groups": [replace(group, measures=group.measures[:MEASURES_AT_HOME]) for group in groups],
        "with_variants": False,
        "measures": sum(len(group.measures) for group in groups),
        "examples": EXAMPLES,
        "modes": MODES,
        "unplaced_address": reverse("unplaced"),
        "today": timezone.localdate(),
    }
    return render(request, "home.html", context)


def measure_index(request: HttpRequest) -> HttpResponse:
    """Show all measures with their variants."""
    return render(request, "measures.html", {"groups": count_measures(with_variants=True), "with_variants": True})


def about_page(request: HttpRequest) -> HttpResponse:
    """Show what this archive is, and how a query is written."""
    return render(request, "about.html")
