"""A closed archive: with REQUIRE_LOGIN=1 every page needs a login."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from archive.web.clients import asked_by_htmx

UNAUTHORIZED = 401
#: Endings of the names of addresses that programs read; a program follows no redirect to a form.
_FOR_PROGRAMS = ("-feed", "-export", "suggest")
SENTENCE = "本文库须登录后使用。请先在登录页登录，再用同一浏览器取用。"


class ClosedArchiveMiddleware(LoginRequiredMiddleware):
    """Django's middleware, with an answer that programs understand.

    A view is open to everybody if it is decorated by ``login_not_required``. The admin checks its users itself.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if not settings.REQUIRE_LOGIN or match is None or "admin" in match.namespaces:
            return None
        if not getattr(view_func, "login_required", True):
            return None  # as Django does, but before it asks for the session: /healthz must not need the database
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]  # Django's stub knows redirects alone
        self, request: HttpRequest, view_func: Callable
    ) -> HttpResponseBase:
        """Return 401 as JSON or text to programs, a redirect to the login to browsers."""
        match = request.resolver_match
        if match and "api" in match.namespaces:
            return JsonResponse({"error": SENTENCE}, status=UNAUTHORIZED, json_dumps_params={"ensure_ascii": False})
        if match and (match.url_name or "").endswith(_FOR_PROGRAMS):
            return HttpResponse(SENTENCE, status=UNAUTHORIZED, content_type="text/plain; charset=utf-8")
        if asked_by_htmx(request):
            return HttpResponseClientRedirect(request.get_full_path())
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Keep pages of a closed archive out of the caches of proxies."""
        if settings.REQUIRE_LOGIN:
            patch_cache_control(response, private=True)
        return response
