"""When is an answer "not modified" (RFC 9110)? Never while a change may be hidden behind the whole seconds of its dates."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.http import http_date, parse_http_date_safe

#: A change so young may be followed by another one in the same second. Clocks of several machines may differ by less.
_FRESH = timedelta(seconds=60)


def answer_if_changed(
    request: HttpRequest, response: HttpResponse, changed: datetime | None, *, is_settled: bool = True
) -> HttpResponseBase:
    """Return ``response`` with its ETag and Last-Modified, or 304 for it.

    ``changed`` is the time of the last change that the answer may show, in whole seconds and read before the answer was
    made; None tells none. Last-Modified is the second after it, which no answer of the second itself can bear. While the
    change is fresh, or the answer is not settled because it may still lack it, no date is good for a 304. The ETag is made
    of the bytes.
    """
    patch_cache_control(response, no_cache=True)  # a cache asks again, and guesses no time for which it need not
    set_response_etag(response)
    stamp = None
    if changed is not None:
        stamp = int(changed.timestamp()) + 1
        is_fresh = timezone.now() - changed < _FRESH
        response["Last-Modified"] = http_date(stamp - 1 if is_fresh or not is_settled else stamp)
        if is_fresh or not is_settled or _asks_of_the_future(request):
            stamp = None
    answer = get_conditional_response(request, etag=response["ETag"], last_modified=stamp, response=response)
    return answer or response


def _asks_of_the_future(request: HttpRequest) -> bool:
    """Return whether If-Modified-Since lies in the future, and so says nothing."""
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and since > (timezone.now() + _FRESH).timestamp()
