"""Looking a place up by name while browsing: today's and former names, usual short ones, codes, pinyin and its initials.

All that may be meant is listed with its path; nothing is chosen for the reader. The query language asks
``archive.places.table.find_named`` instead, where a name must be the whole name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.languages import say
from archive.models import FormerRegion, Region
from archive.places.former import FormerName, names_then
from archive.places.gazetteer import gazetteer
from archive.places.table import LEVELS_DOWNWARD
from archive.text.places import suggest
from search.fold import fold
from search.suggest.closeness import Closeness, closeness
from search.suggest.sounds import typed_letters

#: Characters that are read of what was typed; a path of three units is not longer.
LONGEST = 60
#: Places listed; only two letters can mean more.
LISTED = 60


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A unit of today; ``above``: the units it lies in, the largest first. ``via``: the former name or the township
    through which it was found, as half a sentence, or ""."""

    region: Region
    above: tuple[Region, ...]
    count: int
    via: str = ""


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """``more``: how many there are beyond those listed."""

    places: tuple[FoundPlace, ...] = ()
    more: int = 0


def find_places(typed: str, totals: Mapping[str, int]) -> FoundPlaces:
    """All places that ``typed`` may mean, the closest first, each once. ``totals``: reports by prefix, as of
    ``archive.holdings.counts.roll_up``. Two queries, whatever is typed.

    ``typed``: a name or its beginning in either script (定西, 碧江區), behind units above it (甘肃 定西, 甘肃定西), a former
    name (定西地区), pinyin (dingxi), initials (dx), a code or its beginning (6211), a township (乌盖苏木).
    """
    words = fold(typed[:LONGEST]).split()
    if not words:
        return FoundPlaces()
    units = {unit.code: unit for unit in Region.objects.all()}
    *outer, name = words
    ranked: dict[str, tuple[tuple[int, bool, int, int], str]] = {}
    for code, close, former in _matches(name, units):
        count = totals.get(units[code].prefix, 0)
        rank = (close, former is not None, LEVELS_DOWNWARD[units[code].level], -count)
        inside = all(any(_is_called(unit, word) for unit in _above(units[code], units)) for word in outer)
        if inside and (code not in ranked or rank < ranked[code][0]):
            ranked[code] = rank, former.words if former else ""
    found = {code: via for code, (_, via) in sorted(ranked.items(), key=lambda pair: (pair[1][0], pair[0]))}
    if not found:
        # The desk's picker parts 甘肃定西 and knows townships.
        offered = suggest(typed[:LONGEST], gazetteer=gazetteer(), limit=LISTED)
        found = {
            place.code: say("按“{0}”找到", place.via) if place.via else "" for place in offered if place.code in units
        }
    listed = [
        FoundPlace(units[code], _above(units[code], units), totals.get(units[code].prefix, 0), via)
        for code, via in list(found.items())[:LISTED]
    ]
    return FoundPlaces(tuple(listed), len(found) - len(listed))


def _matches(name: str, units: Mapping[str, Region]) -> Iterator[tuple[str, int, FormerName | None]]:
    """(code, closeness, the former name that it is) of every name that fits."""
    if name.isascii() and name.isdigit():
        wanted = name.rstrip("0") or name
        yield from (
            (code, Closeness.WHOLE if code == name.ljust(6, "0") else Closeness.BEGINNING, None)
            for code in units
            if code.startswith(wanted)
        )
        return
    letters = typed_letters(name)
    for code, unit in units.items():
        if (close := _closest(unit, name, letters)) is not None:
            yield code, close, None
    for code, rows in _former_rows().items():
        fits = {
            called: close
            for called, *_ in rows
            if (close := closeness(called, name, letters, folded=fold(called))) is not None
        }
        if fits and code in units:
            yield from (
                (code, fits[former.name], former) for former in names_then(rows, units[code]) if former.name in fits
            )


def _former_rows() -> dict[str, list[tuple[str, str, int]]]:
    """{code of the unit of today: (name, level, last year) of those it leads on from}."""
    rows: dict[str, list[tuple[str, str, int]]] = {}
    former = FormerRegion.objects.order_by().values_list("successor_id", "name", "level", "last_year")
    for code, name, level, last in former:
        if last:
            rows.setdefault(code, []).append((name, level, last))
    return rows


def _closest(unit: Region, name: str, letters: str) -> int | None:
    """Of its full and its short name."""
    fits = [
        close
        for called in {unit.name, unit.short}
        if (close := closeness(called, name, letters, folded=fold(called))) is not None
    ]
    return min(fits, default=None)


def _is_called(unit: Region, word: str) -> bool:
    close = _closest(unit, word, typed_letters(word))
    return close is not None and close != Closeness.INSIDE


def _above(unit: Region, units: Mapping[str, Region]) -> tuple[Region, ...]:
    found: list[Region] = []
    while unit.parent_id:
        unit = units[unit.parent_id]
        found.append(unit)
    return tuple(reversed(found))
