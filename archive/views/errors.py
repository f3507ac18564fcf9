"""Pages that say why something cannot be shown, and where to go on."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.http import HttpResponseClientRedirect

from archive.storage.faults import writing_fault
from archive.web.clients import asked_by_htmx

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that cannot be read with 400."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a reader without the permission with 403."""
    return render(request, "403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit with 403: mostly it was open too long."""
    logger.warning("a form was refused: %s", reason)
    return render(request, "form_expired.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an unknown address with 404."""
    return render(request, "404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """Answer the address of a withdrawn report with 410."""
    return render(request, "410.html", status=410)


def index_missing(request: HttpRequest) -> HttpResponse:
    """Answer a search with 503 while there is no index; htmx is sent to the whole page."""
    logger.error("no index to search in: run manage.py index rebuild")
    if asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure with 500, without request, session or database: any of them may have failed.

    A disk that is full or takes no writes is named, with status 507: Django calls this while it handles the exception.
    """
    is_unwritable = bool(writing_fault(sys.exception()))
    return HttpResponse(
        render_to_string("500.html", {"is_unwritable": is_unwritable}), status=507 if is_unwritable else 500
    )
