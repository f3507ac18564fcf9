"""Which units a name or a code behind 地区: means. The engine room knows codes alone; the archive lends it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.documents import UNKNOWN
from search.fold import fold

_CODE = re.compile(r"\d{2}|\d{4}|\d{6}")
_NONE = {UNKNOWN, "未注明"}


@dataclass(frozen=True, slots=True)
class NamedRegion:
    """A unit that a name means. ``prefix``: what the codes of all that lies in it begin with. ``label``: for the page,
    with what it lies in (甘肃省定西市); of a former unit also what it is now."""

    prefix: str
    label: str


#: From what stands behind 地区: to all units that it may mean, homonyms included; none if there is no such unit.
RegionLookup = Callable[[str], Sequence[NamedRegion]]


def by_code(name: str) -> Sequence[NamedRegion]:
    """Codes of two, four and six digits of GB/T 2260, unchecked: 620000 -> 62."""
    code = fold(name)
    if not (code.isascii() and _CODE.fullmatch(code)):
        return ()
    while code.endswith("00") and len(code) > 2:
        code = code[:-2]
    return (NamedRegion(code, code),)


_lookup: RegionLookup = by_code


def use_regions(lookup: RegionLookup) -> None:
    """Said once a process, by whoever knows the regions, before the first query is read."""
    global _lookup
    _lookup = lookup


def find_regions(name: str) -> tuple[NamedRegion, ...]:
    """The units that ``name`` means; UNKNOWN (未注明) is documents without a region."""
    if fold(name) in _NONE:
        return (NamedRegion(UNKNOWN, "地区未注明"),)
    return tuple(_lookup(name))
