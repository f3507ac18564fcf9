"""The language of a page: the reader chooses it by an address (``?lang=en``), and a cookie keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes

from archive.languages.saying import listed, say

COOKIE = PARAMETER = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
#: Languages as HTML and RFC 5646 write them.
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
_SHORT = {"zh-hans": "简", "zh-hant": "繁", "en": "EN"}
#: The API, the desk and files for programs are Chinese for everyone: one address, one answer.
_CHINESE_PATHS = ("/api/", "/admin/")
_CHINESE_ENDINGS = (".atom", ".xml")


def use_chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: activate the language of the cookie, Chinese without one, whatever the browser prefers.

    ``?lang=`` stores the choice and leads to the same address without it: one address serves all languages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_chinese = request.path_info.startswith(_CHINESE_PATHS) or request.path_info.endswith(_CHINESE_ENDINGS)
        chosen = request.COOKIES.get(COOKIE, "")
        language = chosen if chosen in TAGS and not is_chinese else settings.LANGUAGE_CODE
        with translation.override(language):
            if not is_chinese and PARAMETER in request.GET and request.method in ("GET", "HEAD"):
                return _choose(request)
            response = get_response(request)
        response.headers.setdefault("Content-Language", TAGS[language])
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def _choose(request: HttpRequest) -> HttpResponse:
    wanted = request.GET[PARAMETER].lower()
    if wanted not in TAGS:
        sentence = say("界面语言（lang）只能是 {0}，不能是“{1}”。", listed(TAGS), request.GET[PARAMETER][:40])
        return render(request, "refused.html", {"sentence": sentence}, status=400)
    response = HttpResponseRedirect(_address(request, _other_parameters(request), ""))
    response.set_cookie(COOKIE, wanted, max_age=COOKIE_SECONDS, samesite="Lax", secure=settings.HTTPS)
    response["Cache-Control"] = "no-store"
    return response


def _address(request: HttpRequest, others: str, language: str) -> str:
    """Return the address of this page, with its ``others`` parameters and ``language`` chosen; "" chooses none."""
    parameters = "&".join(filter(None, (others, f"{PARAMETER}={language}" if language else "")))
    return "?".join(filter(None, (escape_leading_slashes(request.path), parameters)))


def _other_parameters(request: HttpRequest) -> str:
    """Return the parameters of the address without the language. A copy is slow, so it is made only to drop one."""
    if PARAMETER not in request.GET:
        return request.GET.urlencode()
    rest = request.GET.copy()
    del rest[PARAMETER]
    return rest.urlencode()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One choice of the switch: ``tag`` for lang and hreflang, ``short`` and ``name`` in the language itself."""

    tag: str
    short: str
    name: str
    address: str
    is_current: bool


def language_links(request: HttpRequest) -> Iterator[LanguageLink]:
    """Give a link for each language, in the order of the settings."""
    current, others = translation.get_language(), _other_parameters(request)
    for code, name in settings.LANGUAGES:
        yield LanguageLink(TAGS[code], _SHORT[code], name, _address(request, others, code), code == current)
