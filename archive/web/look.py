"""Light or dark by choice: kept in a cookie, written on <html> by the server, so that no page flashes."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_noop

COOKIE = "look"
LOOKS = (("", gettext_noop("随系统")), ("light", gettext_noop("明")), ("dark", gettext_noop("暗")))
KEPT_SECONDS = 365 * 24 * 3600

_CHOSEN = {name for name, _ in LOOKS if name}


def remember_look(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ``request.look`` is ``light``, ``dark`` or "" (the system's); pages vary by the cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(COOKIE, "")
        request.look = chosen if chosen in _CHOSEN else ""  # type: ignore[attr-defined]
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware
