"""What is known of a request in the log: its id on every line, and a line of its own.

config/logging.py imports this module while the settings are read, so it imports neither models nor django.http.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    GetResponse = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger("jiceng.access")

HEADER = "X-Request-ID"
#: An id that a proxy may give: nothing in it can break a line or a header.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request that this thread answers, "" outside of any."""
    return _current.get()


def begin_request(given: str) -> Token[str]:
    """Set the id of a request to ``given`` if it is sane, else to a new one; ``end_request`` takes the token back."""
    return _current.set(given if _SANE.fullmatch(given) else uuid.uuid4().hex)


def end_request(token: Token[str]) -> None:
    """Restore the id of before ``begin_request``."""
    _current.reset(token)


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
