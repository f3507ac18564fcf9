"""An address that cannot be read at all is answered here, since every page writes links from its parameters."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

BAD_REQUEST = 400
SENTENCE = "地址里的参数太多，读不了。请减少参数后再试。\n"


def readable_parameters(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: more parameters than DATA_UPLOAD_MAX_NUMBER_FIELDS are a 400 in plain words. The page of a 400 would
    read them again for its own links, and fail."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            request.GET  # noqa: B018  parses the address
        except TooManyFieldsSent:
            return HttpResponse(SENTENCE, status=BAD_REQUEST, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware
