"""Names of the program's files, read once a process: the gazetteer, and the codes of each name in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from archive.text.places import Gazetteer, load_gazetteer


@cache
def gazetteer() -> Gazetteer:
    """Return the place names of ``fixtures/regions.csv`` and its neighbours.

    Read once a process: a constant of the program.
    """
    return load_gazetteer(settings.REGIONS_FILE)


@cache
def codes_by_name() -> Mapping[str, tuple[str, ...]]:
    """Return {folded name: codes of the regions that have or had it}: full names, short ones, former ones.

    Read once a process: a constant of the program.
    """
    found: dict[str, tuple[str, ...]] = {}
    for group in gazetteer().names.values():
        for place in group:
            found[place.folded] = tuple(dict.fromkeys((*found.get(place.folded, ()), *place.codes)))
    return found
