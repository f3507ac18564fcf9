"""Pages that say what is not to be had, and where to go on."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django_htmx.http import HttpResponseClientRedirect

from archive.web.htmx import asked_by_htmx

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: mostly one that was left open too long."""
    logger.warning("a form was refused: %s", reason)
    return render(request, "403.html", {"expired": True}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """A report that was withdrawn: it was here, and is no longer shown."""
    return render(request, "410.html", status=410)


def index_missing(request: HttpRequest) -> HttpResponse:
    logger.error("no index to search in: run manage.py index rebuild")
    if asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors, session or database: any of them may be what failed."""
    return HttpResponse(Engine.get_default().get_template("500.html").render(Context()), status=500)
