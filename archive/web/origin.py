"""Absolute addresses, for feeds, the sitemap, exports and the heads of pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """Return ``https://host[:port]``: SITE_URL if it is set, else the host of the request (one of ALLOWED_HOSTS)."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    """Return the absolute address of ``path``, which begins with a slash."""
    return origin(request) + path
