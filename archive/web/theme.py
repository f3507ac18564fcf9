"""Light or dark by choice: a cookie keeps the theme, and the server writes it on <html>, so that no page flashes."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_noop

COOKIE = PARAMETER = "look"
COOKIE_SECONDS = 365 * 24 * 3600
THEMES = (("", gettext_noop("随系统")), ("light", gettext_noop("明")), ("dark", gettext_noop("暗")))

_CHOICES = {name for name, _ in THEMES if name}


def read_theme(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: set ``request.theme`` to ``light``, ``dark`` or "" (the system's); pages vary by the cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(COOKIE, "")
        request.theme = chosen if chosen in _CHOICES else ""  # type: ignore[attr-defined]
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware
