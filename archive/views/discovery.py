"""For machines: robots.txt, the sitemap, and search from a browser's own box."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from archive.exporting.sitemaps import index_entries, page_entries, report_entries, robots_txt, sitemap_xml
from archive.suggesting.completion import LONGEST, complete
from archive.web.addresses import origin

_XML = "application/xml; charset=utf-8"
_MOST_FILES = 10_000_000


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(robots_txt(origin(request)), content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Send the seal to browsers and readers of feeds that ask for it by the old address, whatever a page names."""
    return HttpResponse((settings.BASE_DIR / "static" / "favicon.ico").read_bytes(), content_type="image/x-icon")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemap_xml(index_entries(), origin(request), is_index=True), content_type=_XML)


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemap_xml(page_entries(), origin(request)), content_type=_XML)


@require_safe
def sitemap_reports(request: HttpRequest, file: int) -> HttpResponse:
    entries = list(report_entries(file)) if 1 <= file <= _MOST_FILES else []
    if not entries:
        raise Http404
    return HttpResponse(sitemap_xml(entries, origin(request)), content_type=_XML)


@require_safe
def open_search(request: HttpRequest) -> HttpResponse:
    """Describe the search for browsers and reference managers (OpenSearch 1.1)."""
    context = {"origin": origin(request)}
    media_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "opensearch.xml", context, content_type=media_type)


@require_safe
@cache_control(public=True, max_age=60)
def open_search_suggestions(request: HttpRequest) -> HttpResponse:
    """Complete in a browser's own box (OpenSearch Suggestions 1.1): ``[q, [completion, ...]]``."""
    typed = request.GET.get("q", "")[:LONGEST]
    words = list(dict.fromkeys(completion.text for completion in complete(typed)))
    return JsonResponse(
        [typed, words],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/x-suggestions+json; charset=utf-8",
    )
