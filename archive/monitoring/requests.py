"""The outermost middleware: gives each request its id and its line in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from archive.monitoring.request_id import begin_request, current_request_id, end_request

logger = logging.getLogger("jiceng.access")

GetResponse = Callable[[HttpRequest], HttpResponseBase]
HEADER = "X-Request-ID"


def watch_requests(get_response: GetResponse) -> GetResponse:
    """Middleware, the first of all, so that it sees what the others answer. The time of a stream ends where it begins."""

    def watched(request: HttpRequest) -> HttpResponseBase:
        token = begin_request(request.headers.get(HEADER, ""))
        begun = time.perf_counter()
        try:
            response = get_response(request)
            seconds = time.perf_counter() - begun
            response[HEADER] = current_request_id()
            if settings.ACCESS_LOG:
                _write_line(request, response.status_code, seconds)
            return response
        finally:
            end_request(token)

    return watched


def view_of(request: HttpRequest) -> str:
    """Return the name of the view that answered. Unlike paths, names are few, as labels of metrics must be."""
    if match := request.resolver_match:
        return match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _write_line(request: HttpRequest, status: int, seconds: float) -> None:
    """Log method, path without the query, view, status and milliseconds; neither address nor user."""
    logger.info(
        "%s %s %d %.1fms",
        request.method,
        request.path,
        status,
        seconds * 1000,
        extra={
            "method": request.method,
            "path": request.path,
            "view": view_of(request),
            "status": status,
            "duration_ms": round(seconds * 1000, 1),
        },
    )
