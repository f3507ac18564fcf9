"""Requests whose parameters cannot be read. Every page writes links of its parameters, an error page too."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

BAD_REQUEST = 400
TOO_MANY = "地址里的参数太多，读不了。请减少参数后再试。\n"
STRANGE_CHARSET = "请求写明的字符编码（charset）读不了。请以 UTF-8 发送。\n"
_CHARSETS = frozenset({"utf-8", "ascii"})


def refuse_unreadable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 400 in plain words to too many parameters, or to a charset other than that of our forms.

    The most is DATA_UPLOAD_MAX_NUMBER_FIELDS. Codecs like base64 would fail wherever a parameter is read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name not in _CHARSETS:
            return _refuse(STRANGE_CHARSET)
        try:
            request.GET  # noqa: B018  parses the address
        except TooManyFieldsSent:
            return _refuse(TOO_MANY)
        return get_response(request)

    return middleware


def _refuse(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=BAD_REQUEST, content_type="text/plain; charset=utf-8")
