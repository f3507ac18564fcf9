"""Django's WSGI application, with an answer to requests that fail before any middleware or view sees them."""

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
    """Django's handler, which answers 400 where Django itself would fail.

    For a request that names a charset, Django reads the parameters while it makes the request object, before its own
    exception handling. More than a thousand parameters, or a charset like base64, would be a failure of the server.
    """

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
    """Set Django up and return its application."""
    django.setup(set_prefix=False)
    return Application()
