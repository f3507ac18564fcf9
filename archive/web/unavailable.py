"""What every address answers while the engine does not: 503 with its sentence, never an empty list or a failure."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from archive.languages import translated
from archive.web.clients import asked_by_htmx
from archive.web.middleware import is_for_programs
from search.documents import EngineUnavailable

logger = logging.getLogger(__name__)

#: Seconds after which to ask again: a cluster that lost a machine mostly answers by then.
RETRY_AFTER = 10


class EngineUnavailableMiddleware:
    """Middleware: answer a view that could not do without the engine. The API answers in its own form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 503 for EngineUnavailable; htmx is sent to the whole page."""
        return engine_unavailable(request, exception) if isinstance(exception, EngineUnavailable) else None


def engine_unavailable(request: HttpRequest, error: EngineUnavailable) -> HttpResponse:
    """Answer 503 with the engine's sentence: a page to readers, the sentence alone to programs."""
    logger.error("the engine does not answer: %s", error)
    sentence = translated(error)
    if is_for_programs(request):
        response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8")
    elif asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())
    else:
        response = render(request, "503.html", {"sentence": sentence})
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
