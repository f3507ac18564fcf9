"""Limits for each client: one that asks too much learns when it may come back."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django_htmx.http import HttpResponseClientRedirect

from archive.languages import say
from archive.web.clients import asked_by_htmx, client_network
from archive.web.throttle import kind_of, seconds_to_wait

TOO_MANY = 429
#: Behind "您的地址在一分钟内".
WORDS = {
    "search": gettext_noop("检索"),
    "api": gettext_noop("接口调用"),
    "export": gettext_noop("导出"),
    "feed": gettext_noop("订阅的取用"),
    "suggest": gettext_noop("补全"),
    "login": gettext_noop("登录"),
}


class ThrottleMiddleware:
    """Middleware that refuses with 429, ``Retry-After`` and a sentence. THROTTLE=off lets every request through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, arguments: dict
    ) -> HttpResponse | None:  # the first moment at which the name of the address is known
        match = request.resolver_match
        kind = kind_of(match, request.method) if settings.THROTTLE and match else None
        seconds = seconds_to_wait(kind, client_network(request)) if kind else 0
        return too_many(request, kind, seconds) if kind and seconds else None


def too_many(request: HttpRequest, kind: str, seconds: int) -> HttpResponse:
    """Return a 429 in the form that the client takes: JSON, text, a redirect for htmx, or a page."""
    limit = settings.THROTTLE_LIMITS[kind]
    sentence = say("您的地址在一分钟内{0}超过 {1} 次，请 {2} 秒后再试。", say(WORDS[kind]), limit, seconds)
    match = request.resolver_match
    if match and ("api" in match.namespaces or match.view_name == "opensearch-suggest"):
        response: HttpResponse = JsonResponse(
            {"error": sentence}, status=TOO_MANY, json_dumps_params={"ensure_ascii": False}
        )
    elif kind == "suggest":
        response = HttpResponse(sentence, status=TOO_MANY, content_type="text/plain; charset=utf-8")
    elif asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())  # the whole page then says why
    else:
        response = render(request, "429.html", {"sentence": sentence}, status=TOO_MANY)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
