"""The regions that a name or a code after 地区: may mean. This package knows codes alone; the archive provides names."""

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
    """A region that a name may mean.

    ``prefix`` is its region prefix. ``label`` is for the page, with the region above (甘肃省定西市); for a former
    name it includes the present one.
    """

    prefix: str
    label: str


#: From the name after 地区: to all regions that it may mean, homonyms included; empty if there is none.
RegionLookup = Callable[[str], Sequence[NamedRegion]]


def by_code(name: str) -> Sequence[NamedRegion]:
    """Return the region of a GB/T 2260 code of two, four or six digits, unchecked: 620000 -> 62."""
    code = fold(name)
    if not (code.isascii() and _CODE.fullmatch(code)):
        return ()
    while code.endswith("00") and len(code) > 2:
        code = code[:-2]
    return (NamedRegion(code, code),)


_lookup: RegionLookup = by_code


def use_regions(lookup: RegionLookup) -> None:
    """Set the lookup of names, once in a process, before the first query is read."""
    global _lookup
    _lookup = lookup


def find_regions(name: str) -> tuple[NamedRegion, ...]:
    """Return the regions that ``name`` may mean; UNKNOWN (未注明) stands for documents without a region."""
    if fold(name) in _NONE:
        return (NamedRegion(UNKNOWN, "地区未注明"),)
    return tuple(_lookup(name))
