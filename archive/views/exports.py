"""A whole list as a file or as an Atom feed: of results, of a region, or saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from archive.exporting.exports import (
    FORMATS,
    Listing,
    TooManyReports,
    all_ids,
    chunks,
    listing_of_reports,
    listing_of_saved,
    listing_of_search,
)
from archive.exporting.feeds import FeedHead, FeedPage, Place, atom_feed, newest, newest_of
from archive.exporting.menu import REGION_FILTERS, query_of_feed
from archive.exporting.menu import search_feed as search_feed_address
from archive.exporting.saved import read_saved
from archive.languages import say, translated
from archive.models import Region, Report, full_code
from archive.searching.filters import RegionReports
from archive.searching.form import SearchForm
from archive.searching.region_lists import offered_in
from archive.views.errors import index_missing
from archive.web.addresses import origin, search_address, with_parameters
from archive.web.conditional import answer_if_changed
from search.documents import IndexMissing, Query, QueryError

_NO_NAME = re.compile(r"[^\w]+")
_NAME_LENGTH = 40

View = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase)


def refusing(view: View) -> View:
    """Decorate a view so that what it refuses is explained on a page of its own, with status 400."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: str) -> HttpResponseBase:
        try:
            return view(request, **arguments)
        except (Refused, TooManyReports, QueryError) as error:
            return render(request, "refused.html", {"sentence": translated(error)}, status=400)
        except IndexMissing:
            return index_missing(request)

    return answer


class Refused(Exception):
    """The address asks for what is not allowed; the sentence names what is."""


@require_safe
@refusing
def search_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send all results of a search as a file."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise Refused(form.error_sentence)
    with_text = _text_wanted(request, ending)
    return _file(listing_of_search(form.to_query(), origin=origin(request), with_text=with_text), ending)


@require_safe
@refusing
def region_export(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    """Send the list of a region's page as a file."""
    region, chosen, address = region_list(request, code)
    listing = listing_of_reports(
        chosen.qs.newest_first(),
        name=region.name,
        address=address,
        origin=origin(request),
        with_text=_text_wanted(request, ending),
    )
    return _file(listing, ending)


@require_safe
@refusing
def saved_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send the saved list as a file."""
    saved = read_saved(request.GET)
    if saved.refused:
        raise Refused(saved.refused)
    if not saved.ids:
        raise Refused(say("夹签是空的。请先在检索结果或报告页点“夹签”，再来导出。"))
    return _file(listing_of_saved(saved, origin=origin(request), with_text=_text_wanted(request, ending)), ending)


def region_list(request: HttpRequest, code: str) -> tuple[Region, RegionReports, str]:
    """Return the region, its published reports under the filters of its page, and the page's path.

    Raises Refused and Http404.
    """
    if full_code(code) != code:
        raise Http404
    region = get_object_or_404(Region, code=code)
    reports = Report.objects.held().within(region)
    chosen = RegionReports(request.GET, queryset=reports, offered=offered_in(region.prefix, reports))
    if chosen.error_sentence:
        raise Refused(chosen.error_sentence)
    parameters = {name: request.GET[name] for name in REGION_FILTERS if request.GET.get(name)}
    return region, chosen, with_parameters(region.get_absolute_url(), parameters)


def _text_wanted(request: HttpRequest, ending: str) -> bool:
    wanted = request.GET.get("text", "")
    if wanted not in ("", "0", "1"):
        raise Refused(say("是否附正文（text）只能是 1（附）或 0（不附）。"))
    if wanted == "1" and ending != "jsonl":
        raise Refused(say("只有逐行 JSON（.jsonl）可以附正文。请改用 export.jsonl，或去掉 text=1。"))
    return wanted == "1"


def _file(listing: Listing, ending: str) -> StreamingHttpResponse:
    form = FORMATS[ending]
    if form.of_saved and not listing.is_saved:
        raise Refused(say("Word 文档只从夹签导出。请先把要用的报告夹上，再到夹签页导出。"))
    if form.of_hits and not listing.quotes:
        raise Refused(say("命中表只从有检索词的检索结果导出。请先输入检索词。"))
    response = StreamingHttpResponse(chunks(listing, form), content_type=form.media_type)
    name = f"{listing.name}-命中" if form.of_hits else listing.name
    response["X-Total"] = str(listing.total)
    return as_download(response, file_name(name, listing.exported_on, form.suffix))


def as_download(response: Answer, name: str) -> Answer:
    """Let a response be saved under a name, by readers and not by search engines."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ("Cookie",))  # the headings of a table are in the language of the page
    return response


def file_name(name: str, taken: date, ending: str) -> str:
    """Return 基层文库-软弱涣散-2026-11-22.csv: letters and digits only, so that no system finds a path in it."""
    words = _NO_NAME.sub("-", name).strip("-_")[:_NAME_LENGTH].strip("-_")
    return f"基层文库-{words or '全部'}-{taken.isoformat()}.{ending}"


@require_safe
@refusing
def newest_feed(request: HttpRequest) -> HttpResponseBase:
    """Send the newest reports of the archive."""
    head = FeedHead("基层文库：新近入藏", reverse("home"), reverse("newest-feed"), origin(request))
    return _feed_response(request, newest(Report.objects.held(), _place(request)), head)


@require_safe
@refusing
def search_feed(request: HttpRequest) -> HttpResponseBase:
    """Send what a search finds, the newest in the archive first, whatever the order of the page.

    Of more hits than EXPORT_LIMIT those with the latest dates are taken.
    """
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise Refused(form.error_sentence)
    query = query_of_feed(form.to_query())
    address = search_address(query)
    head = FeedHead(
        f"基层文库：{query.text or '检索'}",
        address,
        search_feed_address(query),
        origin(request),
        "新收入的在前，至多五十篇。",
    )
    if query == Query():
        return _feed_response(request, newest(Report.objects.held(), _place(request)), head)
    ids = all_ids(replace(query, sort="newest"), most=settings.EXPORT_LIMIT, cut=True)
    return _feed_response(request, newest_of(ids, _place(request)), head)


@require_safe
@refusing
def region_feed(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the newest reports of a region's list."""
    region, chosen, address = region_list(request, code)
    feed = reverse("region-feed", args=[code])
    _, mark, parameters = address.partition("?")
    head = FeedHead(f"基层文库：{region.name}", address, feed + mark + parameters, origin(request))
    return _feed_response(request, newest(chosen.qs, _place(request)), head)


def _place(request: HttpRequest) -> Place | None:
    """Return the entry that the page of a feed follows, None for the first page. Raises Refused."""
    words = request.GET.get("before", "")
    place = Place.read(words)
    if words and place is None:
        raise Refused(say("订阅的页（before）只能照订阅里 rel=next、rel=previous 的地址写。"))
    return place


def _feed_response(request: HttpRequest, page: FeedPage, head: FeedHead) -> HttpResponseBase:
    feed = atom_feed(page.reports, head, page)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return answer_if_changed(request, response, page.changed, is_settled=page.is_settled)
