"""Suggestions for the region picker: regions by their names of today, former names, and townships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.places.gazetteer import Gazetteer, GazetteerRegion
from search.fold import fold

#: Regions before former names before townships, exact before beginning before inside.
_TODAY, _FORMER, _TOWNSHIP = 0, 1, 2
_EXACT, _BEGINNING, _INSIDE = 0, 1, 2
#: A township's name points to a county only if not too many share it.
TOWNSHIPS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A region of today. ``path`` names it from the province down.

    ``via`` is the former name or township that the words matched, "" for the region's own name.
    """

    code: str
    name: str
    path: tuple[str, ...]
    via: str = ""


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    kind: int
    closeness: int
    height: int
    length: int
    code: str
    via: str = ""


def suggest(words: str, *, gazetteer: Gazetteer, limit: int = 10) -> list[Suggestion]:
    """Return the regions that ``words`` may mean, best first, each once, ``limit`` at most; [] for no words.

    ``words``: a name or its beginning in either script (定西, 碧江區), behind regions above it (甘肃 定西, 甘肃定西), a code or
    its beginning (6211), a former name (胶南市), a township (乌盖苏木).
    """
    *above, name = fold(words).split() or [""]
    if not name:
        return []
    found = sorted(_matches(name, gazetteer))
    if not found and not above:
        above, name = _parted(name, gazetteer)
        found = sorted(_matches(name, gazetteer)) if name else []
    suggestions: dict[str, Suggestion] = {}
    for each in found:
        region = gazetteer.regions[each.code]
        path = _path(region, gazetteer)
        if each.code not in suggestions and _lies_in(path, above):
            suggestions[each.code] = Suggestion(region.code, region.name, path, each.via)
            if len(suggestions) == limit:
                break
    return list(suggestions.values())


def _matches(name: str, gazetteer: Gazetteer) -> Iterator[_Found]:
    for region in gazetteer.regions.values():
        height = len(gazetteer.above(region.code))
        called = fold(region.name)
        if name.isdecimal():
            if region.code.startswith(name.rstrip("0") or name):
                yield _Found(_TODAY, _BEGINNING, height, len(called), region.code)
        elif (close := _closeness(name, called)) is not None:
            close = _EXACT if name == fold(region.short) else close
            yield _Found(_TODAY, close, height, len(called), region.code)
    for group in gazetteer.names.values():
        for place in group:
            for code in place.former if place.form != "short" else ():
                if (close := _closeness(name, place.folded)) is not None:
                    height = len(gazetteer.above(code))
                    yield _Found(_FORMER, close, height, len(place.folded), code, place.literal)
    for township, counties in gazetteer.townships.items():
        if len(counties) <= TOWNSHIPS_AT_MOST and len(name) >= 2 and township.startswith(name):
            for code in counties:
                yield _Found(_TOWNSHIP, _closeness(name, township) or _EXACT, 2, len(township), code, township)


def _closeness(name: str, called: str) -> int | None:
    if called == name:
        return _EXACT
    if called.startswith(name):
        return _BEGINNING
    return _INSIDE if len(name) >= 2 and name in called else None


def _parted(name: str, gazetteer: Gazetteer) -> tuple[list[str], str]:
    """Return 甘肃定西 as (["甘肃"], "定西"): leading names of provinces and cities, each a step down."""
    above: list[str] = []
    for level in ("province", "city"):
        names = {
            fold(form) for region in gazetteer.regions.values() if region.level == level for form in _forms(region)
        }
        head = max((form for form in names if name.startswith(form) and form != name), key=len, default="")
        if head:
            above.append(head)
            name = name[len(head) :]
    return above, name


def _forms(region: GazetteerRegion) -> tuple[str, str]:
    return region.name, region.short


def _path(region: GazetteerRegion, gazetteer: Gazetteer) -> tuple[str, ...]:
    return tuple(gazetteer.regions[code].name for code in (*reversed(gazetteer.above(region.code)), region.code))


def _lies_in(path: tuple[str, ...], above: list[str]) -> bool:
    return all(any(fold(step).startswith(each) for step in path[:-1]) for each in above)
