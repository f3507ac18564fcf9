"""For supervisors: is the process alive, and can it do its work."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive.indexing import pending_changes
from search.documents import SearchError
from search.engine import get_engine

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: answers without asking anything else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database and index answer. ``pending`` is how many changes the index is behind.

    Status 200 or 503; the reasons go to the log, because this page is public.
    """
    body: dict[str, object] = {"database": "ok", "index": "ok", "pending": None}
    try:
        body["pending"] = pending_changes()
    except DatabaseError:
        logger.exception("readyz: the database does not answer")
        body["database"] = "failed"
    try:
        status = get_engine().status()
        body |= {"documents": status.documents, "generation": status.generation}
    except (SearchError, OSError):
        logger.exception("readyz: the index does not answer")
        body["index"] = "failed"
    ready = body["database"] == body["index"] == "ok"
    return JsonResponse(body, status=200 if ready else 503)
