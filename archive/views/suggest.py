"""Completion while typing, as a fragment of the page: a list box for the search boxes (static/js/suggest.js, or htmx)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from archive.suggesting.completion import complete


@require_safe
@cache_control(public=True, max_age=60)
def suggest_fragment(request: HttpRequest) -> HttpResponse:
    """``?q=`` -> options, best first; an empty list box where nothing fits."""
    return render(request, "archive/_suggest_list.html", {"completions": complete(request.GET.get("q", ""))})
