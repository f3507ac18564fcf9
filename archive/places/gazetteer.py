"""The place names of today and of their day, read once a process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from archive.text.places import Gazetteer, load_gazetteer


@cache
def gazetteer() -> Gazetteer:
    """The place names of ``fixtures/regions.csv``, read once a process."""
    return load_gazetteer(settings.REGIONS_FILE)
