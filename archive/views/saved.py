"""The saved list (夹签): the reports that its address names, as a list of results."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.exporting.citation import gb7714
from archive.exporting.menu import saved_menu
from archive.exporting.saved import MOST, read_saved, saved_address, saved_reports
from archive.searching.results import Entry, make_entry
from archive.web.addresses import absolute
from search.documents import Query
from search.query import parse_query


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """An entry as results show it, its citation, and the address of the list without it."""

    entry: Entry
    citation: str
    without: str


@require_safe
def saved_page(request: HttpRequest) -> HttpResponse:
    """Show the list; ``add`` puts one more report on it."""
    saved = read_saved(request.GET)
    if request.GET.get("add", "").strip() and not saved.refused:
        return redirect(saved.address)  # so that the address bar holds the list itself
    found = saved_reports(saved)
    everything = parse_query("", "folded")
    today = timezone.localdate()
    entries = [
        SavedEntry(
            make_entry(report, everything, Query(), number=number, score=0.0),
            gb7714(report, address=absolute(request, report.get_absolute_url()), accessed=today),
            saved_address(id_ for id_ in saved.ids if id_ != report.pk),
        )
        for number, report in enumerate(found.reports, 1)
    ]
    context = {
        "saved": saved,
        "refused": saved.refused,
        "entries": entries,
        "total": len(entries),
        "withdrawn": found.withdrawn,
        "unknown": found.unknown,
        "shown_address": saved_address(report.pk for report in found.reports),
        "most": MOST,
        "menu": None if saved.refused else saved_menu(saved, len(entries)),
    }
    return render(request, "saved.html", context, status=400 if saved.refused else 200)
