"""Whether a part of a page asks."""

from __future__ import annotations

from django.http import HttpRequest


def asked_by_htmx(request: HttpRequest) -> bool:
    """Whether a part of the page asks, and not the browser for a whole one (after going back, say)."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request
