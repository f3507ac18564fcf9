"""Suggestions of regions for a typed beginning, in the card's input."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse

from archive.places.gazetteer import gazetteer
from archive.text.places import suggest
from search.invisible import without_invisible

LIMIT = 10
LONGEST = 40  # characters: no name with its path is longer


def suggest_regions(request: HttpRequest) -> JsonResponse:
    """Answer ``?words=渭源`` with ``{"regions": [{"code", "name", "path", "via"}]}``, best first, at most LIMIT; no query.

    ``path`` names the regions above; ``via`` is the former name or the township that leads to the region, else "".
    """
    if not request.user.has_perm("archive.change_report"):
        raise PermissionDenied
    words = without_invisible(request.GET.get("words", "")).strip()[:LONGEST]
    found = suggest(words, gazetteer=gazetteer(), limit=LIMIT)
    regions = [
        {"code": each.code, "name": each.name, "path": " › ".join(each.path[:-1]), "via": each.via} for each in found
    ]
    return JsonResponse({"regions": regions})
