"""Pages that say why something cannot be shown, and where to go on."""

from __future__ import annotations

import logging
import sys
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import gettext_noop
from django_htmx.http import HttpResponseClientRedirect

from archive.models import ErasedReport
from archive.monitoring.damage import explains_failure
from archive.storage.faults import is_database_away, writing_fault
from archive.storage.originals import StoreUnavailable
from archive.web.clients import asked_by_htmx
from archive.web.programs import is_api

logger = logging.getLogger(__name__)

#: What a failure says of its cause, to readers and to programs; "" where nothing is known of it.
FAULTS = {
    "unwritable": gettext_noop(
        "服务器的磁盘满了，或写不进去：这一步没有做成，馆藏没有受影响。请管理员腾出空间、核对权限，再做一次。"
    ),
    "database": gettext_noop(
        "数据库现在答不出这一页，也许它坏了、不见了或连不上。请过几分钟再试；管理员请运行 manage.py fsck，它说明缘由和办法。"
    ),
    "originals": gettext_noop(
        "原件的存储现在取不出或收不下这件原件：这一步没有做成，馆藏没有受影响。请过几分钟再试；管理员请运行 manage.py fsck，它说明缘由和办法。"
    ),
    "": gettext_noop("这一页没有做出来，差错已记录。请稍后再试；馆藏没有受影响。"),
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that cannot be read with 400."""
    if is_api(request):
        return HttpResponse(status=400)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a reader without the permission with 403."""
    return render(request, "403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit with 403: mostly it was open too long."""
    logger.warning("a form was refused: %s", reason)
    return render(request, "form_expired.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an unknown address with 404; one of the API gets JSON from archive/web/programs.py."""
    if is_api(request):
        return HttpResponse(status=404)
    return render(request, "404.html", status=404)


def gone(request: HttpRequest, erased: ErasedReport | None = None) -> HttpResponse:
    """Answer the address of a withdrawn report with 410; of an erased one with its tombstone."""
    return render(request, "410.html", {"erased": erased}, status=410)


def missing_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Answer the address of a report that is not there: 410 for an erased one. Raise Http404 for all else."""
    erased = ErasedReport.objects.filter(report_id=report_id).first()
    if erased is None:
        raise Http404
    return gone(request, erased)


def index_missing(request: HttpRequest) -> HttpResponse:
    """Answer a search with 503 while there is no index; htmx is sent to the whole page."""
    logger.error("no index to search in: run manage.py index rebuild")
    if asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())
    response = render(request, "503.html", {"sentence": ""}, status=503)
    response["Retry-After"] = "60"
    return response


def originals_away(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """Answer the address of an original with 503 while its store does not give it; ``back`` leads to the report."""
    response = render(request, "original_away.html", {"back": back}, status=503)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest | None) -> HttpResponse:
    """Answer a failure with 500, without request, session or database: any of them may have failed.

    A disk that is full or takes no writes is named, with status 507, and a database that is gone, damaged or does not
    answer, or a store of originals that does not give one, with 503: Django calls this while it handles the exception. So
    is a failure that a damaged report explains.
    """
    error = sys.exception()
    fault, status = "", HTTPStatus.INTERNAL_SERVER_ERROR
    if writing_fault(error):
        fault, status = "unwritable", HTTPStatus.INSUFFICIENT_STORAGE
    elif isinstance(error, StoreUnavailable):
        fault, status = "originals", HTTPStatus.SERVICE_UNAVAILABLE
    elif is_database_away(error) or explains_failure(_report_of(request)):
        fault, status = "database", HTTPStatus.SERVICE_UNAVAILABLE
    if request and is_api(request):
        return HttpResponse(FAULTS[fault] if fault else "", status=status, content_type="text/plain; charset=utf-8")
    shown = {"sentence": FAULTS[fault], "theme": getattr(request, "theme", ""), "home": get_script_prefix()}
    return HttpResponse(render_to_string("500.html", shown), status=status)


def _report_of(request: HttpRequest | None) -> int | None:
    """Return the number of the report whose address was asked for; None where there is no request, or no report in it."""
    match = request.resolver_match if request else None
    number = match.kwargs.get("report_id") if match else None
    return number if isinstance(number, int) else None
