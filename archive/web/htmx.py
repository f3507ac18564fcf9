"""Requests of htmx, which take a part of a page."""

from __future__ import annotations

from django.http import HttpRequest


def asked_by_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of a page; False where it asks for a whole one, after going back."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request
