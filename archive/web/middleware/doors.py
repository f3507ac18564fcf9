"""REQUIRE_LOGIN=1: the whole archive behind a login, for an office that keeps it to itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import ResolverMatch, reverse
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from archive.web.htmx import asked_by_htmx

UNAUTHORIZED = 401
#: Open to everybody all the same: supervisors (/metrics has a door of its own), the way in, and the switch of light and dark on it.
OPEN = frozenset({"healthz", "readyz", "metrics", "login", "logout", "look"})
#: Taken by programs, which follow no redirect to a form.
_FOR_PROGRAMS = ("-feed", "-export", "-suggest")
SENTENCE = "本文库须登录后使用。请先在登录页登录，再用同一浏览器取用。"


class LoginRequiredMiddleware:
    """Sends strangers to the login, programs away with 401. The admin keeps its own door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.REQUIRE_LOGIN:
            patch_cache_control(response, private=True)  # no proxy may keep what only some may read
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, arguments: dict
    ) -> HttpResponse | None:  # after the address is known by its name, before the view
        match = request.resolver_match
        if not settings.REQUIRE_LOGIN or match is None or _is_open(match) or request.user.is_authenticated:
            return None
        if "api" in match.namespaces:
            return JsonResponse({"error": SENTENCE}, status=UNAUTHORIZED, json_dumps_params={"ensure_ascii": False})
        if (match.url_name or "").endswith(_FOR_PROGRAMS) or match.url_name == "suggest":
            return HttpResponse(SENTENCE, status=UNAUTHORIZED, content_type="text/plain; charset=utf-8")
        if asked_by_htmx(request):
            return HttpResponseClientRedirect(request.get_full_path())
        return redirect_to_login(request.get_full_path(), reverse("login"))


def _is_open(match: ResolverMatch) -> bool:
    return match.view_name in OPEN or "admin" in match.namespaces
