"""Atom feeds by address, answered with 304 while nothing is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe

from archive.exporting.exports import all_ids
from archive.exporting.feeds import FeedHead, atom_feed, newest, newest_of
from archive.models import Report
from archive.searching.form import SearchForm
from archive.views.exports import Refused, refusing, region_list
from archive.web.origin import origin
from archive.web.questions import search_address
from search.documents import Query


@require_safe
@conditional_page
def newest_feed(request: HttpRequest) -> HttpResponse:
    head = FeedHead("基层文库：新近入藏", reverse("home"), reverse("newest-feed"), origin(request))
    return _answer(newest(Report.objects.published()), head)


@require_safe
@conditional_page
@refusing
def search_feed(request: HttpRequest) -> HttpResponseBase:
    """What a search finds, the last to come into the archive first, whatever order the page has.

    Of more hits than EXPORT_LIMIT those with the latest dates are looked at.
    """
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise Refused(form.error_sentence)
    query = feed_query(form.to_query())
    address = search_address(query)
    head = FeedHead(
        f"基层文库：{query.text or '检索'}", address, feed_address(query), origin(request), "新收入的在前，至多五十篇。"
    )
    if query == Query():
        return _answer(newest(Report.objects.published()), head)
    ids = all_ids(replace(query, sort="newest"), most=settings.EXPORT_LIMIT, cut=True)
    return _answer(newest_of(ids), head)


@require_safe
@conditional_page
@refusing
def region_feed(request: HttpRequest, code: str) -> HttpResponseBase:
    region, chosen, address = region_list(request, code)
    feed = reverse("region-feed", args=[code])
    _, question, parameters = address.partition("?")
    head = FeedHead(f"基层文库：{region.name}", address, feed + question + parameters, origin(request))
    return _answer(newest(chosen.qs), head)


def feed_query(query: Query) -> Query:
    """The question without order and pages, which a feed does not have."""
    usual = Query()
    return replace(query, sort=usual.sort, page=usual.page, size=usual.size)


def feed_address(query: Query) -> str:
    _, question, parameters = search_address(feed_query(query)).partition("?")
    return reverse("search-feed") + question + parameters


def _answer(reports: Iterable[Report], head: FeedHead) -> HttpResponse:
    feed = atom_feed(reports, head)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    return response
