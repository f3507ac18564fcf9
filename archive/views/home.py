"""The pages on the whole archive: home, the index of measures, and what the archive is."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from archive.dumps.offered import newest_dump
from archive.exporting.citation.whole import cite_archive
from archive.holdings.counts import count_holdings, roll_up
from archive.holdings.measures import count_measures
from archive.holdings.numbers import held_numbers
from archive.holdings.tiles import tile_map
from archive.models import ErasedReport, Region, Report
from archive.searching.form import MODES
from archive.web.addresses import origin

NEWEST = 7
MEASURES_AT_HOME = 5
EXAMPLES = ("“软弱涣散”", "积分制 OR 网格化", "标题:支部", "三会一课 -范文")


def home_page(request: HttpRequest) -> HttpResponse:
    """Show the box, the map, the newest reports, some measures and the numbers of the holdings."""
    numbers = held_numbers()
    groups = count_measures()
    context = {
        "holdings": count_holdings(numbers),
        "only_samples": Report.objects.held().samples().exists(),
        "map": tile_map(Region.objects.provinces(), roll_up(numbers.placed)),
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


def archive_page(request: HttpRequest) -> HttpResponse:
    """Show who runs the archive, what is in it, rights, privacy, correction and removal, contact, how to cite it."""
    holdings = count_holdings(held_numbers())
    samples = Report.objects.published().samples().count()
    context = {
        "operator": settings.ARCHIVE_OPERATOR,
        "contact": settings.ARCHIVE_CONTACT,
        "email": settings.EDITORS_EMAIL,
        "rights": settings.ARCHIVE_RIGHTS,
        "version": settings.VERSION,
        "notes_kept": settings.SEARCH_NOTES,
        "holdings": holdings,
        "samples": samples,
        "only_samples": samples > 0 and not Report.objects.published().filter(is_sample=False).exists(),
        "dump": newest_dump(),
        "erased": ErasedReport.objects.count(),
        "harvest_address": origin(request) + reverse("oai"),
        "citations": cite_archive(
            address=origin(request) + reverse("home"),
            accessed=timezone.localdate(),
            operator=settings.ARCHIVE_OPERATOR,
        ),
    }
    return render(request, "archive.html", context)


def about_page(request: HttpRequest) -> HttpResponse:
    """Show what this archive is, and how a query is written."""
    return render(request, "about.html")


def api_page(request: HttpRequest) -> HttpResponse:
    """Show people how a program reads the archive and follows it: the readable side of /api/v1/."""
    context = {"address": origin(request), "limit": settings.THROTTLE_LIMITS["api"] if settings.THROTTLE else 0}
    return render(request, "api.html", context)
