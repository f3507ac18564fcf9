"""Django's WSGI application, with an answer for requests that break before any middleware or view sees them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import django
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler

logger = logging.getLogger(__name__)

_SENTENCE = "请求读不了：参数太多，或写明的字符编码（charset）不是文字的编码。请减少参数，并以 UTF-8 发送。\n"


class Application(WSGIHandler):
    """Where a charset is named, Django reads the parameters while it makes the request, outside of its own net: more
    than a thousand of them, or a charset like base64, would end as a failure of the server. Here they end as a 400."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        try:
            return super().__call__(environ, start_response)
        except (SuspiciousOperation, LookupError, UnicodeError) as error:
            logger.warning("a request could not be read: %s", type(error).__name__)
            body = _SENTENCE.encode()
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
            start_response("400 Bad Request", [*headers, ("Content-Length", str(len(body)))])
            return [body]


def make_application() -> Application:
    django.setup(set_prefix=False)
    return Application()
