"""Regions that a typed beginning may mean, for the field of the card."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse

from archive.places.gazetteer import gazetteer
from archive.text.places import suggest

LIMIT = 10
LONGEST = 40  # characters: no name with its path is longer


def suggest_regions(request: HttpRequest) -> JsonResponse:
    """``?words=渭源`` -> ``{"regions": [{"code", "name", "path", "via"}]}``, best first, at most LIMIT; no query.

    ``path`` names the units above; ``via`` is the former name or the township that leads to the region, "" else.
    """
    if not request.user.has_perm("archive.change_report"):
        raise PermissionDenied
    words = request.GET.get("words", "").strip()[:LONGEST]
    found = suggest(words, gazetteer=gazetteer(), limit=LIMIT)
    regions = [
        {"code": each.code, "name": each.name, "path": " › ".join(each.path[:-1]), "via": each.via} for each in found
    ]
    return JsonResponse({"regions": regions})
