"""Which language a page is in: the reader's choice alone, made by an address (``?lang=en``) and kept in a cookie."""

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
KEPT_SECONDS = 365 * 24 * 3600
#: As HTML and RFC 5646 write them, with the name that each has for itself, short and whole.
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
_SHORT = {"zh-hans": "简", "zh-hant": "繁", "en": "EN"}
#: What machines read and what editors work in is Chinese for everyone: one address, one answer.
_CHINESE_ROOMS = ("/api/", "/admin/")
_CHINESE_FILES = (".atom", ".xml")


def speak_chosen(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: each page in the language of the cookie, Chinese without one, whatever the browser prefers.

    ``?lang=`` keeps the choice and leads to the same address without it, so that addresses stay one for all languages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_chinese = request.path_info.startswith(_CHINESE_ROOMS) or request.path_info.endswith(_CHINESE_FILES)
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
    response = HttpResponseRedirect(_address(request, ""))
    response.set_cookie(COOKIE, wanted, max_age=KEPT_SECONDS, samesite="Lax", secure=settings.HTTPS)
    response["Cache-Control"] = "no-store"
    return response


def _address(request: HttpRequest, language: str) -> str:
    """This page's address with ``language`` chosen, "" for without a choice."""
    said = [_asked(request), f"{PARAMETER}={language}" if language else ""]
    return "?".join(filter(None, (escape_leading_slashes(request.path), "&".join(filter(None, said)))))


def _asked(request: HttpRequest) -> str:
    """The parameters of the address without the choice of a language; a copy costs more than all the rest."""
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
    """All languages, in the order of the settings."""
    current = translation.get_language()
    for code, name in settings.LANGUAGES:
        yield LanguageLink(TAGS[code], _SHORT[code], name, _address(request, code), code == current)
