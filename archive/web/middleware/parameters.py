"""A request that cannot be read at all is answered here, since every page writes links from its parameters."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

BAD_REQUEST = 400
TOO_MANY = "地址里的参数太多，读不了。请减少参数后再试。\n"
STRANGE_CHARSET = "请求写明的字符编码（charset）读不了。请以 UTF-8 发送。\n"
_READ = frozenset({"utf-8", "ascii"})


def readable_parameters(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: more parameters than DATA_UPLOAD_MAX_NUMBER_FIELDS, or a charset other than that of our forms, are a
    400 in plain words. Codecs like base64 would fail wherever a parameter is read, the page of a 400 among it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name not in _READ:
            return _refuse(STRANGE_CHARSET)
        try:
            request.GET  # noqa: B018  parses the address
        except TooManyFieldsSent:
            return _refuse(TOO_MANY)
        return get_response(request)

    return middleware


def _refuse(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=BAD_REQUEST, content_type="text/plain; charset=utf-8")
