"""The saved list (夹签): the reports that its address names, as a list of results."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.exporting.citation import gb7714
from archive.exporting.citation.context_object import context_object
from archive.exporting.menu import saved_menu
from archive.exporting.saved import (
    LONGEST_NAME,
    MOST,
    SavedList,
    is_next_step,
    read_saved,
    saved_address,
    saved_reports,
)
from archive.searching.results import Entry, make_entry
from archive.web.addresses import absolute, origin
from search.documents import Query
from search.query import parse_query


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """An entry as results show it, its citation, and the addresses of the list without it and with it one place higher."""

    entry: Entry
    citation: str
    without: str
    higher: str


#: The list of a reader without script, as 3-17-42; static/js/saved.js removes it, because it has lists of its own.
KEPT_COOKIE = "saved"
_KEPT_SECONDS = 365 * 24 * 3600


@require_safe
def saved_page(request: HttpRequest) -> HttpResponse:
    """Show the list of the address, or lead to the kept one; ``add`` puts more reports on it, on the kept one without ``ids``."""
    kept = read_saved({"ids": request.COOKIES.get(KEPT_COOKIE, "").replace("-", ",")})
    if not request.GET and kept.ids and not kept.refused:
        return redirect(kept.address)
    adds = bool(request.GET.get("add", "").strip())
    parameters = request.GET.dict()
    if adds and "ids" not in parameters and not kept.refused:
        parameters["ids"] = ",".join(map(str, kept.ids))
    saved = read_saved(parameters)
    if adds and not saved.refused:
        response: HttpResponse = redirect(saved.address)  # so that the address bar holds the list itself
        response["Cache-Control"] = "no-store"
    else:
        response = _shown(request, saved)
    if (adds and not saved.refused) or is_next_step(saved.ids, kept.ids):
        _keep(response, saved)
    return response


def _keep(response: HttpResponse, saved: SavedList) -> None:
    if not saved.ids:
        response.delete_cookie(KEPT_COOKIE, samesite="Lax")
        return
    value = "-".join(map(str, saved.ids))
    response.set_cookie(KEPT_COOKIE, value, max_age=_KEPT_SECONDS, samesite="Lax", secure=settings.HTTPS)


def _shown(request: HttpRequest, saved: SavedList) -> HttpResponse:
    found = saved_reports(saved)
    everything = parse_query("", "folded")
    today = timezone.localdate()
    entries = [
        SavedEntry(
            make_entry(report, everything, Query(), number=number, score=0.0),
            gb7714(report, address=absolute(request, report.get_absolute_url()), accessed=today),
            _without(saved, report.pk),
            _higher(saved, report.pk) if number > 1 else "",
        )
        for number, report in enumerate(found.reports, 1)
    ]
    context = {
        "saved": saved,
        "refused": saved.refused,
        "entries": entries,
        "context_objects": [context_object(report, origin=origin(request)) for report in found.reports],
        "total": len(entries),
        "withdrawn": found.withdrawn,
        "unknown": found.unknown,
        "shown_address": saved_address(report.pk for report in found.reports),
        "most": MOST,
        "longest_name": LONGEST_NAME,
        "menu": None if saved.refused else saved_menu(saved, len(entries)),
    }
    return render(request, "saved.html", context, status=400 if saved.refused else 200)


def _without(saved: SavedList, report: int) -> str:
    """Return the address of the list without ``report``; an empty list says so, for its bare address leads to the kept one."""
    rest = [id_ for id_ in saved.ids if id_ != report]
    return saved_address(rest, saved.name) if rest else saved_address(()) + "?ids="


def _higher(saved: SavedList, report: int) -> str:
    ids = list(saved.ids)
    at = ids.index(report)
    ids[max(0, at - 1)], ids[at] = ids[at], ids[max(0, at - 1)]
    return saved_address(ids, saved.name)
