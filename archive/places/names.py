"""Which regions bear a name or bore it, by the files of the program."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from archive.places.gazetteer import gazetteer


@cache
def place_codes() -> Mapping[str, tuple[str, ...]]:
    """Return {folded name: codes of the regions that bear it or bore it}: full names, short ones, former ones.

    Read once a process: a constant of the program.
    """
    found: dict[str, tuple[str, ...]] = {}
    for group in gazetteer().names.values():
        for place in group:
            found[place.folded] = tuple(dict.fromkeys((*found.get(place.folded, ()), *place.codes)))
    return found
