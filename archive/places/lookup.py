"""Place lookup: the regions that a typed name may mean.

``regions_named`` and ``former_regions_named`` hold the rule for a whole name: it stands alone or behind the names of any
regions above it. ``find_named`` answers 地区: in a query by them. ``find_places`` serves readers who browse: it also finds
beginnings of names, pinyin and its initials, and lists each region with its path. None of them chooses for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from archive.languages import say
from archive.models import FormerRegion, Region, full_code
from archive.places.former import FormerName, names_of_rows
from archive.places.gazetteer import gazetteer
from archive.places.letters import spellings_of
from archive.places.table import LEVELS_DOWNWARD
from archive.text.places import suggest
from search.fold import fold
from search.invisible import without_invisible
from search.query import NamedRegion
from search.suggest.closeness import Closeness, closeness
from search.suggest.sounds import typed_letters

#: Characters of the typed text that are read; a path of three regions is not longer.
LONGEST = 60
#: Regions listed; only two letters can mean more.
LISTED = 60
#: Characters of the longest name that the tables can hold.
_LONGEST_NAME = 40


def regions_named(name: str) -> list[Region]:
    """Return the regions of today that a whole name means, homonyms included, with the regions above them.

    ``name``: a full or short name in either script, alone or behind the names of any regions above it (定西市, 定西,
    甘肃定西, 江苏省南京鼓楼区). One query.
    """
    tails = _tails(name)
    regions = Region.objects.filter(Q(name__in=tails) | Q(short__in=tails)).select_related("parent__parent")
    return [region for region in regions if _is_path_to(fold(name), region, (region.name, region.short))]


def former_regions_named(name: str) -> list[FormerRegion]:
    """Return the former regions that a whole name means (定西县, 甘肃定西县), with their successors. One query.

    The names before it are those of regions above the successor.
    """
    former = FormerRegion.objects.filter(name__in=_tails(name)).select_related("successor__parent__parent")
    return [each for each in former if _is_path_to(fold(name), each.successor, (each.name,))]


def _tails(name: str) -> set[str]:
    """Return the ends of a name that may be a region's own name, as written and folded.

    The tables hold names as printed, and a few change in the fold (乾县).
    """
    return {
        text[start:] for text in (name, fold(name)) for start in range(max(0, len(text) - _LONGEST_NAME), len(text) - 1)
    }


def _is_path_to(folded: str, region: Region, own_names: Iterable[str]) -> bool:
    """Return whether a folded name is one of ``own_names``, alone or behind names of regions above ``region``.

    Levels may be left out.
    """
    rests = {folded.removesuffix(fold(own)) for own in own_names if folded.endswith(fold(own))}
    for above in region.path[-2::-1]:
        rests |= {rest.removesuffix(fold(name)) for rest in rests for name in (above.name, above.short)}
    return "" in rests


def find_named(name: str) -> tuple[NamedRegion, ...]:
    """Return all regions that a whole name or a code (62, 6211, 621100) may mean, the largest first.

    Regions of today come before those that a former name leads to. Two queries. For search/query/regions.py.
    """
    name = name.strip()
    folded = fold(name)
    if not folded or len(folded) > LONGEST:
        return ()
    if folded.isascii() and folded.isdigit():
        code = full_code(folded)
        today = list(Region.objects.filter(code=code).select_related("parent__parent"))
        former = list(FormerRegion.objects.filter(code=code).select_related("successor__parent__parent"))
    else:
        today = regions_named(name)
        # 张掖市 may be the city or, formerly, its 甘州区; 甘肃张掖市 is the city.
        former = [each for each in former_regions_named(name) if fold(each.name) == folded]
    found: dict[str, str] = {}
    for region in sorted(today, key=lambda region: (LEVELS_DOWNWARD[region.level], region.code)):
        found.setdefault(region.prefix, _label(region))
    for earlier in former:
        found.setdefault(earlier.successor.prefix, f"{_label(earlier.successor)}（旧{earlier.name}）")
    return tuple(NamedRegion(prefix, label) for prefix, label in found.items())


def _label(region: Region) -> str:
    return "".join(each.name for each in region.path)


@dataclass(frozen=True, slots=True)
class FoundRegion:
    """A region of today with the regions ``above`` it, the largest first, and its number of reports.

    ``via``: the former name or the township that led to it, as half a sentence, or "".
    """

    region: Region
    above: tuple[Region, ...]
    count: int
    via: str = ""


@dataclass(frozen=True, slots=True)
class FoundRegions:
    """The first LISTED regions; ``more`` counts the others."""

    regions: tuple[FoundRegion, ...] = ()
    more: int = 0


def find_places(typed: str, totals: Mapping[str, int]) -> FoundRegions:
    """Return all regions that ``typed`` may mean, the closest first, each once. Two queries.

    ``typed``: a name or its beginning in either script (定西, 碧江區), behind regions above it (甘肃 定西, 甘肃定西), a former
    name (定西地区), pinyin (dingxi), initials (dx), a code or its beginning (6211), a township (乌盖苏木).
    ``totals``: reports by prefix, as of ``archive.holdings.counts.roll_up``.
    """
    words = fold(without_invisible(typed)[:LONGEST]).split()
    if not words:
        return FoundRegions()
    regions = {region.code: region for region in Region.objects.all()}
    ranked: dict[str, tuple[tuple[int, bool, int, int], str]] = {}
    for outer, name in _divisions(words):
        for code, close, former in _matches(name, regions):
            count = totals.get(regions[code].prefix, 0)
            rank = (close, former is not None, LEVELS_DOWNWARD[regions[code].level], -count)
            inside = all(any(_begins(region, word) for region in _above(regions[code], regions)) for word in outer)
            if inside and (code not in ranked or rank < ranked[code][0]):
                ranked[code] = rank, former.words if former else ""
    found = {code: via for code, (_, via) in sorted(ranked.items(), key=lambda pair: (pair[1][0], pair[0]))}
    if not found:
        # The lookup of the desk parts 甘肃定西 and knows townships.
        offered = suggest(typed[:LONGEST], gazetteer=gazetteer(), limit=LISTED)
        found = {
            place.code: say("按“{0}”找到", place.via) if place.via else "" for place in offered if place.code in regions
        }
    listed = [
        FoundRegion(regions[code], _above(regions[code], regions), totals.get(regions[code].prefix, 0), via)
        for code, via in list(found.items())[:LISTED]
    ]
    return FoundRegions(tuple(listed), len(found) - len(listed))


def _divisions(words: list[str]) -> Iterator[tuple[list[str], str]]:
    """Yield (names of regions above, name) for each way to read the words; in letters one name may be several words."""
    for start in range(len(words)):
        name = " ".join(words[start:])
        if start == len(words) - 1 or typed_letters(name):
            yield words[:start], name


def _matches(name: str, regions: Mapping[str, Region]) -> Iterator[tuple[str, int, FormerName | None]]:
    """Yield (code, closeness, former name) of every name that fits; the last is None for a name of today."""
    if name.isascii() and name.isdigit():
        wanted = name.rstrip("0") or name
        yield from (
            (code, Closeness.WHOLE if code == name.ljust(6, "0") else Closeness.BEGINNING, None)
            for code in regions
            if code.startswith(wanted)
        )
        return
    letters = typed_letters(name)
    for code, region in regions.items():
        if (close := _closest(region, name, letters)) is not None:
            yield code, close, None
    for code, rows in _former_rows().items():
        fits = {
            called: close
            for called, *_ in rows
            if (close := closeness(called, name, letters, folded=fold(called))) is not None
        }
        if fits and code in regions:
            yield from (
                (code, fits[former.name], former)
                for former in names_of_rows(rows, regions[code])
                if former.name in fits
            )


def _former_rows() -> dict[str, list[tuple[str, str, int]]]:
    """Return {code of a region of today: (name, level, last year) of its former regions}. One query."""
    rows: dict[str, list[tuple[str, str, int]]] = {}
    former = FormerRegion.objects.order_by().values_list("successor_id", "name", "level", "last_year")
    for code, name, level, last in former:
        if last:
            rows.setdefault(code, []).append((name, level, last))
    return rows


def _closest(region: Region, name: str, letters: str) -> int | None:
    """Return how close a name is to the full or the short name of a region, whichever is closer; None if to neither."""
    fits = [
        close
        for called in {region.name, region.short}
        if (close := closeness(called, name, letters, folded=fold(called), spelled=_ways(region, called, letters)))
        is not None
    ]
    return min(fits, default=None)


def _ways(region: Region, called: str, letters: str) -> tuple[str, ...]:
    """Return the spellings of a name, none where no letters were typed."""
    return spellings_of(region.code, called) if letters else ()


def _begins(region: Region, word: str) -> bool:
    """Return whether the region's full or short name begins with ``word``, by characters or by pinyin."""
    close = _closest(region, word, typed_letters(word))
    return close is not None and close != Closeness.INSIDE


def _above(region: Region, regions: Mapping[str, Region]) -> tuple[Region, ...]:
    """Return the regions above ``region``, the largest first."""
    found: list[Region] = []
    while region.parent_id:
        region = regions[region.parent_id]
        found.append(region)
    return tuple(reversed(found))
