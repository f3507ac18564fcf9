"""What the head and foot of every page show of the request."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

from archive.languages.page import TAGS, LanguageLink, language_links


@dataclass(frozen=True, slots=True)
class Frame:
    """``page``: the name of the address, "" for none. ``theme``: light, dark or "". ``address``: path and parameters."""

    page: str
    theme: str
    address: str
    languages: tuple[LanguageLink, ...]


def page_frame(request: HttpRequest) -> Frame:
    """Return the frame of a request; the theme is "" where its middleware has not run."""
    return Frame(
        page_name(request), getattr(request, "theme", ""), request.get_full_path(), tuple(language_links(request))
    )


def page_name(request: HttpRequest) -> str:
    """Return the name of the page's address, "" where none matched."""
    match = getattr(request, "resolver_match", None)
    return (match and match.url_name) or ""


def page_language() -> str:
    """Return the ``lang`` of the page: zh-Hans, zh-Hant or en."""
    return TAGS.get(get_language() or "", "zh-Hans")
