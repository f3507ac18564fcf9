"""The gazetteer of the program's files, read once a process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from archive.text.places import Gazetteer, load_gazetteer


@cache
def gazetteer() -> Gazetteer:
    """Return the place names of ``fixtures/regions.csv`` and its neighbours.

    Read once a process: a constant of the program.
    """
    return load_gazetteer(settings.REGIONS_FILE)
