"""Pieces of pages that are drawn again and again from the very same things: entries and facets of results.

A piece is kept under all that it shows, so that nothing ever has to be called outdated: what changed is
another key. Half of a results page is drawn anew by each reader of a popular search; an editor's publication changes few
of its entries and, where the new report does not answer, none of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from django.urls import get_script_prefix
from django.utils.translation import get_language

from search.cache import ByteBoundedCache

T = TypeVar("T")

#: Bytes in each process: some thousand entries, some hundred lists of facets.
KEPT_BYTES = 48 * 1024 * 1024
_kept = ByteBoundedCache(KEPT_BYTES)


def draw_once(shown: Hashable, draw: Callable[[], T], cost: Callable[[T], int]) -> T:
    """What ``draw`` made the last time for equal ``shown``, which must be all that it looks at beside the language of the
    page and the folder that the site lies in. ``cost``: bytes of what is kept, key and piece, roughly."""
    return _kept.get_or_make((get_language(), get_script_prefix(), shown), draw, cost)
