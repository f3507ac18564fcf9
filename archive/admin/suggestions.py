"""Regions that a typed beginning may mean, for the field of the card."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, JsonResponse

from archive.models import FormerRegion, Region

LIMIT = 12
LONGEST = 40  # characters: no name is longer


def suggest_regions(request: HttpRequest) -> JsonResponse:
    """``?words=渭源`` -> ``{"regions": [{"code", "name", "path", "via"}]}``, at most LIMIT; two queries.

    ``via`` names the former unit that leads to a region, "" else.
    """
    if not request.user.has_perm("archive.change_report"):
        raise PermissionDenied
    words = request.GET.get("words", "").strip()[:LONGEST]
    return JsonResponse({"regions": _regions(words) if words else []})


def _regions(words: str) -> list[dict[str, str]]:
    exact = Q(name=words) | Q(short=words)
    rank = Case(When(exact, then=Value(0)), default=Value(1), output_field=IntegerField())
    units = (
        Region.objects.filter(Q(name__startswith=words) | Q(short__startswith=words) | Q(code__startswith=words))
        .select_related("parent__parent")
        .order_by(rank, "code")[:LIMIT]
    )
    rows = [_row(unit, "") for unit in units]
    former = (
        FormerRegion.objects.filter(name__startswith=words)
        .select_related("successor__parent__parent")
        .order_by("name", "successor_id")[:LIMIT]
    )
    rows += [_row(each.successor, _of_its_day(each)) for each in former if each.name != each.successor.name]
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        seen.setdefault((row["code"], row["via"]), row)
    return list(seen.values())[:LIMIT]


def _row(unit: Region, via: str) -> dict[str, str]:
    path = " › ".join(above.name for above in unit.path[:-1])
    return {"code": unit.code, "name": unit.name, "path": path, "via": via}


def _of_its_day(former: FormerRegion) -> str:
    return f"{former.name}，至 {former.last_year} 年" if former.last_year else former.name
