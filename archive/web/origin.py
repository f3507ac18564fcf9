"""Absolute addresses: what the archive calls itself outside its own pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """``https://host[:port]``: SITE_URL if it is set, else as the reader asked (a host of ALLOWED_HOSTS)."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    """The absolute address of ``path``, which begins with a slash."""
    return origin(request) + path
