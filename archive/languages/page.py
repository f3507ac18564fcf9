"""The language of a page: sentences, dates and quoted words in it, and how a reader chooses it.

The choice is an address (``?lang=en``), and a cookie keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.dates import MONTHS
from django.utils.functional import lazy
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation.trans_real import parse_accept_lang_header

from archive.text.dates import PartialDate
from search.sentences import Sentence

COOKIE = PARAMETER = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
#: Languages as HTML and RFC 5646 write them.
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
#: What a page in another language says to who prefers this one.
_OFFERS = {"zh-hans": "用简体中文看本页", "zh-hant": "用繁體中文看本頁", "en": "Read this page in English"}
#: Where Chinese is written in traditional characters, and the tag of the script.
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_SHORT = {"zh-hans": "简", "zh-hant": "繁", "en": "EN"}
#: The API, harvesting, the desk and files for programs are always Chinese: one address, one answer.
_CHINESE_PATHS = ("/api/", "/admin/", "/oai")
_CHINESE_ENDINGS = (".atom", ".xml")
_HAN = re.compile(
    r"[〇\u3400-\u9fff\U00020000-\U0003ffff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff]*"
)
#: What a page says for a value that is not known.
UNKNOWN_LABEL = gettext_noop("未注明")


def say(sentence: str, *values: Any) -> str:
    """Return ``sentence`` (Chinese, with {0} {1} for the values) in the language of the page."""
    if not sentence:
        return ""  # gettext("") returns the head of the catalog
    return gettext(sentence).format(*(translated(value) for value in values)) if values else gettext(sentence)


#: The same for a sentence that a form declares once, and that is read in many languages.
say_later = lazy(say, str)


def translated(words: Any) -> Any:
    """Return a sentence of the engine (search/sentences.py), or of its error, in the language of the page.

    Other values come back unchanged.
    """
    if isinstance(words, Exception):
        words = words.args[0] if words.args else ""
    return say(words.sentence, *words.values) if isinstance(words, Sentence) else words


def listed(values: Iterable[Any]) -> str:
    """Join values as the language of the page does: 2019、2020 or 2019, 2020."""
    return gettext("、").join(map(str, values))


def date_parts(date: PartialDate | None) -> tuple[str, str]:
    """Return what is known of a date in words, and what is not: ``2019年11月`` and ``（日未注明）``."""
    if date is None:
        return say(UNKNOWN_LABEL), ""
    if date.month is None:
        return say("{0}年", date.year), say("（月日未注明）")
    if date.day is None:
        return say("{0}年{1}月", date.year, date.month, MONTHS[date.month]), say("（日未注明）")
    return say("{0}年{1}月{2}日", date.year, date.month, date.day, MONTHS[date.month]), ""


def date_words(date: PartialDate | None) -> str:
    """Return 2021年8月16日, 2019年11月（日未注明）, 2020年（月日未注明） or 未注明."""
    return "".join(date_parts(date))


def own(words: Any) -> SafeString:
    """Mark words of a report or of an editor as Chinese, where the page is in another language."""
    text = conditional_escape(words)
    if get_language() == "zh-hans" or not _HAN.search(text):
        return text
    return format_html('<span lang="zh">{}</span>', text)


def mixed(words: Any) -> SafeString:
    """Mark the Chinese words that a sentence of an English page quotes."""
    if get_language() != "en" or isinstance(words, SafeString):
        return conditional_escape(words)
    return format_html_join("", "{}", ((each,) for each in _marked_chinese(str(words))))


def _marked_chinese(text: str) -> Iterator[SafeString | str]:
    at = 0
    for found in _HAN.finditer(text):
        yield text[at : found.start()]
        yield format_html('<span lang="zh">{}</span>', found[0])
        at = found.end()
    yield text[at:]


def use_chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: activate the language of the cookie, Chinese without one, whatever the browser prefers.

    A page without a chosen language offers the preferred one (``offered_language``).
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
            patch_vary_headers(response, ("Cookie", "Accept-Language"))
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
    """Return the parameters of the address without the language; a copy, which is slow, only where one is dropped."""
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
    offer: str = ""


def language_links(request: HttpRequest) -> Iterator[LanguageLink]:
    """Give a link for each language, in the order of the settings."""
    current, others = get_language(), _other_parameters(request)
    for code, name in settings.LANGUAGES:
        yield LanguageLink(TAGS[code], _SHORT[code], name, _address(request, others, code), code == current)


def offered_language(request: HttpRequest) -> LanguageLink | None:
    """Return the language that the browser prefers, where the reader has chosen none and the page is in another.

    Languages that no page speaks are passed over: de, en prefers English.
    """
    if request.COOKIES.get(COOKIE, "") in TAGS:
        return None
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    preferred = next(filter(None, (_code_of(tag) for tag, quality in accepted if quality)), None)
    if preferred is None or preferred == get_language():
        return None
    address = _address(request, _other_parameters(request), preferred)
    name = dict(settings.LANGUAGES)[preferred]
    return LanguageLink(TAGS[preferred], _SHORT[preferred], name, address, is_current=False, offer=_OFFERS[preferred])


def _code_of(tag: str) -> str | None:
    """Return the language of the interface for a tag of RFC 5646 in lower case, None for another language."""
    if tag.startswith(_TRADITIONAL):
        return "zh-hant"
    language = tag.partition("-")[0]
    return {"zh": "zh-hans", "en": "en"}.get(language)
