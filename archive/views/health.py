"""Addresses for supervisors: whether the process lives, whether it can work, and its numbers."""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from archive.monitoring.metrics import exposition
from archive.monitoring.readiness import check_readiness


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives, without asking database or index."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the archive can work, else 503 with ``reasons``: database, index, schema or disk space.

    ``pending`` counts the changes that the index is behind, ``lag_seconds`` is the age of the oldest. Neither is a reason
    while a process works on them: a long import falls behind on purpose, and readers are served meanwhile. ``parked``
    counts documents that the index refused, ``unread`` changes whose figures and sections are not read yet. ``index`` is degraded, which is no reason, where a part of a cluster is lost
    and every answer is whole.
    """
    state = check_readiness()
    free = state.disk_free_bytes
    body = {
        "ready": state.is_ready,
        "reasons": state.reasons,
        "database": state.database,
        "schema": state.schema,
        "index": state.index,
        "documents": state.documents,
        "generation": state.generation,
        "pending": state.pending,
        "lag_seconds": state.lag_seconds,
        "parked": state.parked,
        "unread": state.unread,
        "disk": state.disk,
        "disk_free_mb": None if free is None else free // (1024 * 1024),
    }
    return JsonResponse(body, status=200 if state.is_ready else 503)


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the numbers for Prometheus if METRICS=1: to a sender of METRICS_TOKEN, without a token to this machine."""
    if not settings.METRICS:
        raise Http404
    if not _may_read_metrics(request):
        return HttpResponse(
            "这里只答监测程序：请带上 METRICS_TOKEN，或在本机上读取。\n", "text/plain; charset=utf-8", 403
        )
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    if token := settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # Behind a proxy on this machine every request comes from here; the proxy's own header tells them apart.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
